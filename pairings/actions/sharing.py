"""Lets a partner read a self-assessment, and takes it back; nothing of it reaches the journal."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.errors import Refusal
from competencies.models import Assessment
from pairings.models import Pairing, SharedAssessment
from people.models import Person


@transaction.atomic
def share(pairing: Pairing, assessment: Assessment, *, by: Person) -> SharedAssessment:
    """Let the partner of a running pairing read one of ``by``'s self-assessments.

    It takes the place of the one that was shared before; twice is once. Refuses somebody else's
    self-assessment, somebody else's pairing, and one that is over. Not in the journal, which HR
    reads.
    """
    if assessment.person_id != by.pk:
        raise Refusal(_("Only the person can share this."))
    row = Pairing.objects.of(by).select_for_update(of=("self",)).filter(pk=pairing.pk).first()
    if row is None or row.status != Pairing.Status.ACTIVE:
        raise Refusal(_("This pairing is already over; nothing was changed."))
    _own(row, by).exclude(assessment=assessment).delete()
    made, _created = SharedAssessment.objects.get_or_create(
        pairing=row, assessment=assessment, defaults={"shared_at": timezone.now()}
    )
    return made


@transaction.atomic
def take_back(pairing: Pairing, *, by: Person) -> None:
    """Let the partner read it no longer; twice is once."""
    _own(pairing, by).delete()


def forget(pairing: Pairing) -> None:
    """Take back what both partners shared: their pairing is over."""
    SharedAssessment.objects.filter(pairing=pairing).delete()


def _own(pairing: Pairing, by: Person) -> QuerySet[SharedAssessment]:
    return SharedAssessment.objects.filter(pairing=pairing, assessment__person=by)
