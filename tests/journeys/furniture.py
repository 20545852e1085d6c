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
