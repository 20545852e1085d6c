"""A programme in which mentees ask the mentor themselves."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from asking.actions import request
from asking.models import Choice, MentorRequest
from competencies import starter
from programmes.models import Enrolment, Programme
from tests import factories

NEEDS = [one.code for one in starter.needs()]


@dataclass
class Scene:
    """Mentees who need what mentor 0 helps with best, then mentor 1, and so on."""

    programme: Programme
    mentees: list[Enrolment] = field(default_factory=list)
    mentors: list[Enrolment] = field(default_factory=list)

    def ask(self, mentee: int, *mentors: int) -> MentorRequest:
        """One mentee asks these mentors, in this order."""
        return request.ask(
            self.mentees[mentee],
            mentors=[self.mentors[n].pk for n in mentors],
            needs=[NEEDS[0]],
            by=self.mentees[mentee].person,
        )


def scene(mentees: int = 2, mentors: int = 4, capacity: int = 1) -> Scene:
    """Everybody speaks French; mentor n helps with the first needs but n."""
    today = timezone.localdate()
    programme = factories.ProgrammeFactory(
        mode=Programme.Mode.SELF,
        enrol_until=today - dt.timedelta(days=12),
        starts_on=today - dt.timedelta(days=10),
        status=Programme.Status.RUNNING,
    )
    made = Scene(programme)
    for n in range(mentees):
        made.mentees.append(_enrol(programme, "mentee", f"Mentee{n}", NEEDS[:4], level=2))
    for n in range(mentors):
        helps = NEEDS[n % 4 : 4] or NEEDS[:1]
        made.mentors.append(_enrol(programme, "mentor", f"Mentor{n}", helps, 4, capacity))
    return made


def _enrol(
    programme: Programme, role: str, name: str, needs: list[str], level: int, capacity: int = 1
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
        needs=needs,
        availability=["mon_am", "tue_pm"],
        capacity=capacity,
    )


def told(made: MentorRequest) -> list[str]:
    """What became of each choice, in the order of the list."""
    return list(made.choices.order_by("place").values_list("status", flat=True))


def choice(made: MentorRequest, place: int = 1) -> Choice:
    """One choice of a request as it is now."""
    return made.choices.get(place=place)
