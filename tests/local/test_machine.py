"""What the system lacks is named with the command that brings it."""

import os
from pathlib import Path

import pytest

from local import machine
from local.processes import LocalError


def test_a_missing_need_names_the_exact_command(monkeypatch: pytest.MonkeyPatch) -> None:
    need = machine.Need(lambda: False, "Pango, which lays out", ("libpango-1.0-0", "fontconfig"))
    monkeypatch.setitem(machine.NEEDS, "pango", need)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    command = "sudo apt-get update && sudo apt-get install -y libpango-1.0-0 fontconfig"
    with pytest.raises(LocalError, match=command):
        machine.ensure("pango")


def test_a_download_that_works_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    there: list[bool] = []
    need = machine.Need(lambda: bool(there), "Chromium", ("x",), lambda: there.append(True))
    monkeypatch.setitem(machine.NEEDS, "chromium", need)
    machine.ensure("chromium")
    assert there == [True]


def test_a_browser_that_does_not_run_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, code in (("chromium", 1), ("google-chrome", 0)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    assert machine.chromium() == tmp_path / "google-chrome"
