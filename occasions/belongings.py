"""What rules about life events keep of a programme."""

from django.utils.translation import ngettext

from programmes import belongings
from programmes.belongings import Belonging
from programmes.models import Programme


def contribute() -> None:
    """Be asked whenever a programme may be deleted."""
    belongings.contribute(of)


def of(programme: Programme) -> list[Belonging]:
    """The rules of ``programme``."""
    rules = programme.life_rules.count()
    words = ngettext("%(n)d rule about life events", "%(n)d rules about life events", rules)
    return [Belonging(words % {"n": rules})] if rules else []
