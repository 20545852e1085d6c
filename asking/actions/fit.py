"""How well the mentors of a programme suit one mentee: her row of the scores, and nobody else's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from asking import standing
from matching.actions import criteria, inputs
from matching.actions import run as runs
from matching.engine import EngineError
from matching.engine.scoring import Scores, score
from programmes.models import Enrolment

COLUMNS = (
    *("id", "public_id", "programme_id", "role", "capacity", "needs", "availability"),
    *("person_id", "person__public_id", "person__given_name", "person__family_name"),
    *("person__job_title", "person__department", "person__site", "person__function"),
    *("person__level", "person__languages", "person__hired_on"),
)
"""What scores and lists need of a mentor: with thousands of them, every column counts."""


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """Mentors who could be asked by one mentee, best first; whoever a rule forbids is left out."""

    mentors: tuple[Enrolment, ...]
    points: dict[int, int]
    _scores: Scores | None = None

    def reasons(self, mentors: Sequence[Enrolment]) -> list[list[dict[str, Any]]]:
        """Why each of these mentors fits, as a run of the matching would store it."""
        if self._scores is None:
            return [[] for _one in mentors]
        columns = [self._scores.column[str(one.person.public_id)] for one in mentors]
        return [
            [vars(reason) for reason in reasons] for reasons in self._scores.reasons(0, columns)
        ]


def rank(mentee: Enrolment, only: Sequence[int] | None = None) -> Ranking:
    """The mentors of her programme as they suit ``mentee`` today, pausing and full ones too.

    ``only`` looks at these enrolments. The number of queries does not grow with the mentors.
    Criteria without any weight rank nobody.
    """
    rows = standing.mentors(mentee.programme_id).select_related("person").only(*COLUMNS)
    if only is not None:
        rows = rows.filter(pk__in=only)
    programme = mentee.programme
    rules = inputs.rules_of(criteria.chosen(programme), runs.last_minimum(programme))
    try:
        scores = score(inputs.before(mentee, rows, rules=rules))
    except EngineError:
        return Ranking(mentors=(), points={})
    by_id = {str(row.person.public_id): row for row in rows}
    found = [
        (-int(scores.points[0, column]), column, by_id[profile.id])
        for column, profile in enumerate(scores.mentors)
        if scores.gate[0, column] == 0
    ]
    found.sort(key=lambda one: one[:2])
    return Ranking(
        mentors=tuple(row for _points, _column, row in found),
        points={row.pk: -points for points, _column, row in found},
        _scores=scores,
    )
