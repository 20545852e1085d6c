"""One living process of one kind of tenancy: reads ``queries rounds companies``, answers µs.

``python -m bench.requests``; started by ``bench.platform``, which takes turns between the kinds.
"""

import json
import os
import sys
import time


def main() -> None:
    """Serve one line after the other until the end of the input."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from django.core.handlers.base import BaseHandler

    handler = BaseHandler()
    handler.load_middleware()
    for line in sys.stdin:
        queries, rounds, companies = map(int, line.split())
        print(json.dumps(_measure(handler, queries, rounds, companies)), flush=True)


def _measure(handler: object, queries: int, rounds: int, companies: int) -> dict[str, object]:
    """Microseconds of each request, the companies taking turns; and the statements of the last."""
    from django.core.signals import request_finished, request_started
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    factory, taken = RequestFactory(), []
    for number in range(rounds):
        host = f"bench-{number % companies}.localhost"
        request = factory.get(f"/{queries}", headers={"host": host})
        # The signals that a server sends: they look after old connections.
        request_started.send(sender=main, environ={})
        began = time.perf_counter_ns()
        answer = handler.get_response(request)  # type: ignore[attr-defined]
        taken.append((time.perf_counter_ns() - began) / 1000)
        request_finished.send(sender=main)
        if answer.status_code != 200:
            raise SystemExit(f"{host} answers {answer.status_code}")
    with CaptureQueriesContext(connection) as seen:
        handler.get_response(request)  # type: ignore[attr-defined]
    return {"microseconds": taken, "statements": len(seen)}


if __name__ == "__main__":
    main()
