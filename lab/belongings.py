"""What the lab keeps of a programme."""

from django.utils.translation import ngettext

from programmes import belongings
from programmes.belongings import Belonging
from programmes.models import Programme


def contribute() -> None:
    """Be asked whenever a programme may be deleted."""
    belongings.contribute(of)


def of(programme: Programme) -> list[Belonging]:
    """What was tried on ``programme``: scenarios, and questions with their answers."""
    scenarios = programme.scenarios.count()
    asked = programme.enquiries.count() + programme.prescriptions.count()
    counts = [
        (
            scenarios,
            ngettext("%(n)d scenario of the lab", "%(n)d scenarios of the lab", scenarios),
        ),
        (asked, ngettext("%(n)d question put to the lab", "%(n)d questions put to the lab", asked)),
    ]
    return [Belonging(words % {"n": n}) for n, words in counts if n]
