"""What objectives and indicators hold about persons: purpose, readers, time."""

from django.utils.translation import gettext_lazy as _

from companies.personal import Kept, Purpose, Reader, Table

_STEERING = (Reader.SELF, Reader.HR, Reader.DIRECTOR)

TABLES = (
    Table(
        model="objectives.Orientation",
        title=_("strategic orientations of the company"),
        plain=("id", "public_id", "name"),
        apart=_("Describes the company, not a person."),
    ),
    Table(
        model="objectives.Objective",
        title=_("objectives of programmes"),
        links=("programme", "orientation"),
        plain=("id", "public_id", "kind", "statement", "retired_at"),
        apart=_("Describes a programme, not a person."),
    ),
    Table(
        model="objectives.Indicator",
        title=_("indicators of programmes and who looks after them"),
        purpose=Purpose.PROGRAMMES,
        seen_by=_STEERING,
        kept=Kept.FACTS,
        personal={"name": _("indicator they look after"), "due_on": _("deadline")},
        links=("objective", "owner"),
        plain=("id", "public_id", "unit", "baseline", "baseline_on", "target", "source"),
        person=("owner",),
        stands=("owner",),
        programme="objective__programme",
    ),
    Table(
        model="objectives.ObjectiveReview",
        title=_("reviews of objectives"),
        actors=("held_by",),
        links=("objective",),
        plain=("id", "due_on", "held_on", "standing", "reason", "before"),
        apart=_("Says how an objective stands, nothing of a person."),
        stands=("held_by",),
        programme="objective__programme",
    ),
    Table(
        model="objectives.EvaluationPlan",
        title=_("evaluation plans of programmes"),
        links=("programme",),
        plain=(
            *("id", "outcomes", "comparison", "horizon_months", "frozen_at", "frozen"),
            "digest",
        ),
        apart=_("Says what will be compared, nothing of a person."),
    ),
)

CLOCKS = ()
