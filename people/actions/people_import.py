"""Takes in a file of people, shows what it would do, and applies it once, all or nothing."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import turns
from companies.errors import Refusal
from people import audit, roster, wording
from people.actions import snapshot
from people.actions.changes import Changes, compare, write
from people.models import Attribute, ImportedPerson, PeopleImport, Person
from people.roster import PERSON_FIELDS, Problem, RosterError, Severity, Table

STEPS = ("reading", "writing")


@dataclass(frozen=True)
class Preview:
    """What a waiting file holds and would do.

    ``table`` is ``None`` when the file cannot be read with the chosen encoding and delimiter,
    ``changes`` is ``None`` when its columns are not mapped well enough; ``obstacle`` then says why.
    """

    table: Table | None
    changes: Changes | None
    obstacle: str = ""

    @property
    def writes(self) -> int:
        """How many persons applying it would add or change."""
        return len(self.changes.created) + len(self.changes.updated) if self.changes else 0


def receive(*, content: bytes, filename: str, by: Person) -> PeopleImport:
    """Keep an uploaded file with its detected format and the mapping of its columns.

    The mapping is that of the last applied import when all its columns are there, else a guess.
    Refuses a file that is no table of people.
    """
    try:
        table = _first_reading(content, filename)
    except RosterError as error:
        raise Refusal(wording.refused_file(error), field="file") from error
    return PeopleImport.objects.create(
        uploaded_by=by,
        filename=filename[-200:],
        content=content,
        encoding=table.encoding,
        delimiter=table.delimiter,
        mapping=_remembered(table) or _guess(table),
    )


def _first_reading(content: bytes, filename: str) -> Table:
    try:
        return roster.read(content, filename)
    except RosterError as error:
        if error.code != "undecodable":
            raise
        # Bytes that Windows does not define are accents on an old Macintosh; the preview lets
        # the person choose otherwise.
        return roster.read(content, filename, encoding="mac-roman")


def _remembered(table: Table) -> dict[str, str]:
    last = PeopleImport.objects.confirmed().order_by("-confirmed_at").first()
    mapping: dict[str, str] = last.mapping if last else {}
    if not mapping or not set(mapping.values()) <= set(table.headers):
        return {}
    # Facts declared since, and not those that the company declares no more.
    return {name: header for name, header in (_guess(table) | mapping).items() if name in fields()}


def fields() -> dict[str, str]:
    """What a column may hold: the code of each field, and a name for the company's own ones."""
    own = {one.key: one.name for one in Attribute.objects.order_by("pk")}
    return dict.fromkeys(PERSON_FIELDS, "") | own


def _guess(table: Table) -> dict[str, str]:
    guess = roster.guess_mapping(table.headers)
    free = [header for header in table.headers if header not in guess.values()]
    own = {key: (roster.fold(name),) for key, name in fields().items() if name}
    return guess | roster.guess_mapping(free, own)


def read(batch: PeopleImport) -> Table:
    """The file as a table, with the encoding and delimiter that were chosen for it."""
    return roster.read(
        bytes(batch.content),
        batch.filename,
        encoding=batch.encoding or None,
        delimiter=batch.delimiter or None,
    )


@transaction.atomic
def remap(
    batch: PeopleImport,
    *,
    mapping: Mapping[str, str],
    encoding: str = "",
    delimiter: str = "",
    by: Person,
) -> None:
    """Choose other columns, another encoding or delimiter for a file that waits.

    ``mapping`` goes from field to header. When the format changes, headers that are gone are
    guessed again. Refuses when the file is being applied, or cannot be read in this way.
    """
    batch = PeopleImport.objects.select_for_update().get(pk=batch.pk)
    if batch.confirmed_at:
        raise Refusal(_("This file is already being applied. Import it again to change columns."))
    is_reread = bool(batch.encoding) and (encoding, delimiter) != (batch.encoding, batch.delimiter)
    if is_reread:
        batch.encoding, batch.delimiter = encoding, delimiter
    try:
        table = read(batch)
        chosen = {name: header for name, header in mapping.items() if header}
        if is_reread:
            guess = _guess(table)
            kept = {name: header for name, header in chosen.items() if header in table.headers}
            chosen = kept or guess
        roster.parse(table, chosen, declared=[one.column for one in Attribute.objects.all()])
    except RosterError as error:
        if not (is_reread and error.code == "columns_missing"):
            raise Refusal(wording.refused_file(error)) from error
    batch.mapping = chosen
    batch.save(update_fields=["mapping", "encoding", "delimiter"])


def preview(batch: PeopleImport) -> Preview:
    """What applying the file would do now. Writes nothing."""
    try:
        table = read(batch)
    except RosterError as error:
        return Preview(None, None, wording.refused_file(error))
    try:
        return Preview(table, compare(table, batch.mapping))
    except RosterError as error:
        return Preview(table, None, wording.refused_file(error))


