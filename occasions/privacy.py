"""What rules about life events hold about persons: purpose, readers, time."""

from django.utils.translation import gettext_lazy as _

from companies.personal import Kept, Purpose, Reader, Table

TABLES = (
    Table(
        model="occasions.LifeRule",
        title=_("rules by which life events invite to a programme"),
        actors=("written_by", "switched_by"),
        links=("programme", "attribute"),
        plain=(
            *("id", "public_id", "role", "occasion", "days", "functions", "departments", "sites"),
            *("level_min", "level_max", "written_at", "is_on", "switched_at"),
        ),
        apart=_("Says whom a programme is meant for; whom it invited is under invitations."),
        stands=("written_by", "switched_by"),
        programme="programme",
    ),
    Table(
        model="occasions.LifeInvitation",
        title=_("invitations because of a life event"),
        purpose=Purpose.PROGRAMMES,
        seen_by=(Reader.SELF, Reader.HR, Reader.DIRECTOR),
        kept=Kept.FACTS,
        personal={
            "rule": _("event and rule that led to the invitation"),
            "happened_on": _("when it happened"),
            "invited_at": _("when they were invited"),
        },
        links=("person",),
        plain=("id",),
        seen={"happened_on": (Reader.SELF, Reader.HR)},
        person=("person",),
        stands=("person",),
        programme="rule__programme",
        blanked={"happened_on": None},
    ),
)

CLOCKS = ()
