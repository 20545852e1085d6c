"""Puts the company's schema name on every log line."""

import logging

from django.db import connection


class CompanyOnEveryLine(logging.Filter):
    """Adds ``company`` to each record; never a person's data."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Stamp the record; every record passes."""
        record.company = getattr(connection, "schema_name", None) or "-"
        return True
