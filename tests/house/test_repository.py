"""Rules about the repository itself."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SKIPPED = {"uv.lock", "package-lock.json"}


def _tracked(*suffixes: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    paths = [ROOT / line for line in listed.stdout.splitlines()]
    return [path for path in paths if path.suffix in suffixes and path.is_file()]


def test_settings_and_env_example_name_the_same_variables() -> None:
    settings = (ROOT / "mentorat/settings.py").read_text()
    read = set(re.findall(r"env(?:\.\w+)?\(\s*\"([A-Z_]+)\"", settings))
    listed = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert read == listed


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "services", "mixins", "signals"])
def test_no_room_has_a_name_that_says_nothing(name: str) -> None:
    assert [path for path in _tracked(".py") if path.stem == name] == []


def test_every_module_starts_with_its_purpose() -> None:
    bare = [
        str(path.relative_to(ROOT))
        for path in _tracked(".py")
        if "migrations" not in path.parts
        and path.read_text().strip()
        and not re.match(r'(#![^\n]*\n)?"""', path.read_text())
    ]
    assert bare == []


def test_templates_carry_no_inline_style_script_or_evaluated_htmx() -> None:
    forbidden = re.compile(
        r"\sstyle=|<script(?![^>]*\bsrc=)|<style|\shx-on|=\"js:|hx-trigger=\"[^\"]*\["
    )
    guilty = [
        str(path.relative_to(ROOT))
        for path in _tracked(".html")
        if "emails" not in path.parts and forbidden.search(path.read_text())
    ]
    assert guilty == []


def test_views_reach_rows_through_access_only() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in _tracked(".py")
        if path.name == "views.py" and path.parent.name not in {"mentorat"}
        if ".objects" in path.read_text()
    ]
    assert guilty == []


def test_readme_fits_on_a_few_screens() -> None:
    readme = ROOT / "README.md"
    assert len(readme.read_text().splitlines()) <= 150
