"""Takes in a sheet of mentorings, shows what it holds, evaluates it, and forgets its names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.errors import Refusal
from people import audit, roster
from people.models import Person
from people.roster import PILOT_FIELDS, RosterError, Table, fold
from pilots import findings, reading, wording
from pilots.models import Finding, NamedPerson, PilotSheet
from pilots.reading import Mentoring, Reading


@dataclass(frozen=True)
class Preview:
    """What a sheet holds: ``reading`` is None while its columns or format need a look."""

    table: Table | None
    reading: Reading | None
    obstacle: str = ""


@dataclass(frozen=True)
class _Directory:
    """Whom the company knows, by address and by whole name, and who is above whom."""

    by_name: Mapping[str, frozenset[int]]
    managers: Mapping[int, int | None]

    def find(self, name: str) -> int | None:
        """The key of the one person who bears this name or address; a name of two is nobody's."""
        bearers = self.by_name.get(name if "@" in name else fold(name), frozenset())
        return next(iter(bearers)) if len(bearers) == 1 else None

    def named_in(self, text: str) -> set[int]:
        """Everybody whose address or whole name is in a text, in either order.

        Of two who bear a name both are found: the rights of either reach the text. A single word
        is a name only when it is the whole text.
        """
        words = fold(_ADDRESS.sub(" ", text)).split()
        found = {" ".join(words), *(one.lower().rstrip(".") for one in _ADDRESS.findall(text))}
        longest = max((name.count(" ") + 1 for name in self.by_name), default=0)
        for first in range(len(words)):
            for last in range(first + 2, min(first + longest, len(words)) + 1):
                found.add(" ".join(words[first:last]))
        return {person for name in found for person in self.by_name.get(name, ())}

    def above(self, person: int) -> Iterator[int]:
        """Their manager, the manager's manager and so on."""
        seen: set[int] = set()
        manager = self.managers.get(person)
        while manager is not None and manager not in seen:
            seen.add(manager)
            yield manager
            manager = self.managers.get(manager)

    def is_same_line(self, one: int, two: int) -> bool:
        """Whether one of the two is somewhere above the other."""
        return two in self.above(one) or one in self.above(two)


_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")


def receive(*, content: bytes, filename: str, by: Person) -> PilotSheet:
    """Keep an uploaded sheet with its detected format and the mapping of its columns.

    The mapping is that of the last evaluated sheet when all its columns are there, else a guess.
    Refuses anybody but HR, and a file that is no table.
    """
    _check_hr(by)
    try:
        table = roster.read(content, filename)
    except RosterError as error:
        raise Refusal(wording.refused_file(error), field="file") from error
    row = PilotSheet.objects.create(
        uploaded_by=by,
        filename=filename[-200:],
        content=content,
        encoding=table.encoding,
        delimiter=table.delimiter,
        mapping=_remembered(table) or roster.guess_mapping(table.headers, PILOT_FIELDS),
    )
    _note_named(row)
    # Without the name of the file, which may name somebody and is forgotten with it.
    audit.record("pilot.received", by=by, on=row)
    return row


def _remembered(table: Table) -> dict[str, str]:
    last = PilotSheet.objects.filter(evaluated_at__isnull=False).order_by("-evaluated_at").first()
    mapping: dict[str, str] = last.mapping if last else {}
    if not mapping or not set(mapping.values()) <= set(table.headers):
        return {}
    guess = roster.guess_mapping(
        [one for one in table.headers if one not in mapping.values()], PILOT_FIELDS
    )
    return guess | mapping


@transaction.atomic
def remap(
    sheet: PilotSheet,
    *,
    mapping: Mapping[str, str],
    encoding: str = "",
    delimiter: str = "",
    by: Person,
) -> None:
    """Choose other columns, another encoding or delimiter for a sheet.

    What was found with the columns of before is gone. Refuses when the file is gone, or cannot be
    read in this way.
    """
    _check_hr(by)
    row = _locked(sheet)
    _check_file(row)
    is_reread = bool(row.encoding) and (encoding, delimiter) != (row.encoding, row.delimiter)
    if is_reread:
        row.encoding, row.delimiter = encoding, delimiter
    chosen = {name: header for name, header in mapping.items() if header}
    try:
        table = _table(row)
        row.encoding, row.delimiter = table.encoding, table.delimiter
        if is_reread:
            kept = {name: header for name, header in chosen.items() if header in table.headers}
            chosen = roster.guess_mapping(table.headers, PILOT_FIELDS) | kept
        reading.parse(table, chosen, today=timezone.localdate())
    except RosterError as error:
        if not (is_reread and error.code == "columns_missing"):
            raise Refusal(wording.refused_file(error)) from error
    row.mapping, row.evaluated_at = chosen, None
    row.save(update_fields=["mapping", "encoding", "delimiter", "evaluated_at"])
    row.findings.all().delete()
    _note_named(row)


