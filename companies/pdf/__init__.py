"""HTML → tagged PDF/UA-1, printed by a child process that can reach and take next to nothing."""

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from django.contrib.staticfiles import finders

PRESS = Path(__file__).with_name("press.py")

STATIC = (
    "css/report.css",
    "css/tokens.css",
    "vendor/fonts/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2",
    "vendor/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "vendor/fonts/bricolage-grotesque-latin-ext-wght-normal.woff2",
    "vendor/fonts/bricolage-grotesque-latin-wght-normal.woff2",
)
"""All that a document may read besides what is handed over with it."""

_KEPT = ("PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What the child inherits: where libraries and caches of fonts lie, and no secret."""


class Unprintable(RuntimeError):
    """A document was not printed; ``code`` says why, the words are for the log.

    ``refused``: it asked for something it may not read. ``too_heavy``: it passed a limit.
    ``unexpected``: the press itself failed.
    """

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"{code}: {words}")
        self.code = code


@dataclass(frozen=True)
class Limits:
    """What one document may take.

    ``html`` and ``pdf`` in bytes, ``memory`` in bytes of address space, ``cpu`` and ``wall`` in
    seconds, ``pages`` and ``pixels`` (of one picture) counted.
    """

    html: int = 8_000_000
    pdf: int = 32_000_000
    memory: int = 1_500_000_000
    cpu: int = 40
    wall: int = 240
    pages: int = 250
    pixels: int = 20_000_000


LIMITS = Limits()
"""Ten times what an ordinary report takes (``python -m bench.printing``); more on the clock, for a
busy machine is no fault of the document, yet less than the lease of a job."""


@dataclass(frozen=True)
class Rendered:
    """A finished document and its number of pages."""

    content: bytes
    pages: int


def render(
    html: str, *, files: Mapping[str, bytes] | None = None, limits: Limits | None = None
) -> Rendered:
    """Print a page of HTML; it reads :data:`STATIC` and ``files`` (name → content), by name.

    Raises :class:`Unprintable`. Whatever the document does, this process is safe: the press is
    another one, without our environment, that the kernel stops at its limits.
    """
    limits = limits or LIMITS
    if len(html) > limits.html:
        raise Unprintable("too_heavy", f"{len(html)} characters of HTML")
    order = {
        "html": html,
        "paths": {name: str(finders.find(name)) for name in STATIC},
        "files": {name: base64.b64encode(data).decode() for name, data in (files or {}).items()},
        "limits": asdict(limits),
    }
    # A file and not a pipe: the kernel then limits what the child can write.
    with tempfile.TemporaryDirectory(prefix="press-") as desk, tempfile.TemporaryFile() as output:
        _press(json.dumps(order).encode(), desk, output, limits)
        output.seek(0)
        head, _, content = output.read().partition(b"\n")
    try:
        answer = json.loads(head)
        problem, pages = answer.get("problem"), int(answer.get("pages", 0))
    except ValueError as error:
        raise Unprintable("unexpected", "the press said nothing we understand") from error
    if problem:
        raise Unprintable(problem, str(answer["words"]))
    return Rendered(content, pages)


def _press(order: bytes, desk: str, output: IO[bytes], limits: Limits) -> None:
    """Run the press once; :class:`Unprintable` when it did not come to an answer."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(PRESS)],
            input=order,
            stdout=output,
            stderr=subprocess.PIPE,
            cwd=desk,
            # A fixed date keeps the same document the same, byte for byte.
            env={**environment, "TMPDIR": desk, "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "0"},
            timeout=limits.wall,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unprintable("too_heavy", f"not printed after {limits.wall} seconds") from error
    if done.returncode < 0:
        # Killed by the kernel: time, memory, or a stack that ran over.
        raise Unprintable("too_heavy", f"the press was stopped by signal {-done.returncode}")
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise Unprintable("unexpected", " ".join(last)[:300])
