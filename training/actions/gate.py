"""Settles when people must be trained, exempts somebody, and refuses who is not yet."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from companies.errors import Refusal
from people import audit
from people.models import Person
from programmes.actions.guard import check_not_closed, check_steers, locked
from programmes.models import Enrolment, Programme
from training import standing
from training.actions import calls
from training.actions.module import needed, wording_of
from training.models import Exemption, Requirement

Moment = Requirement.Moment


@transaction.atomic
def require_each(programme: Programme, *, moments: Mapping[str, str], by: Person) -> None:
    """Settle the rules of several sides (role → moment), all of them or none."""
    for role, moment in moments.items():
        require(programme, role=role, moment=moment, by=by)


@transaction.atomic
def require(programme: Programme, *, role: str, moment: str, by: Person) -> None:
    """Ask that one side be trained at ``moment``; "" asks nothing any more.

    Those who take part and are not trained get a letter, once per programme. Refuses while nothing
    mandatory is published for that side.
    """
    check_steers(programme, by)
    row = locked(programme)
    check_not_closed(row)
    if standing.moments(row.pk).get(role, "") == moment:
        return
    if moment and not needed(row, role):
        raise Refusal(
            _("Publish a mandatory module for %(role)s first: there is nothing to be trained by.")
            % {"role": wording_of(role)},
            field=role,
        )
    if moment:
        Requirement.objects.update_or_create(programme=row, role=role, defaults={"moment": moment})
    else:
        Requirement.objects.filter(programme=row, role=role).delete()
    if moment:
        calls.ask(row, row.enrolments.filter(role=role))
    audit.record("training.required", by=by, on=row, role=role, moment=moment)


@transaction.atomic
def exempt(enrolment: Enrolment, *, reason: str, note: str = "", by: Person) -> Exemption:
    """Let one person through without training; HR only, with a reason that the journal keeps.

    Refuses ``by``'s own enrolment: somebody else decides about them.
    """
    _check_hr(by)
    if enrolment.person_id == by.pk:
        raise Refusal(_("Somebody else in HR decides whether you need the training."))
    row = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    check_not_closed(row.programme)
    if row.status != Enrolment.Status.ACCEPTED:
        raise Refusal(_("%(name)s does not take part.") % {"name": row.person})
    if reason == Exemption.Reason.OTHER and not note.strip():
        raise Refusal(_("Say which reason."), field="note")
    made, created = Exemption.objects.get_or_create(
        enrolment=row, defaults={"reason": reason, "note": note.strip(), "given_by": by}
    )
    if created:
        audit.record("training.exempted", by=by, on=row, reason=reason)
    return made


@transaction.atomic
def withdraw_exemption(enrolment: Enrolment, *, by: Person) -> None:
    """Ask for the training after all; twice is once."""
    _check_hr(by)
    check_not_closed(enrolment.programme)
    if Exemption.objects.filter(enrolment=enrolment).delete()[0]:
        audit.record("training.exemption_withdrawn", by=by, on=enrolment)


def _check_hr(by: Person) -> None:
    if not by.is_hr:
        raise Refusal(_("Only HR can exempt somebody from the training."))


def check_pairing(enrolments: Iterable[int]) -> None:
    """Refuses to pair somebody who must be trained before the matching, and is not."""
    rows = Enrolment.objects.filter(pk__in=list(enrolments))
    late = standing.held_back(rows, Moment.MATCHING).select_related("person").by_name().first()
    if late:
        raise Refusal(
            _(
                "%(name)s has not finished the training, which comes before the matching in this "
                "programme. HR may exempt them on the page “Training”."
            )
            % {"name": late.person},
            field=late.role,
        )


def waits_for(enrolments: Iterable[int], by: Person) -> str:
    """Why two partners cannot log their first session yet, in a sentence; "" when they can."""
    rows = Enrolment.objects.filter(pk__in=list(enrolments))
    late = set(standing.held_back(rows, Moment.SESSION).values_list("person_id", flat=True))
    if by.pk in late:
        return _("Finish your training first: in this programme it comes before the first session.")
    if late:
        # Without a name: how far somebody is with their training is not for their partner.
        return _(
            "Your first session comes after the training of both of you, and the training of one "
            "of you is not finished yet."
        )
    return ""
