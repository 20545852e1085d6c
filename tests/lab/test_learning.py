"""What closed pairs teach: the refusal, the effects, the weights to try, and who may read it."""

import datetime as dt
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from companies.errors import Refusal
from lab.actions import learning
from lab.models import Scenario
from matching.actions import criteria
from matching.engine.learning import Lessons, Proposal, TooFew
from matching.models import Criterion
from pairings.models import MentoringSession, Pairing
from people.models import Person
from programmes.models import Programme
from tests import factories

As = Callable[[Person | None], Client]


def text(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def english(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(language="en")


def reason(criterion: str, share: float) -> dict[str, Any]:
    code = f"{criterion}_some"
    return {
        "criterion": criterion,
        "code": code,
        "points": round(1000 * share),
        "of": 1000,
        "facts": {"common": ["a"], "lacking": ["b"]},
    }


def closed(
    programme: Programme, count: int, *, alike: int = 0, why: str = "", people: int = 6
) -> list[Pairing]:
    """Closed pairs of whom those went well that earned much of the needs; languages say nothing.

    The last ``alike`` of them differ from the others in nothing of their languages. These
    take turns among as many mentors as there are ``people``, the others among six.
    """
    mentees = factories.EnrolmentFactory.create_batch(6, programme=programme)
    mentors = factories.EnrolmentFactory.create_batch(6, programme=programme, role="mentor")
    dice, today = random.Random(7), timezone.now()
    rows = []
    for n in range(count):
        needs = (n % 10) / 9
        language = 1.0 if alike and n >= count - alike else 0.0 if alike else dice.random()
        rows.append(
            Pairing(
                programme=programme,
                mentee=mentees[n % 6],
                mentor=mentors[n % (people if n >= count - alike else 6)],
                status="ended",
                started_on=today.date() - dt.timedelta(days=210),
                ended_at=today,
                end_reason=why or ("goal_reached" if dice.random() < needs else "no_time"),
                reasons=[reason("needs", needs), reason("languages", language)],
            )
        )
    made = Pairing.objects.bulk_create(rows)
    MentoringSession.objects.bulk_create(
        MentoringSession(
            pairing=one, held_on=today, minutes=60, format="video", progress=3, logged_by=None
        )
        for one in made
        for _session in range(dice.randrange(10))
    )
    return made


def programme_of(**weights: int) -> Programme:
    programme = factories.ProgrammeFactory()
    for kind, weight in (weights or {"needs": 50, "languages": 50}).items():
        factories.CriterionFactory(programme=programme, kind=kind, weight=weight)
    return programme


def address(programme: Programme) -> str:
    return reverse("lab:learned", args=[programme.public_id])


def seen(programme: Programme, person: Person) -> dict[str, str]:
    """What the page posts."""
    return {"seen": learning.teach(programme, by=person).digest}


def test_under_thirty_pairs_only_what_is_missing_is_told(alice: Person, as_person: As) -> None:
    programme = programme_of()
    closed(programme, 29)
    found = learning.teach(programme, by=alice).found
    assert found == TooFew(29, 1)
    english(alice)
    shown = text(as_person(alice).get(address(programme)))
    assert "There are 29; 1 more is needed" in shown
    assert "chart-drawing" not in shown and "points" not in shown
    closed(programme, 1)
    assert isinstance(learning.teach(programme, by=alice).found, Lessons)


def test_effects_are_told_with_intervals_sample_and_a_chart(alice: Person, as_person: As) -> None:
    programme = programme_of()
    closed(programme, 60)
    found = learning.teach(programme, by=alice).found
    assert isinstance(found, Lessons)
    needs = next(one for one in found.effects if one.criterion == "needs")
    assert needs.is_clear and needs.effect and needs.effect > 0
    english(alice)
    shown = text(as_person(alice).get(address(programme)))
    assert "From 60 closed pairs" in shown and "Went with better outcomes" in shown
    assert "learned-title" in shown and "The figures as a table" in shown
    assert "caused" not in shown
    assert "90 more closed pairs are needed" in shown


def test_pairs_of_a_departure_and_without_reasons_are_left_out(
    alice: Person, as_person: As
) -> None:
    programme = programme_of()
    closed(programme, 40)
    closed(programme, 3, why="departure")
    Pairing.objects.filter(pk__in=[one.pk for one in closed(programme, 6)]).update(reasons=[])
    taught = learning.teach(programme, by=alice)
    assert isinstance(taught.found, Lessons)
    assert (taught.found.pairs, taught.departed, taught.unknown) == (40, 3, 6)
    english(alice)
    assert "Left out: 9" in text(as_person(alice).get(address(programme)))


def test_few_left_out_are_not_counted_out(alice: Person, as_person: As) -> None:
    programme = programme_of()
    closed(programme, 40)
    closed(programme, 2, why="departure")
    english(alice)
    assert "Left out: fewer than five" in text(as_person(alice).get(address(programme)))


@pytest.mark.parametrize(
    ("alike", "people", "is_told"), [(4, 6, False), (5, 6, True), (12, 4, False), (12, 5, True)]
)
def test_criterion_in_which_few_people_differ_is_not_told(
    alice: Person, alike: int, people: int, is_told: bool
) -> None:
    programme = programme_of()
    closed(programme, 40, alike=alike, people=people)
    taught = learning.teach(programme, by=alice)
    assert isinstance(taught.found, Lessons)
    told = {one.criterion for one in taught.found.effects}
    assert ("languages" in told, "languages" in taught.alike) == (is_told, not is_told)


def test_gaps_of_one_criterion_do_not_leave_one_pair_alone_in_another(alice: Person) -> None:
    programme = programme_of(needs=50, languages=30, skills=20)
    dice = random.Random(3)
    for n, pair in enumerate(closed(programme, 60, alike=6)):
        skills = [] if n >= 55 else [reason("skills", dice.random())]
        Pairing.objects.filter(pk=pair.pk).update(reasons=[*pair.reasons, *skills])
    taught = learning.teach(programme, by=alice)
    assert isinstance(taught.found, Lessons)
    assert {one.criterion for one in taught.found.effects} == {"needs", "skills"}
    assert "languages" in taught.alike


def test_nothing_is_told_when_the_only_criterion_is_alike(alice: Person, as_person: As) -> None:
    programme = programme_of(languages=100)
    closed(programme, 40, alike=40)
    assert learning.teach(programme, by=alice).found is None
    english(alice)
    assert "Nothing to compare" in text(as_person(alice).get(address(programme)))


def test_criterion_that_few_pairs_were_weighed_on_does_not_silence_the_others(
    alice: Person, as_person: As
) -> None:
    programme = programme_of(needs=50, languages=30, skills=20)
    for pair in closed(programme, 35)[:20]:
        Pairing.objects.filter(pk=pair.pk).update(reasons=[*pair.reasons, reason("skills", 0.5)])
    taught = learning.teach(programme, by=alice)
    assert isinstance(taught.found, Lessons)
    assert {one.criterion for one in taught.found.effects} == {"needs", "languages"}
    assert all(one.effect is not None for one in taught.found.effects)
    assert "skills" in taught.alike
    assert {"site", "seniority"} <= set(taught.rare)
    english(alice)
    assert "Left out of the calculation" in text(as_person(alice).get(address(programme)))


def test_other_formats_and_pairs_under_way_do_not_count(alice: Person) -> None:
    programme = programme_of()
    closed(programme, 20)
    other = factories.ProgrammeFactory(format=Programme.Format.REVERSE)
    closed(other, 20)
    factories.PairingFactory(programme=programme, reasons=[reason("needs", 1)])
    found = learning.teach(programme, by=alice).found
    assert isinstance(found, TooFew) and found.pairs == 20


def test_director_learns_from_their_own_programmes_only(alice: Person, bob: Person) -> None:
    programme, other = programme_of(), programme_of()
    factories.ResponsibilityFactory(programme=programme, person=bob)
    closed(programme, 20)
    closed(other, 20)
    theirs = learning.teach(programme, by=bob).found
    assert isinstance(theirs, TooFew) and theirs.pairs == 20
    assert isinstance(learning.teach(programme, by=alice).found, Lessons)


def test_weights_are_suggested_and_tried_in_a_scenario(alice: Person, as_person: As) -> None:
    programme = programme_of(needs=10, languages=90)
    closed(programme, 200)
    proposal = learning.teach(programme, by=alice).proposal
    assert isinstance(proposal, Proposal) and not proposal.is_firm
    english(alice)
    client = as_person(alice)
    shown = text(client.get(address(programme)))
    assert "Only a suggestion" in shown and "A proposal needs 400 pairs" in shown
    assert client.post(address(programme), seen(programme, alice)).status_code == 302
    tried = Scenario.objects.get()
    weights = {row["kind"]: row["weight"] for row in tried.rules["criteria"]}
    assert weights == {kind: one for kind, one in proposal.weights.items() if one}
    assert weights["needs"] > 10
    kept = dict(Criterion.objects.filter(programme=programme).values_list("kind", "weight"))
    assert kept == {"needs": 10, "languages": 90}
    assert client.post(address(programme), seen(programme, alice)).status_code == 302
    assert Scenario.objects.get() == tried


def test_weights_that_hold_are_kept(alice: Person, as_person: As) -> None:
    programme = programme_of(needs=100)
    closed(programme, 150)
    assert learning.teach(programme, by=alice).proposal is None
    english(alice)
    assert "keep the present ones" in text(as_person(alice).get(address(programme)))
    with pytest.raises(Refusal):
        learning.take_over(programme, **seen(programme, alice), by=alice)


def test_page_of_before_makes_no_scenario(alice: Person, as_person: As) -> None:
    programme = programme_of(needs=10, languages=90)
    closed(programme, 200)
    client, before = as_person(alice), seen(programme, alice)
    for wrong in ({"seen": "f" * 32}, {"seen": ""}, {}):
        assert client.post(address(programme), wrong).status_code == 422
    Criterion.objects.filter(programme=programme, kind="needs").update(weight=20)
    with translation.override("en"), pytest.raises(Refusal, match="Something changed"):
        learning.take_over(programme, **before, by=alice)
    assert not Scenario.objects.exists()
    assert learning.take_over(programme, **seen(programme, alice), by=alice)


def test_closed_programme_tells_and_tries_nothing(alice: Person, as_person: As) -> None:
    programme = programme_of(needs=10, languages=90)
    closed(programme, 200)
    Programme.objects.filter(pk=programme.pk).update(status="closed")
    english(alice)
    shown = text(as_person(alice).get(address(programme)))
    assert "Only a suggestion" in shown and "Try these weights" not in shown
    with pytest.raises(Refusal):
        learning.take_over(programme, **seen(programme, alice), by=alice)


def test_every_kind_keeps_how_the_programme_looks_at_it(alice: Person) -> None:
    programme = programme_of()
    Criterion.objects.create(
        programme=programme, kind="site", weight=0, direction="different", is_must=False
    )
    rows = {row["kind"]: row for row in learning.every_kind(programme)}
    assert set(rows) == set(Criterion.Kind.values)
    assert (rows["site"]["direction"], rows["level_gap"]["weight"]) == ("different", 0)
    assert criteria.checked(programme, list(rows.values()))


def test_queries_do_not_grow_with_the_pairs(alice: Person) -> None:
    programme, counts = programme_of(), []
    for more in (35, 70):
        closed(programme, more)
        with CaptureQueriesContext(connection) as asked:
            learning.teach(programme, by=alice)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_only_who_steers_the_programme_reads_it(
    alice: Person, bob: Person, charlie: Person, as_person: As
) -> None:
    programme = programme_of()
    factories.ResponsibilityFactory(programme=programme, person=bob)
    sponsor = factories.PersonFactory()
    factories.ResponsibilityFactory(programme=programme, person=sponsor, role="sponsor")
    assert as_person(bob).get(address(programme)).status_code == 200
    for person in (charlie, sponsor):
        assert as_person(person).get(address(programme)).status_code == 404
        assert as_person(person).post(address(programme), {"seen": "1"}).status_code == 404
