"""One of everything in a company, and the people who look at it, for tests of every route."""

import datetime as dt
import itertools
import os
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.http import int_to_base36

from evaluations.actions import pulse
from evaluations.models import ImpactReport, Pulse, PulseRequest
from matching.models import MatchingRun, Suggestion
from people.actions import attributes, invitation, people_import
from people.adapter import ResetTokens
from people.models import Person
from programmes.models import Enrolment, Objective, Programme
from tests import factories
from tests.conftest import HOSTS

ACTORS = (
    "nobody",
    "charlie",
    "mentor",
    "mentee",
    "sponsor",
    "stranger",
    "director",
    "hr",
)
"""Who looks. ``stranger`` directs another programme; the others belong to this one, or to none."""

ROSTER = b"email;given name;family name\nnew@aubepine.example;Nadia;Petit\n"


_browsers = itertools.count(1)


def _address() -> str:
    """A network address of its own: attempts are counted per address, across tests."""
    number = next(_browsers)
    return f"10.{os.getpid() % 250}.{number // 250 % 250}.{number % 250}"


@dataclass
class Town:
    """A programme with its people and objects, and the arguments of every route about them."""

    schema: str
    programme: Programme
    people: dict[str, Person | None] = field(default_factory=dict)
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)

    def address(self, name: str) -> str:
        """The address of a named route about this company's objects."""
        return reverse(name, kwargs=self.arguments.get(name, {}), urlconf="mentorat.urls")

    def browser(self, actor: str, at: str = "") -> Client:
        """A browser of one of the actors, on this company's site or on that of another."""
        client = Client(
            HTTP_HOST=HOSTS[at or self.schema],
            REMOTE_ADDR=_address(),
            raise_request_exception=False,
        )
        person = self.people[actor]
        if person is not None:
            client.force_login(person)
        return client


def build(schema: str) -> Town:
    """Make the town in the company that is chosen now."""
    today = timezone.localdate()
    programme = factories.ProgrammeFactory(
        status=Programme.Status.RUNNING,
        starts_on=today - dt.timedelta(days=60),
        enrol_until=today - dt.timedelta(days=70),
    )
    town = Town(schema, programme)
    people = {name: factories.PersonFactory(given_name=name.capitalize()) for name in ACTORS[1:]}
    people["hr"].role = Person.Role.HR
    people["hr"].save()
    town.people = {"nobody": None, **people}
    factories.ResponsibilityFactory(person=people["stranger"])
    for role in ("director", "sponsor"):
        factories.ResponsibilityFactory(programme=programme, person=people[role], role=role)
    town.arguments = _objects(town, people)
    return town


def _objects(town: Town, people: dict[str, Person]) -> dict[str, dict[str, Any]]:
    programme = town.programme
    mentor, mentee = (
        factories.EnrolmentFactory(programme=programme, person=people[role], role=role)
        for role in ("mentor", "mentee")
    )
    pairing = factories.PairingFactory(programme=programme, mentor=mentor, mentee=mentee, score=80)
    session = factories.MentoringSessionFactory(pairing=pairing, logged_by=people["mentor"])
    found = {
        name: {"public_id": programme.public_id}
        for name in routes()
        if name.split(":")[0] in ("programmes", "pairings", "matching", "evaluations")
    }
    for name in ("answer", "withdraw", "invite_again"):
        found[f"programmes:{name}"] = {"public_id": mentee.public_id}
    found["matching:choose"] = {"public_id": mentee.public_id}
    for name in ("detail", "end", "log"):
        found[f"pairings:{name}"] = {"public_id": pairing.public_id}
    for name in ("correct", "undo"):
        found[f"pairings:{name}"] = {
            "public_id": pairing.public_id,
            "session_id": session.public_id,
        }
    run = _run(programme, mentor, mentee)
    for name in ("run", "decide", "again", "publish", "remind", "settle"):
        found[f"matching:{name}"] = {"public_id": run.public_id}
    objective = factories.ObjectiveFactory(programme=programme, kind=Objective.Kind.SKILLS)
    found["programmes:objective"] = {
        "public_id": programme.public_id,
        "objective_id": objective.public_id,
    }
    for name in ("list", "create"):
        found[f"programmes:{name}"] = {}
    found["pairings:list"] = {}
    return found | _of_people(people) | _of_evaluations(programme, pairing, people["mentee"])


def _run(programme: Programme, mentor: Enrolment, mentee: Enrolment) -> MatchingRun:
    run: MatchingRun = factories.MatchingRunFactory(programme=programme)
    Suggestion.objects.create(
        run=run, mentor=mentor, mentee=mentee, rank=1, points=40_000, is_planned=True
    )
    run.finish()
    return run


def _of_people(people: dict[str, Person]) -> dict[str, dict[str, Any]]:
    batch = people_import.receive(content=ROSTER, filename="new.csv", by=people["hr"])
    newcomer, forgetful = factories.PersonFactory(joined_at=None), factories.PersonFactory()
    charlie = {"public_id": people["charlie"].public_id}
    return {
        "people:detail": charlie,
        "people:invite": charlie,
        "people:reset_second_factor": charlie,
        "mfa_edit_webauthn": {"pk": 1},
        "mfa_remove_webauthn": {"pk": 1},
        "people:edit": charlie,
        "people:role": charlie,
        "people:leave": charlie,
        "people:logo": {"digest": "0" * 24},
        "people:style_sheet": {"digest": "0" * 24},
        "people:space_sample": {"colour": "0b5f5b"},
        "people:attribute": {"public_id": _attribute(people["hr"])},
        "people:import_undo": {"public_id": batch.public_id},
        "people:journal_export": {"kind": "csv"},
        "people:import_review": {"public_id": batch.public_id},
        "people:import_refused": {"public_id": batch.public_id},
        "people:accept_invitation": {"token": invitation.token(newcomer)},
        "account_reset_password_from_key": {
            "uidb36": int_to_base36(forgetful.pk),
            "key": ResetTokens().make_token(forgetful),
        },
    }


def _attribute(hr: Person) -> uuid.UUID:
    return attributes.declare(
        name="Cohort", kind="choice", options=["Spring", "Autumn"], by=hr
    ).public_id


def _of_evaluations(
    programme: Programme, pairing: Any, mentee: Person
) -> dict[str, dict[str, Any]]:
    asked = PulseRequest.objects.create(
        pulse=Pulse.objects.create(programme=programme, occasion=Pulse.Occasion.DAY_30),
        pairing=pairing,
        person=mentee,
        expires_at=timezone.now() + dt.timedelta(days=7),
    )
    report = ImpactReport.objects.create(
        programme=programme, language="fr", as_of=timezone.localdate(), pdf=b"%PDF-"
    )
    report.finish()
    return {
        "evaluations:answer": {"public_id": asked.public_id},
        "evaluations:answer_by_link": {"token": pulse.token(asked)},
        "evaluations:report": {"public_id": report.public_id},
        "evaluations:download": {"public_id": report.public_id},
    }


def routes() -> list[str]:
    """Names of every route of a company's site, with their namespaces."""
    return sorted(set(_names(get_resolver("mentorat.urls").url_patterns, "")))


def _names(patterns: list[Any], prefix: str) -> list[str]:
    found: list[str] = []
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{prefix}{one.namespace}:" if one.namespace else prefix
            found += _names(one.url_patterns, inner)
        elif isinstance(one, URLPattern):
            assert one.name, f"{one.pattern} has no name"
            found.append(prefix + one.name)
    return found
