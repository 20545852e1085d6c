"""The engine from the command line: files in, pairs out, and every mistake by line."""

import io
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from matching.engine import Problem, certify, solve
from matching.engine.__main__ import main
from matching.engine.greedy import first_plan
from tests.matching.test_engine_assignment import make

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "docs/examples/matching"
FORMAT = (ROOT / "docs/matching-format.md").read_text()
BARE = "import runpy, sys; sys.argv = sys.argv[1:]\ntry: runpy.run_module('matching.engine', \
run_name='__main__')\nfinally: print('django' in sys.modules)"


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", FORMAT, re.DOTALL)


def run_bare(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A process without any variable, so without settings and without database."""
    return subprocess.run(
        [sys.executable, "-c", BARE, "-", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_examples_of_the_document_run_without_django_or_database(tmp_path: Path) -> None:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    commands = [shlex.split(block.replace("\\\n", " "))[3:] for block in blocks("sh")]
    done = [run_bare(tmp_path, *arguments) for arguments in commands]
    assert [(one.returncode, one.stderr) for one in done] == [(0, ""), (0, "")]
    assert all(one.stdout.endswith("False\n") for one in done)
    shown = blocks("text")[0].splitlines()
    assert [line for line in shown if not line.startswith("Time")] == [
        line for line in done[0].stdout.splitlines()[:-1] if not line.startswith("Time")
    ]
    assert (tmp_path / "pairs.csv").read_text("utf-8-sig").count("\n") == 5
    assert blocks("toml")[0] == (EXAMPLE / "rules.toml").read_text()


def arguments(folder: Path, **files: str | bytes) -> list[str]:
    """The options for files written into a folder; those of the example stand for the others."""
    given = {"mentees": "", "mentors": ""} | files
    if "scores" not in files:
        given.setdefault("rules", "")
    options = []
    for name, content in given.items():
        path = folder / f"{name}.{'toml' if name == 'rules' else 'csv'}"
        if not content:
            content = (EXAMPLE / path.name).read_bytes()
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        options += [f"--{name}", str(path)]
    return options


def result(folder: Path, *more: str, **files: str | bytes) -> dict[str, Any]:
    options = [*arguments(folder, **files), "--json", str(folder / "result.json"), *more]
    assert main(options) == 0
    content: dict[str, Any] = json.loads((folder / "result.json").read_text())
    return content


def test_json_tells_the_whole_result_in_both_languages(tmp_path: Path) -> None:
    found = result(tmp_path, people="", blocked="", locked="")
    assert (found["proven"], found["gap"], found["matched"]) == (True, 0, 4)
    for pair in found["pairs"]:
        assert sum(reason["points"] for reason in pair["reasons"]) == pair["points"]
        assert all(reason["text_fr"] and reason["text_en"] for reason in pair["reasons"])
    (alone,) = found["unmatched"]
    assert "1 mentor est dans la ligne hiérarchique" in [r["text_fr"] for r in alone["reasons"]]
    assert sum(reason["count"] for reason in alone["reasons"]) == 4
    assert sum(pair["points"] for pair in found["pairs"]) == found["objective"]
    assert found["spread"]["minimum"] == min(pair["points"] for pair in found["pairs"])


def workbook(text: str) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Feuil1")
        for n, line in enumerate(text.splitlines()):
            sheet.write_row(n, 0, line.split(";"))
    return data.getvalue()


def test_every_encoding_and_delimiter_gives_the_same_plan(tmp_path: Path) -> None:
    text = (EXAMPLE / "mentees.csv").read_text()
    variants: list[str | bytes] = [
        text,
        text.encode("cp1252"),
        text.replace(";", "\t").encode("utf-16"),
        text.replace(";", ",").encode("utf-8-sig"),
        text.upper().split("\n")[0] + text[text.index("\n") :],
        workbook(text),
    ]
    hashes = [result(tmp_path, mentees=variant) for variant in variants]
    assert len({(found["input_hash"], found["plan_hash"]) for found in hashes}) == 1


def test_rows_in_another_order_give_the_same_plan(tmp_path: Path) -> None:
    head, *rows = (EXAMPLE / "mentees.csv").read_text().splitlines()
    turned = result(tmp_path, mentees="\n".join([head, *reversed(rows)]))
    assert turned["plan_hash"] == result(tmp_path)["plan_hash"]


SCORES = "mentee,mentor,points\na,x,7\nb,x,9\nb,y,3\n"
MENTEES, MENTORS = "id\na\nb\n", "id\nx\ny\n"
FEW = {"mentees": MENTEES, "mentors": MENTORS, "scores": SCORES}


def couples(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(pair["mentee"], pair["mentor"]) for pair in found["pairs"]]


def test_points_of_a_file_stand_instead_of_rules(tmp_path: Path) -> None:
    found = result(tmp_path, **FEW)
    assert (couples(found), found["objective"]) == ([("a", "x"), ("b", "y")], 10)
    alone = result(tmp_path, "--bonus", "0", **FEW | {"scores": SCORES.replace("b,x,9", "b,x,99")})
    assert (couples(alone), alone["maximum_matchable"]) == ([("b", "x")], 2)


def test_preferences_of_both_sides_are_heard(tmp_path: Path) -> None:
    heard = "side,person,other,rank\nmentee,a,x,1\nmentee,b,x,1\nmentee,b,y,1\n"
    files = FEW | {"scores": SCORES + "a,y,1\n"}
    found = result(tmp_path, "--policy", "stable", **files, preferences=heard)
    assert (couples(found), found["any_choice"]) == ([("a", "y"), ("b", "x")], 1)
    assert found["blocking_pairs"] == 0
    liked = heard + "mentor,x,a,1\nmentor,x,b,2\n"
    found = result(tmp_path, "--policy", "stable", **files, preferences=liked)
    assert (couples(found), found["any_choice"]) == ([("a", "x"), ("b", "y")], 2)
    assert found["blocking_pairs"] == 0
    balanced = result(tmp_path, "--policy", "balanced", **files, preferences=heard)
    assert couples(balanced) == [("a", "x"), ("b", "y")]


def test_plan_that_people_know_is_disturbed_little(tmp_path: Path, capsys: Any) -> None:
    scores = "mentee,mentor,points\na,x,500\na,y,510\nb,x,520\nb,y,500\n"
    files = FEW | {"scores": scores}
    keep = "mentee;mentor\na;x\nb;y\ngone;x\n"
    free, held = result(tmp_path, **files), result(tmp_path, **files, keep=keep)
    assert couples(free) == [("a", "y"), ("b", "x")]
    assert (couples(held), held["kept"], held["moved"]) == ([("a", "x"), ("b", "y")], 2, 0)
    assert "Kept        2 of 2 pairs" in capsys.readouterr().out
    weak = result(tmp_path, "--inertia", "5", **files, keep=keep)
    assert (couples(weak), weak["kept"], weak["moved"]) == (couples(free), 0, 2)


def test_without_any_mentor_everybody_is_told(tmp_path: Path, capsys: Any) -> None:
    found = result(tmp_path, mentors="id;site\n")
    assert (found["matched"], len(found["unmatched"])) == (0, 5)
    assert found["unmatched"][0]["reasons"][0]["text_en"] == "There is no mentor"
    assert "amina: There is no mentor" in capsys.readouterr().out


def test_pairs_are_safe_in_a_spreadsheet_and_can_be_locked_again(tmp_path: Path) -> None:
    files = {"mentees": "id\n'=1+1\nb\n", "mentors": MENTORS}
    files["scores"] = "mentee,mentor,points\n'=1+1,x,5\nb,y,5\n"
    out = tmp_path / "pairs.csv"
    found = result(tmp_path, "--out", str(out), **files)
    assert found["pairs"][0]["mentee"] == "=1+1"
    assert "\n'=1+1;x;5;" in out.read_text("utf-8-sig").replace("\r", "")
    again = result(tmp_path, **files, locked=out.read_bytes())
    assert [pair["locked"] for pair in again["pairs"]] == [True, True]


MISTAKES: list[tuple[dict[str, str | bytes], str]] = [
    ({"mentees": "id;level\na;top\n"}, "mentees.csv:2: column “level”: “top” is no level."),
    ({"mentees": "id;level\na;1\n\na;2\n"}, "mentees.csv:4: column “id”: “a” is already on line 2"),
    ({"mentees": "id;level\n;1\n"}, "mentees.csv:2: column “id”: The id is missing."),
    ({"mentees": "level;site\n1;Lyon\n"}, "mentees.csv:1: The column “id” is missing"),
    ({"mentees": "id;level\na;1\n"}, "The column “skills_wanted” is missing"),
    ({"mentees": "rien\n"}, "mentees.csv:1: No line holds the names of the columns."),
    ({"mentees": 'id;level\n"a;1\n'}, "mentees.csv:2: A quotation mark that opens"),
    ({"mentees": b"%PDF-1.4"}, "mentees.csv: This is no table (pdf)."),
    ({"mentees": "id;skills_wanted\na;SQL:9\n"}, "“SQL:9” is no skill with a level."),
    ({"mentors": "id;capacity\nm;-1\n"}, "mentors.csv:2: column “capacity”: “-1” is no number."),
    ({"blocked": "mentee;mentor\nzoe;marc\n"}, "blocked.csv:2: column “mentee”: “zoe” is not"),
    ({"blocked": "mentee\namina\n"}, "blocked.csv:1: The column “mentor” is missing"),
    ({"locked": "mentee;mentor\namina;marc\namina;oscar\n"}, "locked.csv:3: column “mentee”"),
    ({"locked": "mentee;mentor\namina;oscar\nchloe;oscar\n"}, "locked.csv:3: column “mentor”"),
    (
        {"locked": "mentee;mentor\namina;marc\n", "blocked": "mentee;mentor\namina;marc\n"},
        "locked.csv:2: “amina” and “marc” must stay together, but a rule forbids it (blocked)",
    ),
    ({"keep": "mentee;mentor\namina;marc\namina;oscar\n"}, "keep.csv:3: column “mentee”: “amina”"),
    ({"keep": "mentee;mentor\namina;\n"}, "keep.csv:2: The pair is not complete."),
    ({"people": "id;manager_id\na;b\nb;a\n"}, "people.csv:2: column “manager_id”: These people"),
    ({"people": "id;manager_id\nmarc;\n"}, "people.csv: “amina” takes part but has no row here"),
    ({"people": "id;manager_id\nmarc;ceo\n"}, "people.csv:2: column “manager_id”: “ceo” has no"),
    ({"preferences": "side;person;other;rank\nboss;a;b;1\n"}, "column “side”: “boss” is no side."),
    ({"preferences": "side;person;other;rank\nmentee;amina;marc;0\n"}, "“0” is no rank."),
    ({"preferences": "side;person;other;rank\nmentor;marc;zoe;1\n"}, "“zoe” is not known."),
    (
        {"preferences": "side;person;other;rank\nmentee;amina;zoe;1\n"},
        "column “other”: “zoe” is not known. Write an id of {mentors}",
    ),
    (
        {"preferences": "side;person;other;rank\nmentor;zoe;amina;1\n"},
        "column “person”: “zoe” is not known. Write an id of {mentors}",
    ),
    (
        {"mentees": "id;level;site\na;1;Lyon;Nantes\n"},
        "mentees.csv:2: The row has more cells than there are columns (“Nantes”).",
    ),
    (
        {"locked": "mentee,mentor\namina,marc,because, he asked\n"},
        "locked.csv:2: The row has more cells than there are columns (“because”).",
    ),
    ({"scores": "mentee;mentor;points\namina;marc;1,5\n"}, "scores.csv:2: column “points”: “1,5”"),
    ({"scores": "mentee;mentor;points\namina;marc;1\namina;marc;1\n"}, "scores.csv:3: “amina” and"),
]


@pytest.mark.parametrize(("files", "message"), MISTAKES)
def test_mistake_in_a_file_is_named_by_line_with_a_remedy(
    tmp_path: Path, capsys: Any, files: dict[str, str | bytes], message: str
) -> None:
    assert main(arguments(tmp_path, **files)) == 2
    told = capsys.readouterr()
    message = message.format(mentors=tmp_path / "mentors.csv")
    assert message in told.err and told.out == ""
    assert all(re.search(r"[\w”)]\. [A-Z].*[.?\d]$", line) for line in told.err.splitlines())


RULE = '[[criteria]]\nkind = "site"\nweight = 1\n'


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ("weight = = 3\n", "rules.toml:1: Invalid value (character 10)."),
        ("fairnes = 1\n" + RULE, "rules.toml:1: column “fairnes”: “fairnes” is not known. Did you"),
        ('fairness = "no"\n' + RULE, "column “fairness”: “no” is not known. Write one of: sum"),
        ("minimum = 101\n" + RULE, "rules.toml:1: column “minimum”: “101” cannot be used."),
        ("minimum = true\n" + RULE, "“True” cannot be used."),
        ("salt = 3\n" + RULE, "column “salt”: “3” is no text."),
        ('language = "no"\n' + RULE, "column “language”: “no” is no answer."),
        ("criteria = 3\n", "column “criteria”: This is no list of criteria."),
        ("", "column “criteria”: No criterion has a weight."),
        (RULE.replace("1", "0"), "column “criteria”: No criterion has a weight."),
        (RULE + RULE, "rules.toml:5: column “kind”: “site” is there twice."),
        (RULE + RULE.replace("site", "sit"), "rules.toml:5: column “kind”: “sit” is not known."),
        (RULE.replace("1", "-1"), "rules.toml:3: column “weight”: “-1” cannot be used."),
        ('[[criteria]]\nkind = "site"\n', "rules.toml:1: column “weight”: The criterion has no"),
        (RULE + 'direction = "above"\n', "rules.toml:4: column “direction”: “above” is not known."),
        (RULE + "parameter = 0\n", "rules.toml:4: column “parameter”: “0” cannot be used."),
        (RULE + "columns = [1]\n", "rules.toml:4: column “columns”: “[1]” names no columns."),
        (RULE + "must = 1\n", "rules.toml:4: column “must”: “1” is no answer."),
        (RULE + 'columns = "ville"\n', "mentees.csv:1: The column “ville” is missing"),
        (b"salt = '\xe9'\n", "rules.toml:1: This is not UTF-8. Save the file as UTF-8."),
    ],
)
def test_mistake_in_the_rules_is_named_by_line_with_a_remedy(
    tmp_path: Path, capsys: Any, rules: str | bytes, message: str
) -> None:
    options = arguments(tmp_path)
    (tmp_path / "rules.toml").write_bytes(rules.encode() if isinstance(rules, str) else rules)
    assert main(options) == 2
    assert message in capsys.readouterr().err


def test_unknown_criterion_hides_no_other_mistake(tmp_path: Path, capsys: Any) -> None:
    options = arguments(tmp_path)
    wrong = 'kind = "sit"\nweight = -1\nmust = 3\ncolumns = [1]\ndirection = "up"\n'
    (tmp_path / "rules.toml").write_text(f"[[criteria]]\n{wrong}[[criteria]]\nmust = 1\n")
    assert main(options) == 2
    told = capsys.readouterr().err
    for line, key in ((2, "kind"), (3, "weight"), (4, "must"), (5, "columns"), (6, "direction")):
        assert f"rules.toml:{line}: column “{key}”: " in told
    for key in ("kind", "weight"):
        assert f"rules.toml:7: column “{key}”: The criterion has no {key}." in told
    assert "rules.toml:8: column “must”" in told


@pytest.mark.parametrize("name", ["mentees", "mentors"])
def test_file_with_nothing_under_its_header_is_solved_and_said_to_be_empty(
    tmp_path: Path, capsys: Any, name: str
) -> None:
    found = result(tmp_path, **{name: "id;site\n"})
    assert (found["matched"], found["pairs"], found["proven"]) == (0, [], True)
    told = f"{tmp_path / name}.csv: nobody is in this file, only the names of its columns"
    assert told in capsys.readouterr().out
    result(tmp_path)
    assert "nobody is in this file" not in capsys.readouterr().out


def test_all_mistakes_are_told_at_once(tmp_path: Path, capsys: Any) -> None:
    files = {"mentees": "id;level\na;top\nb;x\n", "mentors": "id;capacity\nm;many\n"}
    assert main([*arguments(tmp_path, **files), "--people", str(tmp_path / "nobody.csv")]) == 2
    told = capsys.readouterr().err.splitlines()
    assert len([line for line in told if "is no level" in line]) == 2
    assert any("There is no such file." in line for line in told)
    assert any("“many” is no number" in line for line in told)


def test_result_that_cannot_be_written_is_told(tmp_path: Path, capsys: Any) -> None:
    assert main([*arguments(tmp_path), "--out", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert "The file cannot be written" in told.err and "proven optimum" in told.out


@pytest.mark.parametrize("policy", ["optimal", "balanced", "stable"])
def test_call_that_is_cut_off_gives_a_plan_and_its_gap(
    tmp_path: Path, capsys: Any, policy: str
) -> None:
    def cut(stage: str, _done: int, _total: int) -> None:
        if stage == "assignment":
            raise KeyboardInterrupt

    options = [*arguments(tmp_path, preferences=""), "--policy", policy]
    assert main([*options, "--json", str(tmp_path / "r.json")], cut) == 3
    found = json.loads((tmp_path / "r.json").read_text())
    assert not found["proven"] and found["bound"] >= found["objective"] > 0
    assert "cut off, not proven" in capsys.readouterr().out


def test_plan_at_once_breaks_no_rule_and_its_bound_is_true() -> None:
    for seed in range(40):
        problem: Problem = make(seed, 6, 5)
        plan, best = first_plan(problem), solve(problem)
        verdict = certify(plan, problem)
        assert set(verdict.faults) <= {"not_optimal"}
        assert plan.maximum_matchable >= best.matched >= plan.matched
        assert plan.maximum_matchable > best.matched or plan.bound >= best.points


@pytest.mark.parametrize("more", [("--out", "mentees.csv"), ("--out", "a", "--json", "a")])
def test_no_output_overwrites_what_is_read_or_written(
    tmp_path: Path, capsys: Any, more: tuple[str, ...]
) -> None:
    given = arguments(tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    paths = [str(tmp_path / one) if not one.startswith("--") else one for one in more]
    assert main([*given, *paths]) == 2
    assert "Give another path." in capsys.readouterr().err
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
