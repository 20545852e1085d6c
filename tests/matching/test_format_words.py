"""Words about pairs fit the format: the letter of a pair, the matching page, both languages."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from companies import mail as letters
from pairings.actions import pairing as pairing_actions
from people.models import Mail, Person
from programmes import wording
from tests import factories

type Browser = Callable[[Person | None], Client]

SUBJECTS = {
    ("one_to_one", True, "en"): "You are the mentor of ",
    ("one_to_one", False, "fr"): "Votre mentor : ",
    ("reverse", False, "en"): "Your mentor, closer to the work: ",
    ("peer", True, "en"): "The peer whom you support: ",
    ("peer", False, "fr"): "Le pair qui vous soutient",
    ("group", True, "en"): "A member of your group: ",
    ("group", False, "en"): "The mentor of your group: ",
    ("flash", False, "en"): "Your mentor for one session: ",
}


@pytest.mark.parametrize(("form", "is_mentor", "language"), list(SUBJECTS))
def test_the_letter_of_a_pair_speaks_of_its_format(
    alice: Person, form: str, is_mentor: bool, language: str
) -> None:
    row = factories.PairingFactory(programme__format=form)
    pairing_actions._announce(row.programme, [row])
    side = row.mentor if is_mentor else row.mentee
    mail = Mail.objects.select_related("person").get(person=side.person, kind="pairing_published")
    letter = letters.render(
        mail.kind, language=language, context={"person": mail.person, **mail.context}
    )
    assert letter.subject.startswith(SUBJECTS[form, is_mentor, language])
    assert str(row.partner_of(side.person)) in letter.subject
    rhythm = "every" if language == "en" else "tous les"
    for text in (letter.text, letter.html):
        assert (rhythm in text) == (form != "flash")


@pytest.mark.parametrize("form", ["one_to_one", "reverse", "peer", "group", "flash"])
def test_the_matching_page_names_the_roles_of_the_format(
    alice: Person, as_person: Browser, form: str
) -> None:
    alice.language = "en"
    alice.save()
    programme = factories.ProgrammeFactory(format=form)
    pages = [reverse(f"matching:{name}", args=[programme.public_id]) for name in ("board", "panel")]
    with translation.override("en"):
        role = wording.role(form, is_mentor=False)
    for page in pages:
        words = as_person(alice).get(page).text
        assert "without a mentor" not in words
        assert "Nobody has said yes as" in words and role in words
