"""The company's own copy: loaded once, changed without touching what anybody answered."""

from typing import Any

import pytest

from companies.errors import Overtaken, Refusal
from competencies import access, sheet, starter, words
from competencies.actions import assessment as assessments
from competencies.actions import catalogue
from competencies.actions import framework as frameworks
from competencies.actions import need as needs
from competencies.models import Assessment, Competency, Framework, Need, NeedWording, Profile
from people.models import AuditEntry, Person
from programmes.actions import enrolment
from programmes.models import Enrolment
from tests import factories


def said(label: str, **more: str) -> needs.Words:
    return needs.Words(label_fr=label, label_en=more.get("label_en", ""), hint_fr="", hint_en="")


def need(code: str = "delegation") -> Need:
    catalogue.furnish()
    return Need.objects.get(code=code)


def reword(code: str, label: str, by: Person, **more: Any) -> Need:
    row = need(code)
    seen = row.wordings.order_by("-since")[0].since
    facts = {"situation": row.situation, "words": said(label), "by": by, "seen": seen} | more
    return needs.change(row, **facts)


@pytest.fixture
def framework(company: object) -> Framework:
    catalogue.furnish()
    return Framework.objects.get(code="managers")


def test_the_copy_is_loaded_once_and_reads_as_what_ships(alice: Person) -> None:
    before = access.book()
    catalogue.furnish()
    catalogue.furnish()
    assert Need.objects.count() == len(starter.needs())
    assert access.book() == before


def test_a_need_is_added_and_found_in_lists(alice: Person) -> None:
    row = needs.add(
        situation="ready",
        words=said("piloter un budget", label_en="steering a budget"),
        synonyms=["budget"],
        competencies=[Competency.objects.get(code="decide")] if need() else [],
        by=alice,
    )
    assert row.code == "steering_a_budget"
    found = access.book().words()
    assert {found[word] for word in ("piloter un budget", "steering a budget", "budget")} == {
        row.code
    }
    assert access.book().by_code[row.code].competencies == ("decide",)
    assert AuditEntry.objects.get(verb="need.added").actor == alice


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"words": said("  ")}, "label_fr"),
        ({"words": said("Négocier")}, "label_fr"),
        ({"words": said("un, deux")}, "label_fr"),
        ({"words": said("x" * 81)}, "label_fr"),
        ({"words": said("neuf", label_en="delegating")}, "label_en"),
        ({"situation": "bored"}, "situation"),
        ({"synonyms": ["réseau"]}, "synonyms"),
        ({"synonyms": ["x" * 81]}, "synonyms"),
    ],
)
def test_a_bad_need_is_refused_beside_its_field(
    alice: Person, change: dict[str, Any], field: str
) -> None:
    facts: dict[str, Any] = {"situation": "new", "words": said("neuf"), "by": alice}
    with pytest.raises(Refusal) as refusal:
        needs.add(**(facts | change))
    assert refusal.value.field == field
    assert needs.add(**facts).situation == "new"


def test_only_hr_changes_the_catalogue(alice: Person, charlie: Person) -> None:
    row = need()
    for act in (
        lambda: needs.add(situation="new", words=said("neuf"), by=charlie),
        lambda: reword("delegation", "confier", charlie),
        lambda: needs.retire(row, by=charlie),
        lambda: needs.restore(row, by=charlie),
    ):
        with pytest.raises(Refusal):
            act()
    assert NeedWording.objects.filter(since__gt=1).count() == 0
    assert reword("delegation", "confier", alice).code == "delegation"


def test_an_edit_never_changes_what_people_answered(alice: Person, bob: Person) -> None:
    row = factories.EnrolmentFactory(person=bob, role="mentee")
    answer: dict[str, Any] = {"availability": ["tue_am"], "by": bob}
    enrolment.accept(row, needs=["delegation", "network"], **answer)
    reword("delegation", "confier un dossier", alice)
    row.refresh_from_db()
    shown = access.book()
    assert shown.labels(row.needs, "fr", row.needs_version) == ["déléguer", "développer son réseau"]
    assert shown.label("delegation", "fr") == "confier un dossier"
    enrolment.accept(row, needs=["delegation"], needs_version=1, **answer)
    row.refresh_from_db()
    assert row.needs_version == 1
    enrolment.accept(row, needs=["delegation"], **answer)
    row.refresh_from_db()
    assert shown.labels(row.needs, "fr", row.needs_version) == ["confier un dossier"]


def test_a_stale_page_overwrites_nobody(alice: Person) -> None:
    reword("delegation", "confier", alice)
    with pytest.raises(Overtaken):
        reword("delegation", "lâcher prise", alice, seen=1)
    assert access.book().label("delegation", "fr") == "confier"


def test_saving_without_a_change_of_words_makes_no_version(alice: Person) -> None:
    row = need()
    last = row.wordings.get()
    same = needs.Words(
        label_fr=last.label_fr,
        label_en=last.label_en,
        hint_fr=last.hint_fr,
        hint_en=last.hint_en,
    )
    needs.change(row, seen=1, situation="ready", words=same, by=alice)
    assert (row.wordings.count(), access.book().version) == (1, 1)
    assert access.book().by_code["delegation"].situation == "ready"


