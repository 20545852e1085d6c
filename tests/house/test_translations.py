"""French is complete: every string, no fuzzy guess, same placeholders."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUE = ROOT / "mentorat/locale/fr/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")


def _entries() -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete]


def test_every_string_has_its_french() -> None:
    assert [entry.msgid for entry in _entries() if not entry.translated()] == []


def test_no_translation_is_a_fuzzy_guess() -> None:
    assert [entry.msgid for entry in _entries() if entry.fuzzy] == []


def test_translations_keep_their_placeholders() -> None:
    wrong = []
    for entry in _entries():
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        # The singular may leave the number out ("one day"); everything else must be there.
        found = [set(PLACEHOLDER.findall(text)) for text in texts]
        if found[-1] != wanted or not all(one <= wanted for one in found):
            wrong.append(entry.msgid)
    assert wrong == []


def test_french_punctuation_does_not_break_lines() -> None:
    plain_space = re.compile(r"(?<=\w) [;!?»%](?!\()|(?<=\w) :(?=\s|$)|« ")
    assert [
        entry.msgid
        for entry in _entries()
        for text in (entry.msgstr, *(entry.msgstr_plural or {}).values())
        if plain_space.search(text)
    ] == []


def test_french_apostrophes_are_curved() -> None:
    straight = re.compile(r"(?<=[^\W\d_])'(?=\w)")
    assert [
        entry.msgid
        for entry in _entries()
        for text in (entry.msgstr, *(entry.msgstr_plural or {}).values())
        if straight.search(text)
    ] == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
def test_catalogue_knows_every_string_of_the_code(tmp_path: Path) -> None:
    copy = tmp_path / "checkout"
    shutil.copytree(
        ROOT,
        copy,
        ignore=shutil.ignore_patterns(".venv", ".git", "var", "node_modules", "vendor", "fonts"),
    )
    subprocess.run(
        [
            *(sys.executable, "-m", "django", "makemessages", "-l", "fr", "--no-wrap", "-v", "0"),
            *("--add-location", "file", "-i", "tests", "-i", "tools", "-i", "static/*"),
        ],
        cwd=copy,
        env={"DJANGO_SETTINGS_MODULE": "mentorat.settings", "DEBUG": "1", "PATH": "/usr/bin:/bin"}
        | {"DATABASE_URL": "postgres:///none", "IGNORE_DOTENV": "true"},
        check=True,
        capture_output=True,
    )
    fresh = polib.pofile(str(copy / CATALOGUE.relative_to(ROOT)))
    known = {(entry.msgctxt, entry.msgid) for entry in _entries()}
    now = {(entry.msgctxt, entry.msgid) for entry in fresh if not entry.obsolete}
    assert now - known == set()
