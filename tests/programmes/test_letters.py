"""Letters of programmes: both languages, the right link, nothing foreign."""

import pytest

from companies import mail
from people.models import Mail, Person
from programmes.actions import enrolment, programme
from tests import factories


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("role", ["mentor", "mentee"])
def test_the_invitation_names_programme_day_and_link(
    alice: Person, bob: Person, role: str, language: str
) -> None:
    row = factories.ProgrammeFactory(name="L'élan & la durée")
    enrolment.invite(row, people=[bob], role=role, by=alice)
    written = Mail.objects.get()
    context = {"person": bob, **written.context}
    letter = mail.render(written.kind, language=language, context=context)
    assert "L'élan & la durée" in letter.subject
    assert written.context["link"] in letter.text
    assert letter.html.count("http://aubepine.localhost") >= 1
    assert str(row.enrol_until.year) in letter.text


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", ["enrolment_reminder", "programme_opened", "programme_role"])
def test_every_letter_renders_with_one_button(bob: Person, kind: str, language: str) -> None:
    context = {
        "person": bob,
        "programme": "Relève",
        "role": "director",
        "until": "2027-01-15",
        "hours": 20,
        "has_account": True,
        "link": "http://aubepine.localhost/programmes/",
    }
    letter = mail.render(kind, language=language, context=context)
    assert "Relève" in letter.subject
    assert letter.html.count(context["link"]) == 1


def test_sponsor_and_director_learn_their_role(alice: Person, bob: Person) -> None:
    row = factories.ProgrammeFactory()
    programme.appoint(row, person=bob, role="sponsor", by=alice)
    assert Mail.objects.get(person=bob).context["role"] == "sponsor"
