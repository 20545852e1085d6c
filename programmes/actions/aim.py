"""Chooses the competency profiles with which the two sides of a programme compare themselves."""

from django.db import transaction
from django.utils.translation import gettext as _

from companies.errors import Refusal
from competencies import access
from competencies.models import Profile
from people import audit
from people.models import Person
from programmes.actions.guard import check_not_closed, check_steers, locked
from programmes.models import Programme


@transaction.atomic
def aim(
    programme: Programme, *, mentees: Profile | None, mentors: Profile | None, by: Person
) -> Programme:
    """Aim at a profile for mentees and one for mentors; None for no self-assessment.

    Self-assessments made so far stay with their persons. Refuses who does not steer it, a closed
    programme, and a profile that is not offered, unless it was chosen before.
    """
    check_steers(programme, by)
    row = locked(programme)
    check_not_closed(row)
    offered = set(access.profiles().values_list("pk", flat=True))
    known = {row.mentee_target_id, row.mentor_target_id}
    for field, chosen in (("mentees", mentees), ("mentors", mentors)):
        if chosen is not None and chosen.pk not in offered | known:
            raise Refusal(_("This profile is offered no longer."), field=field)
    row.mentee_target, row.mentor_target = mentees, mentors
    row.save(update_fields=["mentee_target", "mentor_target"])
    audit.record("programme.aimed", by=by, on=row)
    return row
