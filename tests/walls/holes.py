"""The ten holes between companies that stock settings leave open, and the fix of each.

A hole counts as closed when every test whose name starts with ``test_h<number>_`` passes and there
is at least one. The fixes are written down here so that each can be taken away for a moment: the
tests have to notice (``make walls-mutants``).
"""

from dataclasses import dataclass
from typing import Final

TESTS: Final = ("tests/house/test_holes.py", "tests/walls")


@dataclass(frozen=True)
class Fix:
    """Where the code closes a hole, and what it would say if nobody had thought of it."""

    path: str
    ours: str
    stock: str


HOLES: Final[dict[int, str]] = {
    1: "the key that confirms an address is good for the same number next door",
    2: "a session opens the person of the same number next door",
    3: "a sibling's site sets a cookie for ours",
    4: "the way back after logging in leads to another company",
    5: "a form on a sibling's page is taken for ours",
    6: "two schema names are one for PostgreSQL, or name no company's schema",
    7: "a table that is missing is read in the catalogue",
    8: "an address that HR gives is fetched inside our own network",
    9: "a link in a letter copies the host it was asked at",
    10: "seeds of second factors lie open in the table",
}

FIXES: Final[dict[int, Fix]] = {
    1: Fix("companies/keys.py", 'return salt("account")', "return default"),
    2: Fix(
        "mentorat/settings.py",
        '"django.contrib.sessions.backends.db"',
        '"django.contrib.sessions.backends.signed_cookies"',
    ),
    3: Fix("mentorat/settings.py", '"__Host-" if SECURE_COOKIES else ""', '""'),
    4: Fix(
        "people/adapter.py",
        "return url_has_allowed_host_and_scheme(url, allowed_hosts={self.request.get_host()})",
        "return super().is_safe_url(url)",
    ),
    5: Fix(
        "mentorat/settings.py",
        "CSRF_TRUSTED_ORIGINS: list[str] = []",
        'CSRF_TRUSTED_ORIGINS = [f"http://*.{PUBLIC_DOMAIN}"]',
    ),
    6: Fix("companies/models.py", "validators=[SCHEMA_NAME, not_reserved]", "validators=[]"),
    7: Fix(
        "companies/postgresql/base.py",
        "super().set_tenant(tenant, include_public=False)",
        "super().set_tenant(tenant, include_public=True)",
    ),
    8: Fix(
        "people/adapter.py", "return outgoing.session()", "return super().get_requests_session()"
    ),
    9: Fix(
        "people/adapter.py", 'walls.address(f"/account/{path}")', 'context["password_reset_url"]'
    ),
    10: Fix(
        "people/adapter.py",
        'return envelope.seal(text, purpose="second factor", owner=_concerned())',
        "return text",
    ),
}
