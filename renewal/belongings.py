"""What a renewal keeps of the cohort that it made."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes import belongings
from programmes.belongings import Belonging
from programmes.models import Programme
from renewal.models import Proposal, Renewal


def contribute() -> None:
    """Be asked whenever a programme may be deleted."""
    belongings.contribute(of)


def of(programme: Programme) -> list[Belonging]:
    """Its tie to the cohort before, with the changes proposed by what that one has learnt."""
    made = Renewal.objects.filter(successor=programme).select_related("predecessor").first()
    if made is None:
        return []
    found = [
        Belonging(
            _("its tie to “%(name)s”, which may be renewed anew then") % {"name": made.predecessor}
        )
    ]
    proposed = Proposal.objects.filter(renewal=made).count()
    if proposed:
        words = ngettext("%(n)d proposed change", "%(n)d proposed changes", proposed)
        found.append(Belonging(words % {"n": proposed}))
    return found
