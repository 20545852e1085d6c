"""A colleague reads the canvas of a draft and remarks on its steps; nobody else does."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from companies.errors import Refusal
from people.models import AuditEntry, Mail, Person
from privacy import register
from programmes.actions import canvas as canvases
from programmes.actions import programme as programmes
from programmes.actions import review as actions
from programmes.actions import stage as stages
from programmes.models import CanvasRemark, CanvasReview, Programme
from tests import factories

type Browser = Callable[[Person | None], Client]


@pytest.fixture
def draft(alice: Person) -> Programme:
    return canvases.begin("open", language="fr", by=alice)


@pytest.fixture
def director(bob: Person) -> Person:
    """Bob directs another programme."""
    factories.ResponsibilityFactory(person=bob, role="director")
    return bob


def page(name: str, programme: Programme) -> str:
    return reverse(f"programmes:{name}", args=[programme.public_id])


def said(
    programme: Programme, by: Person, step: str = "purpose", words: str = "Trop flou."
) -> None:
    seen = actions.version(programme, step)
    actions.remark(programme, step, words=words, seen=seen, by=by)


def test_a_colleague_is_asked_reads_remarks_and_is_done(
    alice: Person, director: Person, draft: Programme, as_person: Browser
) -> None:
    client = as_person(director)
    assert client.get(page("review", draft)).status_code == 404
    asked = as_person(alice).post(
        page("ask_review", draft), {"reviewer": director.public_id, "note": "Le public ?"}
    )
    assert asked["Location"] == page("review", draft)
    shown = client.get(page("review", draft))
    assert "Le public ?" in shown.content.decode()
    first = shown.context["steps"][0]
    data = {"step": "purpose", "seen": first["version"], "words": "Pour qui, au juste ?"}
    assert client.post(page("review", draft), data).status_code == 302
    assert client.post(page("end_review", draft))["Location"] == reverse("home")
    assert client.get(page("review", draft)).status_code == 404
    assert list(Mail.objects.order_by("pk").values_list("kind", "person")[:2]) == [
        ("canvas_review_asked", director.pk),
        ("canvas_review_ended", alice.pk),
    ]
    for name in ("review", "canvas"):
        args = [draft.public_id, "purpose"] if name == "canvas" else [draft.public_id]
        mine = as_person(alice).get(reverse(f"programmes:{name}", args=args)).content.decode()
        assert "Pour qui, au juste ?" in mine
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"canvas.review_asked", "canvas.remarked", "canvas.review_ended"} <= verbs


def test_an_open_remark_is_shown_by_the_readiness_until_it_is_settled(
    alice: Person, director: Person, draft: Programme, as_person: Browser
) -> None:
    actions.ask(draft, reviewer=director, by=alice)
    said(draft, director)

    def settled() -> bool:
        return next(one.done for one in stages.readiness(draft) if one.code == "remarks")

    assert not settled()
    one = CanvasRemark.objects.get()
    address = reverse("programmes:settle_remark", args=[one.public_id])
    assert as_person(director).post(address).status_code == 404
    assert not settled()
    back = as_person(alice).post(address, {"back": "canvas"})
    assert back["Location"] == reverse("programmes:canvas", args=[draft.public_id, "purpose"])
    assert settled()
    one.refresh_from_db()
    assert one.resolved_by == alice
    first = one.resolved_at
    assert actions.settle(one, by=alice).resolved_at == first


def test_a_remark_on_words_that_changed_meanwhile_is_kept_on_the_page_and_not_in_the_list(
    alice: Person, director: Person, draft: Programme, as_person: Browser
) -> None:
    actions.ask(draft, reviewer=director, by=alice)
    client = as_person(director)
    seen = client.get(page("review", draft)).context["steps"][0]["version"]
    programmes.edit(draft, purpose="Tout autre chose.", by=alice)
    data = {"step": "purpose", "seen": seen, "words": "Mon avis."}
    refused = client.post(page("review", draft), data)
    assert refused.status_code == 422
    assert "Mon avis." in refused.content.decode()
    assert "Tout autre chose." in refused.content.decode()
    assert not CanvasRemark.objects.exists()
    again = data | {"seen": refused.context["steps"][0]["version"]}
    assert client.post(page("review", draft), again).status_code == 302
    assert CanvasRemark.objects.get().words == "Mon avis."


def test_a_remark_says_when_its_step_was_changed_since(
    alice: Person, director: Person, draft: Programme, as_person: Browser
) -> None:
    actions.ask(draft, reviewer=director, by=alice)
    said(draft, director)

    def changed() -> bool:
        shown = as_person(alice).get(page("review", draft))
        return bool(shown.context["steps"][0]["remarks"][0]["is_changed"])

    assert not changed()
    programmes.edit(draft, purpose="Mieux dit.", by=alice)
    assert changed()


def test_the_version_of_the_objectives_follows_their_indicators(draft: Programme) -> None:
    before = actions.version(draft, "objectives")
    assert actions.version(draft, "objectives") == before
    draft.objectives.get().indicators.update(target=12)
    assert actions.version(draft, "objectives") != before


def test_saying_the_same_twice_counts_once(
    alice: Person, director: Person, draft: Programme
) -> None:
    actions.ask(draft, reviewer=director, by=alice)
    said(draft, director)
    said(draft, director)
    said(draft, director, step="risks")
    assert CanvasRemark.objects.count() == 2


def test_only_hr_and_directors_are_asked_and_each_once_at_a_time(
    alice: Person, bob: Person, director: Person, charlie: Person, draft: Programme
) -> None:
    for one in (charlie, alice):
        with pytest.raises(Refusal) as caught:
            actions.ask(draft, reviewer=one, by=alice)
        assert caught.value.field == "reviewer"
    actions.ask(draft, reviewer=director, by=alice)
    with pytest.raises(Refusal):
        actions.ask(draft, reviewer=director, by=alice)
    actions.end(draft, by=director)
    actions.ask(draft, reviewer=director, by=alice)
    assert CanvasReview.objects.count() == 2


def test_charlie_neither_reads_nor_asks_nor_speaks(
    alice: Person, director: Person, charlie: Person, draft: Programme, as_person: Browser
) -> None:
    actions.ask(draft, reviewer=director, by=alice)
    client = as_person(charlie)
    assert client.get(page("review", draft)).status_code == 404
    assert client.get(page("ask_review", draft)).status_code == 404
    assert client.post(page("end_review", draft)).status_code == 404
    with pytest.raises(Refusal):
        said(draft, charlie)
    with pytest.raises(Refusal):
        actions.ask(draft, reviewer=director, by=charlie)
    with pytest.raises(Refusal):
        actions.end(draft, by=charlie)


def test_who_is_not_waited_for_any_more_reads_nothing_and_their_remarks_stay(
    alice: Person, director: Person, draft: Programme, as_person: Browser
) -> None:
    actions.ask(draft, reviewer=director, by=alice)
    said(draft, director)
    named = {"reviewer": str(director.public_id)}
    assert as_person(alice).post(page("end_review", draft), {"reviewer": "x"}).status_code == 404
    assert as_person(alice).post(page("end_review", draft), named).status_code == 302
    assert as_person(director).get(page("review", draft)).status_code == 404
    with pytest.raises(Refusal):
        said(draft, director, words="Encore.")
    assert CanvasRemark.objects.count() == 1


def test_a_launched_programme_is_not_reviewed_any_more(
    alice: Person, director: Person, draft: Programme, as_person: Browser
) -> None:
    actions.ask(draft, reviewer=director, by=alice)
    Programme.objects.update(status="open")
    assert as_person(director).get(page("review", draft)).status_code == 404
    assert as_person(alice).get(page("review", draft)).status_code == 200
    assert as_person(alice).get(page("ask_review", draft)).status_code == 302
    draft.refresh_from_db()
    with pytest.raises(Refusal):
        actions.remark(draft, "purpose", words="Trop tard", seen="", by=director)


def test_an_empty_remark_and_an_unknown_step_are_refused(
    alice: Person, director: Person, draft: Programme, as_person: Browser
) -> None:
    actions.ask(draft, reviewer=director, by=alice)
    client = as_person(director)
    empty = client.post(page("review", draft), {"step": "purpose", "words": "  ", "seen": ""})
    assert empty.status_code == 422
    for step in ("check", "magic", ""):
        assert client.post(page("review", draft), {"step": step}).status_code == 404
    assert as_person(alice).post(page("review", draft), {"step": "purpose"}).status_code == 404
    assert not CanvasRemark.objects.exists()


def test_the_remarks_of_a_person_are_in_their_export(
    alice: Person, director: Person, draft: Programme
) -> None:
    actions.ask(draft, reviewer=director, by=alice)
    said(draft, director, words="Zqremark")
    found = {one.model: register.rows_about(one, director) for one in register.tables()}
    assert found["programmes.CanvasRemark"].get().words == "Zqremark"
    assert found["programmes.CanvasReview"].count() == 1
    assert not register.rows_about(
        next(one for one in register.tables() if one.model == "programmes.CanvasRemark"), alice
    )


def test_days_and_costs_are_written_as_the_reader_writes_them(
    alice: Person, draft: Programme, as_person: Browser
) -> None:
    Person.objects.filter(pk=alice.pk).update(language="fr")
    Programme.objects.update(hourly_cost="55.50", starts_on="2027-03-01", enrol_until="2027-02-01")
    shown = as_person(alice).get(page("review", draft)).content.decode()
    assert "55,50" in shown and "mars 2027" in shown
    assert "2027-03-01" not in shown
