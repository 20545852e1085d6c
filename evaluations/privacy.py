"""What pulses, indicators and reports hold about persons: purpose, readers, time."""

from django.utils.translation import gettext_lazy as _

from companies.personal import Kept, Purpose, Reader, Table
from people.privacy import JOB

TABLES = (
    Table(
        model="evaluations.Pulse",
        title=_("waves of the short survey"),
        links=("programme",),
        plain=("id", "occasion", "created_at"),
        apart=_("Describes a wave of questions, not a person."),
    ),
    Table(
        model="evaluations.PulseRequest",
        title=_("who was asked to answer a pulse, and whether they did"),
        purpose=Purpose.EVALUATION,
        seen_by=(Reader.SELF,),
        kept=Kept.FACTS,
        personal={
            "pulse": _("pulse"),
            "asked_at": _("when they were asked"),
            "expires_at": _("until when they may answer"),
            "reminded_on": _("when they were reminded"),
            "answered_on": _("day of the answer, never its content"),
        },
        links=("person", "pairing"),
        plain=("id", "public_id", "waiting"),
        person=("person",),
        stands=("person",),
        programme="pulse__programme",
    ),
    Table(
        model="evaluations.SealedAnswer",
        title=_("answers to pulses, sealed until they are counted"),
        links=("pulse",),
        plain=("id", "side", "waiting", "sealed"),
        apart=_(
            "Sealed and without a name until five people or more can be counted together: nobody "
            "can tell which one is yours."
        ),
    ),
    Table(
        model="evaluations.PulseAnswer",
        title=_("answers to pulses, without author"),
        links=("pulse",),
        plain=("id", "side", "values"),
        apart=_(
            "Answers are stored without a name, a pair or an hour. Nobody can tell which ones are "
            "yours, Mentorat included: they cannot be exported, nor erased one by one."
        ),
    ),
    Table(
        model="evaluations.IndicatorValue",
        title=_("measured indicators"),
        actors=("entered_by",),
        links=("indicator",),
        plain=("id", "measured_on", "value", "source", "entered_at"),
        apart=_("A figure about a programme, not about a person."),
        stands=("entered_by",),
        programme="indicator__objective__programme",
    ),
    Table(
        model="evaluations.ImpactReport",
        title=_("impact reports"),
        actors=("requested_by",),
        links=("programme",),
        plain=(*JOB, "language", "as_of", "figures", "inputs_hash", "pdf", "pages"),
        apart=_("Figures about five people or more; none about one person."),
        stands=("requested_by",),
        programme="programme",
    ),
)

CLOCKS = ()
