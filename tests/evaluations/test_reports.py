"""A report is asked for once, frozen, printed, and read by the right people."""

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from companies import palette, pdf, walls
from companies.errors import Refusal
from companies.models import Company, Job
from evaluations import document, metrics, results
from evaluations.actions import indicator, report
from evaluations.models import ImpactReport
from evaluations.tasks import produce_report, sweep_reports
from people.actions import space
from people.models import AuditEntry, Mail, Person
from programmes.models import Programme
from tests import factories
from tests.evaluations import scene

type Browser = Callable[[Person | None], Client]


def _text(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(bytes(content))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def _produced(programme: Programme, by: Person, language: str = "fr") -> ImpactReport:
    made = report.request(programme=programme, language=language, by=by)
    report.produce(made)
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("La réponse en trois chiffres", "Ce que nous ne pouvons pas conclure")),
        ("en", ("The answer in three figures", "What we cannot conclude")),
    ],
)
def test_a_report_has_six_pages_or_more_in_both_languages(
    alice: Person, language: str, words: tuple[str, str]
) -> None:
    programme = scene.programme(pairs=6)
    factories.ObjectiveFactory(programme=programme)
    scene.answer(scene.asked(programme))
    made = _produced(programme, alice, language)
    reader = PdfReader(io.BytesIO(bytes(made.pdf)))
    text = _text(made.pdf)
    assert made.status == Job.Status.DONE
    assert made.pages == len(reader.pages) >= 6
    assert all(word in text for word in words)
    assert reader.trailer["/Root"]["/Lang"] == language  # type: ignore[index]
    assert "/StructTreeRoot" in reader.trailer["/Root"]  # type: ignore[operator]


def test_figures_of_the_report_are_those_of_the_results_page(
    alice: Person, as_person: Browser
) -> None:
    programme = scene.programme(pairs=7)
    scene.answer(scene.asked(programme))
    made = _produced(programme, alice)
    page = as_person(alice).get(f"/programmes/{programme.public_id}/results/")
    frozen = metrics.from_dict(made.figures["figures"])
    assert frozen == page.context["figures"]
    text = _text(made.pdf)
    for answer in page.context["answers"]:
        assert answer.value.replace("\u00a0", " ") in text
        assert answer.value in page.content.decode()


def test_producing_again_from_the_frozen_figures_gives_the_same(alice: Person) -> None:
    programme = scene.programme(pairs=6)
    made = _produced(programme, alice)
    before, words = made.figures, _text(made.pdf)
    factories.MentoringSessionFactory(pairing=programme.pairings.first())  # type: ignore[attr-defined]
    ImpactReport.objects.update(status=Job.Status.QUEUED)
    report.produce(made)
    made.refresh_from_db()
    assert made.figures == before
    assert _text(made.pdf) == words
    assert results.figures(programme, made.as_of).inputs_hash != made.inputs_hash


def test_small_groups_are_hidden_on_paper_and_on_screen(alice: Person, as_person: Browser) -> None:
    programme = scene.programme(pairs=4)
    scene.answer(scene.asked(programme)[:4], value=2)
    made = _produced(programme, alice)
    figures = metrics.from_dict(made.figures["figures"])
    assert all(isinstance(one.overall, metrics.Hidden) for one in figures.questions)
    page = as_person(alice).get(f"/programmes/{programme.public_id}/results/")
    for text in (_text(made.pdf), page.content.decode()):
        assert "masqué, moins de 5" in text.replace("\u00a0", " ")
        assert "2,0" not in text


def test_two_clicks_ask_for_one_report(alice: Person, as_person: Browser) -> None:
    programme = scene.programme(pairs=1)
    address = f"/programmes/{programme.public_id}/reports/request"
    first = as_person(alice).post(address, {"language": "fr"})
    second = as_person(alice).post(address, {"language": "fr"})
    assert first["Location"] == second["Location"]
    assert ImpactReport.objects.count() == 1
    as_person(alice).post(address, {"language": "en"})
    assert ImpactReport.objects.count() == 2


