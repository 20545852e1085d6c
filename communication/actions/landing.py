"""Writes the page of a programme inside the company, publishes it and takes it back."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communication.models import LandingPage
from companies import versions, walls
from companies.errors import Refusal
from people import audit
from people.models import Person
from programmes.actions import guard
from programmes.models import Programme

TEXTS = {"about": 4000, "audience": 2000, "effort": 2000}
"""What the page says, and how many characters each text may have."""


@transaction.atomic
def write(
    programme: Programme, *, by: Person, seen: str | None = None, **texts: str
) -> LandingPage:
    """Set the texts of the page: ``about``, ``audience`` and ``effort``, each ``_fr`` and ``_en``.

    Refuses words that are too long, and to empty what a published page is about. ``seen`` is the
    fingerprint of the :func:`values` that were changed: :class:`Overtaken` is raised when somebody
    else has changed them since.
    """
    guard.check_steers(programme, by)
    row, _created = LandingPage.objects.select_for_update().get_or_create(programme=programme)
    versions.check(seen, versions.fingerprint(values(row)))
    for name, most in TEXTS.items():
        for language in ("fr", "en"):
            field = f"{name}_{language}"
            text = texts.get(field, "").replace("\r\n", "\n").replace("\0", "").strip()
            if len(text) > most:
                raise Refusal(
                    _("This text has %(count)d characters; %(most)d are the most.")
                    % {"count": len(text), "most": most},
                    field=field,
                )
            setattr(row, field, text)
    if row.published_at:
        _check_complete(row)
    row.save()
    audit.record("landing.written", by=by, on=programme)
    return row


def values(row: LandingPage | None) -> dict[str, Any]:
    """What the page says now; nothing when there is none."""
    return {
        f"{name}_{language}": getattr(row or LandingPage(), f"{name}_{language}")
        for name in TEXTS
        for language in ("fr", "en")
    }


@transaction.atomic
def publish(programme: Programme, *, by: Person) -> LandingPage:
    """Let everybody of the company read the page. Refuses one that says nothing, or when closed."""
    guard.check_steers(programme, by)
    guard.check_not_closed(programme)
    row = LandingPage.objects.select_for_update().filter(programme=programme).first()
    if row is None:
        raise Refusal(_("Write the page before you publish it."))
    _check_complete(row)
    if row.published_at is None:
        row.published_at, row.published_by = timezone.now(), by
        row.save(update_fields=["published_at", "published_by"])
        audit.record("landing.published", by=by, on=programme)
    return row


def _check_complete(row: LandingPage) -> None:
    language = walls.current().language
    if not getattr(row, f"about_{language}"):
        raise Refusal(
            _("Say what the programme is for, at least in the language of the company."),
            field=f"about_{language}",
        )


@transaction.atomic
def take_back(programme: Programme, *, by: Person) -> None:
    """Let only those who steer the programme see its page; does nothing when that is so."""
    guard.check_steers(programme, by)
    row = LandingPage.objects.select_for_update().filter(programme=programme).first()
    if row is not None and row.published_at is not None:
        row.published_at, row.published_by = None, None
        row.save(update_fields=["published_at", "published_by"])
        audit.record("landing.taken_back", by=by, on=programme)
