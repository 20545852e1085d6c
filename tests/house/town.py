"""One of everything in a company, and the people who look at it, for tests of every route."""

import datetime as dt
import itertools
import os
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.http import int_to_base36

from asking.actions import request as requests
from communication.actions import letters
from competencies import access as competencies
from competencies.actions import assessment, catalogue, framework, need
from competencies.models import Need
from competencies.words import FIELDS
from evaluations.actions import pulse
from evaluations.models import ImpactReport, Pulse, PulseRequest
from lab.actions import enquiry, prescription, scenario
from matching.models import MatchingRun, Suggestion
from objectives.models import Objective
from occasions.models import LifeInvitation, LifeRule
from pairings.actions import sharing
from people.actions import attributes, connection, invitation, people_import
from people.adapter import ResetTokens
from people.models import Person
from pilots.actions import sheet as sheets
from pilots.models import PilotSheet
from privacy.actions import export, hold, rights
from privacy.models import Document, Erasure
from programmes.models import CanvasRemark, CanvasReview, Enrolment, Programme
from renewal.actions import retrospective
from renewal.models import Certificate, Lesson, Proposal, Recognition, Renewal
from selection.models import (
    Acknowledgement,
    EligibilityRule,
    FormVersion,
    GridCriterion,
    HonestPage,
    Interview,
    Policy,
    Question,
    Reference,
    Response,
    Waiting,
)
from tests import factories, proof
from tests.pilots import sheets as pilot

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


CERTIFICATE = (
    "MIIDDzCCAfegAwIBAgIUayP9bSVXHNFCRAGEqcC6wogVUEcwDQYJKoZIhvcNAQELBQAwFjEUMBIGA1UEAwwLaWRw"
    "LmV4YW1wbGUwIBcNMjYxMTIyMDIxMjQ5WhgPMjEyNjEwMjkwMjEyNDlaMBYxFDASBgNVBAMMC2lkcC5leGFtcGxl"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAk/LjEKJygn0dHnRU5v6MPFGejGy9g+0228hxbrzc8lS2"
    "OopXZWEkv9gYuVDB4u++D/K1SdAk4hrVoBZhTWpD+56pB1HG8lJS/wC1JDLWMQPWahVvXLIdhIToqgQ7xNYuofev"
    "HkbjsBRM/iwmagYqGrLpOQg+AH08j92DPIzYYeIKzAx4c5PO+Fz+BRDygiFRXDmotIBIshYX6MqgxGEV5ZTBk/od"
    "IEFvJblZv+GUM4l8ZFYaKlaqgMvEnVtdaXAAgaRpic46N0LmYh3GYMK8ahyM/eDrAQl7v0XwLl+Yagu7uwwB2lko"
    "QEx+h+0qBxabpdU3TNpY4nP8wz6i9wgGaQIDAQABo1MwUTAdBgNVHQ4EFgQUYPHQygyTQQsbZgjIz4Oa7+TmeSww"
    "HwYDVR0jBBgwFoAUYPHQygyTQQsbZgjIz4Oa7+TmeSwwDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOC"
    "AQEANvBAgi/1oTFYkYHHWEgkiSsSgYcMqolfOXkdHI6VhBHW1vXJDXgdEM5EO8Q3TtIkkjES6r3aeK4LflV0V7jY"
    "d/iBIt4ATM3UH//qFI5Ab1hqaUOxQ8I5gVNAAlN162VrxMeZK0F44m3fTI5/19zMuoqvDdho6N0NLZAUoe7HEBm9"
    "oMQrLq171Iu/YsE0VRNIEe5i3GNLqaVBZecPqJo2fD7NDMOI3WAHB3+vE0jjz5ndl2hqvuV9KAvb+Gsx2mwDLK9T"
    "a4wXBmkzOwHDK1uLC7u8YL3iZ+WAyVHkTgdhHnQG9A7+1j0HSo8s6Pk2CZPHjlyphwgk9/fYKNYlAWEiJw=="
)
"""Of a provider that does not exist; good for a hundred years, its key is thrown away."""

_browsers = itertools.count(1)


def _address() -> str:
    """A network address of its own: attempts are counted per address, across tests."""
    number = next(_browsers)
    return f"10.{os.getpid() % 250}.{number // 250 % 250}.{number % 250}"


