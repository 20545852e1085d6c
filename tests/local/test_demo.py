"""The demo says where it answers, and refuses with a sentence."""

import json
import os
import socket
import subprocess
import time
from pathlib import Path

import pytest

from local import demo
from local.processes import LocalError
from local.stack import Stack

COMPANY = {
    "name": "Aubépine Assurances",
    "address": "http://aubepine.localhost:8000/",
    "report": "http://aubepine.localhost:8000/reports/1/",
    "logins": [
        {"role": "HR admin", "email": "rh@aubepine.example", "password": "parfum-1"},
        {"role": "Mentor", "email": "m@aubepine.example", "password": "parfum-2"},
    ],
}


def test_table_lists_addresses_and_logins_in_columns() -> None:
    assert demo.table({"companies": [COMPANY]}, 8000).splitlines() == [
        "Public site  http://localhost:8000/",
        "",
        "Aubépine Assurances  http://aubepine.localhost:8000/",
        "  HR admin  rh@aubepine.example  parfum-1",
        "  Mentor    m@aubepine.example   parfum-2",
        "  Impact report  http://aubepine.localhost:8000/reports/1/",
    ]


def test_table_says_how_to_enter_the_operators_site() -> None:
    own = {
        "address": "http://exploitation.localhost:8000/",
        "email": "olga@operator.example",
        "password": "parfum-3",
        "factor": "a second factor is asked for",
    }
    assert demo.table({"companies": [COMPANY], "operator": own}, 8000).splitlines()[6:] == [
        "",
        "The operator's site  http://exploitation.localhost:8000/",
        "  operator  olga@operator.example  parfum-3",
        "  (a second factor is asked for)",
    ]


def test_a_wanted_port_that_is_busy_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("PORT", str(server.getsockname()[1]))
        with pytest.raises(LocalError, match=rf"is taken by .*\(process {os.getpid()}\)"):
            demo._choose_port()


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(LocalError, match="PORT must be a number"):
        demo._choose_port()


def test_the_environment_of_a_demo_counts_only_while_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "running.json"
    monkeypatch.setattr(demo, "RUNNING_FILE", file)
    assert demo.running_environment() == {}
    with subprocess.Popen(["sleep", "60"]) as process:
        time.sleep(0.02)
        state = {"pid": process.pid, "environment": {"PUBLIC_PORT": "8000"}}
        file.write_text(json.dumps(state))
        assert demo.running_environment() == {"PUBLIC_PORT": "8000"}
        os.utime(file, (0, 0))
        assert demo.running_environment() == {}
        process.kill()
    assert demo.running_environment() == {}


def test_a_service_that_stops_is_named_with_its_last_lines(tmp_path: Path) -> None:
    from local.processes import free_port

    port = free_port()
    with Stack({"DJANGO_SETTINGS_MODULE": "mentorat.absent"}, tmp_path) as stack:
        stack.start_web(port, workers=1)
        with pytest.raises(LocalError, match=r"(?s)The web has stopped.*mentorat\.absent"):
            stack.wait_for_web(port)
    assert stack.children == []


def test_a_management_command_that_fails_says_so(tmp_path: Path) -> None:
    with (
        Stack({"BUILDING": "true"}, tmp_path) as stack,
        pytest.raises(LocalError, match=r"(?s)manage\.py nonsense has failed.*Unknown command"),
    ):
        stack.manage("nonsense")
