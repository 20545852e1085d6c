"""Fill an organisation chart with invented people: the same seed always gives the same company."""

import random
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

type Persona = tuple[str, str, str]
"""Given name, family name, "f" or "m": somebody the demo calls by name."""


@dataclass(frozen=True)
class Job:
    """A title (« masculine|feminine » when they differ), its job family and its range of levels."""

    title: str
    function: str
    levels: tuple[int, int]


@dataclass(frozen=True)
class Team:
    """A lead, perhaps a deputy through whom the others report, and `size` others."""

    lead: Job
    deputy: Job | None
    others: tuple[Job, ...]
    size: int


@dataclass(frozen=True)
class Branch:
    """A head on one site; teams report to the head, or `staff` directly where there is no team."""

    head: Job
    site: str
    teams: tuple[Team, ...] = ()
    staff: tuple[Job, ...] = ()
    size: int = 0


@dataclass(frozen=True)
class Department:
    """A director and branches; `skills` are those its people practise."""

    name: str
    director: Job
    site: str
    branches: tuple[Branch, ...]
    skills: tuple[str, ...]


@dataclass(frozen=True)
class Culture:
    """What the people of a company are called and know, apart from their jobs."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    leading_skills: tuple[str, ...]
    wished_skills: tuple[str, ...]
    extra_languages: Mapping[str, float]
    own_languages: Mapping[str, tuple[str, ...]]
    domain: str
    personas: Mapping[str, Persona]
    first_number: int
    last_hire: date


@dataclass
class Employee:
    """One line of the export; `place` tells where in the chart, as in "claims/0/2/lead"."""

    number: int
    place: str
    given: str
    family: str
    email: str
    title: str
    function: str
    department: str
    site: str
    level: int
    manager: "Employee | None"
    hired_on: date
    languages: tuple[str, ...]
    offered: dict[str, int] = field(default_factory=dict)
    wanted: dict[str, int] = field(default_factory=dict)

    def line(self) -> set[str]:
        """E-mails of everybody above this person."""
        above: set[str] = set()
        one = self.manager
        while one is not None:
            above.add(one.email)
            one = one.manager
        return above


def names_of(company: str, kind: str) -> tuple[str, ...]:
    """The women, men or families of one company in names.toml."""
    with (Path(__file__).parent / "names.toml").open("rb") as file:
        words: str = tomllib.load(file)[company][kind]
    return tuple(word.replace("_", " ") for word in words.split())


def ascii_of(text: str) -> str:
    """A name as mail systems spell it: « Inès Da Costa » → "ines.dacosta" pieces without spaces."""
    plain = unicodedata.normalize(
        "NFKD", text.replace("œ", "oe").replace("ø", "o").replace("ß", "ss")
    )
    kept = (one for one in plain.lower() if one.isascii() and (one.isalnum() or one == "-"))
    return "".join(kept)


class Chart:
    """Hires people into places, one after the other, with one source of chance."""

    def __init__(self, culture: Culture, seed: int) -> None:
        self.culture = culture
        self.chance = random.Random(seed)
        self.people: list[Employee] = []
        self._emails: set[str] = set()
        self._families = self._endless(culture.families)
        self._women = self._endless(culture.women)
        self._men = self._endless(culture.men)
        for given, family, _ in culture.personas.values():
            self._emails.add(self._email(given, family))

    def _endless(self, names: Sequence[str]) -> Iterator[str]:
        while True:
            yield from self.chance.sample(names, len(names))

    def _email(self, given: str, family: str) -> str:
        return f"{ascii_of(given)}.{ascii_of(family)}@{self.culture.domain}"

    def _name(self, place: str) -> tuple[str, str, str]:
        if place in self.culture.personas:
            return self.culture.personas[place]
        while True:
            gender = self.chance.choice("fm")
            given = next(self._women if gender == "f" else self._men)
            family = next(self._families)
            email = self._email(given, family)
            if email not in self._emails:
                self._emails.add(email)
                return given, family, gender

    def hire(
        self,
        place: str,
        job: Job,
        department: str,
        site: str,
        manager: Employee | None,
        skills: Sequence[str],
    ) -> Employee:
        """A person in a job; leading jobs offer leadership skills as well."""
        given, family, gender = self._name(place)
        masculine, _, feminine = job.title.partition("|")
        level = self.chance.randint(*job.levels)
        years = min(level * 1.5 + self.chance.uniform(-2, 7), 33)
        one = Employee(
            number=self.culture.first_number + len(self.people) * 7 + self.chance.randint(0, 6),
            place=place,
            given=given,
            family=family,
            email=self._email(given, family),
            title=feminine if feminine and gender == "f" else masculine,
            function=job.function,
            department=department,
            site=site,
            level=level,
            manager=manager,
            hired_on=self._hire_date(years),
            languages=self._languages(site),
        )
        self._give_skills(one, skills, leads="lead" in place or "head" in place or "top" in place)
        self.people.append(one)
        return one

    def _hire_date(self, years: float) -> date:
        day = self.culture.last_hire - timedelta(days=int(max(years, 0.3) * 365.25))
        day = day.replace(day=1) if self.chance.random() < 0.6 else day
        return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)

    def _languages(self, site: str) -> tuple[str, ...]:
        own = self.culture.own_languages.get(site, self.culture.own_languages[""])
        spoken = dict.fromkeys(own)
        for language, share in self.culture.extra_languages.items():
            if self.chance.random() < share:
                spoken[language] = None
        return tuple(spoken)

    def _give_skills(self, one: Employee, skills: Sequence[str], *, leads: bool) -> None:
        base = 2 + one.level // 3
        for skill in self.chance.sample(skills, min(len(skills), self.chance.randint(2, 4))):
            one.offered[skill] = max(1, min(5, base + self.chance.randint(-1, 1)))
        if leads:
            for skill in self.chance.sample(self.culture.leading_skills, self.chance.randint(2, 3)):
                one.offered[skill] = self.chance.randint(3, 5)
        wishes = self.culture.wished_skills
        for skill in self.chance.sample(wishes, self.chance.randint(1, 3)):
            if skill not in one.offered:
                one.wanted[skill] = self.chance.randint(2, 4)

    def fill(
        self, top: Job, office: str, site: str, departments: Sequence[Department]
    ) -> list[Employee]:
        """The whole company, from the top down."""
        chief = self.hire("top", top, office, site, None, departments[0].skills)
        for department in departments:
            self._fill_department(chief, department)
        return self.people

    def _fill_department(self, chief: Employee, department: Department) -> None:
        name, skills = department.name, department.skills
        director = self.hire(
            f"{name}/top", department.director, name, department.site, chief, skills
        )
        for b, branch in enumerate(department.branches):
            at = f"{name}/{b}"
            head = self.hire(f"{at}/head", branch.head, name, branch.site, director, skills)
            for n in range(branch.size):
                job = branch.staff[n % len(branch.staff)]
                self.hire(f"{at}/{n}", job, name, branch.site, head, skills)
            for t, team in enumerate(branch.teams):
                above = self.hire(f"{at}/{t}/lead", team.lead, name, branch.site, head, skills)
                if team.deputy:
                    above = self.hire(
                        f"{at}/{t}/deputy", team.deputy, name, branch.site, above, skills
                    )
                for n in range(team.size):
                    job = team.others[n % len(team.others)]
                    self.hire(f"{at}/{t}/{n}", job, name, branch.site, above, skills)
