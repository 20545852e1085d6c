"""Publishes the information given to people, and keeps who said to have read which edition."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from companies import turns, walls
from companies.errors import Refusal
from people import audit
from people.models import Person
from privacy import access
from privacy.models import Acknowledgement, Notice

TEMPLATE = 1
"""Version of the product's own text: a new one is shown to everybody again."""


@dataclass(frozen=True)
class InForce:
    """The notice that people read now."""

    edition: str
    controller: str
    contact: str
    article: str
    published: Notice | None


def in_force(language: str) -> InForce:
    """The notice of the company in ``language``, or the product's own until there is one."""
    row = access.notice()
    if row is None:
        return InForce(f"0.{TEMPLATE}", walls.current().name, "", "", None)
    article = row.article_fr if language == "fr" else row.article_en
    return InForce(f"{row.version}.{TEMPLATE}", row.controller, row.contact, article, row)


@transaction.atomic
def publish(
    *, controller: str, contact: str, article_fr: str, article_en: str, by: Person
) -> Notice:
    """Publish a new version; everybody is shown it when they come next.

    Refuses a version that says what the last one says, and an article in one language only.
    """
    if not by.is_hr:
        raise Refusal(_("Only HR publishes the notice."))
    turns.take("notice")
    if bool(article_fr.strip()) != bool(article_en.strip()):
        missing = "article_en" if article_fr.strip() else "article_fr"
        raise Refusal(_("Write the article in both languages, or in none."), field=missing)
    facts = {
        "controller": controller.strip(),
        "contact": contact.strip(),
        "article_fr": article_fr.strip(),
        "article_en": article_en.strip(),
        "template": TEMPLATE,
    }
    last = access.notice()
    if last and all(getattr(last, name) == value for name, value in facts.items()):
        raise Refusal(_("Nothing has changed since the version in force."))
    row = Notice.objects.create(version=last.version + 1 if last else 1, published_by=by, **facts)
    audit.record("notice.published", by=by, on=row, version=row.version)
    return row


def is_due(person: Person) -> bool:
    """Whether ``person`` has not said yet to have read the edition in force."""
    edition = in_force("fr").edition
    return not Acknowledgement.objects.filter(person=person, edition=edition).exists()


def acknowledge(person: Person) -> None:
    """Keep that ``person`` read the edition in force; twice is once."""
    Acknowledgement.objects.get_or_create(person=person, edition=in_force("fr").edition)


def read_by() -> tuple[int, int]:
    """How many of the people who log in have read the edition in force, and of how many."""
    members = Person.objects.present().exclude(joined_at=None)
    edition = in_force("fr").edition
    return members.filter(acknowledgements__edition=edition).count(), members.count()
