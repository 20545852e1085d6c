"""What this floor keeps of a programme: objectives with their indicators, the plan."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from objectives.models import EvaluationPlan, Indicator
from programmes import belongings
from programmes.belongings import Belonging
from programmes.models import Programme


def contribute() -> None:
    """Be asked whenever a programme may be deleted, before its own floor is."""
    belongings.contribute(of, leads=True)


def of(programme: Programme) -> list[Belonging]:
    """The objectives of ``programme``, their indicators and how they are evaluated."""
    objectives = programme.objectives.count()
    indicators = Indicator.objects.filter(objective__programme=programme).count()
    counts = [
        (objectives, ngettext("%(n)d objective", "%(n)d objectives", objectives)),
        (indicators, ngettext("%(n)d indicator", "%(n)d indicators", indicators)),
    ]
    found = [Belonging(words % {"n": n}) for n, words in counts if n]
    if EvaluationPlan.objects.filter(programme=programme).exists():
        found.append(Belonging(_("the evaluation plan")))
    return found
