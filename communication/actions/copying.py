"""Carries the campaign of a programme over into its next cohort: words, to nobody yet."""

from django.db import transaction

from communication import access
from communication.actions import landing
from communication.models import LANGUAGES, Announcement
from people import audit
from people.models import Person
from programmes.actions import guard
from programmes.models import Programme


@transaction.atomic
def copy(old: Programme, new: Programme, *, by: Person) -> None:
    """Write for ``new``, a draft without a campaign, the messages and the page of ``old``.

    Messages are drafts without a day, the page is not published. No letter, event or wish.
    Refuses who does not steer ``new``.
    """
    guard.check_steers(new, by)
    row = guard.locked(new)
    fresh = [_draft(one, row, by) for one in access.repeatable(old)]
    if fresh:
        Announcement.objects.bulk_create(fresh)
        audit.record("announcement.campaign_started", by=by, on=row, messages=len(fresh))
    page = access.landing(old)
    if page is not None:
        names = [f"{name}_{language}" for name in landing.TEXTS for language in LANGUAGES]
        landing.write(row, **{name: getattr(page, name) for name in names}, by=by)


def _draft(one: Announcement, programme: Programme, by: Person) -> Announcement:
    return Announcement(
        programme=programme,
        kind=one.kind,
        audience=one.audience,
        sites=one.sites,
        functions=one.functions,
        departments=one.departments,
        subject_fr=one.subject_fr,
        body_fr=one.body_fr,
        subject_en=one.subject_en,
        body_en=one.body_en,
        created_by=by,
    )
