"""Reads the folder of a demo company: who it is, who logs in, which programmes it runs."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "demo"
COMPANIES = ("aubepine", "kestrel")

# The files speak of what is learnt; the product keeps a shorter list.
_KINDS = {"technical_skills": "skills", "internal_communication": "communication"}


@dataclass(frozen=True)
class Login:
    """Somebody whose password is printed: their part in the demo and their address."""

    key: str
    email: str
    language: str


@dataclass(frozen=True)
class OwnFact:
    """Something the company declares about people: its name, kind and answers to choose from."""

    name: str
    kind: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Departure:
    """Somebody who goes: days are offsets from today."""

    email: str
    announced_in: int
    last_day_in: int


@dataclass(frozen=True)
class Plea:
    """A right that somebody used: kind and words; days are offsets from today."""

    email: str
    kind: str
    words: str
    received_in: int


@dataclass(frozen=True)
class ProgrammeFile:
    """One programme of ``programmes.toml``; days are offsets from today."""

    facts: dict[str, Any]
    folder: Path

    @property
    def key(self) -> str:
        """Its name in the files."""
        return str(self.facts["key"])

    @property
    def state(self) -> str:
        """``closed``, ``running`` or ``matching``."""
        return str(self.facts["state"])

    @property
    def objective(self) -> dict[str, Any]:
        """Title, kind and indicator."""
        return dict(self.facts["objective"])

    @property
    def indicator(self) -> dict[str, Any]:
        """Name, unit, baseline, target, owner and measures."""
        return dict(self.objective["indicator"])

    @property
    def looking_back(self) -> dict[str, Any]:
        """Remarks, lessons and the next cohort of a closed programme; empty for the others."""
        return dict(self.facts.get("looking_back", {}))

    @property
    def objective_kind(self) -> str:
        """The kind of objective as the product names it."""
        kind = str(self.objective["kind"])
        return _KINDS.get(kind, kind)

    @property
    def competencies(self) -> list[str]:
        """The profiles aimed at, of mentees and of mentors; empty when there is none."""
        return list(self.facts.get("competencies", ()))

    @property
    def roster(self) -> Path:
        """The list of people to invite."""
        return self.folder / str(self.facts["roster"])

    def day(self, name: str, today: date) -> date:
        """The day of ``opens``, ``starts``, ``ends`` or ``ranking_closes``."""
        return today + timedelta(days=int(self.facts[f"{name}_in"]))


@dataclass(frozen=True)
class CompanyFile:
    """A folder of ``demo/``: ``subdomain`` is also its name."""

    folder: Path
    facts: dict[str, Any]
    logins: tuple[Login, ...]
    programmes: tuple[ProgrammeFile, ...]
    own_facts: tuple[OwnFact, ...]
    departures: tuple[Departure, ...]
    pleas: tuple[Plea, ...]

    @property
    def name(self) -> str:
        """What the company is called."""
        return str(self.facts["name"])

    @property
    def subdomain(self) -> str:
        """Where its site answers."""
        return str(self.facts["subdomain"])

    @property
    def language(self) -> str:
        """The language of the company."""
        return str(self.facts["language"])

    @property
    def looks(self) -> dict[str, str]:
        """Colour of the space and where people write to HR; empty when it keeps ours."""
        return dict(self.facts.get("looks", {}))

    @property
    def notice(self) -> dict[str, str]:
        """What the company adds to the notice; empty when it publishes none of its own."""
        return {name: text.strip() for name, text in self.facts.get("notice", {}).items()}

    @property
    def opinion(self) -> dict[str, Any]:
        """What a colleague was asked about the draft, and their remarks; empty without a review."""
        return dict(self.facts.get("opinion", {}))

    @property
    def asking(self) -> dict[str, Any]:
        """The small programme in which mentees ask the mentor themselves; empty without one."""
        return dict(self.facts.get("asking", {}))

    @property
    def people(self) -> Path:
        """The export of its HR software."""
        return self.folder / str(self.facts["people"])

    @property
    def arrivals(self) -> Path:
        """A small export of newcomers, with a fault, that HR has not applied yet."""
        return self.folder / str(self.facts["arrivals"])

    @property
    def pilot(self) -> Path | None:
        """A sheet of mentorings before any programme, if the company has one."""
        name = self.facts.get("pilot")
        return self.folder / str(name) if name else None

    def login(self, key: str) -> Login:
        """The login of a part such as ``hr_admin``."""
        return next(login for login in self.logins if login.key == key)


def read(subdomain: str) -> CompanyFile:
    """The demo company of this subdomain; raises FileNotFoundError when there is none."""
    folder = FOLDER / subdomain
    facts = tomllib.loads((folder / "company.toml").read_text())
    programmes = tomllib.loads((folder / str(facts["programmes"])).read_text())["programmes"]
    return CompanyFile(
        folder=folder,
        facts=facts,
        logins=tuple(Login(one["key"], one["email"], one["language"]) for one in facts["logins"]),
        programmes=tuple(ProgrammeFile(one, folder) for one in programmes),
        own_facts=tuple(
            OwnFact(one["name"], one["kind"], tuple(one.get("options", ())))
            for one in facts["own_facts"]
        ),
        departures=tuple(Departure(**one) for one in facts["departures"]),
        pleas=tuple(Plea(**one) for one in facts.get("pleas", ())),
    )
