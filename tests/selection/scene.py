"""A programme with a form of its own, and people who answer it, for the tests of selection."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from people.models import Person
from programmes.models import Enrolment, Programme
from selection import access
from selection.actions import answer, form
from tests import factories

type Browser = Callable[[Person | None], Client]

NEEDS = {"needs": ["network"], "availability": ["mon_am"]}


def invited(person: Person, programme: Programme | None = None, role: str = "mentor") -> Enrolment:
    """Somebody who has not answered yet."""
    row = programme or factories.ProgrammeFactory()
    made: Enrolment = factories.EnrolmentFactory(
        programme=row, person=person, role=role, status="invited", answered_at=None
    )
    return made


def asked(programme: Programme, role: str = "mentor", *, by: Person) -> dict[str, Any]:
    """Publish the starting questions of a role; good answers to all of them."""
    form.begin(programme, role, by=by)
    form.publish(programme, role, by=by)
    return good(programme, role)


def good(programme: Programme, role: str) -> dict[str, Any]:
    """An answer to each question that is asked now, by its key."""
    shapes: dict[str, Any] = {"text": "To listen.", "number": 12, "scale": 4}
    return {
        one.key.hex: shapes.get(one.kind)
        or {
            "choice": one.codes[-1:] and one.codes[-1],
            "choices": one.codes[:1],
            "skills": dict.fromkeys(one.codes, 4),
            "availability": one.codes[: max(one.least, 1)],
        }[one.kind]
        for one in access.asked(access.form(programme, role))
    }


def yes(row: Enrolment, values: dict[str, Any] | None = None, **more: Any) -> Enrolment:
    """The person reads everything and says yes."""
    current = access.form(row.programme, row.role)
    shared = {
        "seen_form": current.number if current else 0,
        "seen_page": answer.digest(answer.honest(row.programme)),
        "by": row.person,
    }
    return answer.accept(row, values=values or {}, **NEEDS, **{**shared, **more})


def posted(row: Enrolment, values: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a browser sends with a mentor's yes."""
    current = access.form(row.programme, row.role)
    sent: dict[str, Any] = {
        "answer": "accept",
        "capacity": "2",
        "need_1": "network",
        "acknowledged": "on",
        "seen_form": str(current.number if current else 0),
        "seen_page": answer.digest(answer.honest(row.programme)),
        **NEEDS,
    }
    for key, value in (values or {}).items():
        if isinstance(value, dict):
            sent |= {f"q_{key}_{code}": mark for code, mark in value.items()}
        else:
            sent[f"q_{key}"] = value
    return sent


def page(name: str, row: Enrolment | Programme, *more: str) -> str:
    """The address of a page of selection."""
    return reverse(f"selection:{name}", args=[row.public_id, *more])