def _table(sheet: PilotSheet) -> Table:
    return roster.read(
        bytes(sheet.content),
        sheet.filename,
        encoding=sheet.encoding or None,
        delimiter=sheet.delimiter or None,
    )


def preview(sheet: PilotSheet) -> Preview:
    """What a sheet holds, line by line. Writes nothing."""
    try:
        table = _table(sheet)
    except RosterError as error:
        return Preview(None, None, wording.refused_file(error))
    try:
        return Preview(table, reading.parse(table, sheet.mapping, today=timezone.localdate()))
    except RosterError as error:
        return Preview(table, None, wording.refused_file(error))


@transaction.atomic
def evaluate(sheet: PilotSheet, *, by: Person) -> PilotSheet:
    """Write down what a sheet shows, in place of what was found before.

    Refuses when its file is gone, when it cannot be read, and when it holds fewer than five
    mentorings: nothing may be told of so few.
    """
    _check_hr(by)
    row = _locked(sheet)
    _check_file(row)
    shown = preview(row)
    if shown.reading is None:
        raise Refusal(shown.obstacle)
    rows = shown.reading.rows
    if len(rows) < findings.MINIMUM:
        raise Refusal(
            _("At least %(count)d mentorings are needed: of fewer, nothing may be told.")
            % {"count": findings.MINIMUM}
        )
    found = findings.evaluate(
        rows,
        fields=shown.reading.fields,
        same_line=_same_line(rows),
        today=timezone.localdate(),
    )
    row.findings.all().delete()
    Finding.objects.bulk_create(
        Finding(sheet=row, code=one.code, n=one.n, values=one.values, is_withheld=one.is_withheld)
        for one in found
    )
    row.counted, row.refused = len(rows), len(shown.reading.errors)
    row.evaluated_at = timezone.now()
    row.save(update_fields=["counted", "refused", "evaluated_at"])
    audit.record("pilot.evaluated", by=by, on=row, counted=row.counted, refused=row.refused)
    return row


def _directory() -> _Directory:
    by_name: dict[str, set[int]] = defaultdict(set)
    managers: dict[int, int | None] = {}
    columns = ("pk", "email", "given_name", "family_name", "manager_id")
    for pk, email, given, family, manager in Person.objects.known().values_list(*columns):
        managers[pk] = manager
        for name in {email.lower(), fold(f"{given} {family}"), fold(f"{family} {given}")}:
            by_name[name].add(pk)
    by_name.pop("", None)
    return _Directory({name: frozenset(pks) for name, pks in by_name.items()}, managers)


def _same_line(rows: Iterable[Mentoring]) -> dict[int, bool]:
    known = _directory()
    found = {}
    for one in rows:
        mentor, mentee = known.find(one.mentor), known.find(one.mentee)
        if mentor is not None and mentee is not None:
            found[one.line] = known.is_same_line(mentor, mentee)
    return found


def _note_named(sheet: PilotSheet) -> None:
    """Remember whom the company knows of those named, so that their rights reach the file."""
    shown = preview(sheet)
    known = _directory()
    texts = {cell for line in shown.table.rows for cell in line.cells} if shown.table else set()
    people = set[int]().union(*map(known.named_in, {sheet.filename, *texts}))
    sheet.named.exclude(person__in=people).delete()
    NamedPerson.objects.bulk_create(
        (NamedPerson(sheet=sheet, person_id=pk) for pk in sorted(people)), ignore_conflicts=True
    )


@transaction.atomic
def forget(sheet: PilotSheet, *, by: Person) -> None:
    """Erase the file with its names and remarks now; what was found in it stays."""
    _check_hr(by)
    row = _locked(sheet)
    if row.has_file:
        forget_all(PilotSheet.objects.filter(pk=row.pk))
        audit.record("pilot.forgotten", by=by, on=row)


def forget_all(rows: QuerySet[PilotSheet]) -> int:
    """Erase the files of several sheets and how they were called, with whom they name; how many."""
    ids = list(rows.values_list("pk", flat=True))
    NamedPerson.objects.filter(sheet__in=ids).delete()
    return PilotSheet.objects.filter(pk__in=ids).update(
        content=b"", filename="", forgotten_at=timezone.now()
    )


def _locked(sheet: PilotSheet) -> PilotSheet:
    return PilotSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)


def _check_file(sheet: PilotSheet) -> None:
    if not sheet.has_file:
        raise Refusal(_("The file of this sheet is erased. Upload it again to read it anew."))


def _check_hr(by: Person) -> None:
    if not by.is_hr:
        raise Refusal(_("Only HR works on pilot sheets."))
