"""Processes are found by port, stopped with their children, and die with their parent."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from local import processes


def wait_until(condition: Callable[[], bool]) -> bool:
    limit = time.monotonic() + 10
    while not condition() and time.monotonic() < limit:
        time.sleep(0.02)
    return condition()


def test_a_claim_ends_when_its_holder_lets_go(tmp_path: Path) -> None:
    with (
        processes.claim(tmp_path / "lock", "The demo"),
        pytest.raises(processes.LocalError, match=r"The demo in .* is in use by process"),
    ):
        processes.claim(tmp_path / "lock", "The demo")
    processes.claim(tmp_path / "lock", "The demo").close()


def test_a_busy_port_names_its_listener() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not processes.is_free(port)
        assert f"(process {psutil.Process().pid})" in processes.listener(port)
    assert processes.is_free(port)


def test_stop_leaves_nothing_of_the_session(tmp_path: Path) -> None:
    script = "sleep 60 & echo $! > pid; trap '' TERM; sleep 60"
    process = processes.spawn(
        ["/bin/sh", "-c", script], tmp_path / "log", last_signal=9, directory=tmp_path
    )
    assert wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "")
    grandchild = int((tmp_path / "pid").read_text())
    processes.stop(process, signal.SIGTERM, signal.SIGQUIT, patience=0.2)
    assert process.returncode is not None
    assert wait_until(
        lambda: (
            not psutil.pid_exists(grandchild)
            or psutil.Process(grandchild).status() == psutil.STATUS_ZOMBIE
        )
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux kernels only")
def test_a_child_gets_its_last_signal_when_the_parent_is_killed(tmp_path: Path) -> None:
    script = (
        "import time; from pathlib import Path; from local.processes import spawn\n"
        f"p = spawn(['/bin/sleep', '60'], Path({str(tmp_path / 'log')!r}), last_signal=15)\n"
        "print(p.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    assert wait_until(
        lambda: (
            not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE
        )
    )


def test_tail_shows_the_last_lines_only(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("one\ntwo\nthree\n")
    assert processes.tail(tmp_path / "log", 2) == "two\nthree"
    assert processes.tail(tmp_path / "absent") == ""