ABOUT_PROGRAMMES = (
    *(
        "programmes",
        "objectives",
        "training",
        "selection",
        "pairings",
        "matching",
        "evaluations",
        "renewal",
    ),
    *("communication", "occasions", "lab", "asking"),
)
"""Apps whose pages are about one programme."""


@dataclass
class Town:
    """A programme with its people and objects, and the arguments of every route about them.

    ``guests`` have a link of their own: an invitation, a new password, a pulse to answer.
    """

    schema: str
    programme: Programme
    people: dict[str, Person | None] = field(default_factory=dict)
    guests: dict[str, Person] = field(default_factory=dict)
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: int = 0

    def address(self, name: str) -> str:
        """The address of a named route about this company's objects."""
        return reverse(name, kwargs=self.arguments.get(name, {}), urlconf="mentorat.urls")

    def links(self) -> dict[str, dict[str, Any]]:
        """The arguments of routes that a link from a letter opens, as they are now."""
        forgetful, asked = self.guests["forgetful"], PulseRequest.objects.get(pk=self.asked)
        return {
            "people:accept_invitation": {"token": invitation.token(self.guests["newcomer"])},
            "evaluations:answer_by_link": {"token": pulse.token(asked)},
            "communication:stop_by_link": {"token": letters.token(forgetful)},
            "account_reset_password_from_key": {
                "uidb36": int_to_base36(forgetful.pk),
                "key": ResetTokens().make_token(forgetful),
            },
        }

    def browser(self, actor: str, at: str = "") -> Client:
        """A browser of one of the actors, on this company's site or on that of another."""
        client = Client(
            HTTP_HOST=f"{at or self.schema}.localhost",
            REMOTE_ADDR=_address(),
            raise_request_exception=False,
        )
        person = self.people[actor]
        if person is not None:
            proof.log_in(client, person)
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
    town.arguments |= town.links()
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
        if name.split(":")[0] in ABOUT_PROGRAMMES
    }
    for name in ("programmes:withdraw", "programmes:invite_again"):
        found[name] = {"public_id": mentee.public_id}
    found["programmes:places"] = {"public_id": mentor.public_id}
    found["matching:choose"] = {"public_id": mentee.public_id}
    for name in ("detail", "end", "log"):
        found[f"pairings:{name}"] = {"public_id": pairing.public_id}
    for name in ("correct", "undo"):
        found[f"pairings:{name}"] = {
            "public_id": pairing.public_id,
            "session_id": session.public_id,
        }
    run = _run(programme, mentor, mentee)
    for name in ("run", "decide", "again", "publish", "remind", "settle", "cancel", "swap"):
        found[f"matching:{name}"] = {"public_id": run.public_id}
    found |= _of_the_lab(mentor, mentee, people["hr"])
    found |= _of_introductions(_ranking(programme, mentor, mentee), mentor, mentee)
    objective = factories.ObjectiveFactory(programme=programme, kind=Objective.Kind.SKILLS)
    found["objectives:objective"] = {
        "public_id": programme.public_id,
        "objective_id": objective.public_id,
    }
    found["objectives:review"] = found["objectives:objective"]
    found["objectives:indicator"] = found["objectives:objective"] | {
        "indicator_id": objective.indicators.get().public_id
    }
    for name in ("list", "create", "templates"):
        found[f"programmes:{name}"] = {}
    found["objectives:orientations"] = {}
    found["programmes:canvas"] |= {"step": "purpose"}
    found["programmes:settle_remark"] = {"public_id": _remark(programme, people).public_id}
    found["occasions:rule"] = {"public_id": _life_rule(mentee).public_id}
    found |= _of_selection(mentor, mentee, people["sponsor"])
    found["pairings:list"] = {}
    found |= _of_people(town, people) | _of_evaluations(town, pairing, people["mentee"])
    found |= _of_communication(programme)
    found |= _of_training(programme, mentee, people["mentor"])
    found |= _of_renewal(mentor, people)
    found |= _of_asking(people)
    found |= _of_privacy(people)
    found |= _of_competencies(people)
    mine = people["mentee"].assessments.get()
    sharing.share(pairing, mine, by=people["mentee"])
    found["pairings:assessment"] = {"public_id": pairing.public_id}
    return found | _of_pilots(programme, people["hr"])


