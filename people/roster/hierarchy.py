"""Who reports to whom: managers named by number, e-mail or name become keys, cycles are refused."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from people.roster.cells import email_of
from people.roster.columns import fold
from people.roster.terms import Fact, Known, PersonRow, Problem, Severity

type _Aliases = dict[str, set[str]]


def resolve_managers(
    rows: Sequence[PersonRow], known: Sequence[Known], refused: Mapping[str, int], column: str
) -> tuple[list[PersonRow], list[Problem]]:
    """Rows whose `manager_key` is the key of another row or known person, and what was wrong.

    A manager nobody knows is left empty with a warning, and so is one whose own line was refused
    (`refused`: number or e-mail → line). A chain that comes back to itself is an error on each of
    its rows, with the names in order in `facts["cycle"]`.
    """
    problems: list[Problem] = []

    def tell(row: PersonRow, code: str, severity: Severity, **facts: Fact) -> None:
        problems.append(Problem(row.line, column, code, row.manager_key[:200], severity, facts))

    elsewhere, key_of = _outside(rows, known)
    aliases = _aliases(rows, elsewhere)
    above = {one.key: key_of.get(one.manager_key, one.manager_key) for one in elsewhere}
    for row in rows:
        found = _look_up(aliases, row.manager_key)
        key = next(iter(found)) if len(found) == 1 else ""
        above[row.key] = "" if key == row.key else key
        if key and key == row.key:
            tell(row, "manager_self", Severity.WARNING)
        elif len(found) > 1:
            tell(row, "manager_ambiguous", Severity.WARNING, people=len(found))
        elif row.manager_key and not key and row.manager_key in refused:
            line = refused[row.manager_key]
            tell(row, "manager_refused", Severity.WARNING, other_line=line)
        elif row.manager_key and not key:
            tell(row, "manager_unknown", Severity.WARNING)

    names = {row.key: f"{row.given_name} {row.family_name}" for row in rows}
    lines = {row.key: row.line for row in rows}
    cycle_of = cycles(above)
    accepted = []
    for row in rows:
        manager = above[row.key]
        if row.key in cycle_of:
            cycle = tuple(names.get(key, key) for key in cycle_of[row.key])
            tell(row, "manager_cycle", Severity.ERROR, cycle=cycle)
            continue
        if manager in cycle_of and manager in lines:
            tell(row, "manager_refused", Severity.WARNING, other_line=lines[manager])
            manager = ""
        accepted.append(replace(row, manager_key=manager))
    return accepted, problems


def _outside(
    rows: Sequence[PersonRow], known: Sequence[Known]
) -> tuple[list[Known], dict[str, str]]:
    """The known persons that the file does not mention, and old key → new key of those it does."""
    by_number = {row.employee_number: row.key for row in rows if row.employee_number}
    by_email = {row.email: row.key for row in rows}
    elsewhere, key_of = [], {}
    for one in known:
        key = by_number.get(one.employee_number) or by_email.get(one.email)
        if key is None:
            elsewhere.append(one)
        else:
            key_of[one.key] = key
    return elsewhere, key_of


def _aliases(rows: Sequence[PersonRow], elsewhere: Sequence[Known]) -> _Aliases:
    """Every way to name a person → the keys it may mean."""
    aliases: _Aliases = {}
    people: list[PersonRow | Known] = [*rows, *elsewhere]
    for one in people:
        names = [one.email]
        if one.employee_number:
            names += [f"number {one.employee_number}", _short(one.employee_number)]
        if isinstance(one, PersonRow):
            names += [
                f"name {fold(f'{one.given_name} {one.family_name}')}",
                f"name {fold(f'{one.family_name} {one.given_name}')}",
            ]
        for name in names:
            aliases.setdefault(name, set()).add(one.key)
    return aliases


def _short(number: str) -> str:
    """Without leading zeros, which spreadsheets drop in one column and keep in another."""
    return f"short {number.lstrip('0').casefold()}"


def _look_up(aliases: _Aliases, wanted: str) -> set[str]:
    if not wanted:
        return set()
    ways = (f"number {wanted}", email_of(wanted) or "", _short(wanted), f"name {fold(wanted)}")
    return next((aliases[way] for way in ways if way in aliases), set())


def cycles(above: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Key → its cycle, from `above` (key → manager's key): each person followed by their manager.

    The first person is repeated at the end; keys outside every cycle are absent.
    """
    cycle_of: dict[str, tuple[str, ...]] = {}
    done: set[str] = set()
    for start in above:
        path: dict[str, int] = {}
        key = start
        while key and key not in done and key not in path:
            path[key] = len(path)
            key = above.get(key, "")
        if key in path:
            members = tuple(path)[path[key] :]
            cycle_of.update((one, (*members, key)) for one in members)
        done.update(path)
    return cycle_of
