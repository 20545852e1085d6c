"""What a request leaves behind besides its answer: letters, log lines, messages, cache entries."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from companies import mail
from companies.tasks import CompanyTask
from mentorat.logs import Discreet
from people.actions.mail import language_of
from people.models import Mail
from tests.walls import canaries


class _Keeper(logging.Handler):
    """Keeps every line, with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(Discreet(settings.LOGGING["formatters"]["line"]["format"]))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it as it would be written."""
        record.company = getattr(record, "company", "-")
        self.lines.append(self.format(record))


class Traces:
    """Watches a stretch of the tests; ``leaks`` says what should not have been left behind."""

    def __init__(self) -> None:
        self.leaks: list[str] = []
        self.messages = 0
        self._log = _Keeper()
        self._last_letter = 0

    @contextmanager
    def watched(self) -> Iterator["Traces"]:
        """Listen to the log and hold back the messages to workers."""
        root = logging.getLogger()
        with ExitStack() as stack:
            send = mock.patch.object(current_app.amqp, "send_task_message", self._message)
            stack.enter_context(send)
            # In the place of the others: a hundred refusals a second are no news.
            stack.enter_context(mock.patch.object(root, "handlers", [self._log]))
            stack.callback(root.setLevel, root.level)
            root.setLevel(logging.INFO)
            yield self
            self._read_cache()

    @contextmanager
    def of(self, schema: str) -> Iterator[None]:
        """One request: what waits for the end of its transaction is done now."""
        self._schema = schema
        self._last_letter = _last_letter()
        before = len(connection.run_on_commit)
        yield
        waiting = connection.run_on_commit[before:]
        del connection.run_on_commit[before:]
        for _savepoints, act, _robust in waiting:
            act()
        for line in self._log.lines:
            if canaries.found_in(line):
                self.leaks.append(f"words of somebody in the log: {line[:300]}")
        self._log.lines.clear()

    def _message(self, producer: Any, name: str, message: Any, **options: Any) -> None:
        self.messages += 1
        given = message.body[0]
        task = current_app.tasks.get(name)
        if task is not None and not isinstance(task, CompanyTask):
            # Work about the catalogue names a row of it, instead of a company.
            given = (self._schema,)
        if not given or given[0] != self._schema:
            self.leaks.append(f"a message to {name} names {given[:1]} instead of {self._schema}")
        if canaries.found_in(repr((message.headers, message.body))):
            self.leaks.append(f"words of somebody in a message to {name}")

    def letters(self) -> list[str]:
        """What has been written since the request began, as it would arrive."""
        texts = []
        for row in Mail.objects.filter(pk__gt=self._last_letter).select_related("person"):
            context = {"person": row.person, **row.context}
            letter = mail.render(row.kind, language=language_of(row.person), context=context)
            texts.append("\n".join((row.person.email, letter.subject, letter.text, letter.html)))
        return texts

    def _read_cache(self) -> None:
        """Each key starts with a company and holds no word of anybody."""
        client = cache._cache.get_client(None)  # type: ignore[attr-defined]
        for key in client.keys("*"):
            text = key.decode(errors="replace")
            schema = text.split(":")[1] if ":" in text else ""
            if schema not in (*canaries.LETTERS, "public", "nobody", "exploitation"):
                self.leaks.append(f"a cache key without a company: {text[:80]}")
            if canaries.found_in(text):
                self.leaks.append(f"words of somebody in a cache key: {text[:80]}")
            if client.type(key) == b"string":
                found = canaries.found_in(client.get(key) or b"")
                if {letter for letter, _number in found} - {canaries.LETTERS.get(schema, "")}:
                    self.leaks.append(f"words of another company in the cache: {text[:80]}")


def _last_letter() -> int:
    return Mail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
