"""Names and titles that are attacks stay names and titles, in every letter."""

from collections import Counter
from email.utils import parseaddr
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from companies import mail
from companies.mail import Letter
from companies.models import Company
from people.models import Person
from tests import factories
from tests.house.test_mail import CONTEXTS, KINDS

ATTACKS = (
    "Zoé\r\nBcc: all@elsewhere.example",
    "Zoé\nContent-Type: text/html\n\n<b>free</b>",
    "Zoé\x0bReply-To: x@elsewhere.example\x0c",
    "=?utf-8?b?QmNjOiB4?= <all@elsewhere.example>, Zoé",
    "<script>alert(1)</script>",
    "\"'><img src=//elsewhere.example/x onerror=alert(1)>",
    "</mj-text><mj-raw><iframe src='//elsewhere.example'></iframe></mj-raw><mj-text>",
    "<mj-include path='/etc/passwd' />&lt;svg onload=alert(1)&gt;",
    "{{ person.password }}{% debug %}",
    "\u202egnp.exe\u2066 javascript:alert(1)",
)
OURS = (
    *("link", "code", "until", "as_of", "started_on", "due_on", "role", "notice", "right", "what"),
    *("unsubscribe", "occasion", "starts_at", "ends_at", "planned_on"),
    # Markdown that HR writes: tests/communication/test_letters.py attacks it.
    "body",
)
"""What the product itself writes into a letter: nobody chooses it."""


class Tags(HTMLParser):
    """The elements of a page, each with the names of its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[" ".join((tag, *(name for name, _value in attrs)))] += 1


def filled(value: Any, words: str, key: str = "") -> Any:
    """The same facts with ``words`` wherever somebody chooses them."""
    if isinstance(value, dict):
        return {name: filled(one, words, name) for name, one in value.items()}
    if isinstance(value, list):
        return [filled(one, words) for one in value]
    return words if isinstance(value, str) and key not in OURS else value


def write(kind: str, company: Company, person: Person, words: str) -> Letter:
    company.name = person.given_name = person.family_name = person.job_title = words
    facts = {"person": person, **filled(CONTEXTS[kind], words)}
    return mail.render(kind, language="en", context=facts)


def sent(letter: Letter, outbox: list[EmailMultiAlternatives]) -> Any:
    mail.transmit(letter, to="ines@aubepine.example", message_id="1@mentorat.example")
    return outbox[-1].message()


@pytest.mark.parametrize("kind", KINDS)
def test_no_name_adds_a_header_an_element_or_a_reader(
    kind: str, company: Company, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    person = factories.PersonFactory()
    plain = write(kind, company, person, "Zoé Martin")
    usual = sent(plain, mailoutbox)
    for attack in ATTACKS:
        letter = write(kind, company, person, attack)
        message = sent(letter, mailoutbox)
        assert sorted(message.keys()) == sorted(usual.keys())
        assert mailoutbox[-1].recipients() == ["ines@aubepine.example"]
        assert parseaddr(message["From"])[1] == parseaddr(settings.MAIL_FROM)[1]
        assert [part.get_content_type() for part in message.walk()] == [
            part.get_content_type() for part in usual.walk()
        ]
        assert len(letter.subject.splitlines()) == 1
        assert Tags(letter.html).found == Tags(plain.html).found, attack


def test_an_attack_arrives_as_the_words_it_is(company: Company) -> None:
    person = factories.PersonFactory()
    for attack in (one for one in ATTACKS if "\n" not in one and "\x0b" not in one):
        assert attack in write("programme_role", company, person, attack).text
