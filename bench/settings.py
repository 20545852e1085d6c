"""The product's settings with one kind of tenancy around three bare pages; BENCH_KIND names it."""

import os

from mentorat.settings import *  # noqa: F403 - a variant of all of them

KIND = os.environ.get("BENCH_KIND", "ours")
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = PUBLIC_SCHEMA_URLCONF = "bench.pages"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
# The page under measure is the tenancy, not the sessions and the languages of the product;
# allauth does not start without its own middleware.
_STOCK = "django_tenants.middleware.main.TenantMainMiddleware"
_TENANCY = {
    "stock": _STOCK,
    "stock, limited": _STOCK,
    "ours": "companies.middleware.company_from_host",
}
MIDDLEWARE = [
    *([_TENANCY[KIND]] if KIND in _TENANCY else []),
    "allauth.account.middleware.AccountMiddleware",
]
TENANT_LIMIT_SET_CALLS = KIND != "stock"
DATABASES["default"]["ENGINE"] = {  # noqa: F405
    "plain": "django.db.backends.postgresql",
    "ours": "companies.postgresql",
}.get(KIND, "django_tenants.postgresql_backend")
if KIND == "plain":
    # One company alone on its database, as if there were no tenancy.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c search_path=bench_0"  # noqa: F405
