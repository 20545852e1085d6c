"""The demo files are what two HR departments would export, and they hold together."""

import tomllib
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from demo import generate
from people import roster
from people.roster import PersonRow, Roster, Severity

DEMO = Path(generate.__file__).parent
COMPANIES = ("aubepine", "kestrel")
PROGRAMMES = list(product(COMPANIES, range(3)))
CRITERIA = {
    "level_gap", "function", "department", "skills", "needs", "languages", "site",
    "availability", "seniority",
}  # fmt: skip


def toml(path: str) -> dict[str, Any]:
    return tomllib.loads((DEMO / path).read_text())


def programme(company: str, number: int) -> dict[str, Any]:
    return toml(f"{company}/programmes.toml")["programmes"][number]


def people(company: str) -> Roster:
    path = DEMO / company / toml(f"{company}/company.toml")["people"]
    table = roster.read(path.read_bytes(), path.name)
    return roster.parse(table, roster.guess_mapping(table.headers))


def signups(company: str, name: str) -> list[dict[str, str]]:
    path = DEMO / company / name
    table = roster.read(path.read_bytes(), name)
    mapping = roster.guess_mapping(table.headers, roster.ENROLMENT_FIELDS)
    at = {field: table.headers.index(header) for field, header in mapping.items()}
    assert set(at) == set(roster.ENROLMENT_FIELDS)
    return [{field: line.cells[i] for field, i in at.items()} for line in table.rows]


def chain(by_key: Mapping[str, PersonRow], one: PersonRow) -> list[str]:
    above = []
    while one.manager_key:
        one = by_key[one.manager_key]
        above.append(one.email)
    return above


def test_the_generator_writes_the_committed_bytes(tmp_path: Path) -> None:
    for written in generate.write(tmp_path):
        committed = DEMO / written.relative_to(tmp_path)
        assert written.read_bytes() == committed.read_bytes(), written.name


@pytest.mark.parametrize(
    ("company", "count", "depth", "sites", "kind"),
    [
        ("aubepine", 302, 6, {"Niort", "Lyon", "Lille", "Nantes"}, "csv cp1252 ;"),
        ("kestrel", 120, 5, {"Bristol", "Toulouse", "Munich"}, "xlsx"),
    ],
)
def test_each_export_holds_a_whole_company(
    company: str, count: int, depth: int, sites: set[str], kind: str
) -> None:
    path = DEMO / company / toml(f"{company}/company.toml")["people"]
    table = roster.read(path.read_bytes(), path.name)
    rows = people(company).rows
    by_key = {one.key: one for one in rows}
    assert " ".join(filter(None, (table.kind, table.encoding, table.delimiter))) == kind
    assert set(roster.guess_mapping(table.headers)) == set(roster.PERSON_FIELDS)
    assert len(rows) == count
    assert max(len(chain(by_key, one)) + 1 for one in rows) == depth
    assert {one.site for one in rows} == sites
    assert all(one.level and one.hired_on and one.skills_offered for one in rows)


def test_the_blemishes_of_the_french_export_only_warn() -> None:
    problems = people("aubepine").problems
    assert {one.severity for one in problems} == {Severity.WARNING}
    assert [one.code for one in problems] == ["language_unknown", "manager_unknown", "totals_line"]


def test_the_blemishes_of_the_english_export_only_warn() -> None:
    assert [one.code for one in people("kestrel").problems] == ["totals_line"]


@pytest.mark.parametrize("company", COMPANIES)
def test_every_login_is_a_person_and_stands_in_the_list_of_the_programme(company: str) -> None:
    emails = {one.email for one in people(company).rows}
    keys = {one["key"]: one["roster"] for one in toml(f"{company}/programmes.toml")["programmes"]}
    logins = toml(f"{company}/company.toml")["logins"]
    assert {"hr_admin", "programme_director", "sponsor", "mentor", "mentee"} <= {
        one["key"] for one in logins
    }
    assert all(one["email"] in emails for one in logins)
    for login in (one for one in logins if "programme" in one):
        lines = signups(company, keys[login["programme"]])
        label = toml("labels.toml")[toml(f"{company}/company.toml")["labels"]]["roles"]
        assert [label[login["role"]]] == [
            line["role"] for line in lines if line["email"] == login["email"]
        ]


@pytest.mark.parametrize(("company", "number"), PROGRAMMES)
def test_every_programme_has_a_purpose_and_a_measurable_objective(
    company: str, number: int
) -> None:
    one = programme(company, number)
    indicator = one["objective"]["indicator"]
    assert one["state"] == ("closed", "running", "matching")[number]
    assert one["mode"] == ("hybrid" if one["state"] == "matching" else "administrative")
    assert len(one["purpose"]) > 80
    assert indicator["baseline"] != indicator["target"]
    assert (indicator["target"] > indicator["baseline"]) == (indicator["better"] == "higher")
    assert one["opens_in"] < one["starts_in"] < one["ends_in"]
    assert (one["ends_in"] < 0) == (one["state"] == "closed")
    assert all(offset <= 0 for offset, _ in indicator["measures"])
    assert {criterion["kind"] for criterion in one["criteria"]} <= CRITERIA


@pytest.mark.parametrize(("company", "number"), PROGRAMMES)
def test_every_list_uses_known_people_and_labels(company: str, number: int) -> None:
    lines = signups(company, programme(company, number)["roster"])
    labels = toml("labels.toml")[toml(f"{company}/company.toml")["labels"]]
    emails = {one.email for one in people(company).rows}
    needs, slots = set(labels["needs"].values()), set(labels["slots"].values())
    assert len({line["email"] for line in lines}) == len(lines)
    for line in lines:
        assert line["email"] in emails
        assert line["role"] in labels["roles"].values()
        assert set(line["needs"].split("|")) <= needs
        assert set(line["availability"].split("|")) <= slots
        assert (line["places"] in {"1", "2", "3"}) == (line["role"] == labels["roles"]["mentor"])


@pytest.mark.parametrize(("company", "number"), PROGRAMMES)
def test_everybody_in_a_programme_can_be_paired_outside_the_management_line(
    company: str, number: int
) -> None:
    rows = people(company).rows
    by_key = {one.key: one for one in rows}
    by_email = {one.email: one for one in rows}
    one = programme(company, number)
    musts = {criterion["kind"] for criterion in one["criteria"] if criterion["must"]}
    lines = signups(company, one["roster"])
    mentees = [by_email[line["email"]] for line in lines if not line["places"]]
    seats = [by_email[x["email"]] for x in lines for _ in range(int(x["places"] or 0))]

    def admissible(mentee: PersonRow, mentor: PersonRow) -> bool:
        apart = mentor.email not in [*chain(by_key, mentee), mentee.email]
        apart = apart and mentee.email not in chain(by_key, mentor)
        above = (mentor.level or 0) > (mentee.level or 0)
        return (
            apart
            and (above or "level_gap" not in musts)
            and (mentor.site != mentee.site or "site" not in musts)
        )

    allowed = np.array([[admissible(a, b) for b in seats] for a in mentees], dtype=int)
    pairs = maximum_bipartite_matching(csr_matrix(allowed), perm_type="column")
    assert int((pairs >= 0).sum()) == len(mentees)


@pytest.mark.parametrize("company", COMPANIES)
def test_nobody_is_mentee_in_two_programmes(company: str) -> None:
    mentees = [
        line["email"]
        for number in range(3)
        for line in signups(company, programme(company, number)["roster"])
        if not line["places"]
    ]
    assert len(mentees) == len(set(mentees))
