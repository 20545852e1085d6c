"""The containers run what the laptop runs."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from local import machine, servers, stack

ROOT = stack.ROOT
DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"])


def without(command: list[str], *options: str) -> list[str]:
    """The command less options whose value belongs to the place, and less the program's folder."""
    dropped = {command.index(option) + 1 for option in options}
    kept = [part for index, part in enumerate(command) if index not in dropped]
    return [Path(kept[0]).name, *kept[1:]]


def test_web_has_the_command_of_the_laptop(services: dict[str, Any]) -> None:
    places = ("--bind", "--graceful-timeout")
    here = without(stack.web_command(8000), *places)
    assert without(services["web"]["command"], *places) == here
    image = re.search(r"^CMD \[(.*)\]$", DOCKERFILE, re.M)
    assert image is not None
    assert yaml.safe_load(f"[{image[1]}]") == services["web"]["command"]


def test_worker_and_beat_have_the_commands_of_the_laptop(services: dict[str, Any]) -> None:
    assert services["worker"]["command"] == without(stack.worker_command())
    beat = [part for part in services["beat"]["command"] if part != "--enable-remote-control"]
    assert without(beat, "--schedule") == without(
        stack.beat_command(Path("anywhere")), "--schedule"
    )


def test_every_service_that_stays_tells_its_health(services: dict[str, Any]) -> None:
    silent = {name for name, service in services.items() if "healthcheck" not in service}
    assert silent == {"migrate"}
    assert services["migrate"]["restart"] == "no"


def test_postgres_has_the_settings_of_the_laptop(services: dict[str, Any]) -> None:
    given = {part for part in services["postgres"]["command"] if "=" in part}
    wanted = ("max_locks_per_transaction", "max_connections", "recovery_init_sync_method")
    assert given == {f"{key}={servers.POSTGRES_SETTINGS[key]}" for key in wanted}


def test_image_installs_what_bootstrap_installs_and_is_not_root() -> None:
    bootstrap = (ROOT / "bin/bootstrap").read_text()
    version = re.search(r"^uv_version=(.*)$", bootstrap, re.M)
    assert version is not None
    assert f"uv=={version[1]}" in DOCKERFILE
    assert all(package in DOCKERFILE for package in machine.NEEDS["pango"].packages)
    assert "\nUSER mentorat\n" in DOCKERFILE
