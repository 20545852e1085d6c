"""Three companies whose rows have the same numbers and the same public ids, and other words."""

import datetime as dt
import itertools
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from companies import hosts, schemas, walls
from companies.models import Company, Domain
from evaluations.actions import report
from evaluations.models import PulseRequest
from people.models import Person
from programmes.models import Enrolment
from tests import factories
from tests.house import town as towns
from tests.house.town import Town
from tests.walls.canaries import APPS, LETTERS, Canaries

SPACE = uuid.UUID("6f1a4c1e-0000-4000-8000-000000000000")


@dataclass
class Place:
    """One company: its town, the same programme's other pair, and another programme's town."""

    town: Town
    other: Town
    beside: dict[str, dict[str, Any]]
    pair: dict[str, Person]


@dataclass
class Three:
    """The companies by schema name, what is only next door, and the words planted in them."""

    places: dict[str, Place]
    foreign: Town
    canaries: Canaries


def build() -> Three:
    """Make them inside the transaction that is open."""
    canaries = Canaries()
    places = {}
    for schema in LETTERS:
        _open(schema)
        with walls.inside(schema), same_identities("same"):
            places[schema] = _place(schema)
    with walls.inside("kestrel"), same_identities("foreign"):
        foreign = towns.build("kestrel")
    for schema, place in places.items():
        with walls.inside(schema):
            canaries.plant(schema)
            _renew_links(place.town)
            _renew_links(place.other)
    with walls.inside("kestrel"):
        foreign.arguments |= places["kestrel"].town.links()
    hosts.forget()
    return Three(places, foreign, canaries)


def _open(schema: str) -> None:
    """The company with empty tables that count from one; made when it does not exist yet."""
    with walls.catalogue():
        company = Company.objects.filter(schema_name=schema).first()
        if company is None:
            company = Company.objects.create(schema_name=schema, language="fr")
            Domain.objects.create(tenant=company, domain=f"{schema}.localhost", is_primary=True)
            schemas.furnish(schema)
        Company.objects.filter(pk=company.pk).update(
            name=f"zz{LETTERS[schema]}q99999z", mfa_required=False
        )
    with walls.inside(schema), connection.cursor() as cursor:
        for model in (one for app in APPS for one in apps.get_app_config(app).get_models()):
            place = [f'"{model._meta.db_table}"', model._meta.pk.column]
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", place)
            (name,) = cursor.fetchone()
            if name:
                cursor.execute(f"ALTER SEQUENCE {name} RESTART")


@contextmanager
def same_identities(seed: str) -> Iterator[None]:
    """Public ids made inside are a function of ``seed``, the model and how many there were."""
    fields = [
        (model._meta.label, one)
        for model in apps.get_models()
        for one in model._meta.concrete_fields
        if isinstance(one, models.UUIDField) and one.default is uuid.uuid4
    ]
    for label, one in fields:
        # Where Django keeps the default once it has looked at it.
        one.__dict__["_get_default"] = _identities(f"{seed}:{label}")
    try:
        yield
    finally:
        for _label, one in fields:
            del one.__dict__["_get_default"]


def _identities(label: str) -> Callable[[], uuid.UUID]:
    numbers = itertools.count(1)
    return lambda: uuid.uuid5(SPACE, f"{label}:{next(numbers)}")


def _place(schema: str) -> Place:
    town = towns.build(schema)
    pair = {
        role: factories.EnrolmentFactory(programme=town.programme, role=role)
        for role in ("mentor", "mentee")
    }
    beside = _beside(town, **pair)
    other = towns.build(schema)
    left = factories.EnrolmentFactory(
        programme=town.programme, status=Enrolment.Status.WITHDRAWN, role="mentee"
    )
    town.people |= {
        "outside_mentor": other.people["mentor"],
        "outside_mentee": other.people["mentee"],
        "outside_sponsor": other.people["sponsor"],
        "former_mentee": left.person,
        "former_hr": factories.PersonFactory(role=Person.Role.HR, status=Person.Status.LEFT),
    }
    return Place(town, other, beside, {role: one.person for role, one in pair.items()})


def _beside(town: Town, mentor: Enrolment, mentee: Enrolment) -> dict[str, dict[str, Any]]:
    """Another pair of the town's own programme: the arguments of every route about it."""
    pairing = factories.PairingFactory(programme=town.programme, mentor=mentor, mentee=mentee)
    session = factories.MentoringSessionFactory(pairing=pairing, logged_by=mentor.person)
    asked = PulseRequest.objects.create(
        pulse=PulseRequest.objects.get(pk=town.asked).pulse,
        pairing=pairing,
        person=mentee.person,
        expires_at=timezone.now() + dt.timedelta(days=7),
    )
    pair, meeting = {"public_id": pairing.public_id}, {"session_id": session.public_id}
    enrolled = {"public_id": mentee.public_id}
    return {
        **{f"pairings:{name}": pair for name in ("detail", "end", "log")},
        **{f"pairings:{name}": pair | meeting for name in ("correct", "undo")},
        **{f"programmes:{name}": enrolled for name in ("withdraw", "invite_again")},
        **{f"selection:{name}": enrolled for name in ("answer", "state", "file")},
        "matching:choose": enrolled,
        "introductions:conflicts": enrolled,
        "introductions:meetings": enrolled,
        "evaluations:answer": {"public_id": asked.public_id},
    }


def _renew_links(town: Town) -> None:
    """Links to a new password die when the address of their person changes, as it just did."""
    town.programme.refresh_from_db()
    for guest in town.guests.values():
        guest.refresh_from_db()
    town.arguments |= town.links()


def print_reports(three: Three) -> None:
    """Put a real report with its PDF in the place of the towns' empty one."""
    for schema, place in three.places.items():
        with walls.inside(schema), same_identities("report"):
            hr = place.town.people["hr"]
            assert hr is not None
            made = report.request(programme=place.town.programme, language="fr", by=hr)
            report.produce(made)
            for name in ("evaluations:report", "evaluations:download"):
                place.town.arguments[name] = {"public_id": made.public_id}
