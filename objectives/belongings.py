"""What this floor keeps of a programme: objectives with their indicators."""

from django.utils.translation import ngettext

from objectives.models import Indicator
from programmes import belongings
from programmes.belongings import Belonging
from programmes.models import Programme


def contribute() -> None:
    """Be asked whenever a programme may be deleted, before its own floor is."""
    belongings.contribute(of, leads=True)


def of(programme: Programme) -> list[Belonging]:
    """The objectives of ``programme`` and their indicators."""
    objectives = programme.objectives.count()
    indicators = Indicator.objects.filter(objective__programme=programme).count()
    counts = [
        (objectives, ngettext("%(n)d objective", "%(n)d objectives", objectives)),
        (indicators, ngettext("%(n)d indicator", "%(n)d indicators", indicators)),
    ]
    return [Belonging(words % {"n": n}) for n, words in counts if n]
