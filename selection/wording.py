"""The sentences behind the codes of selection: rules, faults of an answer, parts of a score."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from programmes import week
from selection import eligibility, questions
from selection.models import EligibilityRule, Question
from selection.scores import Part

READERS: Final[Mapping[bool, Promise]] = {
    True: gettext_lazy("HR, the programme director and the person you are paired with"),
    False: gettext_lazy("HR and the programme director"),
}
"""Who reads an answer, by whether it is shared."""

_FAULTS: Final[Mapping[str, Promise]] = {
    "missing": gettext_lazy("This question needs an answer."),
    "unknown": gettext_lazy("Choose among the answers of the list."),
    "long": gettext_lazy("Keep to 1,200 characters."),
    "range": gettext_lazy("Choose one of the marks, or write a whole number up to 999."),
}
_LEAST: Final = ngettext_lazy("Tick at least %(n)d slot.", "Tick at least %(n)d slots.", "n")

_PARTS: Final[Mapping[str, Promise]] = {
    "years": gettext_lazy("Years in the trade"),
    "team": gettext_lazy("Largest team led"),
    "accompanied": gettext_lazy("People accompanied before"),
    "values": gettext_lazy("Attitudes, in their own eyes"),
    "craft": gettext_lazy("Skills of a mentor, in their own eyes"),
    "time": gettext_lazy("Time they can give"),
    "interview": gettext_lazy("Interview"),
    "references": gettext_lazy("References"),
}


def fault(code: str, question: Question) -> str:
    """What is wrong with an answer, and what to do."""
    return least(question) if code == "few" else str(_FAULTS[code])


def least(question: Question) -> str:
    """How many slots a question about availability asks for; "" when any number will do."""
    return str(_LEAST % {"n": question.least}) if question.least else ""


def offered(question: Question) -> str:
    """What may be answered, in short: the options, or the days and the parts of the day."""
    if question.kind != questions.AVAILABILITY:
        return " · ".join(words for _code, words in question.choices)
    days, parts = week.axes(question.codes)
    named = [", ".join(str(week.DAYS[day]) for day in days)]
    named.append(", ".join(str(week.PARTS[part]) for part in parts))
    return " · ".join([*named, *([least(question)] if question.least else [])])


def rule(row: EligibilityRule) -> str:
    """What a rule asks for, as the end of a sentence."""
    if row.kind == eligibility.LEVEL_MIN:
        return _("a level of at least %(number)d") % {"number": row.number}
    if row.kind == eligibility.LEVEL_MAX:
        return _("a level of at most %(number)d") % {"number": row.number}
    if row.kind == eligibility.SENIORITY:
        months = row.number or 0
        sentence = ngettext(
            "at least %(months)d month in the company",
            "at least %(months)d months in the company",
            months,
        )
        return sentence % {"months": months}
    if row.module:
        return _("the module “%(module)s” of “%(programme)s”, done") % {
            "module": row.module.title,
            "programme": row.trained_in,
        }
    if row.trained_in:
        return _("the training of “%(programme)s”, done") % {"programme": row.trained_in}
    name = row.attribute.name if row.attribute else row.get_kind_display()
    return _("%(fact)s: %(values)s") % {"fact": name, "values": _(" or ").join(row.values)}


def obstacles(found: Iterable[tuple[EligibilityRule, bool]]) -> str:
    """Which rules stand in the way of somebody; kind, and without any judgement."""
    said = [
        _("%(rule)s (the record does not say)") % {"rule": rule(row)} if is_unknown else rule(row)
        for row, is_unknown in found
    ]
    return _("this role asks for %(rules)s") % {"rules": "; ".join(said)}


def answer(question: Question, value: Any) -> str:
    """An answer in words, in the language of the reader."""
    names = dict(question.choices)
    if question.kind == questions.SKILLS:
        return ", ".join(f"{names[code]} {points}/5" for code, points in value.items())
    if question.kind == questions.SCALE:
        return f"{value}/5"
    if question.kind in (questions.CHOICES, questions.AVAILABILITY):
        return ", ".join(names[code] for code in value)
    if question.kind == questions.CHOICE:
        return names[value]
    return str(value)


def part(code: str) -> str:
    """The name of a piece of a score."""
    return str(_PARTS[code])


def part_facts(part: Part) -> str:
    """What a piece of a score was read from."""
    facts = part.facts
    if "mean" in facts:
        sentence = ngettext(
            "%(mean)s out of 5 on average, from %(count)d mark",
            "%(mean)s out of 5 on average, from %(count)d marks",
            facts["count"],
        )
        return sentence % {**facts, "mean": number_format(facts["mean"], 1)}
    if part.code == "time":
        option = next(one for one in questions.STARTERS if one.code == "time")
        return next(words(one) for one in option.listed if one["code"] == facts["code"])
    return str(facts["number"])


def words(option: Mapping[str, str]) -> str:
    """An option in the language of the reader."""
    from_question = Question(options=[dict(option)])
    return from_question.choices[0][1]
