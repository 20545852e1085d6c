"""Codes and figures → words and numbers in the language of the reader."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evaluations.metrics import (
    Count,
    Hidden,
    Interval,
    Mean,
    Nps,
    Proportion,
)
from evaluations.models import PulseAnswer
from pairings.models import Pairing

type Words = str | Promise

# ---------------------------------------------------------------- numbers


def number(value: float | Decimal, places: int | None = None) -> str:
    """A number as the reader writes it; trailing zeros are dropped unless ``places`` is given."""
    if places is None:
        value = Decimal(str(value)).normalize()
        exponent = value.as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
    return number_format(value, places, force_grouping=True)


def percent(share: float) -> str:
    """A share from 0 to 1 in whole per cent."""
    return f"{number(round(100 * share), 0)}{unit_gap()}%"


def percents(interval: Interval) -> str:
    """An interval of shares, its unit written once."""
    low, high = round(100 * interval.low), round(100 * interval.high)
    return f"{_range(number(low, 0), number(high, 0))}{unit_gap()}%"


def unit_gap() -> str:
    """What stands between a number and its unit sign."""
    return "\u00a0" if (get_language() or "").startswith("fr") else ""


def money(amount: Decimal, currency: str, places: int = 0) -> str:
    """An amount with its currency, rounded to whole units unless ``places`` is given."""
    sign = {"EUR": "€", "GBP": "£", "USD": "$"}.get(currency, currency)
    written = number(amount, places)
    if (get_language() or "").startswith("fr"):
        return f"{written}\u00a0{sign}"
    return f"{sign}{written}" if len(sign) == 1 else f"{sign}\u00a0{written}"


def quantity(value: Decimal | float, unit: str) -> str:
    """A measured value with the unit HR gave its indicator."""
    if unit == "%":
        return f"{number(value)}{unit_gap()}%"
    return f"{number(value)}\u00a0{unit}".strip()


def _range(low: str, high: str) -> str:
    return pgettext("interval", "%(low)s to %(high)s") % {"low": low, "high": high}


def interval(figure: Mean | Nps | Proportion) -> str:
    """The bounds of a figure."""
    if isinstance(figure, Proportion):
        return percents(figure.interval)
    places = 0 if isinstance(figure, Nps) else 1
    return _range(number(figure.low, places), number(figure.high, places))


def sure(figure: Mean | Nps | Proportion) -> str:
    """The bounds of a figure, said to be its 95 % interval."""
    return _("95%% interval: %(bounds)s") % {"bounds": interval(figure)}


def score(figure: Mean | Nps | Hidden) -> str:
    """A mean or a net score, or why it is not shown."""
    if isinstance(figure, Hidden):
        return hidden(figure)
    if isinstance(figure, Nps):
        return f"{figure.value:+.0f}".replace("-", "\u2212") if figure.value else "0"
    return number(figure.value, 1)


def count(value: Count) -> str:
    """A number of people, or its bounds."""
    return number(value.least, 0) if value.exact else _range(str(value.least), str(value.most))


def hidden(figure: Hidden) -> str:
    """Why a figure is not shown."""
    return _("hidden, fewer than 5") if figure.reason == "small_group" else _("no data yet")


def month(code: str, *, year: bool = False) -> str:
    """``2026-03`` as a short month, with its year when asked."""
    return date_format(date.fromisoformat(f"{code}-01"), "N Y" if year else "N")


def day(value: date) -> str:
    """A day within a sentence: French months have no capital there, whatever Django says."""
    written = date_format(value, "j F Y")
    return written.lower() if (get_language() or "").startswith("fr") else written


# ---------------------------------------------------------------- questions

LABELS: Mapping[str, Words] = {
    "useful": lazy("Usefulness of the sessions"),
    "listened": lazy("Feeling listened to"),
    "challenged": lazy("Ideas challenged"),
    "balance": lazy("Balance of speaking time"),
    "progress": lazy("Progress felt"),
    "supported": lazy("Feeling less alone"),
    "expectation": lazy("Expectations met"),
    "recommend": lazy("Recommendation"),
}

_SENTENCES: Mapping[str, tuple[Words, Words]] = {
    "useful": (
        lazy("How useful are your sessions to you?"),
        lazy("How useful do you find your sessions?"),
    ),
    "listened": (
        lazy("I feel listened to by my mentor."),
        lazy("I feel listened to by the person I accompany."),
    ),
    "challenged": (
        lazy("My mentor leads me to question my habits."),
        lazy("I dare to question the habits of the person I accompany."),
    ),
    "balance": (
        lazy("We share the speaking time fairly."),
        lazy("We share the speaking time fairly."),
    ),
    "progress": (
        lazy("I am getting closer to my goals."),
        lazy("I see the person I accompany getting closer to their goals."),
    ),
    "supported": (
        lazy("Thanks to this mentoring I feel less alone with the difficulties of my work."),
        lazy("Being a mentor makes me feel less alone with the difficulties of my own work."),
    ),
    "expectation": (
        lazy("This mentoring is what I expected of it."),
        lazy("This mentoring is what I expected of it."),
    ),
    "recommend": (
        lazy("Would you advise a colleague to take part in this programme?"),
        lazy("Would you advise a colleague to become a mentor in this programme?"),
    ),
}

_ENDS: Mapping[str, tuple[Words, Words]] = {
    "useful": (lazy("not useful"), lazy("very useful")),
    "recommend": (lazy("certainly not"), lazy("certainly")),
}


def question(code: str, side: str) -> Words:
    """The words of one question for a mentor or a mentee."""
    mentee, mentor = _SENTENCES[code]
    return mentor if side == PulseAnswer.Side.MENTOR else mentee


def ends(code: str) -> tuple[Words, Words]:
    """What the lowest and the highest value mean."""
    return _ENDS.get(code, (lazy("not at all"), lazy("completely")))


# ---------------------------------------------------------------- steps, waves, causes

STEPS: Mapping[str, Words] = {
    "invited": lazy("Invited"),
    "accepted": lazy("Said yes"),
    "paired": lazy("Paired"),
    "first_session": lazy("Held a first session"),
    "mid_term": lazy("Reached mid-term"),
    "closed_well": lazy("Closed well"),
}

WAVES: Mapping[str, Words] = {
    "first_session": lazy("First session"),
    "day_30": lazy("Day 30"),
    "mid_term": lazy("Mid-term"),
    "final": lazy("End"),
}

STANDINGS: Mapping[str, Words] = {
    "reached": lazy("reached"),
    "on_track": lazy("on track"),
    "behind": lazy("behind the plan"),
    "no_measure": lazy("not measured yet"),
}

MISSING_COSTS: Mapping[str, Words] = {
    "fixed": lazy("fixed costs (training, events, administration)"),
}


def cause(code: str) -> str:
    """Why a pairing ended early."""
    return str(dict(Pairing.EndReason.choices).get(code, _("not stated")))
