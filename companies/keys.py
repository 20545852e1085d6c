"""Keys and salts that carry the company, so that what one made another one refuses."""

import hashlib
from typing import Any

from django.conf import settings
from django.db import connection


def _schema() -> str:
    return getattr(connection, "schema_name", None) or "nobody"


def _key_salt() -> str:
    """ "" for the catalogue and for nobody: they have no company's links and no company's cache."""
    return getattr(connection.tenant, "key_salt", "")  # type: ignore[attr-defined]


def salt(purpose: str) -> str:
    """Salt for a signed link: what one company signed, another one refuses.

    Also the one that has the same name later, after the first was erased.
    """
    return f"{purpose}:{_schema()}:{_key_salt()}"


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """Cache keys carry the schema, so that no entry is read next door, nor by a later namesake."""
    own = hashlib.sha256(_key_salt().encode()).hexdigest()[:12]
    return f"{key_prefix}:{_schema()}:{version}:{own}:{key}"


def allauth_setting(name: str, default: Any) -> Any:
    """Give allauth a salt per company: its signed keys identify a row number only."""
    if name == "ACCOUNT_SALT":
        return salt("account")
    return getattr(settings, name, default)
