"""Solve a programme from files, without database or Django: python -m matching.engine --help.

Exit codes: 0 solved, 2 wrong input (on stderr: file, line, column, cause, remedy), 3 cut off by
Ctrl-C or SIGTERM (the best plan so far with its gap). docs/matching-format.md describes the files.
"""

import signal
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType

from matching.engine.account import Account, as_csv, as_json, in_words
from matching.engine.assignment import certify
from matching.engine.greedy import first_plan
from matching.engine.intake import Intake, Paths, take_in
from matching.engine.reading import Fault
from matching.engine.settlement import describe, settle
from matching.engine.terms import FULL, HIGHEST_GIVEN, POLICIES, EngineError, Problem, Progress

SOLVED, WRONG, CUT_OFF = 0, 2, 3


def main(arguments: Sequence[str] | None = None, progress: Progress | None = None) -> int:
    """Run one call and return its exit code; `progress` hears of each stage of the search."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options, progress)
    except KeyboardInterrupt:
        print("Cut off before there was any plan.", file=sys.stderr)
        return CUT_OFF


def _run(options: Namespace, progress: Progress | None) -> int:
    start = time.perf_counter()
    paths = {name: getattr(options, name) or "" for name in Paths.__annotations__}
    intake = take_in(Paths(**paths))
    clashes = _clashes(options, [file for name, file in paths.items() if name != "keep"])
    if clashes:
        return _refuse(clashes)
    if intake.problem is None:
        return _refuse(intake.faults)
    problem = replace(intake.problem, policy=options.policy)
    if options.bonus is not None:
        problem = replace(problem, bonus=options.bonus)
    if options.inertia is not None:
        problem = replace(problem, inertia=options.inertia)
    try:
        account = _solve(problem, progress, start)
    except EngineError as error:
        return _refuse([_fault(intake, error)])
    faults = _write(options, account)
    for file in intake.empty:
        print(f"{'Empty':<12}{file}: nobody is in this file, only the names of its columns")
    for file, columns in intake.unused.items():
        print(f"{'Not read':<12}{file}: {', '.join(columns)}")
    print(in_words(account))
    if faults:
        return _refuse(faults)
    return SOLVED if account.verdict and account.verdict.holds else CUT_OFF


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m matching.engine",
        description="Match mentees with mentors from files; the optimum, and its proof.",
        epilog="The files are described in docs/matching-format.md.",
    )
    add = parser.add_argument
    add("--mentees", metavar="F", required=True, help="CSV: id and attributes")
    add("--mentors", metavar="F", required=True, help="CSV: id, attributes, capacity (default 1)")
    worth = parser.add_mutually_exclusive_group(required=True)
    worth.add_argument("--rules", metavar="F", help="TOML: criteria, minimum, fairness")
    worth.add_argument("--scores", metavar="F", help="CSV instead of rules: mentee, mentor, points")
    add("--people", metavar="F", help="CSV of everybody: id, manager_id (the management line)")
    add("--blocked", metavar="F", help="CSV of pairs that must not meet: mentee, mentor")
    add("--locked", metavar="F", help="CSV of pairs that must stay: mentee, mentor")
    add("--preferences", metavar="F", help="CSV: side, person, other, rank")
    add("--policy", choices=POLICIES, default="optimal", help="default: optimal")
    add("--keep", metavar="F", help="CSV of a plan to disturb little: mentee, mentor")
    add("--inertia", metavar="P", type=_inertia, help="points for each pair kept (default 500)")
    add("--bonus", metavar="N", type=_bonus, help="points per pair; 0: pairs count for nothing")
    add("--out", metavar="F", help="write the pairs as CSV")
    add("--json", metavar="F", help="write the whole result as JSON")
    return parser


def _bonus(text: str) -> int:
    return _points(text, HIGHEST_GIVEN)


def _inertia(text: str) -> int:
    return _points(text, FULL)


def _points(text: str, highest: int) -> int:
    if not text.isdecimal() or int(text) > highest:
        raise ArgumentTypeError(f"write a whole number from 0 to {highest}")
    return int(text)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _solve(problem: Problem, progress: Progress | None, start: float) -> Account:
    """The settled problem, or what can be had at once when somebody cuts the search off."""
    try:
        settlement = settle(problem, problem.rankings, problem.policy, progress)
    except KeyboardInterrupt:
        plain = replace(problem, policy="optimal" if problem.policy == "stable" else problem.policy)
        found = describe(plain, first_plan(plain))
        return Account(found, None, time.perf_counter() - start)
    try:
        verdict = certify(settlement.plan, settlement.problem)
    except KeyboardInterrupt:
        return Account(settlement, None, time.perf_counter() - start)
    return Account(settlement, verdict, time.perf_counter() - start)


def _clashes(options: Namespace, read: Sequence[str | None]) -> list[Fault]:
    """Outputs that would overwrite what is read, or each other."""
    taken = {Path(file).resolve() for file in read if file}
    faults = []
    for path in (options.out, options.json):
        if path and Path(path).resolve() in taken:
            cause = "This file is read, or written, by the same call."
            faults.append(Fault(path, 0, "", cause, "Give another path."))
        if path:
            taken.add(Path(path).resolve())
    return faults


def _write(options: Namespace, account: Account) -> list[Fault]:
    faults = []
    for path, content in (
        (options.out, lambda: as_csv(account.plan)),
        (options.json, lambda: as_json(account).encode()),
    ):
        if path:
            try:
                Path(path).write_bytes(content())
            except OSError as error:
                cause = f"The file cannot be written ({error.strerror})."
                faults.append(Fault(path, 0, "", cause, "Give another path."))
    return faults


def _refuse(faults: Sequence[Fault]) -> int:
    for fault in sorted(set(faults)):
        print(fault, file=sys.stderr)
    return WRONG


def _fault(intake: Intake, error: EngineError) -> Fault:
    """What only the engine can see, said of the file it comes from."""
    if error.code == "lock_forbidden":
        mentee, mentor, gate = error.ids
        line = intake.locked.get((mentee, mentor), 0)
        cause = f"“{mentee}” and “{mentor}” must stay together, but a rule forbids it ({gate})."
        return Fault(intake.paths.locked, line, "", cause, "Take the line out, or change the rule.")
    file = intake.paths.rules or intake.paths.scores
    if error.code == "too_large":
        remedy = "Divide all points by ten, or split the programme."
        return Fault(file, 0, "", "The points are too large to be added up exactly.", remedy)
    return Fault(file, 0, "", f"The engine refuses: {error}.", "Check what it names.")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _interrupt)
    sys.exit(main())