def test_a_report_finished_between_two_clicks_does_not_break_the_second(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme, create = scene.programme(pairs=1), ImpactReport.objects.create
    clicks = iter([IntegrityError()])

    def late(**values: object) -> ImpactReport:
        # The report of the first click was under way a moment ago, and is finished now.
        if problem := next(clicks, None):
            raise problem
        return create(**values)

    monkeypatch.setattr(ImpactReport.objects, "create", late)
    made = report.request(programme=programme, language="fr", by=alice)
    assert made == ImpactReport.objects.get()


def test_a_draft_has_nothing_to_report(alice: Person) -> None:
    programme = factories.ProgrammeFactory(status=Programme.Status.DRAFT)
    with pytest.raises(Refusal):
        report.request(programme=programme, language="fr", by=alice)


def test_a_dead_worker_s_report_is_found_and_made_once(
    alice: Person, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = report.request(programme=scene.programme(pairs=5), language="fr", by=alice)
    assert made.claim()
    ImpactReport.objects.update(leased_until=timezone.now() - dt.timedelta(minutes=1))
    sent: list[tuple[str, int]] = []
    monkeypatch.setattr(produce_report, "delay", lambda *args: sent.append(args))
    sweep_reports(company.schema_name)
    assert sent == [(company.schema_name, made.pk)]
    for _twice in range(2):
        produce_report(*sent[0])
    made.refresh_from_db()
    assert (made.status, made.attempts) == (Job.Status.DONE, 2)
    assert Mail.objects.filter(kind="report_ready").count() == 1
    sweep_reports(company.schema_name)
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("html", "limits", "problem", "words"),
    [
        ('<img src="file:///etc/passwd">', pdf.LIMITS, "refused", "n’a pas pu être produit"),
        ("<div>" * 3000, pdf.LIMITS, "too_heavy", "plus de temps ou de mémoire"),
        ("<p>x", pdf.Limits(wall=0), "too_heavy", "plus de temps ou de mémoire"),
    ],
)
def test_a_report_that_cannot_be_printed_is_marked_and_can_be_asked_again(
    alice: Person,
    as_person: Browser,
    monkeypatch: pytest.MonkeyPatch,
    html: str,
    limits: pdf.Limits,
    problem: str,
    words: str,
) -> None:
    made = report.request(programme=scene.programme(pairs=1), language="fr", by=alice)
    monkeypatch.setattr(document, "html", lambda *_: html)
    monkeypatch.setattr(pdf, "LIMITS", limits)
    with pytest.raises(pdf.Unprintable):
        report.produce(made)
    made.refresh_from_db()
    assert (made.status, made.problem) == (Job.Status.FAILED, problem)
    page = as_person(alice).get(f"/reports/{made.public_id}/").content.decode()
    assert words in page
    monkeypatch.undo()
    again = _produced(made.programme, alice)
    assert again != made and again.status == Job.Status.DONE


def test_the_same_figures_are_the_same_bytes(alice: Person) -> None:
    made = _produced(scene.programme(pairs=6), alice)
    html = document.html(made.figures, made.language)
    assert pdf.render(html).content == pdf.render(html).content == bytes(made.pdf)


def test_a_report_wears_the_colour_and_the_logo_of_the_company(alice: Person) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (300, 100), "purple").save(picture, "PNG")
    space.set_logo(walls.current(), picture.getvalue(), by=alice)
    walls.current().colour = "#8a1c4a"
    made = _produced(scene.programme(pairs=6), alice)
    page = PdfReader(io.BytesIO(bytes(made.pdf))).pages[0]
    assert [one.image.size for one in page.images] == [(300, 100)]
    html, given = document.html(made.figures, "fr"), document.files(made.figures)
    assert b"--brand: light-dark(#8a1c4a," in given[document.COLOURS]
    other = given | {document.COLOURS: palette.palette(palette.STANDARD).css().encode()}
    assert pdf.render(html, files=given).content == bytes(made.pdf)
    assert pdf.render(html, files=other).content != bytes(made.pdf)
    space.remove_logo(walls.current(), by=alice)
    assert set(document.files(made.figures)) == {document.COLOURS}


def test_a_sponsor_downloads_the_report_of_their_programme_only(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    own, other = scene.programme(pairs=1), scene.programme(pairs=1)
    factories.ResponsibilityFactory(programme=own, person=bob, role="sponsor")
    mine, foreign = _produced(own, alice), _produced(other, alice)
    answer = as_person(bob).get(f"/reports/{mine.public_id}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].endswith('-fr.pdf"')
    assert answer.content.startswith(b"%PDF")
    assert AuditEntry.objects.get(verb="report.downloaded").actor == bob
    assert as_person(bob).get(f"/reports/{foreign.public_id}.pdf").status_code == 404
    assert as_person(charlie).get(f"/reports/{mine.public_id}.pdf").status_code == 404
    assert as_person(None).get(f"/reports/{mine.public_id}.pdf").status_code == 302


def test_a_second_value_of_the_same_day_replaces_the_first(alice: Person) -> None:
    measured = factories.IndicatorFactory()
    day = timezone.localdate()
    for value in (82, 84):
        indicator.measure(
            indicator=measured, value=Decimal(value), measured_on=day, source="survey", by=alice
        )
    assert [one.value for one in measured.values.all()] == [84]
    assert AuditEntry.objects.filter(verb="indicator.measured").count() == 2


def test_a_value_of_tomorrow_is_refused(alice: Person) -> None:
    measured = factories.IndicatorFactory()
    with pytest.raises(Refusal) as refusal:
        indicator.measure(
            indicator=measured,
            value=Decimal(1),
            measured_on=timezone.localdate() + dt.timedelta(days=1),
            source="survey",
            by=alice,
        )
    assert refusal.value.field == "measured_on"
