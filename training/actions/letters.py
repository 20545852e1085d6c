"""Writes the letters about workshops, each with what the reader's calendar should hold."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import translation

from companies import walls
from people.actions import mail
from training.models import Registration, Workshop


def tell(registration: Registration, what: str) -> None:
    """Tell one person about their seat: ``seated``, ``promoted``, ``waiting`` or ``left``."""
    carries = {"seated": "REQUEST", "promoted": "REQUEST", "left": "CANCEL"}
    tell_each([registration], "workshop_seat", what, method=carries.get(what, ""))


def tell_each(
    rows: Iterable[Registration], kind: str, what: str, *, method: str = "", reason: str = ""
) -> None:
    """Write to each of ``rows``, persons and workshop loaded; with ``method`` calendars follow.

    Their ``sequence`` is counted on before, so that the newest letter wins in a calendar.
    """
    registrations = list(rows)
    if method:
        for one in registrations:
            one.sequence += 1
        Registration.objects.bulk_update(registrations, ["sequence"])
    letters = []
    for one in registrations:
        title = _title(one.workshop, mail.language_of(one.person))
        context = {**_facts(one.workshop), "title": title, "what": what, "reason": reason}
        if method:
            context["appointment"] = appointment(one, method)
        letters.append((one.person, context))
    occasions = {one.person_id: _occasion(one, what) for one in registrations}
    mail.post_each(kind, letters, key=lambda person: occasions[person.pk])


def _occasion(registration: Registration, what: str) -> str:
    """Names a letter: asking again for a seat is another occasion."""
    asked = int(registration.asked_at.timestamp())
    return f"{registration.workshop.public_id}:{what}:{registration.sequence}:{asked}"


def _facts(workshop: Workshop) -> dict[str, Any]:
    module = workshop.module
    return {
        "programme": module.programme.name,
        "starts_at": workshop.starts_at.isoformat(),
        "ends_at": workshop.ends_at.isoformat(),
        "place": workshop.place,
        "address_online": workshop.link,
        "trainer": str(module.trainer or ""),
        "link": walls.address(page_of(workshop)),
    }


def _title(workshop: Workshop, language: str) -> str:
    with translation.override(language):
        return workshop.module.title


def page_of(workshop: Workshop) -> str:
    """Path of the page on which a person sees the workshop and their seat."""
    module = workshop.module
    return reverse("training:lesson", args=[module.programme.public_id, module.public_id])


def appointment(registration: Registration, method: str) -> dict[str, Any]:
    """What a calendar should hold of a seat, as JSON values."""
    workshop = registration.workshop
    module = workshop.module
    return {
        "uid": f"workshop-{workshop.public_id}@{walls.current().schema_name}.mentorat",
        "sequence": registration.sequence,
        "start": workshop.starts_at.isoformat(),
        "end": workshop.ends_at.isoformat(),
        "title": _title(workshop, mail.language_of(registration.person)),
        "place": workshop.whereabouts,
        "description": "\n".join(
            one
            for one in (
                module.programme.name,
                workshop.link if workshop.place else "",
                walls.address(page_of(workshop)),
            )
            if one
        ),
        "method": method,
    }
