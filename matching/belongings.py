"""What the matching keeps of a programme."""

from django.utils.translation import ngettext

from programmes import belongings
from programmes.belongings import Belonging
from programmes.models import Programme


def contribute() -> None:
    """Be asked whenever a programme may be deleted."""
    belongings.contribute(of)


def of(programme: Programme) -> list[Belonging]:
    """The criteria that somebody settled for ``programme``, and what was computed with them."""
    criteria, runs = programme.criteria.count(), programme.runs.count()
    counts = [
        (
            criteria,
            ngettext("%(n)d criterion of the matching", "%(n)d criteria of the matching", criteria),
        ),
        (runs, ngettext("%(n)d matching run", "%(n)d matching runs", runs)),
    ]
    return [Belonging(words % {"n": n}) for n, words in counts if n]
