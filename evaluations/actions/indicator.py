"""Enters measured values of the indicators of a programme."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.errors import Refusal
from evaluations.models import IndicatorValue
from objectives.actions.objective import check_pursued
from objectives.models import Indicator
from people import audit
from people.models import Person


@transaction.atomic
def measure(
    *, indicator: Indicator, value: Decimal, measured_on: date, source: str, by: Person
) -> IndicatorValue:
    """Keep what an indicator was on a day, in its unit.

    A second value for the same day replaces the first; both stay in the journal. Refuses a day in
    the future, a value that is no plain number, and an objective that is retired.
    """
    check_pursued(indicator.objective)
    if measured_on > timezone.localdate():
        raise Refusal(
            _("This day is in the future. Enter the value once it has been measured."),
            field="measured_on",
        )
    if not value.is_finite() or abs(value) >= Decimal(10) ** 10:
        raise Refusal(_("Enter a number of at most ten digits."), field="value")
    if source not in Indicator.Source.values:
        raise Refusal(_("Say where the value comes from."), field="source")
    before = IndicatorValue.objects.filter(indicator=indicator, measured_on=measured_on).first()
    kept, _created = IndicatorValue.objects.update_or_create(
        indicator=indicator,
        measured_on=measured_on,
        defaults={
            "value": value,
            "source": source,
            "entered_by": by,
            "entered_at": timezone.now(),
        },
    )
    audit.record(
        "indicator.measured",
        by=by,
        on=indicator,
        measured_on=measured_on.isoformat(),
        value=str(value),
        before=str(before.value) if before else None,
        source=source,
    )
    return kept
