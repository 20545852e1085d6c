"""Somebody with a full life here, whose every word can be found again; and a search everywhere."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from evaluations.models import Pulse, PulseRequest
from matching.models import MatchingRun, Preference, Suggestion
from pairings.models import MentoringSession, Pairing
from people.actions import attributes, invitation, mail, people_import, record
from people.models import Person
from privacy.actions import export, notice, rights
from programmes.models import Enrolment, Programme
from selection.models import (
    FormVersion,
    GridCriterion,
    Interview,
    Question,
    Response,
    Verdict,
    Waiting,
)
from tests import factories

LONG_AGO = dt.datetime(2026, 1, 5, 10, tzinfo=dt.UTC)


@dataclass
class Life:
    """A person, the words that betray them, and their partner."""

    person: Person
    partner: Person
    programme: Programme
    enrolment: Enrolment
    pairing: Pairing
    session: MentoringSession
    canaries: list[str] = field(default_factory=list)


def of(name: str, *, by: Person, status: str = Programme.Status.CLOSED) -> Life:
    """Give ``name`` a record, an account, a pair that is over, letters, files and requests."""
    word = f"Zq{name}"
    canaries = [f"{word}{part}" for part in ("given", "family", "job", "site", "number9")]
    given, family, job, site, number = canaries
    address = f"{word}mail@aubepine.example".lower()
    canaries += [
        f"{word}answer",
        f"{word}fact",
        f"{word}skill",
        f"{word}words",
        f"{word}reasons",
        address,
    ]
    head = "email;given name;family name;job title;site;employee number"
    line = f"{address};{given};{family};{job};{site};{number}"
    batch = people_import.receive(content=f"{head}\n{line}\n".encode(), filename="all.csv", by=by)
    people_import.confirm(batch, by=by)
    batch.refresh_from_db()
    people_import.perform(batch)
    person = Person.objects.get(email=address)
    fact = attributes.declare(name=f"Cohort {name}", kind="text", by=by)
    record.edit(
        person,
        by=by,
        skills={"offered": {f"{word}skill": 4}},
        declared={fact.key: f"{word}fact"},
    )
    invitation.invite(person, by=by)
    invitation.accept(invitation.token(person), password=None)
    life = _pair(person, f"{word}reasons", status)
    _answer(life, f"{word}answer")
    _traces(life)
    notice.acknowledge(person)
    rights.receive(person, kind="access", words=f"{word}words", by=person)
    export.produce(export.request(person, by=person))
    life.canaries = canaries
    return life


def _answer(life: Life, words: str) -> None:
    """What they wrote in the form of their programme; what others said of them stays with HR."""
    form = FormVersion.objects.create(programme=life.programme, role="mentee", number=1)
    asked = Question.objects.create(
        form=form, place=1, kind="text", label_fr="Pourquoi ?", label_en="Why?"
    )
    Response.objects.create(
        enrolment=life.enrolment, question=asked, key=asked.key, value=words, words=words
    )
    Waiting.objects.create(enrolment=life.enrolment, reason="late")
    line = GridCriterion.objects.create(
        programme=life.programme,
        place=1,
        measure="potential",
        label_fr="Zécoute",
        label_en="Zlistening",
        anchors=[""] * 10,
    )
    Interview.objects.create(
        enrolment=life.enrolment, interviewer=life.partner, notes="Zsecret", ratings={line.pk: 4}
    )
    Verdict.objects.create(enrolment=life.enrolment, verdict="qualified", decided_at=LONG_AGO)


def _pair(person: Person, reason: str, status: str) -> Life:
    programme = factories.ProgrammeFactory(status=status, closed_at=LONG_AGO)
    partner = factories.PersonFactory(given_name="Paul", family_name=f"Partner{person.pk}")
    mine = factories.EnrolmentFactory(
        programme=programme, person=person, role="mentee", needs=["network"]
    )
    other = factories.EnrolmentFactory(programme=programme, person=partner, role="mentor")
    reasons = [{"criterion": "site", "code": "site_same", "facts": {"mentee": reason}}]
    pairing = factories.PairingFactory(
        programme=programme,
        mentor=other,
        mentee=mine,
        status="completed",
        ended_at=LONG_AGO,
        end_reason="term",
        reasons=reasons,
    )
    session = factories.MentoringSessionFactory(pairing=pairing, logged_by=person)
    run = MatchingRun.objects.create(programme=programme, purpose="shortlist", status="done")
    Suggestion.objects.create(
        run=run, mentor=other, mentee=mine, rank=1, points=40_000, reasons=reasons
    )
    Preference.objects.create(run=run, mentor=other, mentee=mine, rank=1)
    PulseRequest.objects.create(
        pulse=Pulse.objects.create(programme=programme, occasion="final"),
        pairing=pairing,
        person=person,
        expires_at=LONG_AGO,
        answered_on=LONG_AGO.date(),
    )
    return Life(person, partner, programme, mine, pairing, session)


def _traces(life: Life) -> None:
    """Letters that name them, a session of their own, words waiting in somebody else's."""
    person = life.person
    partner = {"name": str(person), "email": person.email, "job_title": "", "site": ""}
    mail.post("pairing_ended", to=life.partner, key=f"of {person.pk}", partner=partner)
    for owner, words in ((person, ""), (life.partner, f"The record of {person} is saved.")):
        store = SessionStore()
        store.update({"_auth_user_id": str(owner.pk), "_messages": words})
        store.create()
        UserSession.objects.create(
            user=owner, session_key=store.session_key, ip="10.1.1.1", user_agent="Firefox"
        )
    EmailAddress.objects.create(user=person, email=person.email)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "sealed"})


def leaves(person: Person, day: dt.date | None = None) -> Person:
    """Their last day is over."""
    last = day or timezone.localdate() - dt.timedelta(days=1)
    Person.objects.filter(pk=person.pk).update(status="left", leaving_on=last)
    person.refresh_from_db()
    return person


def everything() -> Iterator[tuple[str, str]]:
    """Every row of every table of the company as text, sessions opened, with where it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(one)::text FROM "{table}" one')
            yield from ((table, text) for (text,) in cursor.fetchall())
            if table == "people_peopleimport":
                cursor.execute("SELECT encode(content, 'escape') FROM people_peopleimport")
                yield from ((table, text) for (text,) in cursor.fetchall())
    for session in Session.objects.all():
        yield "sessions", str(session.get_decoded())
    client = cache._cache.get_client()  # type: ignore[attr-defined]
    for key in client.scan_iter("*"):
        yield "cache", f"{key!r} {client.dump(key)!r}"


def found(canaries: list[str]) -> list[tuple[str, str]]:
    """Where the words are still to be found."""
    marks = [(one, one.casefold()) for one in canaries]
    return sorted(
        {
            (table, mark)
            for table, text in everything()
            for mark, folded in marks
            if folded in text.casefold()
        }
    )
