"""A programme with people who said yes, for the tests of runs, choices and pages."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from competencies import starter
from matching.actions import run
from matching.models import MatchingRun
from people.models import Person
from programmes.models import Enrolment, Programme
from tests import factories


@dataclass
class Scene:
    """Mentees who need different things, and mentors who each help with one of them."""

    programme: Programme
    by: Person
    mentees: list[Enrolment] = field(default_factory=list)
    mentors: list[Enrolment] = field(default_factory=list)

    def run(self, **asked: object) -> MatchingRun:
        """A performed run."""
        row = run.request(self.programme, by=self.by, **asked)  # type: ignore[arg-type]
        run.perform(row)
        row.refresh_from_db()
        return row

    def shortlist(self, days: int = 7) -> MatchingRun:
        """A performed shortlist, open for ``days`` more days."""
        until = timezone.localdate() + dt.timedelta(days=days)
        return self.run(purpose="shortlist", rank_until=until)


def scene(by: Person, mentees: int = 3, mentors: int = 3, capacity: int = 1) -> Scene:
    """A hybrid programme; mentee n wants what mentor n offers."""
    needs = [one.code for one in starter.needs()]
    programme = factories.ProgrammeFactory(mode=Programme.Mode.HYBRID)
    made = Scene(programme, by)
    for n in range(mentees):
        made.mentees.append(_enrol(programme, "mentee", f"Mentee{n}", needs[n % 12], level=2))
    for n in range(mentors):
        made.mentors.append(
            _enrol(programme, "mentor", f"Mentor{n}", needs[n % 12], level=4, capacity=capacity)
        )
    return made


def _enrol(
    programme: Programme, role: str, name: str, need: str, level: int, capacity: int = 1
) -> Enrolment:
    person = factories.PersonFactory(
        given_name="Camille",
        family_name=name,
        level=level,
        site="Lyon",
        function="Actuariat",
        languages=["fr"],
        hired_on=dt.date(2015, 1, 1),
    )
    return factories.EnrolmentFactory(
        programme=programme,
        person=person,
        role=role,
        needs=[need],
        availability=["mon_am", "tue_pm"],
        capacity=capacity,
    )
