"""The journal speaks in words: no code, no identifier, and what each entry is about."""

import ast
from pathlib import Path

from django.test import Client
from django.utils import translation

from people import audit, journal, wording
from people.models import AuditEntry, Person
from tests import factories
from tests.house.test_floors import FLOORS

ROOT = Path(__file__).resolve().parent.parent.parent


def _records() -> list[ast.Call]:
    files = [path for floor in FLOORS for path in (ROOT / floor).rglob("*.py")]
    calls = [node for path in files for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    return [
        node
        for node in calls
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("record", "record_each")
    ]


def test_every_act_that_is_recorded_has_its_words() -> None:
    verbs = {
        part.value
        for call in _records()
        for part in ast.walk(call.args[0])
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and "." in part.value
    }
    assert len(verbs) > 25
    assert {one for one in verbs if not one.endswith(".")} - set(wording.VERBS) == set()


def test_every_fact_that_is_recorded_has_its_words() -> None:
    facts = {word.arg for call in _records() for word in call.keywords if word.arg}
    assert facts - {"by", "on", "facts_of"} - journal.SILENT - set(journal.FACTS) == set()


def test_facts_are_told_in_the_language_of_the_reader(alice: Person) -> None:
    run = factories.MatchingRunFactory()
    criteria = audit.record(
        "criteria.set", by=alice, on=run.programme, weights={"level_gap": 70}, musts=["level_gap"]
    )
    asked = audit.record("matching.requested", by=alice, on=run, purpose="shortlist")
    logged = audit.record("session.logged", by=alice, on=run, held_on="2026-11-17", minutes=30)
    with translation.override("fr"):
        assert journal.told(criteria).startswith("poids\N{NO-BREAK SPACE}: (écart de niveau 70)")
        assert "shortlist" not in journal.told(asked)
        assert "17/11/2026" in journal.told(logged)


def test_planned_days_are_told_as_days_of_the_stages_they_belong_to(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    entry = audit.record("stages.planned", by=alice, on=programme, days={"training": "2026-11-17"})
    with translation.override("en"):
        assert journal.told(entry) == "days: (training 17 Nov 2026)"


def test_entry_names_the_programme_it_is_about(alice: Person, as_person: object) -> None:
    run = factories.MatchingRunFactory(programme__name="Relève 2027")
    audit.record("matching.requested", by=alice, on=run, purpose="proposal", programme="0f0f")
    client = as_person(alice)  # type: ignore[operator]
    assert isinstance(client, Client)
    entries = AuditEntry.objects.all()
    assert list(journal.programmes(entries).values()) == ["Relève 2027"]
    shown = client.get("/journal").content.decode()
    assert "Relève 2027" in shown
    assert "0f0f" not in shown
