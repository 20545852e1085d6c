"""What an enrolment form can ask: kinds, first questions, faults of an answer (pure)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

TEXT, NUMBER, CHOICE, CHOICES, SCALE, SKILLS, AVAILABILITY = (
    *("text", "number", "choice", "choices"),
    *("scale", "skills", "availability"),
)
KINDS: Final = (TEXT, NUMBER, CHOICE, CHOICES, SCALE, SKILLS, AVAILABILITY)
LISTED: Final = (CHOICE, CHOICES, SKILLS)
"""Kinds that need a list to choose from, or to rate."""
LONGEST_TEXT: Final = 1200
LARGEST_NUMBER: Final = 999
POINTS: Final = range(1, 6)

MENTOR, MENTEE = "mentor", "mentee"

type Option = Mapping[str, str]
"""``code``, ``fr`` and ``en``."""


@dataclass(frozen=True, slots=True)
class Starter:
    """A question that every new form begins with; HR may reword it or leave it out.

    ``code`` lets the scores recognise it. ``is_shared``: the partner reads the answer too.
    """

    code: str
    kind: str
    roles: tuple[str, ...]
    fr: str
    en: str
    options: tuple[tuple[str, str, str], ...] = ()
    is_mandatory: bool = False
    is_shared: bool = False

    @property
    def listed(self) -> list[dict[str, str]]:
        """The options as a question keeps them."""
        return [{"code": code, "fr": fr, "en": en} for code, fr, en in self.options]


BOTH: Final = (MENTOR, MENTEE)
STARTERS: Final = (
    Starter(
        "expectations",
        TEXT,
        BOTH,
        "Qu’attendez-vous de ce mentorat ?",
        "What do you expect from this mentoring?",
        is_mandatory=True,
        is_shared=True,
    ),
    Starter(
        "not_expected",
        TEXT,
        BOTH,
        "Qu’est-ce que vous n’en attendez pas ?",
        "What do you not expect from it?",
        is_shared=True,
    ),
    Starter(
        "aspirations",
        TEXT,
        (MENTEE,),
        "Où aimeriez-vous être dans trois ans ?",
        "Where would you like to be in three years?",
    ),
    Starter(
        "years",
        NUMBER,
        (MENTOR,),
        "Depuis combien d’années exercez-vous votre métier ?",
        "How many years have you practised your trade?",
        is_mandatory=True,
        is_shared=True,
    ),
    Starter(
        "team",
        NUMBER,
        (MENTOR,),
        "Quelle est la plus grande équipe que vous avez animée (personnes) ?",
        "What is the largest team you have led (people)?",
    ),
    Starter(
        "accompanied",
        NUMBER,
        (MENTOR,),
        "Combien de personnes avez-vous déjà accompagnées (mentorat, tutorat, formation) ?",
        "How many people have you accompanied before (mentoring, tutoring, training)?",
    ),
    Starter(
        "values",
        SKILLS,
        (MENTOR,),
        "À quel point vous reconnaissez-vous dans ces phrases ? (1 : pas du tout, 5 : tout à fait)",
        "How much are these sentences like you? (1: not at all, 5: very much)",
        (
            (
                "give",
                "J’aime voir quelqu’un réussir sans moi",
                "I like to see others succeed without me",
            ),
            ("own", "Je parle volontiers de mes échecs", "I am willing to talk about my failures"),
            ("keep", "Ce que l’on me confie, je le garde", "I keep what is confided to me"),
            (
                "doubt",
                "Je supporte de ne pas savoir répondre",
                "I can bear not having the answer",
            ),
        ),
        is_mandatory=True,
    ),
    Starter(
        "craft",
        SKILLS,
        (MENTOR,),
        "Où en êtes-vous ? (1 : je débute, 5 : je pourrais le transmettre)",
        "Where do you stand? (1: a beginner, 5: I could teach it)",
        (
            ("listen", "Écouter sans interrompre", "Listening without interrupting"),
            ("ask", "Poser des questions ouvertes", "Asking open questions"),
            (
                "feedback",
                "Dire ce que j’observe sans juger",
                "Saying what I see without judging",
            ),
            ("goals", "Aider à formuler un objectif", "Helping to word a goal"),
        ),
        is_mandatory=True,
    ),
    Starter(
        "time",
        CHOICE,
        (MENTOR,),
        "Combien de temps pouvez-vous donner, par mois et par personne ?",
        "How much time can you give, per month and person?",
        (
            ("h1", "moins d’une heure", "less than an hour"),
            ("h2", "une à deux heures", "one to two hours"),
            ("h3", "deux à trois heures", "two to three hours"),
            ("h4", "plus de trois heures", "more than three hours"),
        ),
        is_mandatory=True,
    ),
)


def starters(role: str) -> list[Starter]:
    """The questions that a new form of this role begins with."""
    return [one for one in STARTERS if role in one.roles]


def is_empty(value: Any) -> bool:
    """Whether a question was left unanswered."""
    return value is None or value in ("", [], {})


def fault(
    kind: str, codes: Sequence[str], value: Any, *, is_mandatory: bool, least: int = 0
) -> str:
    """What is wrong with an answer: ``missing``, ``unknown``, ``long``, ``range``, ``few`` or "".

    ``codes`` are those of the options. Shapes: text a string, number and scale an integer, choice
    a code, choices and availability a list of codes, skills a mapping of code to 1–5 (all of them
    when mandatory). ``least``: how many slots an availability names at least, when it names any.
    """
    if is_empty(value):
        return "missing" if is_mandatory else ""
    if kind == TEXT:
        return _text_fault(value, is_mandatory=is_mandatory)
    if kind in (NUMBER, SCALE):
        allowed = POINTS if kind == SCALE else range(LARGEST_NUMBER + 1)
        return "" if _is_whole(value) and value in allowed else "range"
    if kind == CHOICE:
        return "" if isinstance(value, str) and value in codes else "unknown"
    if kind in (CHOICES, AVAILABILITY):
        known = isinstance(value, list) and all(one in codes for one in value)
        if not known or len(set(value)) < len(value):
            return "unknown"
        return "few" if kind == AVAILABILITY and len(value) < least else ""
    return _rating_fault(codes, value, is_mandatory=is_mandatory)


def _text_fault(value: Any, *, is_mandatory: bool) -> str:
    if not isinstance(value, str):
        return "unknown"
    if len(value) > LONGEST_TEXT:
        return "long"
    return "missing" if is_mandatory and not value.strip() else ""


def _rating_fault(codes: Sequence[str], value: Any, *, is_mandatory: bool) -> str:
    if not isinstance(value, dict) or not set(value) <= set(codes):
        return "unknown"
    if not all(_is_whole(points) and points in POINTS for points in value.values()):
        return "range"
    return "missing" if is_mandatory and set(value) != set(codes) else ""


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def options(
    lines: Sequence[str], known: Sequence[Option], spent: Collection[str] = ()
) -> list[dict[str, str]]:
    """Options typed one a line, « French | English »; one without a bar says the same in both.

    An option whose words are those of a known one keeps its code, so that answers given before
    still mean it; the others get codes that are neither known nor ``spent`` by an earlier version.
    """
    said = {word: one["code"] for one in known for word in (one["fr"], one["en"])}
    used = {one["code"] for one in known} | set(spent)
    made: list[dict[str, str]] = []
    number = len(known)
    for line in lines:
        parts = [" ".join(part.split()) for part in line.split("|", 1)]
        fr, en = parts[0], parts[-1]
        if not fr and not en:
            continue
        code = said.get(fr) or said.get(en) or ""
        if not code or code in {one["code"] for one in made}:
            number += 1
            while f"o{number}" in used:
                number += 1
            code = f"o{number}"
        used.add(code)
        made.append({"code": code, "fr": fr or en, "en": en or fr})
    return made


@dataclass(frozen=True, slots=True)
class Changes:
    """Keys of the questions that a newer version of a form asks for the first time, no longer, or
    in other words."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    reworded: tuple[str, ...]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Compare two versions: key of a question → anything that says how it is asked."""
    return Changes(
        added=tuple(key for key in after if key not in before),
        removed=tuple(key for key in before if key not in after),
        reworded=tuple(key for key in after if key in before and before[key] != after[key]),
    )
