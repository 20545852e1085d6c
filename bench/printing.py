"""What locking the press in a process of its own costs, beside printing in this one.

``python -m bench.printing`` prints documents of 1, 8 and 40 pages, medians and the most memory.
"""

import os
import resource
import statistics
import time
from collections.abc import Callable

ROUNDS = 5
PAGE = (
    '<section style="break-after:page"><h2>Un titre</h2><p>Une phrase de rapport.</p><table>'
    + "<tr><td>Une ligne<td>37,5<td>masqué, moins de 5" * 25
    + '</table><svg width="400" height="120">'
    + '<rect x="1" y="1" width="9" height="99" fill="#0e6b66"/>' * 12
    + "</svg></section>"
)


def main() -> None:
    """Measure and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorat.settings")
    os.environ.update({"BUILDING": "true", "HASHED_STATIC": "false"})
    import django

    django.setup()
    from companies import pdf
    from companies.pdf import press

    files = {name: _read(name) for name in pdf.STATIC}
    for pages in (1, 8, 40):
        html = (
            '<html lang="fr"><link rel="stylesheet" href="css/report.css"><title>x</title>'
            f"<body>{PAGE * pages}</body></html>"
        )
        apart = _median(lambda html=html: pdf.render(html))  # type: ignore[misc]
        here = _median(lambda html=html: press.printed(html, files, _limits()))  # type: ignore[misc]
        print(f"{pages:>3} pages   apart {apart:6.2f} s   in this process {here:6.2f} s")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"most memory of a press: {most:.0f} MB")


def _read(name: str) -> bytes:
    from pathlib import Path

    from django.contrib.staticfiles import finders

    return Path(str(finders.find(name))).read_bytes()


def _limits() -> dict[str, int]:
    from dataclasses import asdict

    from companies import pdf

    return asdict(pdf.LIMITS)


def _median(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
