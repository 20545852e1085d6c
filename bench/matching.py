"""The matching beside ``scipy.optimize.linear_sum_assignment`` alone, on seeded programmes.

``python -m bench.matching`` prints CPU seconds (medians), the memory of a process each, what a plan
is worth, and in the end every goal with its figure and whether it is met. Ratios are of one run, so
that the load of the machine hardly counts. Options: ``--sizes 200 1000 10000``,
``--hostile 1000``, ``--inertia 5000``, ``--repeats 3``, and ``--peers`` for the solvers of other
packages that happen to be installed.
"""

import argparse
import gc
import importlib
import importlib.util
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from bench import cohort
from matching.engine import Again, Change, Plan, Problem, certify, fast, kept, solve
from matching.engine.assignment import (
    Weights,
    apply_locks,
    solve_scored,
    weigh_pairs,
)
from matching.engine.scoring import Scores, prepare, score

FEW = 200
DENSE = 10_000
"""Up to this size a plan is checked apart, on all of its weights, and times are medians."""
LARGE = 10_000
"""From this size on the goals for speed hold."""
ORDERS = 5
CHANGED = 60
"""Pairs that are changed one by one."""
MEASURES = ("idle", "ours", "scipy")
BLOCKING = 2_000
SAME = 3_000
"""Up to this size all of scipy's way is measured and compared, not only its call."""
PEERS = {"lapx": "lap", "munkres": "munkres"}


@dataclass(frozen=True)
class Goal:
    """One goal: what was measured, and the most (or, with `is_less`, not even) it may be."""

    name: str
    figure: float
    most: float
    is_less: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the figure is within the goal."""
        return self.figure < self.most if self.is_less else self.figure <= self.most

    def __str__(self) -> str:
        sign, verdict = "<" if self.is_less else "≤", "met" if self.is_met else "MISSED"
        return f"{self.name:<58}{self.figure:>10.4g}{sign:>4} {self.most:<8g}{verdict}"


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching")
    sizes = [200, 1_000, 10_000, 20_000]
    parser.add_argument("--sizes", type=int, nargs="+", default=sizes)
    parser.add_argument("--hostile", type=int, nargs="*", default=[1_000])
    parser.add_argument("--inertia", type=int, nargs="*", default=[5_000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--alone", nargs=2, metavar=("WHAT", "SIZE"), help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.alone:
        print(_alone(chosen.alone[0], int(chosen.alone[1])))
        return
    began = time.process_time()
    fast.kernels()
    print(f"kernels ready after {time.process_time() - began:.1f} s of CPU in this process\n")
    goals = [
        *_speed(chosen.sizes, chosen.repeats),
        *_memory(chosen.sizes),
        *_worth(chosen.sizes),
        *_again(chosen.sizes),
        *_inertia(chosen.inertia),
        *_hostile(chosen.hostile),
    ]
    print(f"\n{'Goal':<58}{'figure':>10}{'':>4} target")
    print("\n".join(str(goal) for goal in goals))
    if chosen.peers:
        _peers(chosen.sizes, chosen.repeats)


def _seconds(work: Callable[[], Any]) -> float:
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def _medians(works: dict[str, Callable[[], Any]], repeats: int) -> dict[str, float]:
    """Median CPU seconds of each, taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            taken[name].append(_seconds(work))
    return {name: statistics.median(values) for name, values in taken.items()}


