"""What we take from others is pinned, weighed and listed (attack A39)."""

import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES: list[dict[str, Any]] = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
TAKEN = [one for one in PACKAGES if one["name"] != PROJECT["project"]["name"]]


def test_every_package_comes_from_the_public_index_and_no_other_place() -> None:
    assert len(TAKEN) > 50
    assert {frozenset(one["source"]) for one in TAKEN} == {frozenset({"registry"})}
    assert len({one["source"]["registry"] for one in TAKEN}) == 1


def test_every_file_of_every_package_carries_its_digest() -> None:
    files = [
        (one["name"], file)
        for one in TAKEN
        for file in [*one.get("wheels", []), *([one["sdist"]] if "sdist" in one else [])]
    ]
    assert {one["name"] for one in TAKEN} == {name for name, _ in files}
    bare = [name for name, file in files if not re.fullmatch(r"sha256:[0-9a-f]{64}", file["hash"])]
    assert bare == []


def test_every_dependency_is_pinned_to_one_version() -> None:
    groups = PROJECT["dependency-groups"].values()
    named = [*PROJECT["project"]["dependencies"], *(one for group in groups for one in group)]
    loose = [one for one in named if isinstance(one, str) and "==" not in one]
    assert loose == []


def uv() -> str:
    """The program that keeps the lock: where ``bin/bootstrap`` looks for it and puts it."""
    found = os.environ.get("UV") or shutil.which("uv") or str(ROOT / "var" / "tools" / "uv")
    assert Path(found).exists()
    return found


def test_bill_of_materials_lists_every_package_that_is_installed_to_run() -> None:
    command = [uv(), "export", "--format", "cyclonedx1.5", "--frozen", "--no-dev", "--quiet"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    bill = json.loads(done.stdout)
    listed = {one["name"]: one["version"] for one in bill["components"]}
    locked = {one["name"]: one["version"] for one in TAKEN}
    assert bill["bomFormat"] == "CycloneDX"
    assert set(listed.items()) <= set(locked.items())
    direct = {re.split(r"[\[=]", one)[0].lower() for one in PROJECT["project"]["dependencies"]}
    assert direct <= set(listed)
