"""Takes the identity off records: the row stays under a pseudonym, what identifies is gone."""

import json
import secrets
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from companies import turns, walls
from companies.errors import Refusal
from people import roster
from people.models import ImportedPerson, Mail, PeopleImport, Person, PersonSkill, Skill
from people.roster import RosterError

NOWHERE = "erased.invalid"
"""The domain of nobody's address (RFC 6761: it never resolves)."""


def nameless() -> dict[str, Any]:
    """Values of a record that is nobody's: « Personne 3F2A », an address that leads nowhere."""
    with translation.override(walls.current().language):
        word = _("Person")
    taken = set(Person.objects.exclude(erased_at=None).values_list("family_name", flat=True))
    size = 2 if len(taken) < 10_000 else 5
    code = secrets.token_hex(size).upper()
    while code in taken:
        code = secrets.token_hex(size).upper()
    return {
        "given_name": word,
        "family_name": code,
        "email": f"{uuid4().hex}@{NOWHERE}",
        "status": Person.Status.LEFT,
        "role": Person.Role.MEMBER,
        "erased_at": timezone.now(),
    }


def stand_in() -> Person:
    """Make a nameless record for facts to hang on when their own person must not be known."""
    person = Person(**nameless())
    person.set_unusable_password()
    person.save()
    return person


@transaction.atomic
def anonymise(person: Person) -> Person:
    """Erase who ``person`` was: record, account, skills, letters, sessions, files that name them.

    The row and its public id stay, so that facts of higher floors and the journal keep a bearer;
    nothing in the company leads from there to a name. Cannot be undone. Does nothing twice.
    Refuses while a file of people is being applied.
    """
    turns.take("people")
    if PeopleImport.objects.confirmed().unfinished().exists():
        raise Refusal(_("A file of people is being applied. Try again when it is done."))
    row = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if row.erased_at:
        return row
    marks = _marks(row)
    _forget_access(row)
    _forget_letters(row, marks)
    _forget_traces(marks)
    _forget_files(row, marks)
    skills = list(PersonSkill.objects.filter(person=row).values_list("skill_id", flat=True))
    PersonSkill.objects.filter(person=row).delete()
    # A skill that nobody else ever named would still tell of them.
    Skill.objects.filter(pk__in=skills, person_skills=None).delete()
    blank = {
        field.attname: field.get_default()
        for field in Person._meta.concrete_fields
        if field.name not in ("id", "public_id", "password")
    }
    Person.objects.filter(pk=row.pk).update(**{**blank, **nameless()})
    row.refresh_from_db()
    row.set_unusable_password()
    row.save(update_fields=["password"])
    return row


def _marks(row: Person) -> tuple[str, ...]:
    """What would betray them in a text."""
    turned = f"{row.family_name} {row.given_name}".strip()
    # A number of a few digits is found everywhere and says nothing by itself.
    number = row.employee_number if len(row.employee_number) > 5 else ""
    return tuple(one for one in (row.email, row.get_full_name(), turned, number) if one)


def _names(text: str, marks: Iterable[str]) -> bool:
    folded = text.casefold()
    return any(mark.casefold() in folded for mark in marks)


def _forget_access(row: Person) -> None:
    keys = UserSession.objects.filter(user=row).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    UserSession.objects.filter(user=row).delete()
    EmailAddress.objects.filter(user=row).delete()
    Authenticator.objects.filter(user=row).delete()


def _forget_letters(row: Person, marks: Sequence[str]) -> None:
    """Letters to them are gone; letters of others that name them lose their words."""
    Mail.objects.filter(person=row).delete()
    told = Q()
    for mark in marks:
        # As it stands inside JSON: quotes and bars are escaped there.
        told |= Q(said__icontains=json.dumps(mark, ensure_ascii=False)[1:-1])
    rows = Mail.objects.annotate(said=Cast("context", TextField())).filter(told)
    # Only what has not been sent says anything: one that waits is given up.
    rows.filter(status=Mail.Status.QUEUED).update(context={}, status=Mail.Status.FAILED)
    rows.update(context={})


def _forget_traces(marks: Sequence[str]) -> None:
    """Words kept in the sessions of others, such as “The record of … is saved”."""
    for session in Session.objects.iterator(chunk_size=500):
        told = session.get_decoded()
        kept = {
            name: value
            for name, value in told.items()
            if not _names(json.dumps(value, ensure_ascii=False, default=str), marks)
        }
        if len(kept) < len(told):
            session.session_data = SessionStore().encode(kept)
            session.save(update_fields=["session_data"])


def _forget_files(row: Person, marks: Sequence[str]) -> None:
    touched = ImportedPerson.objects.filter(person=row)
    batches = set(touched.values_list("batch_id", flat=True))
    touched.delete()
    for batch in PeopleImport.objects.exclude(content=b""):
        if batch.pk in batches or _tells_of(batch, marks):
            forget_file(batch)


def _tells_of(batch: PeopleImport, marks: Sequence[str]) -> bool:
    """Whether a file names somebody; one that cannot be read may."""
    try:
        table = roster.read(
            bytes(batch.content),
            batch.filename,
            encoding=batch.encoding or None,
            delimiter=batch.delimiter or None,
        )
    except RosterError:
        return True
    lines = "\n".join(" ".join(line.cells) for line in table.rows)
    return _names(lines + json.dumps(batch.problems, ensure_ascii=False), marks)


def forget_file(batch: PeopleImport) -> None:
    """Erase an uploaded file and the lines that it was refused for.

    A file that nobody applied goes with its row; one that is being applied is left to the worker.
    """
    if batch.confirmed_at is None:
        batch.delete()
    elif batch.is_finished:
        PeopleImport.objects.filter(pk=batch.pk).update(content=b"", problems=[])


def forget_imports(rows: QuerySet[PeopleImport]) -> int:
    """Erase files and what they changed: from now on they cannot be undone. How many."""
    count = 0
    for batch in rows.defer("content"):
        ImportedPerson.objects.filter(batch=batch).delete()
        forget_file(batch)
        PeopleImport.objects.filter(pk=batch.pk).update(forgotten_at=timezone.now())
        count += 1
    return count