@transaction.atomic
def confirm(batch: PeopleImport, *, by: Person) -> None:
    """Ask for the file to be applied; asking twice is asking once.

    Refuses when the file would change nothing or cannot be read.
    """
    batch = PeopleImport.objects.select_for_update().get(pk=batch.pk)
    if batch.confirmed_at:
        return
    shown = preview(batch)
    if shown.changes is None:
        raise Refusal(shown.obstacle)
    if not shown.writes:
        raise Refusal(_("There is nothing to apply: no line of this file changes anybody."))
    batch.confirmed_at = timezone.now()
    batch.uploaded_by = by
    batch.save(update_fields=["confirmed_at", "uploaded_by"])


def perform(batch: PeopleImport) -> None:
    """Apply a confirmed file in one transaction; does nothing when it is done or in other hands.

    Refused lines are left out and kept on the row. When somebody changes the same people at the
    same moment nothing is imported and the row says so.
    """
    if not batch.confirmed_at or not batch.claim():
        return
    try:
        batch.report(STEPS[0], 0, len(STEPS))
        table = read(batch)
        batch.report(STEPS[1], 1, len(STEPS))
        with transaction.atomic():
            # Nobody else moves people about between the comparison and the writing.
            turns.take("people")
            _apply(batch, compare(table, batch.mapping))
    except IntegrityError:
        batch.fail("collision")
    except Exception:
        batch.fail("unexpected")
        raise


def _apply(batch: PeopleImport, changes: Changes) -> None:
    batch.created, batch.updated = len(changes.created), len(changes.updated)
    batch.unchanged, batch.refused = changes.unchanged, changes.refused
    batch.problems = [asdict(one) for one in changes.errors]
    if PeopleImport.objects.select_for_update().only("status").get(pk=batch.pk).is_finished:
        # Another worker took over and was quicker.
        return
    before = snapshot.of(one.person.pk for one in changes.updated)
    batch.new_skills = [one.pk for one in write(changes, by=batch.uploaded_by)]
    _remember(batch, changes, before)
    batch.steps_done = batch.steps_total = len(STEPS)
    batch.save(
        update_fields=[
            "created",
            "updated",
            "unchanged",
            "refused",
            "problems",
            "new_skills",
            "steps_done",
            "steps_total",
        ]
    )
    batch.finish()
    audit.record(
        "people.imported",
        by=batch.uploaded_by,
        on=batch,
        file=batch.filename,
        created=batch.created,
        updated=batch.updated,
        unchanged=batch.unchanged,
        refused=batch.refused,
    )


def _remember(batch: PeopleImport, changes: Changes, before: Mapping[int, snapshot.Record]) -> None:
    touched = [one.person for one in (*changes.created, *changes.updated)]
    after = snapshot.of(one.pk for one in touched)
    ImportedPerson.objects.bulk_create(
        [
            ImportedPerson(
                batch=batch,
                person=one,
                before=before.get(one.pk),
                after=snapshot.digest(after[one.pk]),
            )
            for one in touched
        ],
        batch_size=1000,
    )


def problems(batch: PeopleImport) -> list[Problem]:
    """The lines that were refused when the file was applied."""
    return [Problem(**{**one, "severity": Severity(one["severity"])}) for one in batch.problems]


def refused_lines(batch: PeopleImport) -> list[list[str]]:
    """The refused lines as in the file, each with its number, causes and remedies; header first.

    Before the file is applied these are the lines that would be refused.
    """
    table = read(batch)
    told = problems(batch) if batch.confirmed_at else _errors(table, batch)
    by_line: dict[int, list[Problem]] = {}
    for one in told:
        by_line.setdefault(one.line, []).append(one)
    width = len(table.headers)
    lines = [[*table.headers, _("Line"), _("What is wrong"), _("What to do")]]
    for line in table.rows:
        if found := by_line.get(line.number):
            cells = [*line.cells, *[""] * width][:width]
            causes = " ".join(_located(one) for one in found)
            remedies = " ".join(dict.fromkeys(wording.remedy(one) for one in found))
            lines.append([*cells, str(line.number), causes, remedies])
    return lines


def _errors(table: Table, batch: PeopleImport) -> list[Problem]:
    try:
        return compare(table, batch.mapping).errors
    except RosterError:
        return []


def _located(problem: Problem) -> str:
    where = f"{problem.column}: " if problem.column else ""
    return f"{where}{wording.cause(problem)}"


def waiting() -> list[int]:
    """Confirmed imports that nobody works on any more."""
    return list(PeopleImport.objects.confirmed().stale().values_list("pk", flat=True))
