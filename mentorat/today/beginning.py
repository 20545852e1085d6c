"""The first steps of a new company."""

from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from matching import access as matching_access
from matching.models import MatchingRun
from pairings import access as pairings_access
from people import access as people_access
from people.models import Person
from programmes import access as programmes_access
from programmes.models import Programme


class Step(TypedDict):
    """One step of a new company."""

    title: str
    done: bool
    url: str
    time: str


def first_steps(person: Person) -> list[Step]:
    """The five steps of a new company for HR; empty for others and once pairs were published."""
    if not person.is_hr or pairings_access.supervised(person).exists():
        return []
    programme = programmes_access.steered(person).order_by("-created_at").first()
    run = matching_access.runs(person).filter(status=MatchingRun.Status.DONE).first()
    list_of_programmes = reverse("programmes:list")

    def page(name: str) -> str:
        return reverse(name, args=[programme.public_id]) if programme else list_of_programmes

    return [
        Step(
            title=_("Import your people and the org chart"),
            done=people_access.persons(person).exclude(role=Person.Role.HR).exists(),
            url=reverse("people:import_new"),
            time=_("2 min"),
        ),
        Step(
            title=_("Create a programme with its purpose and one objective"),
            done=programme is not None,
            url=reverse("programmes:templates"),
            time=_("3 min"),
        ),
        Step(
            title=_("Open it and invite mentors and mentees"),
            done=programme is not None and programme.status != Programme.Status.DRAFT,
            url=page("programmes:detail"),
            time=_("2 min"),
        ),
        Step(
            title=_("Run the matching"),
            done=run is not None,
            url=page("matching:board"),
            time=_("1 min"),
        ),
        Step(
            title=_("Review and publish the pairs"),
            done=False,
            url=reverse("matching:run", args=[run.public_id]) if run else page("matching:board"),
            time=_("2 min"),
        ),
    ]
