"""What asking keeps of a programme."""

from django.utils.translation import ngettext

from asking.models import Terms
from programmes import belongings
from programmes.belongings import Belonging
from programmes.models import Programme


def contribute() -> None:
    """Be asked whenever a programme may be deleted."""
    belongings.contribute(of)


def of(programme: Programme) -> list[Belonging]:
    """How long mentors of ``programme`` have to answer, when HR has settled it."""
    settled = Terms.objects.filter(programme=programme).first()
    if settled is None:
        return []
    words = ngettext(
        "the %(n)d day that mentors have to answer",
        "the %(n)d days that mentors have to answer",
        settled.days,
    )
    return [Belonging(words % {"n": settled.days})]
