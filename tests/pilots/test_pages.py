"""The pages of pilot sheets, as HR, a director and Charlie meet them."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from people.models import Person
from pilots import findings, proposals, reading, wording
from pilots.actions import sheet as sheets
from pilots.models import PilotSheet
from programmes.models import Programme, Responsibility
from tests import factories
from tests.pilots.sheets import SECRET, content
from tests.pilots.test_sheets import drafted, evaluated, received

type Browser = Callable[[Person | None], Client]


def page(name: str, row: PilotSheet | Programme) -> str:
    return reverse(f"pilots:{name}", args=[row.public_id])


def test_hr_goes_from_the_sheet_to_the_draft(alice: Person, as_person: Browser) -> None:
    hr = as_person(alice)
    file = SimpleUploadedFile("pilote.csv", content())
    answer = hr.post(reverse("pilots:list"), {"file": file})
    row = PilotSheet.objects.get()
    assert answer["Location"] == page("sheet", row)
    shown = hr.get(answer["Location"]).content.decode()
    assert "Total" in shown
    assert "Ne s&#x27;entendait pas" in shown
    answer = hr.post(page("sheet", row), {"evaluate": "1"})
    assert answer["Location"] == page("findings", row)
    form = hr.get(answer["Location"]).context["form"]
    decided = dict.fromkeys(form.codes, "yes") | {form.codes[0]: "no"}
    given = {
        "name": "Cap",
        "purpose": form.initial["purpose"],
        "starts_on": form["starts_on"].value().isoformat(),
    }
    assert hr.post(page("findings", row), given).status_code == 422
    assert Programme.objects.count() == 0
    answer = hr.post(page("findings", row), given | decided)
    programme = Programme.objects.get()
    assert answer["Location"] == reverse("programmes:canvas", args=[programme.public_id, "purpose"])
    assert hr.post(page("findings", row), given | decided).status_code == 302
    assert Programme.objects.count() == 1


def test_a_wrong_upload_and_a_wrong_mapping_are_answered_in_place(
    alice: Person, as_person: Browser
) -> None:
    hr = as_person(alice)
    assert hr.post(reverse("pilots:list"), {}).status_code == 422
    file = SimpleUploadedFile("p.pdf", b"%PDF-1.7 nothing")
    assert hr.post(reverse("pilots:list"), {"file": file}).status_code == 422
    row = received(alice)
    wrong = {"mentor": "Mentor", "mentee": "Mentor", "encoding": "utf-8", "delimiter": ";"}
    assert hr.post(page("sheet", row), wrong).status_code == 422
    right = {"mentor": "Mentor", "mentee": "Personne accompagnée"}
    right |= {"encoding": "utf-8", "delimiter": ";"}
    assert hr.post(page("sheet", row), right).status_code == 302


def test_too_few_mentorings_are_refused_in_a_sentence(alice: Person, as_person: Browser) -> None:
    hr = as_person(alice)
    row = received(alice, content(3))
    answer = hr.post(page("sheet", row), {"evaluate": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == page("sheet", row)
    assert PilotSheet.objects.get().evaluated_at is None


def test_a_director_reads_the_findings_and_never_the_file(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = evaluated(alice)
    programme = drafted(row, alice)
    Responsibility.objects.create(programme=programme, person=bob, role="director")
    director, other = as_person(bob), as_person(charlie)
    told = director.get(page("findings", row)).content.decode()
    assert "Mentor 1" not in told
    assert SECRET not in told
    assert director.get(page("panel", programme)).status_code == 200
    assert director.post(page("findings", row), {}).status_code == 404
    for name in ("sheet", "forget"):
        assert director.post(page(name, row)).status_code == 404
    assert director.get(reverse("pilots:list")).status_code == 404
    for address in (page("findings", row), page("sheet", row), page("panel", programme)):
        assert other.get(address).status_code == 404


def test_a_director_of_another_programme_sees_nothing(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    row = evaluated(alice)
    factories.ResponsibilityFactory(person=bob)
    assert as_person(bob).get(page("findings", row)).status_code == 404
    assert as_person(alice).get(page("findings", row)).status_code == 200


def test_the_panel_cites_the_findings_and_is_empty_without_a_pilot(
    alice: Person, as_person: Browser
) -> None:
    hr = as_person(alice)
    programme = drafted(evaluated(alice), alice)
    panel = hr.get(page("panel", programme)).content.decode()
    for one in programme.objectives.all():
        assert str(one.public_id) in panel
    assert hr.get(page("panel", factories.ProgrammeFactory())).content == b""
    for address in (
        reverse("programmes:detail", args=[programme.public_id]),
        reverse("programmes:canvas", args=[programme.public_id, "objectives"]),
    ):
        assert page("panel", programme) in hr.get(address).content.decode()


def test_forgetting_ends_at_the_list(alice: Person, as_person: Browser) -> None:
    hr = as_person(alice)
    row = received(alice)
    assert hr.get(page("forget", row)).status_code == 405
    hr.post(page("forget", row))
    row.refresh_from_db()
    assert not row.has_file
    answer = hr.get(page("sheet", row))
    assert answer["Location"] == reverse("pilots:list")
    kept = evaluated(alice)
    sheets.forget(kept, by=alice)
    assert hr.get(page("sheet", kept))["Location"] == page("findings", kept)


def test_the_neighbour_has_no_such_sheet(alice: Person, neighbour: str, as_person: Browser) -> None:
    from companies import walls

    evaluated(alice)
    with walls.inside(neighbour):
        assert PilotSheet.objects.count() == 0


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_finding_and_proposal_has_words(language: str) -> None:
    rows = [
        reading.Mentoring(
            *(n, f"M {n % 3 if n < 12 else n}", f"P {n}"),
            started_on=timezone.localdate().replace(year=2024),
            ended_on=timezone.localdate().replace(year=2025),
            sessions=1 if n % 2 else 9,
            theme="" if n % 2 else "T",
            satisfaction=2.0,
            reason="" if n % 5 == 0 else [*findings.CAUSES, "reached"][n % 6],
        )
        for n in range(40)
    ]
    told = findings.evaluate(
        rows,
        fields=wording.FIELDS,
        same_line={n: n % 2 == 1 for n in range(40)},
        today=timezone.localdate(),
    )
    assert {one.code for one in told} == set(findings.CODES)
    with translation.override(language):
        for one in told:
            words = wording.sentence(one.code, one.n, one.values, is_withheld=one.is_withheld)
            assert words and "%(" not in words
        for each in proposals.propose(told):
            assert wording.heading(each.code)
            assert each.part == "purpose" or "%(" not in wording.written(each)