def test_a_retired_need_stays_on_answers_and_is_not_chosen_anew(
    alice: Person, bob: Person, charlie: Person
) -> None:
    mine, theirs = (factories.EnrolmentFactory(person=one, role="mentee") for one in (bob, charlie))
    rest: dict[str, Any] = {"availability": ["tue_am"]}
    enrolment.accept(mine, needs=["delegation"], by=bob, **rest)
    needs.retire(need(), by=alice)
    enrolment.accept(mine, needs=["delegation", "network"], by=bob, **rest)
    with pytest.raises(Refusal) as refusal:
        enrolment.accept(theirs, needs=["delegation"], by=charlie, **rest)
    assert refusal.value.field == "needs"
    needs.restore(need(), by=alice)
    enrolment.accept(theirs, needs=["delegation"], by=charlie, **rest)
    assert Enrolment.objects.filter(needs__contains=["delegation"]).count() == 2


def test_a_need_comes_back_only_under_a_free_name(alice: Person) -> None:
    needs.retire(need(), by=alice)
    added = needs.add(situation="new", words=said("déléguer"), by=alice)
    with pytest.raises(Refusal):
        needs.restore(need(), by=alice)
    needs.retire(added, by=alice)
    assert needs.restore(need(), by=alice).retired_at is None


def test_the_last_need_stays(alice: Person) -> None:
    row = need()
    Need.objects.exclude(pk=row.pk).update(retired_at="2026-01-01T00:00Z")
    with pytest.raises(Refusal):
        needs.retire(row, by=alice)
    Need.objects.filter(code="network").update(retired_at=None)
    assert needs.retire(row, by=alice).retired_at is not None


def _put(framework: Framework, by: Person, **change: Any) -> Competency:
    line = access.lines(framework)[0]
    facts: dict[str, Any] = {
        "competency": line.competency,
        "seen": line.wording.since,
        "words": {name: getattr(line.wording, name) for name in words.FIELDS},
        "targets": dict(line.targets),
    }
    return frameworks.put(framework, **(facts | change), by=by)


