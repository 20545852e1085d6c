"""Keeps how somebody sees themself, and lets them take it back; nobody else reads it."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.errors import Refusal
from competencies import access
from competencies.models import Assessment, Profile, Rating
from competencies.starter import LEAST, MOST
from people.models import Person


@transaction.atomic
def take(profile: Profile, *, version: int, levels: Mapping[int, int], by: Person) -> Assessment:
    """Keep a self-assessment of ``by``, made with the words of ``version`` of the framework.

    ``levels`` go from the key of each competency to 1–5. Refuses a profile that is not offered, a
    version that never was, a competency without a level and a level outside the scale. What was
    retired while they answered is left out.
    """
    if not access.profiles().filter(pk=profile.pk).exists():
        raise Refusal(_("Nobody is asked about this profile any more."))
    if not 1 <= version <= profile.framework.version:
        raise Refusal(_("This page is too old. Open it once more."))
    asked = [
        line.competency
        for line in access.lines(profile.framework, version=version)
        if profile.pk in line.targets
    ]
    for one in asked:
        if not LEAST <= levels.get(one.pk, 0) <= MOST:
            raise Refusal(_("Choose a level for each competency."), field=f"level_{one.pk}")
    if not asked:
        raise Refusal(_("There is no competency to look at yet."))
    row = Assessment.objects.create(
        person=by, profile=profile, version=version, taken_at=timezone.now()
    )
    Rating.objects.bulk_create(
        Rating(assessment=row, competency=one, level=levels[one.pk]) for one in asked
    )
    # Not in the journal, which HR reads: people are told that they alone know of it.
    return row


@transaction.atomic
def remove(assessment: Assessment, *, by: Person) -> None:
    """Forget a self-assessment. Refuses anybody but the person."""
    if assessment.person_id != by.pk:
        raise Refusal(_("Only the person can remove this."))
    assessment.delete()
