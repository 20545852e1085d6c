"""Reasons and causes as sentences in French and English, for whoever has no Django at hand.

The pages say the same with templates/pairings/reason.html and templates/matching/causes.html; a
test renders both and compares.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from competencies import starter
from matching.engine.terms import Reason

LANGUAGES: Final = ("fr", "en")

_FAMILIES: Final = {
    "skills": "skill",
    "needs": "need",
    "languages": "language",
    "availability": "slot",
}
_DAYS: Final = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
}
_HALVES: Final = {"fr": ("matin", "après-midi"), "en": ("morning", "afternoon")}
_CODES: Final = ("mon", "tue", "wed", "thu", "fri")
_SPOKEN: Final = {
    "ar": ("arabe", "Arabic"),
    "de": ("allemand", "German"),
    "en": ("anglais", "English"),
    "es": ("espagnol", "Spanish"),
    "fr": ("français", "French"),
    "it": ("italien", "Italian"),
    "nl": ("néerlandais", "Dutch"),
    "pl": ("polonais", "Polish"),
    "pt": ("portugais", "Portuguese"),
    "ro": ("roumain", "Romanian"),
    "ru": ("russe", "Russian"),
}
_NOUNS: Final = {
    "fr": {
        "function": ("fonction", "fonctions", "Deux"),
        "department": ("direction", "directions", "Deux"),
        "site": ("site", "sites", "Deux"),
        "time_zone": ("fuseau horaire", "fuseaux horaires", "Deux"),
    },
    "en": {
        "function": ("function", "functions", "Two"),
        "department": ("department", "departments", "Two"),
        "site": ("site", "sites", "Two"),
        "time_zone": ("time zone", "time zones", "Two"),
    },
}
CRITERIA: Final = {
    "fr": {
        "skills": "Compétences",
        "needs": "Besoins",
        "level_gap": "Niveau",
        "function": "Fonction",
        "department": "Direction",
        "site": "Site",
        "time_zone": "Fuseau horaire",
        "languages": "Langues",
        "availability": "Disponibilités",
        "seniority": "Ancienneté",
        "given": "Points donnés",
    },
    "en": {
        "skills": "Skills",
        "needs": "Needs",
        "level_gap": "Grade",
        "function": "Function",
        "department": "Department",
        "site": "Site",
        "time_zone": "Time zone",
        "languages": "Languages",
        "availability": "Availability",
        "seniority": "Years in the company",
        "given": "Points given",
    },
}
"""The name of each criterion, as headings give it."""

type _Forms = str | tuple[str, str]

# One form, or the forms for one and for several of what is counted.
_REASONS: Final[Mapping[str, Mapping[str, _Forms]]] = {
    "fr": {
        "missing_mentor": "Côté mentor, pas de réponse sur ce point ; il compte pour moitié.",
        "missing_mentee": (
            "La personne accompagnée n’a pas répondu sur ce point ; il compte pour moitié."
        ),
        "missing_both": "Pas de réponse sur ce point, d’aucun côté ; il compte pour moitié.",
        "skills_none": (
            "La compétence souhaitée n’est pas parmi celles proposées : {lacking}",
            "Aucune des {asked} compétences souhaitées : {lacking}",
        ),
        "skills_found": (
            "La compétence souhaitée : {common}",
            "{found} sur {asked} compétences souhaitées : {common}",
        ),
        "needs_none": "L’aide proposée porte sur d’autres sujets que les besoins exprimés",
        "needs_found": (
            "Le besoin exprimé est couvert : {common}",
            "Besoins couverts, {found} sur {asked} : {common}",
        ),
        "languages_none": "Aucune langue en commun",
        "languages_found": "Langues communes : {common}",
        "availability_none": "Aucune demi-journée en commun",
        "availability_found": (
            "Une demi-journée en commun : {common}",
            "{found} demi-journées en commun : {common}",
        ),
        "level_gap_equal": "Même niveau",
        "level_gap_above": (
            "Un niveau au-dessus, côté mentor",
            "{gap} niveaux au-dessus, côté mentor",
        ),
        "level_gap_below": (
            "Un niveau au-dessous, côté mentor",
            "{gap} niveaux au-dessous, côté mentor",
        ),
        "seniority_equal": "Arrivées dans l’entreprise à peu près au même moment",
        "seniority_above": (
            "Un an d’ancienneté de plus, côté mentor",
            "{years} ans d’ancienneté de plus, côté mentor",
        ),
        "seniority_below": (
            "Un an d’ancienneté de plus pour la personne accompagnée",
            "{years} ans d’ancienneté de plus pour la personne accompagnée",
        ),
        "same": "{same} : {mentor}",
        "different": "{two} {several} : {mentee} (personne accompagnée), {mentor} (mentor)",
        "given_points": "Points donnés par le fichier",
    },
    "en": {
        "missing_mentor": "The mentor has not answered this; it counts for half.",
        "missing_mentee": "The mentee has not answered this; it counts for half.",
        "missing_both": "Neither has answered this; it counts for half.",
        "skills_none": (
            "The skill wanted is not among those offered: {lacking}",
            "None of the {asked} skills wanted: {lacking}",
        ),
        "skills_found": (
            "The skill wanted: {common}",
            "{found} of the {asked} skills wanted: {common}",
        ),
        "needs_none": "The mentor offers help with other subjects than those needed",
        "needs_found": (
            "The mentor can help with the need stated: {common}",
            "The mentor can help with {found} of the {asked} needs: {common}",
        ),
        "languages_none": "No language in common",
        "languages_found": "Both speak {common}",
        "availability_none": "No half day in common",
        "availability_found": (
            "One half day in common: {common}",
            "{found} half days in common: {common}",
        ),
        "level_gap_equal": "Both have the same grade",
        "level_gap_above": ("The mentor is one grade above", "The mentor is {gap} grades above"),
        "level_gap_below": ("The mentor is one grade below", "The mentor is {gap} grades below"),
        "seniority_equal": "Both joined the company at about the same time",
        "seniority_above": (
            "The mentor has been here one year longer",
            "The mentor has been here {years} years longer",
        ),
        "seniority_below": (
            "The mentee has been here one year longer",
            "The mentee has been here {years} years longer",
        ),
        "same": "{same}: {mentor}",
        "different": "{two} {several}: {mentee} for the mentee, {mentor} for the mentor",
        "given_points": "Points given by the file",
    },
}
_COUNTED: Final = {
    "skills": "asked",
    "needs": "asked",
    "availability": "found",
    "level_gap": "gap",
    "seniority": "years",
}
"""What decides between one and several."""

_CAUSES: Final[Mapping[str, Mapping[str, _Forms]]] = {
    "fr": {
        "line": (
            "{count} mentor est dans la ligne hiérarchique",
            "{count} mentors sont dans la ligne hiérarchique",
        ),
        "minimum": (
            "{count} mentor est sous le score minimal",
            "{count} mentors sont sous le score minimal",
        ),
        "full": (
            "{count} mentor convient, mais ses places sont allées à des binômes qui apportent plus "
            "à l’ensemble",
            "{count} mentors conviennent, mais leurs places sont allées à des binômes qui apportent"
            " plus à l’ensemble",
        ),
        "no_place": (
            "{count} mentor convient, mais accompagne déjà autant de personnes que promis",
            "{count} mentors conviennent, mais accompagnent déjà autant de personnes que promis",
        ),
        "language": (
            "{count} mentor n’a pas de langue commune",
            "{count} mentors n’ont pas de langue commune",
        ),
        "blocked": ("{count} binôme a été refusé", "{count} binômes ont été refusés"),
        "same_person": "Un mentor est la même personne",
        "must_given": (
            "{count} mentor n’a pas de points avec cette personne",
            "{count} mentors n’ont pas de points avec cette personne",
        ),
        "must": (
            "{count} mentor n’a pas l’indispensable « {name} »",
            "{count} mentors n’ont pas l’indispensable « {name} »",
        ),
        "nobody": "Il n’y a pas de mentor",
    },
    "en": {
        "line": (
            "{count} mentor is in the management line",
            "{count} mentors are in the management line",
        ),
        "minimum": (
            "{count} mentor is below the lowest score",
            "{count} mentors are below the lowest score",
        ),
        "full": (
            "{count} mentor suits, but their places went to pairs that bring more to all together",
            "{count} mentors suit, but their places went to pairs that bring more to all together",
        ),
        "no_place": (
            "{count} mentor suits, but already has as many mentees as offered",
            "{count} mentors suit, but already have as many mentees as offered",
        ),
        "language": ("{count} mentor shares no language", "{count} mentors share no language"),
        "blocked": ("{count} pair was refused", "{count} pairs were refused"),
        "same_person": "One mentor is the same person",
        "must_given": (
            "{count} mentor has no points with this person",
            "{count} mentors have no points with this person",
        ),
        "must": (
            "{count} mentor lacks the must-have “{name}”",
            "{count} mentors lack the must-have “{name}”",
        ),
        "nobody": "There is no mentor",
    },
}


def sentence(reason: Reason, language: str) -> str:
    """What a reason says, in `language` (fr or en)."""
    facts, kind = reason.facts, reason.criterion
    outcome = reason.code.removeprefix(f"{kind}_")
    values: dict[str, Any] = {
        "common": _named(facts.get("common", ()), kind, language),
        "lacking": _named(facts.get("lacking", ()), kind, language),
        "found": len(facts.get("common", ())),
        "asked": len(facts.get("common", ())) + len(facts.get("lacking", ())),
        "gap": abs(facts.get("gap", 0)),
        "years": facts.get("years", 0),
        "mentee": facts.get("mentee"),
        "mentor": facts.get("mentor"),
    }
    if kind in _NOUNS[language]:
        one, several, two = _NOUNS[language][kind]
        same = f"Même {one}" if language == "fr" else f"Same {one}"
        values |= {"same": same, "several": several, "two": two}
    forms = _REASONS[language][_key(kind, outcome, values, facts)]
    return _form(forms, values.get(_COUNTED.get(kind, ""), 1), language).format(**values)


def _key(kind: str, outcome: str, values: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    if outcome == "missing":
        missing = facts["missing"]
        return "missing_both" if len(missing) > 1 else f"missing_{missing[0]}"
    if kind in _FAMILIES:
        return f"{kind}_none" if outcome == "none" else f"{kind}_found"
    if kind == "seniority" and values["years"] == 0:
        return "seniority_equal"
    if outcome in {"same", "different"}:
        return outcome
    return "given_points" if kind == "given" else f"{kind}_{outcome}"


def cause(code: str, count: int, language: str) -> str:
    """Why `count` mentors are excluded for somebody, in `language` (fr or en)."""
    table = _CAUSES[language]
    name = CRITERIA[language].get(code.removeprefix("must_"), code)
    forms = table.get(code) or table["must"]
    return _form(forms, count, language).format(count=count, name=name)


def _form(forms: _Forms, count: int, language: str) -> str:
    if isinstance(forms, str):
        return forms
    # French counts 0 and 1 as one.
    return forms[count > 1 if language == "fr" else count != 1]


def _named(codes: Sequence[str], kind: str, language: str) -> str:
    """Codes of a family as one list in words: a, b and c; half days follow the week."""
    family = _FAMILIES.get(kind, "")
    order = [f"{day}_{half}" for day in _CODES for half in ("am", "pm")]
    if family == "slot":
        codes = sorted(codes, key=lambda one: order.index(one) if one in order else len(order))
    names = [_name(str(code), family, language) for code in codes]
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + (" et " if language == "fr" else " and ") + names[-1]


def _name(code: str, family: str, language: str) -> str:
    if family == "need":
        labels = {need.code: need.label for need in starter.needs()}
        return labels[code][language] if code in labels else code
    if family == "language" and code in _SPOKEN:
        return _SPOKEN[code][LANGUAGES.index(language)]
    day, _, half = code.partition("_")
    if family == "slot" and day in _CODES and half in {"am", "pm"}:
        return f"{_DAYS[language][_CODES.index(day)]} {_HALVES[language][half == 'pm']}"
    return code
