"""One cell of an HR export at a time: what it means, or the code of what is wrong with it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from people.roster.columns import fold

# Zero-width and direction characters: two names that look alike must be alike.
_ZERO_WIDTH: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb]"
)
_LOOKALIKE_SCRIPTS: Final = frozenset(
    {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"}
)
_EMAIL: Final = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
_BLANK: Final = frozenset(
    {"-", "--", "—", "–", "n/a", "#n/a", "#n/d", "null", "néant", "aucun", "none"}
)
_SPREADSHEET_ERRORS: Final = frozenset(
    {"#REF!", "#VALUE!", "#VALEUR!", "#NAME?", "#NOM?", "#DIV/0!", "#NUM!", "#NOMBRE!", "#NULL!"}
)


def plain(text: str) -> str:
    """NFC with single ordinary spaces: « Jean\u00a0 Paul » pasted from a page → "Jean Paul"."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def filled(text: str) -> str:
    """`plain`, with the usual ways of writing "nothing" (-, n/a, #N/A, néant) as ""."""
    text = plain(text)
    return "" if text.casefold() in _BLANK or text in _SPREADSHEET_ERRORS else text


def disguise(text: str) -> str:
    """ "zero_width" or "mixed_script" when the text may pass for another one, else ""."""
    if text.isascii():
        return ""
    if _ZERO_WIDTH.search(text):
        return "zero_width"
    scripts = {_script(one) for one in text if one.isalpha()} & _LOOKALIKE_SCRIPTS
    return "mixed_script" if len(scripts) > 1 else ""


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return "LATIN" if letter.isascii() else unicodedata.name(letter, "").split(" ")[0]


def is_garbled(text: str) -> bool:
    """Whether UTF-8 was once read as Latin-1 or cp1252: « Ã© » where « é » was meant."""
    return (
        "\ufffd" in text
        or re.search("[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]", text) is not None
    )


def email_of(text: str) -> str | None:
    """The address in lower case, without "mailto:" or a name around it; None when it is none."""
    text = plain(text)
    inside = re.fullmatch(r"[^<>]*<([^<>]+)>", text)
    address = (inside[1] if inside else text).strip().lower().removeprefix("mailto:")
    local = address.partition("@")[0]
    fits = len(address) <= 254 and len(local) <= 64
    return address if fits and _EMAIL.fullmatch(address) else None


def number_of(text: str) -> str:
    """An employee number as typed, minus the ".0" that spreadsheets add; leading zeros are kept."""
    return re.sub(r"^(\d+)[.,]0+$", r"\1", filled(text))


def is_rounded(number: str) -> bool:
    """Whether a spreadsheet turned a long number into « 1,23E+11 », so that digits are lost."""
    return re.fullmatch(r"\d([.,]\d+)?E\+?\d+", number) is not None


def quantity_of(text: str) -> int | float | None:
    """A number as people write it, « 1 234,5 » or "1,234.5"; None for what is none or above 1e12.

    A single comma separates decimals, as in France.
    """
    bare = re.sub(r"[\s\u00a0\u202f'’]", "", text)
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+\.\d+|[+-]?\d{1,3}(,\d{3}){2,}", bare):
        bare = bare.replace(",", "")
    if not re.fullmatch(r"[+-]?\d{1,12}([.,]\d{1,9})?", bare):
        return None
    number = float(bare.replace(",", "."))
    return int(number) if number.is_integer() else number


LEVEL_NAMES: Final[Mapping[str, int]] = {
    # French insurance convention of 27 May 1992: seven classes, then executives outside the grid.
    "hors classe": 8,
    "hc": 8,
    "dirigeant": 8,
    "dirigeante": 8,
    "cadre dirigeant": 8,
    "cadre de direction": 8,
}
_LEVEL: Final = re.compile(
    r"(?:(?:classe|class|niveau|level|grade|band|cl|[a-z]) ?)?(\d{1,2})(?: 0+)?"
)


def level_of(text: str, names: Mapping[str, int] = LEVEL_NAMES) -> int | None:
    """A rank from « 5 », « Classe 5 », "L5", "5.0" or a name of `names` (folded); 1 to 30."""
    folded = fold(text)
    if folded in names:
        return names[folded]
    found = None if text.startswith("-") else _LEVEL.fullmatch(folded)
    return int(found[1]) if found and 1 <= int(found[1]) <= 30 else None


_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMERIC: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[T ].*)?")
_SERIAL: Final = re.compile(r"(\d{5})(?:[.,]\d+)?")
_DAY_WORD: Final = re.compile(
    r"(\d{1,2})(?:er|st|nd|rd|th)?[ ./-]+([^\W\d_]+)\.?[ ,./-]+(\d{4}|\d{2})"
)
_WORD_DAY: Final = re.compile(r"([^\W\d_]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan janv janvier january",
            "feb fev fevr fevrier february",
            "mar mars march",
            "apr avr avril april",
            "may mai",
            "jun juin june",
            "jul juil juillet july",
            "aug aout august",
            "sep sept septembre september",
            "oct octobre october",
            "nov novembre november",
            "dec decembre december",
        ),
        start=1,
    )
    for name in names.split()
}
# Day zero of spreadsheet serials, which count a 29 February 1900 that never was.
_EPOCH: Final = date(1899, 12, 30)


