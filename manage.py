#!/usr/bin/env python
"""Django's command line for Mentorat."""

import os
import sys


def main() -> None:
    """Run a management command; outside a request the catalogue of companies is the only schema."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorat.settings")
    import django
    from django.core.management import execute_from_command_line
    from django.db import connection

    django.setup()
    connection.set_schema_to_public()  # type: ignore[attr-defined]
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