def test_a_changed_competency_keeps_its_old_words_and_targets(
    framework: Framework, alice: Person
) -> None:
    before = access.lines(framework)[0]
    new = {name: f"neu {name}" for name in words.FIELDS}
    _put(framework, alice, words=new, targets=dict.fromkeys(before.targets, 1))
    framework.refresh_from_db()
    now, then = access.lines(framework)[0], access.lines(framework, version=1)[0]
    assert (framework.version, now.wording.since) == (2, 2)
    assert now.wording.name_en == "neu name_en" and set(now.targets.values()) == {1}
    assert (then.wording, then.targets) == (before.wording, before.targets)
    _put(framework, alice)
    framework.refresh_from_db()
    assert framework.version == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"words": {}}, "name_fr"),
        ({"words": {"name_fr": "un nom"}}, "description_fr"),
        ({"words": dict.fromkeys(words.FIELDS, "x" * 500)}, "name_fr"),
        ({"targets": {}}, ""),
    ],
)
def test_a_bad_competency_is_refused(
    framework: Framework, alice: Person, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        _put(framework, alice, **change)
    assert (refusal.value.field or "") == field
    with pytest.raises(Overtaken):
        _put(framework, alice, seen=7)
    assert framework.competencies.count() == len(starter.managers().competencies)


def test_targets_stay_on_the_scale(framework: Framework, alice: Person) -> None:
    profiles = list(framework.profiles.values_list("pk", flat=True))
    for level in (0, 6):
        with pytest.raises(Refusal):
            _put(framework, alice, targets=dict.fromkeys(profiles, level))
    assert _put(framework, alice, targets=dict.fromkeys(profiles, 5))


def test_only_hr_changes_frameworks(framework: Framework, alice: Person, bob: Person) -> None:
    names = {"name_fr": "Vente", "name_en": "Sales"}
    profile, competency = framework.profiles.all()[0], framework.competencies.all()[0]
    for act in (
        lambda by: frameworks.create(**names, profile_fr="a", profile_en="b", by=by),
        lambda by: frameworks.rename(framework, **names, by=by),
        lambda by: frameworks.add_profile(framework, **names, by=by),
        lambda by: frameworks.rename_profile(profile, name_fr="c", name_en="d", by=by),
        lambda by: _put(framework, by),
        lambda by: frameworks.offer_competency(competency, offered=False, by=by),
        lambda by: frameworks.offer(framework, offered=False, by=by),
        lambda by: frameworks.import_rows(framework, [], by=by),
    ):
        with pytest.raises(Refusal):
            act(bob)
        if act.__code__.co_names != ("_put",):
            act(alice)


def test_a_new_profile_aims_at_the_middle_everywhere(framework: Framework, alice: Person) -> None:
    made = frameworks.add_profile(framework, name_fr="Tutorat", name_en="Tutors", by=alice)
    assert {line.targets[made.pk] for line in access.lines(framework)} == {3}
    with pytest.raises(Refusal):
        frameworks.add_profile(framework, name_fr="Autre", name_en="tutors", by=alice)


def _rows(framework: Framework) -> list[sheet.Row]:
    keys = {one.pk: str(one.public_id) for one in framework.profiles.all()}
    return [
        sheet.Row(
            number,
            line.competency.code,
            {name: getattr(line.wording, name) for name in words.FIELDS},
            {keys[pk]: level for pk, level in line.targets.items()},
        )
        for number, line in enumerate(access.lines(framework), start=2)
    ]


def test_a_sheet_changes_adds_and_leaves_alone(framework: Framework, alice: Person) -> None:
    first, second, third, *_rest = _rows(framework)
    changed = sheet.Row(2, first.code, {**first.words, "name_en": "Aiming"}, first.targets)
    added = sheet.Row(4, "", {**third.words, "name_en": "Selling"}, third.targets)
    done = frameworks.import_rows(framework, [changed, second, added], by=alice)
    assert (done.added, done.changed, done.unchanged) == (("Selling",), ("Aiming",), 1)
    framework.refresh_from_db()
    lines = {line.competency.code: line for line in access.lines(framework)}
    assert lines[first.code].wording.name_en == "Aiming"
    assert (lines["selling"].wording.since, framework.version) == (3, 3)
    assert len(lines) == len(starter.managers().competencies) + 1


def test_a_sheet_with_one_bad_line_changes_nothing(framework: Framework, alice: Person) -> None:
    first, second, *_rest = _rows(framework)
    good = sheet.Row(2, first.code, {**first.words, "name_en": "Aiming"}, first.targets)
    bad = sheet.Row(3, second.code, second.words, {})
    with pytest.raises(Refusal, match="3"):
        frameworks.import_rows(framework, [good, bad], by=alice)
    framework.refresh_from_db()
    assert framework.version == 1


@pytest.fixture
def profile(framework: Framework) -> Profile:
    return framework.profiles.order_by("place")[0]


def _levels(profile: Profile, level: int = 3) -> dict[int, int]:
    return {line.competency.pk: level for line in access.lines(profile.framework)}


def test_a_self_assessment_keeps_the_words_that_were_read(
    profile: Profile, alice: Person, bob: Person
) -> None:
    made = assessments.take(profile, version=1, levels=_levels(profile), by=bob)
    _put(profile.framework, alice, words=dict.fromkeys(words.FIELDS, "anders"))
    shown = access.lines(profile.framework, version=made.version)[0]
    assert shown.wording.name_en == starter.managers().competencies[0].words["name_en"]
    assert made.ratings.count() == len(starter.managers().competencies)


def test_a_self_assessment_is_read_by_the_person_alone(
    profile: Profile, alice: Person, bob: Person, charlie: Person
) -> None:
    made = assessments.take(profile, version=1, levels=_levels(profile), by=bob)
    assert list(access.assessments(bob)) == [made]
    for other in (alice, charlie):
        assert not access.assessments(other).exists()
        with pytest.raises(Refusal):
            assessments.remove(made, by=other)
    assessments.remove(made, by=bob)
    assert not Assessment.objects.exists()


def test_the_journal_that_hr_reads_holds_nothing_of_a_self_assessment(
    profile: Profile, alice: Person, bob: Person
) -> None:
    assessments.remove(
        assessments.take(profile, version=1, levels=_levels(profile), by=bob), by=bob
    )
    assert not AuditEntry.objects.filter(actor=bob).exists()
    frameworks.offer(profile.framework, offered=False, by=alice)
    assert AuditEntry.objects.get(actor=alice).verb == "framework.retired"


@pytest.mark.parametrize("change", [{"level": 0}, {"level": 6}, {"version": 0}, {"version": 2}])
def test_a_bad_self_assessment_is_refused(
    profile: Profile, bob: Person, change: dict[str, int]
) -> None:
    levels, version = _levels(profile, change.get("level", 3)), change.get("version", 1)
    with pytest.raises(Refusal):
        assessments.take(profile, version=version, levels=levels, by=bob)
    assert assessments.take(profile, version=1, levels=_levels(profile), by=bob)


def test_a_retired_competency_is_asked_no_more_and_its_answers_stay(
    profile: Profile, alice: Person, bob: Person
) -> None:
    first = access.lines(profile.framework)[0].competency
    before = assessments.take(profile, version=1, levels=_levels(profile), by=bob)
    frameworks.offer_competency(first, offered=False, by=alice)
    after = assessments.take(profile, version=1, levels=_levels(profile), by=bob)
    assert (before.ratings.count(), after.ratings.count()) == (10, 9)
    frameworks.offer(profile.framework, offered=False, by=alice)
    with pytest.raises(Refusal):
        assessments.take(profile, version=1, levels=_levels(profile), by=bob)