class Stage:
    """One programme with everything that is needed to measure a part of its matching."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.scores: Scores = prepare(problem)
        self.free = apply_locks(problem, self.scores)
        self.task: Any = fast.task_of(problem, self.scores, self.free, with_ranks=False)

    def scoring(self) -> None:
        """Values of every pair, row by row, none kept."""
        search = fast.kernels()
        assert search is not None
        for start in range(0, len(self.free.rows), search.ROWS):
            search.rows_of(self.task.packed, self.free.rows[start : start + search.ROWS])

    def solving(self) -> Any:
        """Candidates, paths and proof."""
        search = fast.kernels()
        assert search is not None
        return search.optimise(self.task)

    def whole(self) -> Plan:
        """From profiles to a plan with reasons, proof and hashes."""
        return solve(self.problem)

    def read(self) -> int:
        """The whole, and every reason of the plan is looked at."""
        return sum(len([*pair.reasons]) for pair in self.whole().pairs)

    def dense(self) -> Weights:
        """All weights, as scipy needs them."""
        return weigh_pairs(self.problem, score(self.problem), with_ranks=False)


def _by_scipy(problem: Problem) -> Plan:
    return solve_scored(problem, prepare(problem))


def _lsap(weights: Weights, scores: Scores) -> Callable[[], Any]:
    """The call alone: its matrix of costs, a column per place, is there already."""
    useful = np.minimum(scores.places, (weights.matrix > 0).sum(axis=0))
    owner = np.repeat(np.arange(len(useful)), useful)
    cost = -weights.matrix[:, owner].astype(np.float64)
    return partial(linear_sum_assignment, cost)


def _speed(sizes: Sequence[int], repeats: int) -> Iterator[Goal]:
    print("CPU seconds (median), and their ratio to the call of linear_sum_assignment alone\n")
    names = ("scoring", "solve + proof", "whole run", "reasons read", "scipy whole", "LSAP alone")
    print(f"{'people':<10}{'kernel':<8}" + "".join(f"{name:>16}" for name in names))
    for size in sizes:
        stage = Stage(cohort.programme(size))
        works: dict[str, Callable[[], Any]] = {
            "scoring": stage.scoring,
            "solve + proof": stage.solving,
            "whole run": stage.whole,
            "reasons read": stage.read,
        }
        if size <= SAME:
            works["scipy whole"] = partial(_by_scipy, stage.problem)
        works["LSAP alone"] = _lsap(stage.dense(), stage.scores)
        taken = _medians(works, repeats if size <= DENSE else 1)
        alone = taken["LSAP alone"]
        cells = "".join(_cell(taken.get(name), alone) for name in names)
        print(f"{size:<10}{stage.whole().kernel:<8}{cells}")
        if size >= LARGE:
            yield Goal(f"solve + proof / LSAP at {size}", taken["solve + proof"] / alone, 0.06)
            yield Goal(f"whole run / LSAP at {size}", taken["whole run"] / alone, 0.10)
        if size <= FEW:
            yield Goal(f"whole run at {size}, ms", 1000 * taken["whole run"], 5, is_less=True)


def _cell(seconds: float | None, alone: float | None) -> str:
    if seconds is None:
        return f"{'-':>16}"
    ratio = f" {seconds / alone:>6.2f}" if alone else " " * 7
    return f"{seconds:>9.4f}{ratio}"


def _memory(sizes: Sequence[int]) -> Iterator[Goal]:
    print("\nMost memory of a process, MiB: nothing solved, kernels, scipy\n")
    print(f"{'people':<10}" + "".join(f"{name:>10}" for name in MEASURES) + f"{'above idle':>14}")
    for size in sizes:
        peaks = []
        for what in MEASURES:
            if what == "scipy" and size > SAME:
                continue
            command = [sys.executable, "-m", "bench.matching", "--alone", what, str(size)]
            peaks.append(float(subprocess.run(command, check=True, capture_output=True).stdout))
        cells = "".join(f"{peak:>10.0f}" for peak in peaks) + " " * 10 * (3 - len(peaks))
        print(f"{size:<10}{cells}{peaks[1] - peaks[0]:>14.0f}")
        if size >= LARGE:
            yield Goal(f"MiB above the idle worker at {size}", peaks[1] - peaks[0], 100)


def _alone(what: str, size: int) -> float:
    """Peak in MiB of this process after one measure."""
    problem = cohort.programme(size)
    fast.kernels()
    if what == "ours":
        solve(problem)
    if what == "scipy":
        _by_scipy(problem)
    status = Path("/proc/self/status")
    if status.exists():
        # unlike ru_maxrss, this begins anew with the program and knows nothing of its parent
        lines = status.read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _worth(sizes: Sequence[int]) -> Iterator[Goal]:
    print("\nWhat the plan is worth (scores in %), and plans under 5 input orders\n")
    names = ("matched", "mean", "worst", "gap", "faults", "blocking", "plans", "as scipy")
    print(f"{'people':<10}" + "".join(f"{name:>10}" for name in names))
    for size in sizes:
        problem = cohort.programme(size)
        plan = solve(problem)
        plans = len({solve(_shuffled(problem, n)).plan_hash for n in range(ORDERS)})
        cells: list[object] = [
            plan.matched,
            f"{(plan.mean or 0) / 500:.1f}",
            f"{(plan.minimum or 0) / 500:.1f}",
            plan.gap,
            len(certify(plan, problem).faults) if size <= DENSE else "-",
            _blocking(problem, plan) if size <= BLOCKING else "-",
            plans,
            _as_scipy(problem, plan) if size <= SAME else "-",
        ]
        print(f"{size:<10}" + "".join(f"{cell!s:>10}" for cell in cells))
        yield Goal(f"optimality gap at {size}, points", plan.gap, 0)
        yield Goal(f"plans under {ORDERS} input orders at {size}", plans, 1)
        if size <= DENSE:
            yield Goal(f"faults that the checker finds at {size}", float(str(cells[4])), 0)
    print("\nBlocking pairs: both would rather have each other.")


def _as_scipy(problem: Problem, plan: Plan) -> str:
    return "same" if _by_scipy(problem).pairs == plan.pairs else "other"


def _shuffled(problem: Problem, seed: int) -> Problem:
    order = random.Random(seed)
    sides: dict[str, Any] = {
        side: tuple(order.sample(getattr(problem, side), len(getattr(problem, side))))
        for side in ("mentees", "mentors")
    }
    return replace(problem, **sides)


def _blocking(problem: Problem, plan: Plan) -> int:
    """Pairs of which both would have a higher score together than with whom they got."""
    scores = score(problem)
    weights = weigh_pairs(problem, scores, with_ranks=False).matrix
    own = np.zeros(len(scores.mentees), dtype=np.int64)
    worst = np.zeros(len(scores.mentors), dtype=np.int64)
    taken = np.zeros(len(scores.mentors), dtype=np.int64)
    for pair in plan.pairs:
        i, j = scores.row[pair.mentee], scores.column[pair.mentor]
        own[i] = weights[i, j]
        worst[j] = min(worst[j] or weights[i, j], weights[i, j])
        taken[j] += 1
    worst[taken < scores.places] = 0
    worst[scores.places == 0] = 2**62
    return int(((weights > own[:, None]) & (weights > worst[None, :])).sum())


def _again(sizes: Sequence[int]) -> Iterator[Goal]:
    """What one change after the run costs, from the solution that is there."""
    print("\nOne change after the run, ms: median and 95 of 100; others who change mentor\n")
    kinds = ("break a pair", "lock another", "mentor leaves")
    head = "".join(f"{kind:>22}" for kind in kinds)
    print(f"{'people':<10}{'solve + proof':>14}{head}{'moved':>8}")
    for size in sizes:
        problem = cohort.programme(size)
        plan, stage = solve(problem), Stage(problem)
        first = statistics.median(_seconds(stage.solving) for _ in range(3))
        taken, moved = _changes(problem, plan, kinds)
        middle = {kind: statistics.median(taken[kind]) for kind in kinds}
        late = {kind: statistics.quantiles(taken[kind], n=20)[-1] for kind in kinds}
        cells = "".join(f"{1000 * middle[kind]:>14.1f}{1000 * late[kind]:>8.1f}" for kind in kinds)
        print(f"{size:<10}{1000 * first:>14.1f}{cells}{statistics.mean(moved):>8.1f}")
        if size == LARGE:
            for kind in kinds[:2]:
                yield Goal(f"{kind} at {size} / solve + proof", middle[kind] / first, 0.25)
                yield Goal(f"{kind} at {size}, ms (95 of 100)", 1000 * late[kind], 50, is_less=True)


def _inertia(sizes: Sequence[int]) -> Iterator[Goal]:
    """Whom a broken pair moves when the others would rather stay."""
    for size in sizes:
        problem = cohort.programme(size)
        plan = solve(problem)
        moved = _changes(kept(problem, plan.pairs), plan, ("break a pair",))[1]
        figure = statistics.mean(moved)
        yield Goal(f"others moved by one rematch, inertia 1 %, at {size}", figure, 2)


def _changes(
    problem: Problem, plan: Plan, kinds: Sequence[str]
) -> tuple[dict[str, list[float]], list[int]]:
    """Seconds of each change, and how many others a broken pair moves."""
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}
    moved = []
    again = Again.begin(problem)
    assert again is not None
    many = min(CHANGED, len(plan.pairs))
    for n in range(many):
        pair = plan.pairs[n * len(plan.pairs) // many]
        other = _another(again, pair.mentee)
        works: dict[str, Callable[[], Change]] = {
            "break a pair": partial(again.broken, pair.mentee, pair.mentor),
            "lock another": partial(again.locked, pair.mentee, other),
            "mentor leaves": partial(again.left, pair.mentor),
        }
        for kind in kinds:
            began = time.process_time()
            change = works[kind]()
            taken[kind].append(time.process_time() - began)
            if kind == "break a pair":
                moved.append(len(set(change.moved) - {pair.mentee}))
    return taken, moved


def _another(again: Again, mentee: str) -> str:
    """Another mentor whom she may have."""
    i = again.scores.row[mentee]
    search = fast.kernels()
    assert search is not None
    values = search.rows_of(again.task.packed, np.array([i]))[0]
    values[again.found.assigned[i]] = -1
    values[again.task.places == 0] = -1
    return again.scores.mentors[int(values.argmax())].id


def _hostile(sizes: Sequence[int]) -> Iterator[Goal]:
    print("\nHostile structures: CPU seconds of solve + proof and of the call of scipy alone\n")
    print(f"{'people':<8}{'structure':<20}{'kernel':>8}{'ours':>10}{'LSAP':>10}{'ratio':>8}")
    for size in sizes:
        for name, make in cohort.HOSTILE.items():
            stage = Stage(make(size))
            lsap = _lsap(stage.dense(), stage.scores)
            taken = _medians({"ours": stage.solving, "LSAP": lsap}, 3)
            ours, theirs = taken["ours"], taken["LSAP"]
            plan = stage.whole()
            cells = f"{plan.kernel:>8}{ours:>10.4f}{theirs:>10.4f}{ours / theirs:>8.2f}"
            print(f"{size:<8}{name:<20}{cells}")
            yield Goal(f"{name} at {size}: solve + proof / LSAP", ours / theirs, 5)
            yield Goal(f"{name} at {size}: optimality gap, points", plan.gap, 0)


def _peers(sizes: Sequence[int], repeats: int) -> None:
    there = [name for name, module in PEERS.items() if importlib.util.find_spec(module)]
    print(f"\nOther solvers that are installed: {', '.join(there) or 'none'}")
    for size in [size for size in sizes if size <= DENSE]:
        stage = Stage(cohort.programme(size))
        weights = stage.dense()
        works = {name: _peer(name, weights, stage.scores) for name in there}
        taken = _medians(works, repeats)
        print(f"{size:<10}" + "  ".join(f"{name} {taken[name]:.4f} s" for name in there))


def _peer(name: str, weights: Weights, scores: Scores) -> Callable[[], Any]:
    """The solver of another package on the same weights; built before it is timed."""
    useful = np.minimum(scores.places, (weights.matrix > 0).sum(axis=0))
    cost = -weights.matrix[:, np.repeat(np.arange(len(useful)), useful)]
    if name == "lapx":
        lap = importlib.import_module("lap")
        return partial(lap.lapjv, cost.astype(np.float64), extend_cost=True)
    rows = (cost - cost.min()).tolist()
    return partial(importlib.import_module("munkres").Munkres().compute, rows)


if __name__ == "__main__":
    main(sys.argv[1:])