def _of_training(
    programme: Programme, mentee: Enrolment, mentor: Person
) -> dict[str, dict[str, Any]]:
    """A module with a quiz and a file, and a workshop in which the mentor has a seat."""
    here = {"public_id": programme.public_id}
    module = factories.ModuleFactory(programme=programme)
    question = factories.QuestionFactory(module=module)
    kept = module.attachments.create(
        name="guide.pdf", kind="application/pdf", size=5, content=b"%PDF-"
    )
    topic = factories.ModuleFactory(programme=programme, kind="workshop")
    date = factories.WorkshopFactory(module=topic)
    date.registrations.create(person=mentor, status="seated", asked_at=timezone.now())
    about = here | {"module_id": module.public_id}
    found = {
        f"training:{name}": about for name in ("module", "act", "attach", "question_new", "lesson")
    }
    found["training:question"] = about | {"question_id": question.public_id}
    found["training:date_new"] = here | {"module_id": topic.public_id}
    found["training:date"] = found["training:date_new"] | {"date_id": date.public_id}
    for name in ("presence", "seat", "calendar"):
        found[f"training:{name}"] = {"public_id": date.public_id}
    for name in ("file", "detach"):
        found[f"training:{name}"] = {"public_id": kept.public_id}
    return found | {"training:exempt": {"public_id": mentee.public_id}}


def _life_rule(invited: Enrolment) -> LifeRule:
    """A rule that has invited somebody."""
    rule = LifeRule.objects.create(
        programme=invited.programme, role=invited.role, occasion="hired", days=60, sites=["X"]
    )
    LifeInvitation.objects.create(
        rule=rule, person=invited.person, happened_on=timezone.localdate()
    )
    return rule


def _remark(programme: Programme, people: dict[str, Person]) -> CanvasRemark:
    review = CanvasReview.objects.create(
        programme=programme, reviewer=people["stranger"], asked_by=people["hr"]
    )
    return CanvasRemark.objects.create(review=review, step="purpose", words="?", version="")


def _of_selection(
    mentor: Enrolment, mentee: Enrolment, interviewer: Person
) -> dict[str, dict[str, Any]]:
    """A mentor who was interviewed and qualified, a mentee who answered a form and waits."""
    programme, now = mentee.programme, timezone.now()
    Policy.objects.create(programme=programme, limits_fr="Rien d'autre.", limits_en="No more.")
    page = HonestPage.objects.create(programme=programme, number=1, content={}, digest="0")
    EligibilityRule.objects.create(programme=programme, role="mentee", kind="site", values=["X"])
    for row in (mentor, mentee):
        form = FormVersion.objects.create(
            programme=programme, role=row.role, number=1, published_at=now
        )
        words = {"kind": "text", "label_fr": "Pourquoi ?", "label_en": "Why?"}
        for place, is_shared in enumerate((True, False)):
            one = Question.objects.create(form=form, place=place, is_shared=is_shared, **words)
            Response.objects.create(
                enrolment=row, question=one, key=one.key, value="Because", words="Because"
            )
        Acknowledgement.objects.create(enrolment=row, page=page, given_at=now)
    criterion = GridCriterion.objects.create(
        programme=programme,
        place=1,
        measure="potential",
        label_fr="Écoute",
        label_en="Listens",
        anchors=["x"] * 10,
    )
    asked = Interview.objects.create(
        enrolment=mentor,
        interviewer=interviewer,
        held_on=now.date(),
        ratings={str(criterion.pk): 4},
        notes="Calm.",
    )
    Reference.objects.create(enrolment=mentor, referee=interviewer, experience=4, potential=4)
    Waiting.objects.create(enrolment=mentee, reason="unplaced")
    programme_id = {"public_id": programme.public_id}
    return {
        **{
            f"selection:{name}": {"public_id": mentee.public_id}
            for name in ("answer", "state", "file")
        },
        **{
            f"selection:{name}": programme_id | {"role": "mentor"}
            for name in ("form", "preview", "question", "rules")
        },
        "selection:interview": {"public_id": asked.public_id},
    }


