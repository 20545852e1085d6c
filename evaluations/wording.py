"""Codes and figures → words and numbers in the language of the reader."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from evaluations.metrics import (
    Count,
    Hidden,
    Interval,
    Mean,
    Nps,
    Proportion,
)
from evaluations.models import Side
from pairings.models import Pairing

type Words = str | Promise

_MINUS = "\u2212"

# ---------------------------------------------------------------- numbers


def number(value: float | Decimal, places: int | None = None) -> str:
    """A number as the reader writes it, with a real minus sign; half a unit is rounded up.

    Trailing zeros are dropped unless ``places`` is given.
    """
    value = Decimal(str(value))
    if places is None:
        exponent = value.normalize().as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
    # Rounded here: Django cuts the decimals that do not fit.
    value = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return _MINUS * (value < 0) + number_format(abs(value), places, force_grouping=True)


def percent(share: float) -> str:
    """A share from 0 to 1 in whole per cent; what is not all is never written as 100."""
    return f"{_hundredths(share)}{unit_gap()}%"


def percents(interval: Interval) -> str:
    """An interval of shares, its unit written once."""
    return f"{_range(_hundredths(interval.low), _hundredths(interval.high))}{unit_gap()}%"


def _hundredths(share: float) -> str:
    return number(min(100 * share, 99) if 0.99 < share < 1 else 100 * share, 0)


def unit_gap() -> str:
    """What stands between a number and its unit sign."""
    return "\u00a0" if (get_language() or "").startswith("fr") else ""


def money(amount: Decimal, currency: str, places: int = 0) -> str:
    """An amount with its currency, rounded to whole units unless ``places`` is given."""
    sign = {"EUR": "€", "GBP": "£", "USD": "$"}.get(currency, currency)
    written = number(amount, places)
    if (get_language() or "").startswith("fr"):
        return f"{written}\u00a0{sign}"
    minus, digits = written[: written.startswith(_MINUS)], written.removeprefix(_MINUS)
    return f"{minus}{sign}{digits}" if len(sign) == 1 else f"{minus}{sign}\u00a0{digits}"


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
    return gettext("95%% interval: %(bounds)s") % {"bounds": interval(figure)}


def score(figure: Mean | Nps | Hidden) -> str:
    """A mean or a net score, or why it is not shown."""
    if isinstance(figure, Hidden):
        return hidden(figure)
    if isinstance(figure, Nps):
        written = number(figure.value, 0)
        return written if figure.value < 0 or written == "0" else f"+{written}"
    return number(figure.value, 1)


def count(value: Count) -> str:
    """A number of people, or its bounds."""
    least, most = number(value.least, 0), number(value.most, 0)
    return least if value.exact else _range(least, most)


def hidden(figure: Hidden) -> str:
    """Why a figure is not shown."""
    return (
        gettext("hidden, fewer than 5")
        if figure.reason == "small_group"
        else gettext("no data yet")
    )


def month(code: str, *, year: bool = False) -> str:
    """``2026-03`` as a short month, with its year when asked."""
    return date_format(date.fromisoformat(f"{code}-01"), "N Y" if year else "N")


def day(value: date) -> str:
    """A day within a sentence, as one writes it in Europe: 6 January 2026."""
    return date_format(value, "j F Y")


# ---------------------------------------------------------------- questions

LABELS: Mapping[str, Words] = {
    "useful": _("Usefulness of the sessions"),
    "listened": _("Feeling listened to"),
    "challenged": _("Ideas challenged"),
    "balance": _("Balance of speaking time"),
    "progress": _("Progress felt"),
    "supported": _("Feeling less alone"),
    "expectation": _("Expectations met"),
    "recommend": _("Recommendation"),
}

_SENTENCES: Mapping[str, tuple[Words, Words]] = {
    "useful": (
        _("How useful are your sessions to you?"),
        _("How useful do you find your sessions?"),
    ),
    "listened": (
        _("I feel listened to by my mentor."),
        _("I feel listened to by the person I accompany."),
    ),
    "challenged": (
        _("My mentor leads me to question my habits."),
        _("I dare to question the habits of the person I accompany."),
    ),
    "balance": (
        _("We share the speaking time fairly."),
        _("We share the speaking time fairly."),
    ),
    "progress": (
        _("I am getting closer to my goals."),
        _("I see the person I accompany getting closer to their goals."),
    ),
    "supported": (
        _("Thanks to this mentoring I feel less alone with the difficulties of my work."),
        _("Being a mentor makes me feel less alone with the difficulties of my own work."),
    ),
    "expectation": (
        _("This mentoring is what I expected of it."),
        _("This mentoring is what I expected of it."),
    ),
    "recommend": (
        _("Would you advise a colleague to take part in this programme?"),
        _("Would you advise a colleague to become a mentor in this programme?"),
    ),
}

_ENDS: Mapping[str, tuple[Words, Words]] = {
    "useful": (_("not useful"), _("very useful")),
    "recommend": (_("certainly not"), _("certainly")),
}


def question(code: str, side: str) -> Words:
    """The words of one question for a mentor or a mentee."""
    mentee, mentor = _SENTENCES[code]
    return mentor if side == Side.MENTOR else mentee


def ends(code: str) -> tuple[Words, Words]:
    """What the lowest and the highest value mean."""
    return _ENDS.get(code, (_("not at all"), _("completely")))


# ---------------------------------------------------------------- steps, waves, causes

STEPS: Mapping[str, Words] = {
    "invited": _("Invitations"),
    "accepted": _("Said yes"),
    "paired": _("Paired"),
    "first_session": _("Held a first session"),
    "mid_term": _("Reached mid-term"),
    "closed_well": _("Closed well"),
}

WAVES: Mapping[str, Words] = {
    "first_session": _("First session"),
    "day_30": _("Day 30"),
    "mid_term": _("Mid-term"),
    "final": _("End"),
}

STANDINGS: Mapping[str, Words] = {
    "reached": _("reached"),
    "on_track": _("on track"),
    "behind": _("behind plan"),
    "no_measure": _("not measured yet"),
}

MISSING_COSTS: Mapping[str, Words] = {
    "fixed": _("fixed costs (training, events, administration)"),
}


def cause(code: str) -> str:
    """Why a pairing ended early."""
    return str(dict(Pairing.EndReason.choices).get(code, gettext("not stated")))
