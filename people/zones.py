"""Time zones to choose from: one name for each; old spellings are not offered."""

from functools import cache
from importlib import resources

# Where nobody lives all year round, nobody works either.
_REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def inhabited() -> tuple[str, ...]:
    """Names of the zones of every country (zone.tab of the IANA database), in alphabetical order.

    ``Asia/Calcutta`` and other former names are still understood, only not offered any more.
    """
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return tuple(sorted({line[2] for line in lines if line[2].startswith(_REGIONS)}))
