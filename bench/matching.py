"""The matching beside ``scipy.optimize.linear_sum_assignment`` alone, on seeded programmes.

``python -m bench.matching`` prints CPU seconds (medians), the memory of a process each, and what a
plan is worth. Options: ``--sizes 200 1000 5000``, ``--hostile 1000``, ``--repeats 3``, and
``--peers`` for the solvers of other packages that happen to be installed.
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
from collections.abc import Callable, Sequence
from dataclasses import replace
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

DENSE = 10_000
"""Up to this size scipy is measured too: above, its matrix takes gigabytes and minutes."""
MEASURES = ("idle", "ours", "scipy")
BLOCKING = 2_000
SAME = 3_000
PEERS = {"lapx": "lap", "munkres": "munkres"}


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching")
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 1_000, 3_000])
    parser.add_argument("--hostile", type=int, nargs="*", default=[1_000])
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
    _speed(chosen.sizes, chosen.repeats)
    _memory(chosen.sizes)
    _worth(chosen.sizes)
    _again(chosen.sizes, chosen.repeats)
    _hostile(chosen.hostile)
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


def _speed(sizes: Sequence[int], repeats: int) -> None:
    print("CPU seconds (median), and their ratio to the call of linear_sum_assignment alone\n")
    names = ("scoring", "solve + proof", "whole run", "scipy whole", "LSAP alone")
    print(f"{'people':<10}{'kernel':<8}" + "".join(f"{name:>16}" for name in names))
    for size in sizes:
        stage = Stage(cohort.programme(size))
        works: dict[str, Callable[[], Any]] = {
            "scoring": stage.scoring,
            "solve + proof": stage.solving,
            "whole run": stage.whole,
        }
        if size <= DENSE:
            works["scipy whole"] = partial(_by_scipy, stage.problem)
            works["LSAP alone"] = _lsap(stage.dense(), stage.scores)
        taken = _medians(works, repeats if size <= DENSE // 2 else 1)
        alone = taken.get("LSAP alone")
        cells = "".join(_cell(taken.get(name), alone) for name in names)
        print(f"{size:<10}{stage.whole().kernel:<8}{cells}")
    print("\nTargets: solve + proof ≤ 0.06 and whole run ≤ 0.10 at 10 000; < 5 ms at 200.")


def _cell(seconds: float | None, alone: float | None) -> str:
    if seconds is None:
        return f"{'-':>16}"
    ratio = f" {seconds / alone:>6.2f}" if alone else " " * 7
    return f"{seconds:>9.4f}{ratio}"


def _memory(sizes: Sequence[int]) -> None:
    print("\nMost memory of a process, MiB: nothing solved, kernels, scipy\n")
    print(f"{'people':<10}" + "".join(f"{name:>10}" for name in MEASURES) + f"{'above idle':>14}")
    for size in sizes:
        peaks = []
        for what in MEASURES:
            if what == "scipy" and size > DENSE:
                continue
            command = [sys.executable, "-m", "bench.matching", "--alone", what, str(size)]
            peaks.append(float(subprocess.run(command, check=True, capture_output=True).stdout))
        cells = "".join(f"{peak:>10.0f}" for peak in peaks) + " " * 10 * (3 - len(peaks))
        print(f"{size:<10}{cells}{peaks[1] - peaks[0]:>14.0f}")
    print("\nTarget: ≤ 100 MiB above an idle worker at 20 000, with the same people in memory.")


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


def _worth(sizes: Sequence[int]) -> None:
    print("\nWhat the plan is worth (scores in %), and plans under 5 input orders\n")
    names = ("matched", "mean", "worst", "gap", "faults", "blocking", "plans", "as scipy")
    print(f"{'people':<10}" + "".join(f"{name:>10}" for name in names))
    for size in sizes:
        problem = cohort.programme(size)
        plan = solve(problem)
        cells: list[object] = [
            plan.matched,
            f"{(plan.mean or 0) / 500:.1f}",
            f"{(plan.minimum or 0) / 500:.1f}",
            plan.gap,
            len(certify(plan, problem).faults) if size <= DENSE // 2 else "-",
            _blocking(problem, plan) if size <= BLOCKING else "-",
            len({solve(_shuffled(problem, n)).plan_hash for n in range(5)}),
            _as_scipy(problem, plan) if size <= SAME else "-",
        ]
        print(f"{size:<10}" + "".join(f"{cell!s:>10}" for cell in cells))
    print(
        "\nTargets: gap 0, faults 0, one plan. Blocking pairs: both would rather have each other."
    )


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


def _again(sizes: Sequence[int], repeats: int) -> None:
    """What one change after the run costs, from the solution that is there."""
    print("\nOne change after the run, ms: median and worst of each; others who change mentor\n")
    kinds = ("break a pair", "lock another", "mentor leaves")
    head = "".join(f"{kind:>22}" for kind in kinds)
    print(f"{'people':<10}{'solve + proof':>14}{head}{'moved':>8}{'with inertia':>14}")
    for size in sizes:
        problem = cohort.programme(size)
        plan = solve(problem)
        taken, moved = _changes(problem, plan, kinds, 5 * repeats)
        calm = _changes(kept(problem, plan.pairs), plan, kinds[:1], 5 * repeats)[1]
        first = _seconds(Stage(problem).solving)
        cells = "".join(
            f"{1000 * statistics.median(taken[kind]):>14.1f}{1000 * max(taken[kind]):>8.1f}"
            for kind in kinds
        )
        others = f"{statistics.mean(moved):>8.1f}{statistics.mean(calm):>14.1f}"
        print(f"{size:<10}{1000 * first:>14.1f}{cells}{others}")
    print(
        "\nTargets: ≤ 0.25 of solve + proof and < 50 ms at 10 000; ≤ 2 others moved with inertia."
    )


def _changes(
    problem: Problem, plan: Plan, kinds: Sequence[str], repeats: int
) -> tuple[dict[str, list[float]], list[int]]:
    """Seconds of each change, and how many others a broken pair moves."""
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}
    moved = []
    again = Again.begin(problem)
    assert again is not None
    for n in range(repeats):
        pair = plan.pairs[n * len(plan.pairs) // repeats]
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


def _hostile(sizes: Sequence[int]) -> None:
    print("\nHostile structures: CPU seconds of solve + proof and of the call of scipy alone\n")
    print(f"{'people':<8}{'structure':<20}{'kernel':>8}{'ours':>10}{'LSAP':>10}{'ratio':>8}")
    for size in sizes:
        for name, make in cohort.HOSTILE.items():
            stage = Stage(make(size))
            lsap = _lsap(stage.dense(), stage.scores)
            ours, theirs = _seconds(stage.solving), _seconds(lsap)
            plan = stage.whole()
            cells = f"{plan.kernel:>8}{ours:>10.4f}{theirs:>10.4f}{ours / theirs:>8.2f}"
            print(f"{size:<8}{name:<20}{cells}")
    print("\nTarget: ≤ 5 at 1 000, gap 0.")


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