def _of_asking(people: dict[str, Person]) -> dict[str, dict[str, Any]]:
    """A programme in which the mentee has asked the mentor, who has not answered."""
    today = timezone.localdate()
    programme = factories.ProgrammeFactory(
        mode=Programme.Mode.SELF,
        status=Programme.Status.RUNNING,
        starts_on=today - dt.timedelta(days=10),
        enrol_until=today - dt.timedelta(days=12),
    )
    for role in ("director", "sponsor"):
        factories.ResponsibilityFactory(programme=programme, person=people[role], role=role)
    catalogue.furnish()
    needs = list(Need.objects.order_by("pk").values_list("code", flat=True)[:2])
    mentor, mentee = (
        factories.EnrolmentFactory(programme=programme, person=people[role], role=role, needs=needs)
        for role in ("mentor", "mentee")
    )
    asked = requests.ask(mentee, mentors=[mentor.pk], needs=needs[:1], by=people["mentee"])
    searching, offering = {"public_id": mentee.public_id}, {"public_id": mentor.public_id}
    return {
        **{f"asking:{name}": {"public_id": programme.public_id} for name in ("overview", "panel")},
        **{f"asking:{name}": searching for name in ("mentors", "ask", "mine")},
        **{f"asking:{name}": offering for name in ("inbox", "pause")},
        "asking:answer": {"public_id": asked.choices.get().public_id},
    }


def _of_renewal(mentor: Enrolment, people: dict[str, Person]) -> dict[str, dict[str, Any]]:
    programme, hr = mentor.programme, people["hr"]
    remark = retrospective.say(programme, section="worked", words="The rhythm.", by=hr)
    Lesson.objects.create(
        retrospective=remark.retrospective, sentence="Train first.", author=people["director"]
    )
    own = Recognition.objects.create(enrolment=mentor, decided_by=hr)
    paper = Certificate.objects.create(recognition=own, language="fr", pdf=b"%PDF-")
    paper.finish()
    after = factories.ProgrammeFactory(status=Programme.Status.DRAFT)
    factories.ResponsibilityFactory(programme=after, person=people["director"])
    row = Renewal.objects.create(predecessor=programme, successor=after, created_by=hr)
    Proposal.objects.create(
        renewal=row,
        kind=Proposal.Kind.CADENCE,
        before={"days": 21},
        after={"days": 28},
        reason="rhythm_weak",
        facts={"share": 0.6},
    )
    thanks = {"public_id": own.public_id}
    return {
        "renewal:remark": {"public_id": programme.public_id, "remark_id": remark.public_id},
        "renewal:lessons": {},
        "renewal:thanks": thanks,
        "renewal:certificate": thanks,
        "renewal:download": {"public_id": paper.public_id},
        "renewal:changes": {"public_id": after.public_id},
        "renewal:ask_again": {"public_id": after.public_id},
    }


def _of_pilots(programme: Programme, hr: Person) -> dict[str, dict[str, Any]]:
    """A sheet to look at, and one whose draft is the town's programme."""
    waiting, read = (
        sheets.receive(content=pilot.content(), filename="pilot.csv", by=hr) for _ in range(2)
    )
    sheets.evaluate(read, by=hr)
    PilotSheet.objects.filter(pk=read.pk).update(programme=programme)
    return {
        "pilots:list": {},
        "pilots:sheet": {"public_id": waiting.public_id},
        "pilots:forget": {"public_id": waiting.public_id},
        "pilots:findings": {"public_id": read.public_id},
        "pilots:panel": {"public_id": programme.public_id},
    }


def _run(programme: Programme, mentor: Enrolment, mentee: Enrolment) -> MatchingRun:
    run: MatchingRun = factories.MatchingRunFactory(programme=programme)
    Suggestion.objects.create(
        run=run, mentor=mentor, mentee=mentee, rank=1, points=40_000, is_planned=True
    )
    run.finish()
    return run


