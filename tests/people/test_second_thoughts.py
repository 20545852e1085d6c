"""An import that two workers hold, and settings changed in passing."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from companies.models import Company
from people.actions import people_import
from people.actions.changes import Changes
from people.models import AuditEntry, PeopleImport, Person
from tests.house.town import ROSTER


def test_import_whose_lease_was_taken_over_is_applied_once(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = people_import.receive(content=ROSTER, filename="new.csv", by=alice)
    people_import.confirm(batch, by=alice)
    compare, taken = people_import.compare, []

    def slow(*given: object) -> Changes:
        found = compare(*given)  # type: ignore[arg-type]
        if not taken:
            taken.append(True)
            PeopleImport.objects.update(leased_until=timezone.now() - PeopleImport.LEASE)
            people_import.perform(PeopleImport.objects.get(pk=batch.pk))
        return found

    monkeypatch.setattr(people_import, "compare", slow)
    people_import.perform(PeopleImport.objects.get(pk=batch.pk))
    batch.refresh_from_db()
    assert (batch.status, batch.created, batch.problem) == ("done", 1, "")
    assert AuditEntry.objects.filter(verb="people.imported").count() == 1


@pytest.mark.parametrize("following", ["nowhere", "home", "//evil.example/", "", "\0", "https://x"])
def test_preferences_lead_back_to_this_site_whatever_is_asked(
    company: Company, bob: Person, as_person: Callable[[Person], Client], following: str
) -> None:
    client = as_person(bob)
    answer = client.post("/preferences", {"language": "en", "next": following})
    assert answer.status_code == 302
    assert "//" not in answer.url
    bob.refresh_from_db()
    assert bob.language == "en"
    assert AuditEntry.objects.filter(verb="person.changed_settings", actor=bob).count() == 1