def is_month_first(texts: Iterable[str]) -> bool:
    """Whether a column of dates is American: some second number above 12 and no first number is."""
    pairs = [(int(m[1]), int(m[2])) for m in map(_NUMERIC.fullmatch, texts) if m]
    return any(second > 12 for _, second in pairs) and not any(first > 12 for first, _ in pairs)


def date_of(text: str, *, month_first: bool = False) -> date | None:
    """A day from ISO, French, English or American writing, or a spreadsheet serial.

    Two-digit years below 70 are of this century. None for what is no day, or not in 1940–2100.
    """
    parts = _date_parts(text, month_first)
    if parts is None:
        return None
    year, month, day = parts
    if year < 100:
        year += 2000 if year < 70 else 1900
    if not 1940 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _date_parts(text: str, month_first: bool) -> tuple[int, int, int] | None:
    if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _NUMERIC.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        return (year, first, second) if month_first else (year, second, first)
    if found := _SERIAL.fullmatch(text):
        day = _EPOCH + timedelta(days=int(found[1]))
        return day.year, day.month, day.day
    if found := _DAY_WORD.fullmatch(text):
        day_text, word, year_text = found.groups()
    elif found := _WORD_DAY.fullmatch(text):
        word, day_text, year_text = found.groups()
    else:
        return None
    month = _MONTHS.get(fold(word))
    return (int(year_text), month, int(day_text)) if month else None


_LANGUAGE_NAMES: Final = {
    "ar": "arabe arabic",
    "bg": "bulgare bulgarian",
    "br": "breton",
    "ca": "catalan",
    "cs": "tcheque czech",
    "da": "danois danish",
    "de": "allemand german deutsch",
    "el": "grec greek",
    "en": "anglais english",
    "es": "espagnol spanish espanol",
    "et": "estonien estonian",
    "eu": "basque",
    "fa": "persan farsi persian",
    "fi": "finnois finlandais finnish",
    "fr": "francais french",
    "ga": "irlandais irish",
    "he": "hebreu hebrew",
    "hi": "hindi",
    "hr": "croate croatian",
    "hu": "hongrois hungarian",
    "hy": "armenien armenian",
    "it": "italien italian italiano",
    "ja": "japonais japanese",
    "ko": "coreen korean",
    "lb": "luxembourgeois luxembourgish",
    "lt": "lituanien lithuanian",
    "lv": "letton latvian",
    "nl": "neerlandais hollandais dutch flamand",
    "no": "norvegien norwegian",
    "oc": "occitan",
    "pl": "polonais polish",
    "pt": "portugais portuguese portugues",
    "ro": "roumain romanian",
    "ru": "russe russian",
    "sk": "slovaque slovak",
    "sl": "slovene slovenian",
    "sr": "serbe serbian",
    "sv": "suedois swedish",
    "sw": "swahili",
    "ta": "tamoul tamil",
    "th": "thai thailandais",
    "tr": "turc turkish",
    "uk": "ukrainien ukrainian",
    "ur": "ourdou urdu",
    "vi": "vietnamien vietnamese",
    "wo": "wolof",
    "zh": "chinois mandarin chinese",
}
_LANGUAGES: Final = {
    name: code for code, names in _LANGUAGE_NAMES.items() for name in (code, *names.split())
}


def language_of(text: str) -> str | None:
    """ISO 639-1 code from « anglais (C1) », "English - fluent", "en" or "fr-FR"."""
    words = fold(text).split()
    return _LANGUAGES.get(words[0]) if words else None


def split_list(text: str) -> list[str]:
    """The items of a list separated by bars, semicolons, commas or line breaks, blanks left out."""
    return [item for part in re.split(r"[|;,\n\r]", text) if (item := plain(part))]


_SKILL: Final = re.compile(r"(.+?)\s*(?:[:=]\s*|\()\s*([^\s:=()]+)\s*\)?")
DEFAULT_SKILL_LEVEL: Final = 3


def skills_of(text: str) -> tuple[dict[str, int], list[str]]:
    """Skills with their level 1–5, and the items whose level is none.

    « Négociation:4 | SQL (3), Écoute » → {"Négociation": 4, "SQL": 3, "Écoute": 3}: a skill without
    level counts as 3. A skill named twice keeps its higher level.
    """
    skills: dict[str, int] = {}
    spelling: dict[str, str] = {}
    wrong: list[str] = []
    for item in split_list(text):
        found = _SKILL.fullmatch(item)
        name, level = (found[1], found[2]) if found else (item, str(DEFAULT_SKILL_LEVEL))
        digits = re.fullmatch(r"([1-5])(?:[.,]0+|/5)?", level)
        if not digits or len(name) > 100:
            # A parenthesis may belong to the name, as in « Excel (VBA) »: only figures are levels.
            if found and item.endswith(")") and not re.search(r"\d", level) and len(item) <= 100:
                name, digits = item, re.fullmatch(r"(\d)", str(DEFAULT_SKILL_LEVEL))
            else:
                wrong.append(item)
                continue
        assert digits is not None
        name = spelling.setdefault(name.casefold(), name)
        skills[name] = max(skills.get(name, 0), int(digits[1]))
    return skills, wrong


@lru_cache(maxsize=1024)
def is_time_zone(name: str) -> bool:
    """Whether the IANA database knows this zone."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True
