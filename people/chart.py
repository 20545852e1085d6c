"""The org chart as a tree: who is below whom, how deep, how many; plain numbers in and out."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Branch:
    """One person in the chart.

    ``depth`` is 1 at the top of the chart; ``reports`` are direct, ``below`` counts everybody
    under this person; ``branches`` are empty when the tree is cut here.
    """

    key: int
    depth: int
    reports: int
    below: int
    branches: list["Branch"] = field(default_factory=list)

    @property
    def is_cut(self) -> bool:
        """Whether people are below who are not drawn."""
        return bool(self.reports) and not self.branches


class Chart:
    """Everybody by manager; ``managers`` goes from key to manager's key, in the order to show.

    Somebody whose manager is not among the keys stands at the top, and so does one person of each
    circle, should there be one.
    """

    def __init__(self, managers: Mapping[int, int | None]) -> None:
        self.managers = {
            key: manager if manager in managers and manager != key else None
            for key, manager in managers.items()
        }
        self.reports: defaultdict[int | None, list[int]] = defaultdict(list)
        for key, manager in self.managers.items():
            self.reports[manager].append(key)
        self.depths: dict[int, int] = {}
        self._order: list[int] = []
        for top in self.reports[None]:
            self._descend(top)
        for key in self.managers:
            if key not in self.depths:
                self._open_circle(key)
        self.below = dict.fromkeys(self.managers, 0)
        for key in reversed(self._order):
            manager = self.managers[key]
            if manager is not None:
                self.below[manager] += 1 + self.below[key]

    def _descend(self, top: int) -> None:
        waiting = [(top, 1)]
        while waiting:
            key, depth = waiting.pop()
            self.depths[key] = depth
            self._order.append(key)
            waiting += [(one, depth + 1) for one in self.reports[key]]

    def _open_circle(self, key: int) -> None:
        """Somebody inside a circle, or below one, whom no top leads to: open the circle itself."""
        seen: set[int] = set()
        while key not in seen:
            seen.add(key)
            key = self.managers[key] or key
        self.reports[self.managers[key]].remove(key)
        self.managers[key] = None
        self.reports[None].append(key)
        self._descend(key)

    @property
    def tops(self) -> Sequence[int]:
        """Those without a manager, the ones who lead most people first."""
        return sorted(self.reports[None], key=lambda key: -self.below[key])

    def chain(self, key: int) -> list[int]:
        """Everybody above somebody, the top first."""
        above: list[int] = []
        manager = self.managers[key]
        while manager is not None:
            above.insert(0, manager)
            manager = self.managers[manager]
        return above

    def branch(self, key: int, levels: int) -> Branch:
        """Somebody with the people below them, ``levels`` deep."""
        below = self.reports[key]
        made = Branch(key, self.depths[key], len(below), self.below[key])
        if levels > 0:
            made.branches = [self.branch(one, levels - 1) for one in below]
        return made
