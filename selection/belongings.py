"""What the selection keeps of a programme."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes import belongings
from programmes.belongings import Belonging
from programmes.models import Programme
from selection.models import Policy


def contribute() -> None:
    """Be asked whenever a programme may be deleted."""
    belongings.contribute(of)


def of(programme: Programme) -> list[Belonging]:
    """The forms of ``programme``, its rules and its interview grid."""
    forms = programme.forms.values("role").distinct().count()
    rules, grid = programme.eligibility_rules.count(), programme.grid.count()
    counts = [
        (forms, ngettext("%(n)d form", "%(n)d forms", forms)),
        (rules, ngettext("%(n)d rule of eligibility", "%(n)d rules of eligibility", rules)),
        (
            grid,
            ngettext(
                "an interview grid with %(n)d criterion",
                "an interview grid with %(n)d criteria",
                grid,
            ),
        ),
    ]
    found = [Belonging(words % {"n": n}) for n, words in counts if n]
    if Policy.objects.filter(programme=programme).exists():
        found.append(Belonging(_("what the programme is not, and whether mentors are qualified")))
    return found
