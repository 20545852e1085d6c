"""The next cohort is selected, trained and told as the last one was; nobody comes along."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from asking import timing
from asking.actions import tending, terms
from asking.models import Terms
from communication.models import Announcement
from companies import walls
from companies.errors import Refusal
from competencies import access as competencies
from competencies.actions import catalogue
from competencies.models import Profile
from occasions.models import LifeRule
from people.models import Person
from privacy import register
from programmes.actions import programme as programmes
from programmes.models import Programme
from renewal import access
from renewal.actions import renewal as actions
from renewal.models import Renewal
from selection import access as selection
from selection.actions import copying as selections
from selection.actions import form
from selection.models import GridCriterion, Policy, Question
from tests import factories
from tests.renewal import equipped, scene
from training.actions import copying as trainings
from training.models import Requirement, Workshop

type Browser = Callable[[Person | None], Client]


def renewed(old: Programme, by: Person) -> Programme:
    day = timezone.localdate() + dt.timedelta(days=60)
    return actions.renew(old, name="Relève 2", starts_on=day, by=by).successor


def asked(programme: Programme, role: str) -> list[tuple[object, ...]]:
    rows: list[Question] = selection.asked(selection.form(programme, role))
    return [(one.key, one.code, one.place, *one.wording) for one in rows]


def test_forms_are_published_again_with_the_same_keys(alice: Person) -> None:
    old = equipped.cohort(alice)
    new = renewed(old, alice)
    for role in ("mentor", "mentee"):
        made = selection.form(new, role)
        assert made and (made.number, made.published_by) == (1, alice)
        assert asked(new, role) == asked(old, role) != []
        assert selection.draft(new, role) is None
    assert any("Why?" in one for one in asked(new, "mentor"))
    assert not any("Why?" in one for one in asked(new, "mentee"))


def test_rules_the_grid_and_what_mentors_must_meet_are_carried_over(alice: Person) -> None:
    old = equipped.cohort(alice)
    retired = old.grid.order_by("pk")[1]
    GridCriterion.objects.filter(pk=retired.pk).update(is_retired=True)
    new = renewed(old, alice)
    (rule,) = selection.rules(new, "mentor")
    assert (rule.kind, rule.number) == ("seniority", 24)
    assert not selection.rules(new, "mentee").exists()
    settled = Policy.objects.get(programme=new)
    assert (settled.is_qualified_first, settled.limits_fr) == (True, "Pas un vivier.")
    was, now = list(selection.grid(old)), list(selection.grid(new))
    assert [one.label_fr for one in now] == [one.label_fr for one in was]
    assert [one.anchors for one in now] == [one.anchors for one in was]
    assert [one.place for one in now] == [1, 2, 3, 4]


def test_live_modules_are_taught_again_with_their_quiz_and_files(alice: Person) -> None:
    old = equipped.cohort(alice)
    new = renewed(old, alice)
    was, now = equipped.live(old), equipped.live(new)
    names = ("kind", "title_fr", "body_en", "minutes", "is_mandatory", "pass_mark", "tries")
    for before, after in zip(was, now, strict=True):
        assert [getattr(after, name) for name in names] == [getattr(before, name) for name in names]
    assert new.modules.count() == 3 and [one.place for one in now] == [1, 2, 3]
    assert not {one.public_id for one in was} & {one.public_id for one in now}
    (before,), (after,) = was[0].questions.all(), now[0].questions.all()
    assert (after.prompt_fr, after.choices) == (before.prompt_fr, before.choices)
    (file,) = now[0].attachments.all()
    assert (file.name, file.kind, bytes(file.content)) == (
        *("guide.pdf", "application/pdf"),
        equipped.FILE,
    )
    was[0].attachments.all().delete()
    assert now[0].attachments.exists()
    moments = Requirement.objects.filter(programme=new).values_list("role", "moment")
    assert dict(moments) == {"mentor": "matching", "mentee": "session"}


def test_a_trainer_who_left_is_not_carried_over_but_their_module_is(alice: Person) -> None:
    old = equipped.cohort(alice)
    here, gone, elsewhere = old.trainers.order_by("pk")
    new = renewed(old, alice)
    rows = new.trainers.order_by("pk")
    assert [(one.person, one.name, one.job) for one in rows] == [
        (here.person, "", "Facilitates"),
        (None, elsewhere.name, ""),
    ]
    workshop = new.modules.get(kind="workshop")
    assert workshop.trainer is None and old.modules.get(kind="workshop").trainer == gone
    assert new.modules.get(kind="lesson").trainer == rows[0]


def test_messages_are_drafts_without_a_day_and_the_page_is_unpublished(alice: Person) -> None:
    old = equipped.cohort(alice)
    new = renewed(old, alice)
    rows = Announcement.objects.filter(programme=new)
    assert {(one.status, one.send_at, one.created_by) for one in rows} == {("draft", None, alice)}
    kept = ("kind", "audience", "sites", "subject_fr", "body_fr", "subject_en", "body_en")
    before = old.announcements.exclude(status="cancelled").values_list(*kept)
    assert sorted(rows.values_list(*kept)) == sorted(before) and len(before) == 6
    assert rows.get(kind="teaser").sites == ["Lyon"]
    assert (new.landing.about_fr, new.landing.about_en) == ("Pour progresser.", "To grow.")
    assert new.landing.published_at is None and new.landing.published_by is None
    assert not new.events.exists()


def test_nothing_that_is_held_about_somebody_comes_along(alice: Person) -> None:
    old = equipped.cohort(alice)
    new = renewed(old, alice)
    held = {}
    for table in register.tables():
        if table.programme and table.person and table.is_personal:
            rows = register.model_of(table).objects
            held[table.model] = [
                rows.filter(**{table.programme: one}).count() for one in (old, new)
            ]
    there = {model for model, (before, _after) in held.items() if before}
    assert {"training.Progress", "training.Registration", "communication.Delivery"} <= there
    assert {"communication.Wish", "communication.Registration"} <= there
    assert {model for model, (_before, after) in held.items() if after} == {
        *("objectives.Indicator", "training.Trainer")
    }
    assert not new.enrolments.exists()
    assert not Workshop.objects.filter(module__programme=new).exists()
    assert not selection.waitlist(new).exists() and not new.honest_pages.exists()


def test_a_programme_without_any_of_it_renews_as_before(alice: Person, as_person: Browser) -> None:
    old = scene.ended()
    page = reverse("renewal:renew", args=[old.public_id])
    assert set(access.carried(old).values()) == {0}
    assert "module" not in as_person(alice).get(page).content.decode().split("<main")[1]
    new = renewed(old, alice)
    assert set(access.carried(new).values()) == {0}
    assert not Policy.objects.exists() and not new.grid.exists()
    assert programmes.open(new, by=alice).status == "open"


@pytest.mark.parametrize(("mode", "days"), [("self", 12), ("hybrid", 0)])
def test_mentors_of_the_next_cohort_have_as_long_to_answer(
    alice: Person, mode: str, days: int
) -> None:
    old = scene.ended("running", mode="self")
    terms.settle(old, days=12, by=alice)
    Programme.objects.filter(pk=old.pk).update(mode=mode)
    old.refresh_from_db()
    assert access.carried(old)["days"] == days
    new = renewed(old, alice)
    assert tending.days(new) == (days or timing.USUAL)
    assert Terms.objects.filter(programme=new).exists() == bool(days)


def test_what_was_never_published_or_was_given_up_stays_behind(alice: Person) -> None:
    old = scene.ended("running")
    form.begin(old, "mentor", by=alice)
    factories.ModuleFactory(programme=old, published_at=None)
    factories.AnnouncementFactory(programme=old, status="cancelled")
    new = renewed(old, alice)
    assert set(access.carried(old).values()) == set(access.carried(new).values()) == {0}
    assert not (new.forms.exists() or new.modules.exists() or new.announcements.exists())


def test_the_draft_with_everything_opens_like_any_other(alice: Person) -> None:
    new = renewed(equipped.cohort(alice), alice)
    assert programmes.open(new, by=alice).status == "open"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "3 modules, 2 personnes qui forment, 2 formulaires, 1 règle d’éligibilité"),
        ("en", "3 modules, 2 trainers, 2 forms, 1 rule of eligibility"),
    ],
)
def test_hr_reads_what_comes_along_before_and_after(
    alice: Person, as_person: Browser, language: str, said: str
) -> None:
    Person.objects.filter(pk=alice.pk).update(language=language)
    alice.refresh_from_db()
    old = equipped.cohort(alice)
    before = as_person(alice).get(reverse("renewal:renew", args=[old.public_id]))
    assert said in before.content.decode() and "6 messages" in before.content.decode()
    new = renewed(old, alice)
    after = as_person(alice).get(reverse("renewal:changes", args=[new.public_id])).content.decode()
    for one in (*said.split(", "), "6 messages"):
        assert f"<li>{one}</li>" in after
    assert ("sans date" if language == "fr" else "without a date") in after


def test_only_who_steers_the_new_programme_copies_into_it(alice: Person, bob: Person) -> None:
    old, new = equipped.cohort(alice), factories.ProgrammeFactory(status="draft")
    for copy in (selections.copy, trainings.copy):
        with pytest.raises(Refusal):
            copy(old, new, by=bob)
    assert not new.modules.exists() and not new.forms.exists()
    for copy in (selections.copy, trainings.copy):
        copy(old, new, by=alice)
    assert new.modules.count() == 3 and new.forms.count() == 2


def test_renewing_twice_carries_over_once(alice: Person) -> None:
    old = equipped.cohort(alice)
    new = renewed(old, alice)
    with pytest.raises(Refusal, match="Relève 2"):
        renewed(old, alice)
    assert Renewal.objects.get().successor == new
    assert (new.modules.count(), new.forms.count(), new.announcements.count()) == (3, 2, 6)


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[tuple[Programme, Person]]:
    """A closed cohort and an HR admin, committed; everything is removed afterwards."""
    with django_db_blocker.unblock(), walls.inside("aubepine"):
        hr = factories.PersonFactory(role="hr")
        programme = scene.ended("running")
        equipped.teach(programme, hr)
        yield programme, hr
        factories.forget_journal()
        Programme.objects.all().delete()
        Person.objects.all().delete()


def test_two_who_renew_at_the_same_moment_make_one_cohort(
    committed: tuple[Programme, Person],
) -> None:
    old, hr = committed
    start, outcomes = threading.Barrier(2), []

    def work() -> None:
        try:
            with walls.inside("aubepine"):
                start.wait(timeout=10)
                outcomes.append(renewed(old, hr))
        except Refusal as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(type(one).__name__ for one in outcomes) == ["Programme", "Refusal"]
    new = Renewal.objects.get(predecessor=old).successor
    assert Programme.objects.count() == 2 and new.modules.count() == 3


def test_profiles_come_along_as_long_as_they_are_offered(alice: Person) -> None:
    old = equipped.cohort(alice)
    catalogue.furnish()
    aimed, gone = competencies.profiles()[:2]
    Programme.objects.filter(pk=old.pk).update(mentee_target=aimed, mentor_target=gone)
    old.refresh_from_db()
    Profile.objects.filter(pk=gone.pk).update(retired_at=timezone.now())
    new = Programme.objects.get(pk=renewed(old, alice).pk)
    assert (new.mentee_target, new.mentor_target) == (aimed, None)


def test_rules_about_life_events_come_along_switched_off(alice: Person) -> None:
    old = equipped.cohort(alice)
    LifeRule.objects.create(
        programme=old,
        role="mentee",
        occasion="hired",
        days=60,
        sites=["Lyon"],
        is_on=True,
        written_by=alice,
        switched_by=alice,
    )
    made = LifeRule.objects.get(programme=renewed(old, alice))
    assert (made.occasion, made.days, made.sites, made.is_on) == ("hired", 60, ["Lyon"], False)


def test_an_objective_that_was_given_up_is_not_pursued_again(alice: Person) -> None:
    old = equipped.cohort(alice)
    kept = factories.ObjectiveFactory(programme=old, statement="Keep people")
    factories.ObjectiveFactory(programme=old, statement="Given up", retired_at=timezone.now())
    new = renewed(old, alice)
    said = set(new.objectives.values_list("statement", flat=True))
    assert kept.statement in said and "Given up" not in said
