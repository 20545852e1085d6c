"""What the training keeps of a programme."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes import belongings
from programmes.belongings import Belonging
from programmes.models import Programme


def contribute() -> None:
    """Be asked whenever a programme may be deleted."""
    belongings.contribute(of)


def of(programme: Programme) -> list[Belonging]:
    """The modules of ``programme``, whoever gives them, and when they must be done."""
    modules, trainers = programme.modules.count(), programme.trainers.count()
    counts = [
        (modules, ngettext("%(n)d module", "%(n)d modules", modules)),
        (trainers, ngettext("%(n)d trainer", "%(n)d trainers", trainers)),
    ]
    found = [Belonging(words % {"n": n}) for n, words in counts if n]
    if programme.training_requirements.exists():
        found.append(Belonging(_("when people must be trained")))
    return found
