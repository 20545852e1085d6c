"""Orders for the command line that give the tour something to look at on every page."""

DESK = """
import io
from datetime import timedelta
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from companies import walls
from people.actions import space
from people.models import Person
from pilots.actions import sheet
from privacy.actions import erasure, export, hold, notice, rights
from privacy.models import Document
from programmes.models import Programme
with walls.inside("kestrel"):
    own, hr = walls.current(), Person.objects.hr().order_by("pk")[0]
    facts = dict(name=own.name, language=own.language, time_zone=own.time_zone)
    space.settle(own, **facts, colour="#274c9b", contact="hr@kestrel.example", by=hr)
    drawn = io.BytesIO()
    Image.new("RGBA", (300, 80), "#274c9b").save(drawn, "PNG")
    space.set_logo(own, drawn.getvalue(), by=hr)
    notice.publish(
        controller="Kestrel Robotics Ltd, Bristol", contact="Ada Quill, dpo@kestrel.example",
        article_fr="Le comité a rendu son avis.", article_en="Works council: consulted.", by=hr,
    )
    def leaver(name):
        return Person.objects.create(
            given_name=name, family_name="Wren", email=f"{name}@kestrel.example".lower(),
            status="left", leaving_on=timezone.localdate() - timedelta(days=40),
        )
    waits, gone, stays = (leaver(name) for name in ("Ida", "Ott", "Una"))
    erasure.request(waits, ground="asked", typed="Ida Wren", by=hr)
    erasure.take_back(erasure.request(stays, ground="left", typed="Una Wren", by=hr), by=hr)
    sent = export.request(gone, by=hr, sent_to="ott@elsewhere.example")
    for one in (sent, export.request(hr, by=hr)):
        export.produce(one)
    hold.place(Programme.objects.order_by("pk")[0], kind="programme", reason="Case 26-114", by=hr)
    hold.lift(hold.place(stays, kind="person", reason="Case 26-115", by=hr), by=hr)
    present = Person.objects.present().exclude(joined_at=None).exclude(role="hr").order_by("pk")[0]
    for right in ("rectification", "erasure"):
        asked = rights.receive(present, kind=right, words="Job title: Engineer II", by=present)
    rights.answer(asked, status="refused", words="Art. 17.3", by=hr)
    for kind, language in (("register", "en"), ("dpia", "fr")):
        Document.objects.create(kind=kind, language=language, pages=9, pdf=b"%PDF-").finish()
    reasons = ("", "Goal reached") * 4
    lines = [f"Ada {n};Bo {n};2025-01-0{n};{n};{reasons[n - 1]}" for n in range(1, 9)]
    text = chr(10).join(["Mentor;Mentee;Start;Sessions;Reason for ending", *lines, "Total;;;36;"])
    waiting, found = (
        sheet.receive(content=text.encode(), filename="pilot.csv", by=hr) for _ in range(2)
    )
    sheet.evaluate(found, by=hr)
    print(reverse("privacy:taken_by_link", args=[export.token(sent)]))
    for one in (present, gone):
        for name in ("erase", "export_for"):
            print(reverse(f"privacy:{name}", args=[one.public_id]))
    print(reverse("pilots:sheet", args=[waiting.public_id]))
    print(reverse("pilots:findings", args=[found.public_id]))
"""
"""Kestrel's own looks, and one of everything on its privacy desk.

Prints the link of somebody who left, then what can be done for somebody who is there and for
somebody who left.
"""

HOUSE = """
from allauth.mfa.models import Authenticator
from django.urls import reverse
from companies import walls
from companies.models import Company
from people.actions import archives, company, deletion, invitation, operation
def found(name):
    return company.found(
        name=f"{name} Foods", subdomain=name.lower(), language="en", hr_email="a@foods.example",
        hr_given_name="Ann", hr_family_name="Ash",
    )
closed, ending = found("Sparrow"), found("Linnet")
for one in (closed, ending):
    company.suspend(one, reason="Unpaid")
deletion.announce(ending, confirmation="Linnet Foods", reason="Unpaid", by=None)
archives.perform(archives.request(closed, by=None).pk)
own = operation.house()
with walls.inside(own):
    names = dict(given_name="Ivo", family_name="Lund", by=None)
    other = operation.welcome(email="ivo@operator.example", **names)
    Authenticator.objects.create(user=other, type="totp", data={})
    urls = "mentorat.urls_operator"
    token = invitation.token(other)
    print(reverse("people:accept_invitation", args=[token], urlconf=urls))
    for name in ("reset", "let_go"):
        print(reverse(f"operator:{name}", args=[other.public_id], urlconf=urls))
with walls.catalogue():
    active = Company.objects.get(schema_name="kestrel")
for one in (active, closed, ending):
    print(reverse("admin:companies_company_change", args=[one.pk], urlconf=urls))
"""
"""A suspended company and one that waits for its end, and a second operator with an invitation.

Prints their invitation, what can be done to them, then the pages of three companies.
"""

