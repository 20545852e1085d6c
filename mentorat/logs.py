"""What every log line has, the company's schema name, and what none has, a key or a person."""

import logging
import re
from typing import Any, Final

from django.db import connection
from gunicorn.config import Config
from gunicorn.glogging import Logger

MASK: Final = "***"

# Whoever holds one of these addresses is let in: the routes with a token or a key in them.
_KEYS: Final = re.compile(
    r"(/(?:invitation|p|r|data|announcements/stop|account/password/reset/key)/)[^\s\"'<>?/]+"
)
# What somebody searched for, and the codes that providers send back.
_QUERIES: Final = re.compile(r"((?:^|[\s\"'(])(?:https?:/)?/[^\s\"'<>?]*\?)[^\s\"'<>]+")
# Whatever was signed here, wherever it stands: payload, time and signature.
_SIGNED: Final = re.compile(r"[\w.=-]+(?::|%3A)[0-9A-Za-z]{6}(?::|%3A)[\w-]{43}", re.IGNORECASE)


class CompanyOnEveryLine(logging.Filter):
    """Adds ``company`` to each record; never a person's data."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Stamp the record; every record passes."""
        record.company = getattr(connection, "schema_name", None) or "-"
        return True


def discreet(text: str) -> str:
    """``text`` without what opens a door: keys in addresses, signed words, queries."""
    for pattern in (_KEYS, _QUERIES):
        text = pattern.sub(rf"\1{MASK}", text)
    return _SIGNED.sub(MASK, text)


class Discreet(logging.Formatter):
    """Writes lines, tracebacks included, without keys."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it may be kept."""
        return discreet(super().format(record))


class WebServerLog(Logger):
    """The web server's own log, which writes down every address and where it was asked from."""

    def setup(self, cfg: Config) -> Any:
        """Put our formatter in the place of the server's."""
        super().setup(cfg)
        for log, layout in ((self.error_log, self.error_fmt), (self.access_log, self.access_fmt)):
            for handler in log.handlers:
                handler.setFormatter(Discreet(layout, self.datefmt))
