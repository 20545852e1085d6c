"""Declares the company's own facts about people, renames and removes them; forbidden ones never."""

from collections.abc import Iterable, Sequence

from django.db import models, transaction
from django.utils.translation import gettext as _

from companies import turns
from companies.errors import Refusal
from people import audit, wording
from people.forbidden import ground_of, ground_of_answers
from people.models import Attribute, Person
from people.roster import PERSON_FIELDS, fold

MOST = 30
"""How many facts a company may declare."""
MOST_OPTIONS = 60


@transaction.atomic
def declare(*, name: str, kind: str, options: Sequence[str] = (), by: Person) -> Attribute:
    """Declare a fact about people: its name, its kind and the answers to choose from.

    Refuses what the law forbids to ask, with the reason; a name that every record has already or
    that is taken; a list with fewer than two answers; more than `MOST` facts.
    """
    _check_hr(by)
    turns.take("people")
    if kind not in Attribute.Kind.values:
        raise Refusal(_("Choose one of the kinds listed."), field="kind")
    if Attribute.objects.count() >= MOST:
        raise Refusal(_("A company declares at most %(most)s facts of its own.") % {"most": MOST})
    row = Attribute(name=_name(name, None), kind=kind)
    row.options = _options(options) if row.is_list else []
    row.save()
    audit.record("attribute.declared", by=by, on=row, name=row.name, kind=kind)
    return row


@transaction.atomic
def change(
    attribute: Attribute, *, name: str, options: Sequence[str] = (), by: Person
) -> Attribute:
    """Rename a fact or change its answers; the kind stays.

    Refuses as :func:`declare` does, and to take away an answer that somebody has.
    """
    _check_hr(by)
    turns.take("people")
    row = Attribute.objects.select_for_update().get(pk=attribute.pk)
    row.name = _name(name, row)
    if row.is_list:
        wanted = _options(options)
        _check_unused(row, set(row.options) - set(wanted))
        row.options = wanted
    row.save(update_fields=["name", "options"])
    audit.record("attribute.changed", by=by, on=row, name=row.name)
    return row


@transaction.atomic
def remove(attribute: Attribute, *, by: Person) -> int:
    """Forget a fact and what every person had for it; how many persons that were.

    Refuses a fact by which a programme chooses people: whom it chooses would change unseen.
    """
    _check_hr(by)
    turns.take("people")
    rows = Person.objects.filter(declared__has_key=attribute.key).order_by("pk")
    holders = list(rows.select_for_update(no_key=True))
    for person in holders:
        person.declared.pop(attribute.key)
    Person.objects.bulk_update(holders, ["declared"], batch_size=500)
    audit.record("attribute.removed", by=by, on=attribute, name=attribute.name, people=len(holders))
    try:
        attribute.delete()
    except models.ProtectedError as kept:
        raise Refusal(_asked_by(attribute, kept.protected_objects)) from kept
    return len(holders)


def _asked_by(attribute: Attribute, rows: Iterable[models.Model]) -> str:
    """What holds on to a fact stands on floors above; what it belongs to has a name."""
    names = sorted({str(getattr(one, "programme", one)) for one in rows})
    return _("“%(fact)s” stays: “%(names)s” asks for it. Take that rule out first.") % {
        "fact": attribute,
        "names": ", ".join(names),
    }


def _name(name: str, row: Attribute | None) -> str:
    plain = " ".join(name.split())
    if not fold(plain):
        raise Refusal(_("Give the fact a name."), field="name")
    if ground := ground_of(plain):
        raise Refusal(wording.forbidden(plain, ground), field="name")
    if any(fold(plain) in names for names in PERSON_FIELDS.values()):
        raise Refusal(
            _("Every record has “%(name)s” already: look for it on the person's page.")
            % {"name": plain},
            field="name",
        )
    others = Attribute.objects.exclude(pk=row.pk) if row else Attribute.objects.all()
    if fold(plain) in {fold(one.name) for one in others}:
        raise Refusal(_("“%(name)s” is declared already.") % {"name": plain}, field="name")
    return plain


def _options(options: Sequence[str]) -> list[str]:
    plain = list(dict.fromkeys(" ".join(one.split()) for one in options if one.strip()))
    if len({fold(one) for one in plain}) < len(plain) or len(plain) < 2:
        raise Refusal(_("Give at least two answers that differ, one a line."), field="options")
    if len(plain) > MOST_OPTIONS:
        raise Refusal(
            _("A list has at most %(most)s answers.") % {"most": MOST_OPTIONS}, field="options"
        )
    if any(set(one) & set("|;,") or len(one) > 80 for one in plain):
        raise Refusal(
            _("An answer has at most 80 characters, without commas, semicolons or bars."),
            field="options",
        )
    if ground := ground_of_answers(plain):
        raise Refusal(wording.forbidden(", ".join(plain)[:80], ground), field="options")
    return plain


def _check_unused(row: Attribute, gone: set[str]) -> None:
    holders = Person.objects.filter(declared__has_key=row.key).values_list("declared", flat=True)
    for declared in holders if gone else ():
        value = declared[row.key]
        held = gone & set(value if isinstance(value, list) else [value])
        if held:
            raise Refusal(
                _("Somebody has the answer “%(answer)s”: change their record first.")
                % {"answer": min(held)},
                field="options",
            )


def _check_hr(by: Person) -> None:
    if not by.is_hr:
        raise Refusal(_("Only HR declares facts about people."))