METHOD = """
from datetime import timedelta
from django.urls import reverse
from django.utils import timezone
from companies import walls
from competencies import access as competencies
from competencies.actions import assessment, catalogue
from occasions.actions import rule
from pairings.actions import sharing
from pairings.models import Pairing
from people.models import Person
from programmes.models import Enrolment, Programme
from renewal.actions import retrospective
from renewal.models import Recognition
from selection.actions import form, qualification
from training.actions import module, workshop
from training.models import Module, Question
with walls.inside("kestrel"):
    hr = Person.objects.hr().order_by("pk")[0]
    mentee, mentor = (Person.objects.get(email=email) for email in ({emails}))
    over = Programme.objects.get(status="closed")
    alive = Programme.objects.get(status="open", mode="hybrid")
    part = Enrolment.objects.filter(person=mentor, role="mentor").order_by("pk")[0]
    own, _made = Recognition.objects.get_or_create(enrolment=part, defaults={{"decided_by": hr}})
    print(reverse("renewal:thanks", args=[own.public_id]))
    parts = Enrolment.objects.filter(person=mentor, role="mentor", status="accepted")
    theirs = parts.exclude(programme__status="closed").order_by("pk")[0].programme
    facts = {{"title_fr": "Mener un premier échange", "title_en": "Leading a first meeting"}}
    day = module.save(theirs, kind="workshop", **facts, by=hr)
    module.publish(day, by=hr)
    begins = timezone.now() + timedelta(days=9)
    date = workshop.schedule(
        day, starts_at=begins, ends_at=begins + timedelta(hours=2), seats=9, place="Bristol", by=hr
    )
    print(reverse("training:lesson", args=[theirs.public_id, day.public_id]))
    catalogue.furnish()
    profile = competencies.profiles()[0]
    lines = competencies.lines(profile.framework)
    levels = {{one.competency.pk: 3 for one in lines}}
    facts = {{"version": profile.framework.version, "levels": levels}}
    pair = Pairing.objects.filter(mentor__person=mentor, status="active").order_by("pk")[0]
    partner = pair.mentee.person
    sharing.share(pair, assessment.take(profile, **facts, by=partner), by=partner)
    print(reverse("pairings:assessment", args=[pair.public_id]))
    taken = assessment.take(profile, **facts, by=mentee)
    print(reverse("competencies:assessments"))
    print(reverse("competencies:assess", args=[profile.public_id]))
    print(reverse("competencies:assessment", args=[taken.public_id]))
    remark = retrospective.say(over, section="worked", words="Rhythm kept.", by=hr)
    print(reverse("renewal:remark", args=[over.public_id, remark.public_id]))
    print(reverse("renewal:publish", args=[over.public_id]))
    made = rule.add(alive, role="mentee", occasion="hired", days=60, by=hr)
    print(reverse("occasions:rule", args=[made.public_id]))
    mentors = Enrolment.objects.filter(programme=alive, role="mentor", status="accepted")
    asked = qualification.assign(mentors.order_by("pk")[0], interviewer=hr, by=hr)
    print(reverse("selection:interview", args=[asked.public_id]))
    form.begin(alive, "mentor", by=hr)
    print(reverse("selection:question", args=[alive.public_id, "mentor"]))
    module.start(alive, by=hr)
    first = Module.objects.filter(programme=alive).order_by("pk")[0]
    choice = {{"fr": "Attendre", "en": "Wait", "right": True, "why_fr": "Oui.", "why_en": "Yes."}}
    other = choice | {{"fr": "Parler", "en": "Talk", "right": False}}
    asked = Question.objects.create(
        module=first, prompt_fr="Et ensuite ?", prompt_en="And then?", choices=[choice, other],
    )
    print(reverse("training:presence", args=[date.public_id]))
    print(reverse("training:question", args=[alive.public_id, first.public_id, asked.public_id]))
"""
"""What the method of a programme shows only once somebody has worked with it.

Prints three pages of the mentor, three of the mentee, then those of HR.
"""

MODES = """
from datetime import timedelta
from django.urls import reverse
from django.utils import timezone
from companies import walls
from lab.actions import enquiry, prescription
from lab.models import Scenario
from matching.models import MatchingRun
from people.models import Person
from programmes.models import Enrolment, Programme
from selection.models import Policy
with walls.inside("kestrel"):
    hr = Person.objects.hr().order_by("pk")[0]
    alive = Programme.objects.get(status="open", mode="hybrid")
    mine = Enrolment.objects.filter(
        person__email={mentor}, role="mentor", programme__in=Programme.objects.alive()
    )
    # A programme of its own: the others must go on as they are for whoever walks there next.
    today = timezone.localdate()
    guild = Programme.objects.create(
        name="Trades", purpose="Masters", mode="administrative", status="open", created_by=hr,
        enrol_until=today + timedelta(days=9), starts_on=today + timedelta(days=10),
        ends_on=today + timedelta(days=200),
    )
    Policy.objects.create(programme=guild, is_qualified_first=True)
    named = Enrolment.objects.create(
        programme=guild, person=Person.objects.get(email={mentor}), role="mentor",
        status="accepted", answered_at=timezone.now(),
    )
    print(reverse("references:name", args=[named.public_id]))
    print(reverse("introductions:answers", args=[mine.accepted().first().public_id]))
    run = MatchingRun.objects.shortlists().first()
    print(reverse("introductions:totals", args=[run.public_id]))
    print(reverse("references:told", args=[named.public_id]))
    print(reverse("communication:calendar", args=[alive.public_id]))
    print(reverse("asking:overview", args=[Programme.objects.get(mode="self").public_id]))
    tried = Scenario.objects.exclude(run=None).first()
    print(reverse("lab:scenario", args=[tried.public_id]))
    mentee, mentor = (
        Enrolment.objects.filter(programme=alive, role=role).accepted().first()
        for role in ("mentee", "mentor")
    )
    asked = enquiry.ask(alive, mentee=mentee, mentor=mentor, run=None, by=hr)
    enquiry.perform(asked)
    print(reverse("lab:answer", args=[asked.public_id]))
    sought = prescription.ask(tried.programme, run=None, scenario=tried, by=hr)
    prescription.perform(sought)
    print(reverse("lab:prescription", args=[sought.public_id]))
"""
"""What the three modes and the lab show of programmes; the first two pages are a mentor’s."""
