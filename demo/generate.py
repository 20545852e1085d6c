"""Write the demo files again: `python -m demo.generate [folder]`; the same bytes every time."""

import csv
import io
import random
import sys
import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from pathlib import Path

import xlsxwriter

from demo.seed import aubepine, kestrel, pilots
from demo.seed.intakes import Signup
from demo.seed.staff import Employee

HERE = Path(__file__).parent

_FRENCH_COLUMNS = [
    "Matricule",
    "Nom",
    "Prénom",
    "Adresse e-mail professionnelle",
    "Intitulé du poste",
    "Fonction",
    "Direction",
    "Site",
    "Classe",
    "Matricule du responsable",
    "Date d'entrée",
    "Type de contrat",
    "Temps de travail",
    "Langues",
    "Compétences",
    "Compétences recherchées",
    "Langue de l'interface",
    "Fuseau horaire",
]
_ENGLISH_COLUMNS = [
    "Employee ID",
    "First name",
    "Last name",
    "Work email",
    "Job title",
    "Function",
    "Department",
    "Location",
    "Grade",
    "Manager ID",
    "Hire date",
    "Cost centre",
    "Languages",
    "Skills",
    "Skills wanted",
    "Preferred language",
    "Time zone",
]
_PILOT_COLUMNS = [
    "Mentor",
    "Personne accompagnée",
    "Date de début",
    "Date de fin",
    "Nb de séances",
    "Modalité",
    "Thème",
    "Satisfaction /5",
    "Motif de fin",
    "Commentaires",
]
_ZONES = {"Bristol": "Europe/London", "Toulouse": "Europe/Paris", "Munich": "Europe/Berlin"}
_GONE = "009871"


def write(folder: Path = HERE) -> list[Path]:
    """Both companies' exports and programme lists under `folder`; gives the files written."""
    with (HERE / "labels.toml").open("rb") as file:
        labels = tomllib.load(file)
    files = {
        Path("aubepine/collaborateurs.csv"): _aubepine_people(),
        Path("aubepine/mentorats-pilotes.xlsx"): _aubepine_pilots(),
        Path("kestrel/people.xlsx"): _kestrel_people(),
    }
    for name, lines in aubepine.signups().items():
        files[Path("aubepine") / name] = _signups(lines, labels["fr"], ";", "cp1252")
    for name, lines in kestrel.signups().items():
        files[Path("kestrel") / name] = _signups(lines, labels["en"], ",", "utf-8")
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return [folder / path for path in files]


