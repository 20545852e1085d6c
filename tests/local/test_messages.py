"""Catalogues are compiled as gettext itself would."""

import gettext
import os
from pathlib import Path

import pytest

from local import messages

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Pairing"
msgstr "Binôme"

msgctxt "verb"
msgid "Pair"
msgstr "Apparier"

msgid "%(count)s mentee"
msgid_plural "%(count)s mentees"
msgstr[0] "%(count)s mentoré"
msgstr[1] "%(count)s mentorés"

#, fuzzy
msgid "Pulse"
msgstr "Pouls"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "mentorat/locale/fr/LC_MESSAGES/django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE)
    return path


def test_compiled_catalogue_answers_in_french_but_for_fuzzy_guesses(source: Path) -> None:
    [target] = messages.compile_all(source.parents[4])
    with target.open("rb") as file:
        french = gettext.GNUTranslations(file)
    assert french.gettext("Pairing") == "Binôme"
    assert french.pgettext("verb", "Pair") == "Apparier"
    assert french.ngettext("%(count)s mentee", "%(count)s mentees", 0) == "%(count)s mentoré"
    assert french.ngettext("%(count)s mentee", "%(count)s mentees", 2) == "%(count)s mentorés"
    assert french.gettext("Pulse") == "Pulse"


def test_only_a_changed_catalogue_is_compiled_again(source: Path) -> None:
    root = source.parents[4]
    target = source.with_suffix(".mo")
    assert messages.compile_all(root) == [target]
    assert messages.compile_all(root) == []
    later = target.stat().st_mtime + 10
    os.utime(source, (later, later))
    assert messages.compile_all(root) == [target]
