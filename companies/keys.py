"""Keys and salts that carry the company, so that what one made another one refuses."""

from typing import Any

from django.conf import settings
from django.db import connection


def _schema() -> str:
    return getattr(connection, "schema_name", None) or "nobody"


def salt(purpose: str) -> str:
    """Salt for a signed link: what one company signed, another one refuses."""
    return f"{purpose}:{_schema()}"


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """Cache keys carry the schema, so that no entry is read next door."""
    return f"{key_prefix}:{_schema()}:{version}:{key}"


def allauth_setting(name: str, default: Any) -> Any:
    """Give allauth a salt per company: its signed keys identify a row number only."""
    if name == "ACCOUNT_SALT":
        return salt("account")
    return getattr(settings, name, default)