def _csv(rows: Iterable[Iterable[object]], delimiter: str, encoding: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def _skills(skills: Mapping[str, int]) -> str:
    return "|".join(f"{name}:{level}" for name, level in skills.items())


def _aubepine_people() -> bytes:
    """A cp1252 export with what real ones carry: a title, a total, a manager who left."""
    chance = random.Random(aubepine.SEED + 2)
    people = aubepine.people()
    orphan = next(one for one in people if one.place == "Commercial/1/1/3")
    signing = next(one for one in people if one.place == "Relation client/1/0/4")
    blanks = [""] * (len(_FRENCH_COLUMNS) - 1)
    rows: list[list[str]] = [
        ["Extraction SIRH – collaborateurs présents – Aubépine Assurances", *blanks],
        [],
        _FRENCH_COLUMNS,
    ]
    for one in people:
        manager = f"{one.manager.number:06d}" if one.manager else ""
        languages = ", ".join(one.languages)
        rows.append(
            [
                f"{one.number:06d}",
                one.family,
                one.given,
                one.email,
                one.title,
                one.function,
                one.department,
                one.site,
                "HC" if one.level == 8 else str(one.level),
                _GONE if one is orphan else manager,
                f"{one.hired_on:%d/%m/%Y}",
                "CDI" if one.level > 2 or chance.random() < 0.85 else "CDD",
                "100 %" if chance.random() < 0.86 else "80 %",
                f"{languages}, LSF" if one is signing else languages,
                _skills(one.offered),
                _skills(one.wanted),
                "FR",
                "Europe/Paris",
            ]
        )
    rows += [[], ["Total collaborateurs", str(len(people)), *blanks[1:]]]
    return _csv(rows, ";", "cp1252")


def _aubepine_pilots() -> bytes:
    """A sheet as people keep one: merged cells, a title by year, subtotals and a total."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 1, 5)})  # noqa: DTZ001  the format has no zone
        sheet = book.add_worksheet("Suivi")
        bold = book.add_format({"bold": True, "valign": "vcenter"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.merge_range(0, 0, 0, 9, "Mentorats informels : suivi", bold)
        sheet.write_row(2, 0, _PILOT_COLUMNS, bold)
        row, total = 3, 0
        for year, lines in pilots.mentorings(aubepine.people()):
            sheet.merge_range(row, 0, row, 9, f"Année {year}", bold)
            row += 1
            for mentor, noted in groupby(lines, key=lambda one: one.mentor):
                own = list(noted)
                if len(own) > 1:
                    sheet.merge_range(row, 0, row + len(own) - 1, 0, mentor, bold)
                else:
                    sheet.write(row, 0, mentor)
                for one in own:
                    sheet.write(row, 1, one.mentee)
                    sheet.write_datetime(row, 2, one.started_on, day)
                    if one.ended_on:
                        sheet.write_datetime(row, 3, one.ended_on, day)
                    rest = (one.sessions, one.way, one.topic, one.satisfaction, one.reason)
                    sheet.write_row(row, 4, (*rest, one.remark))
                    row += 1
            held = sum(one.sessions for one in lines)
            sheet.write_row(row, 0, [f"Sous-total {year}", len(lines), "", "", held], bold)
            total += held
            row += 2
        sheet.write_row(row, 0, ["TOTAL", "", "", "", total], bold)
        sheet.freeze_panes(3, 0)
    return data.getvalue()


def _kestrel_people() -> bytes:
    """A workbook with a cover sheet, typed numbers and dates, and a headcount below the list."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 1, 5)})  # noqa: DTZ001  the format has no zone
        cover = book.add_worksheet("Read me")
        cover.write(0, 0, "People export, Kestrel Robotics")
        cover.write(1, 0, "One line per active employee; contractors are not included.")
        sheet = book.add_worksheet("People")
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write(0, 0, "Active employees", bold)
        sheet.write_row(2, 0, _ENGLISH_COLUMNS, bold)
        people = kestrel.people()
        for row, one in enumerate(people, start=3):
            cells = _kestrel_cells(one)
            sheet.write_row(row, 0, cells)
            sheet.write_datetime(row, _ENGLISH_COLUMNS.index("Hire date"), one.hired_on, day)
        sheet.write_row(len(people) + 4, 0, ["Total headcount", len(people)], bold)
        sheet.freeze_panes(3, 0)
    return data.getvalue()


def _kestrel_cells(one: Employee) -> list[str | int]:
    return [
        one.number,
        one.given,
        one.family,
        one.email,
        one.title,
        one.function,
        one.department,
        one.site,
        f"L{one.level}",
        one.manager.number if one.manager else "",
        "",
        f"CC-{sum(map(ord, one.department)) % 900 + 100}",
        ", ".join(one.languages),
        _skills(one.offered),
        _skills(one.wanted),
        "French" if one.given == "Léa" and one.family == "Fournier" else "English",
        _ZONES[one.site],
    ]


def _signups(
    lines: list[Signup], labels: Mapping[str, Mapping[str, str]], delimiter: str, encoding: str
) -> bytes:
    """Codes become the words of labels.toml; lists inside a cell are separated by bars."""

    def words(kind: str, codes: Iterable[str]) -> str:
        return "|".join(labels[kind][code] for code in codes)

    rows: list[list[str]] = [list(labels["columns"].values())]
    rows += [
        [
            one.email,
            labels["roles"][one.role],
            str(one.places) if one.role == "mentor" else "",
            words("needs", one.needs),
            words("slots", one.availability),
        ]
        for one in lines
    ]
    return _csv(rows, delimiter, encoding)


if __name__ == "__main__":
    for path in write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        sys.stdout.write(f"{path}\n")