def _of_the_lab(mentor: Enrolment, mentee: Enrolment, hr: Person) -> dict[str, dict[str, Any]]:
    """A question about the pair, a scenario, and what it would take."""
    question = enquiry.ask(mentee.programme, mentee=mentee, mentor=mentor, run=None, by=hr)
    enquiry.perform(question)
    tried = scenario.create(mentee.programme, name="Bolder", by=hr)
    asked = prescription.ask(mentee.programme, run=None, scenario=tried, by=hr)
    prescription.perform(asked)
    pages = {
        question: ("answer", "force", "cancel_answer"),
        asked: ("prescription", "try", "cancel_prescription"),
        tried: (
            "scenario",
            "rules",
            "places",
            "exceptions",
            "compute",
            "stop",
            "publish",
            "delete",
        ),
    }
    return {
        f"lab:{name}": {"public_id": row.public_id}
        for row, names in pages.items()
        for name in names
    }


def _ranking(programme: Programme, mentor: Enrolment, mentee: Enrolment) -> MatchingRun:
    """A shortlist that is settled already."""
    run: MatchingRun = factories.MatchingRunFactory(
        programme=programme, purpose="shortlist", rank_until=timezone.localdate()
    )
    Suggestion.objects.create(run=run, mentor=mentor, mentee=mentee, rank=1, points=40_000)
    run.finish()
    factories.MatchingRunFactory(
        programme=programme, purpose="settlement", shortlist_from=run
    ).finish()
    return run


def _of_introductions(
    run: MatchingRun, mentor: Enrolment, mentee: Enrolment
) -> dict[str, dict[str, Any]]:
    """A conversation that both agreed on, and a private answer."""
    run.answers.create(mentor=mentor, mentee=mentee, word="fine")
    talk = run.conversations.create(
        mentor=mentor,
        mentee=mentee,
        status="agreed",
        proposed_by="mentee",
        starts_at=timezone.now() + dt.timedelta(days=1),
    )
    here, mine = {"public_id": talk.public_id}, {"public_id": mentee.public_id}
    return {
        "introductions:answers": {"public_id": mentor.public_id},
        "introductions:ask": mine | {"mentor_id": mentor.public_id},
        "introductions:calendar": here,
        "introductions:conflicts": mine,
        "introductions:conversation": here,
        "introductions:meetings": mine,
        "introductions:panel": {"public_id": run.programme.public_id},
        "introductions:totals": {"public_id": run.public_id},
    }


def _of_people(town: Town, people: dict[str, Person]) -> dict[str, dict[str, Any]]:
    batch = people_import.receive(content=ROSTER, filename="new.csv", by=people["hr"])
    town.guests = {
        "newcomer": factories.PersonFactory(joined_at=None),
        "forgetful": factories.PersonFactory(),
    }
    charlie = {"public_id": people["charlie"].public_id}
    return _of_sign_on(people["hr"]) | {
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
    }


def _of_sign_on(hr: Person) -> dict[str, dict[str, Any]]:
    """A provider of each kind on the login page; neither is ever reached."""
    shared = {"domains": ["aubepine.example"], "by": hr}
    facts = {"issuer": "https://login.aubepine.example", "client_id": "x", "secret": "x"}
    openid = connection.add("openid_connect", name=f"Account {hr.pk}", **shared, **facts)
    facts = {"entity_id": "https://idp.example", "sign_on_url": "https://idp.example/sso"}
    saml = connection.add(
        "saml", name=f"Directory {hr.pk}", **shared, **facts, certificates=[CERTIFICATE]
    )
    for one in (openid, saml):
        connection.offer(one, is_offered=True, by=hr)
    names = [one for one in routes() if re.match(r"people:(connection|sign_on)", one)]
    found: dict[str, dict[str, Any]] = {one: {"public_id": saml.public_id} for one in names}
    found["people:sign_on_finish"] |= {"answer_id": saml.public_id}
    return found | {
        "people:connections": {},
        "people:connection_add": {"kind": "openid"},
        "people:sign_on_callback": {"public_id": openid.public_id},
    }


def _attribute(hr: Person) -> uuid.UUID:
    return attributes.declare(
        name=f"Cohort {hr.pk}", kind="choice", options=["Spring", "Autumn"], by=hr
    ).public_id


def _of_evaluations(town: Town, pairing: Any, mentee: Person) -> dict[str, dict[str, Any]]:
    programme = town.programme
    asked = PulseRequest.objects.create(
        pulse=Pulse.objects.create(programme=programme, occasion=Pulse.Occasion.DAY_30),
        pairing=pairing,
        person=mentee,
        expires_at=timezone.now() + dt.timedelta(days=7),
    )
    town.asked = asked.pk
    report = ImpactReport.objects.create(
        programme=programme, language="fr", as_of=timezone.localdate(), pdf=b"%PDF-"
    )
    report.finish()
    return {
        "evaluations:answer": {"public_id": asked.public_id},
        "evaluations:report": {"public_id": report.public_id},
        "evaluations:download": {"public_id": report.public_id},
    }


def _of_communication(programme: Programme) -> dict[str, dict[str, Any]]:
    """A page and an event for everybody of the company; a message that its authors alone see."""
    message = factories.AnnouncementFactory(programme=programme)
    factories.LandingPageFactory(programme=programme)
    meeting = {"public_id": factories.EventFactory(programme=programme).public_id}
    found = {
        f"communication:{name}": {"public_id": message.public_id}
        for name in ("message", "edit", "schedule", "steer")
    }
    for name in ("event", "event_edit", "event_cancel", "attendance"):
        found[f"communication:{name}"] = meeting
    return found | {"communication:preference": {}}


def _of_privacy(people: dict[str, Person]) -> dict[str, dict[str, Any]]:
    hr, charlie = people["hr"], people["charlie"]
    gone = factories.PersonFactory(status=Person.Status.LEFT, leaving_on=dt.date(2026, 1, 31))
    own = export.request(charlie, by=charlie)
    sent = export.request(gone, by=hr, sent_to="gone@elsewhere.example")
    for one in (own, sent):
        export.produce(one)
    erasure = Erasure.objects.create(person=gone, ground="left", due_at=timezone.now())
    asked = rights.receive(charlie, kind="access", words="", by=charlie)
    standing = hold.place(charlie, kind="person", reason="a case", by=hr)
    paper = Document.objects.create(kind="register", language="fr", pdf=b"%PDF-")
    paper.finish()
    return {
        "privacy:register_export": {"kind": "csv"},
        "privacy:lift": {"public_id": standing.public_id},
        "privacy:decide": {"public_id": erasure.public_id},
        "privacy:erase": {"public_id": charlie.public_id},
        "privacy:export_for": {"public_id": charlie.public_id},
        "privacy:request": {"public_id": asked.public_id},
        "privacy:download": {"public_id": paper.public_id},
        "privacy:own_download": {"public_id": own.public_id},
        "privacy:taken_by_link": {"token": export.token(sent)},
    }


def _of_competencies(people: dict[str, Person]) -> dict[str, dict[str, Any]]:
    hr, mentee = people["hr"], people["mentee"]
    catalogue.furnish()
    names = {"name_fr": "Vente", "name_en": "Sales"}
    made = framework.create(**names, profile_fr="Débuts", profile_en="Beginners", by=hr)
    profile = made.profiles.get()
    one = framework.put(made, words=dict.fromkeys(FIELDS, "words"), targets={profile.pk: 3}, by=hr)
    number = Need.objects.count()
    words = need.Words(
        label_fr=f"besoin {number}", label_en=f"need {number}", hint_fr="", hint_en=""
    )
    wanted = need.add(situation="new", words=words, by=hr)
    profile = competencies.profiles().get(pk=profile.pk)
    version = profile.framework.version
    taken = assessment.take(profile, version=version, levels={one.pk: 2}, by=mentee)
    of_framework = ("framework", "names", "profile_add", "competency_add", "export", "import")
    return {
        **{f"competencies:{name}": {"public_id": made.public_id} for name in of_framework},
        "competencies:need": {"public_id": wanted.public_id},
        "competencies:competency": {"public_id": one.public_id},
        "competencies:profile": {"public_id": profile.public_id},
        "competencies:assess": {"public_id": profile.public_id},
        "competencies:assessment": {"public_id": taken.public_id},
    }


def routes(site: str = "mentorat.urls") -> list[str]:
    """Names of every route of a company's site, or of the public one, with their namespaces."""
    return sorted(set(_names(get_resolver(site).url_patterns, "")))


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
