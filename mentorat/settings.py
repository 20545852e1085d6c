"""Every setting of Mentorat, read from the environment in one place."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import environ
from celery.schedules import crontab
from django.utils.csp import CSP
from kombu import Queue

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists() and not env.bool("IGNORE_DOTENV", default=False):
    environ.Env.read_env(str(BASE_DIR / ".env"))

# ── Who and where ────────────────────────────────────────────────────────────────────────────────
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not (
        DEBUG or DEMO or os.environ.get("PYTEST_VERSION") or env.bool("BUILDING", default=False)
    ):
        raise environ.ImproperlyConfigured("SECRET_KEY is missing: see .env.example")
    SECRET_KEY = "not-a-secret: demo, tests and tooling only"
# Seals secrets in the database; a company's own key is derived from it (companies.envelope).
ENCRYPTION_KEY = env.str("ENCRYPTION_KEY", default="") or SECRET_KEY
PUBLIC_DOMAIN = env.str("PUBLIC_DOMAIN", default="localhost")
PUBLIC_PORT = env.int("PUBLIC_PORT", default=None)
PUBLIC_HOSTS = {
    PUBLIC_DOMAIN,
    f"www.{PUBLIC_DOMAIN}",
    *env.list("PUBLIC_HOSTS", default=["127.0.0.1"]),
}
ALLOWED_HOSTS = [f".{PUBLIC_DOMAIN}", *sorted(PUBLIC_HOSTS), *env.list("ALLOWED_HOSTS", default=[])]
# First part of the address at which the operator's staff work; no company can have it.
OPERATOR_SUBDOMAIN = env.str("OPERATOR_SUBDOMAIN", default="exploitation")
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
# Behind TLS every cookie is a __Host- cookie; the demo speaks plain HTTP on localhost.
SECURE_COOKIES = env.bool("SECURE_COOKIES", default=not (DEBUG or DEMO))

# ── Apps: the catalogue in `public`, everything personal in the company's schema ────────────────
SHARED_APPS = ["django_tenants", "companies"]
TENANT_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    # Its lists serve operators (people.admin). Its log stays empty: acts are in the journals.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "people",
    "privacy",
    "competencies",
    "programmes",
    "objectives",
    "training",
    "selection",
    "pairings",
    "pilots",
    "matching",
    "lab",
    "evaluations",
    "communication",
    "asking",
    "renewal",
    "occasions",
    "introductions",
    "references",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
]
INSTALLED_APPS = [
    *SHARED_APPS,
    "mentorat",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_filters",
    *TENANT_APPS,
]
TENANT_MODEL = "companies.Company"
TENANT_DOMAIN_MODEL = "companies.Domain"
AUTH_USER_MODEL = "people.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The e-mail is unique whatever its capitals: a constraint on lower(email), which the check misses.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

# ── Web ─────────────────────────────────────────────────────────────────────────────────────────
ROOT_URLCONF = "mentorat.urls"
PUBLIC_SCHEMA_URLCONF = "mentorat.urls_public"
OPERATOR_URLCONF = "mentorat.urls_operator"
WSGI_APPLICATION = "mentorat.wsgi.application"
MIDDLEWARE = [
    "companies.errand.numbered",
    # First of all, so that even a refused host is answered with them.
    "mentorat.middleware.shielded",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages travel at a quarter of their size; Django pads them at random against BREACH.
    "django.middleware.gzip.GZipMiddleware",
    "companies.middleware.company_from_host",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mentorat.middleware.person_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    # Before anything reads the body: the check of forged requests would.
    "mentorat.middleware.weighed",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mentorat.middleware.closed_door",
    "mentorat.middleware.second_factor",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "mentorat.context.site",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "mentorat.forms.FormRenderer"
# The largest list of people (20 MB) and what surrounds it.
REQUEST_MAXIMUM_BYTES = 21 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 4

# ── Data ────────────────────────────────────────────────────────────────────────────────────────
DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL", default="postgres:///mentorat"),
        "ENGINE": "companies.postgresql",
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=300),
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
TENANT_LIMIT_SET_CALLS = True
# Schemas made ahead, so that opening a company is a rename.
SPARE_COMPANIES = env.int("SPARE_COMPANIES", default=2)
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
# A database of its own: clearing the cache must not empty the queues.
CACHE_URL = env.str("CACHE_URL", default="") or urlparse(REDIS_URL)._replace(path="/1").geturl()
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "KEY_FUNCTION": "companies.keys.cache_key",
        # Attempts to log in are counted here: out of reach must be known soon.
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
}

# ── Accounts: by invitation, one set of tables per company ──────────────────────────────────────
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE_COOKIES else "http"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
# The letter to strangers would invite them to sign up, which nobody can.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "people.adapter.ResetTokens"
ALLAUTH_SETTING_GETTER = "companies.keys.allauth_setting"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_FORMS = {
    "request_login_code": "people.forms.LoginCodeForm",
    "confirm_login_code": "people.forms.ReceivedCodeForm",
}
MFA_ADAPTER = "people.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_FORMS = {
    "activate_totp": "people.forms.ApplicationForm",
    "add_webauthn": "people.forms.PasskeyForm",
    "authenticate": "people.forms.SecondFactorForm",
    "authenticate_webauthn": "people.forms.PasskeyFactorForm",
    "edit_webauthn": "people.forms.RenamePasskeyForm",
    "login_webauthn": "people.forms.PasskeyLoginForm",
    "reauthenticate": "people.forms.SecondFactorAgainForm",
    "reauthenticate_webauthn": "people.forms.PasskeyAgainForm",
}
# Sign-on of companies: connections are rows of the company (people.models.Connection), never here.
SOCIALACCOUNT_ADAPTER = "people.adapter.SignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
# Asked although they are not public HTTPS: a provider inside the operator's own network.
OUTGOING_ALLOWED_ORIGINS = set(env.list("OUTGOING_ALLOWED_ORIGINS", default=[]))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
INVITATION_DAYS = 14
# Whether strangers may open a company on the public site, and the conditions they accept.
SIGN_UP_OPEN = env.bool("SIGN_UP_OPEN", default=True)
TERMS_VERSION = "2026-11-22"
# Per network address and per e-mail ("key"); whatever cannot be counted is not let through.
SIGN_UP_RATES = {
    "begin": "10/h/ip,4/h/key",
    "look": "90/m/ip",
    "prove": "40/h/ip",
}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# ── Cookies and headers ─────────────────────────────────────────────────────────────────────────
_HOST = "__Host-" if SECURE_COOKIES else ""
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = f"{_HOST}mentorat_session"
SESSION_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = f"{_HOST}mentorat_csrf"
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_HTTPONLY = True
# A form comes from the very host it is sent to: a neighbour's site is a stranger (hole H5).
CSRF_TRUSTED_ORIGINS: list[str] = []
CSRF_FAILURE_VIEW = "mentorat.views.csrf_failure"
LANGUAGE_COOKIE_NAME = f"{_HOST}mentorat_language"
THEME_COOKIE_NAME = f"{_HOST}mentorat_theme"
SIGN_UP_COOKIE_NAME = f"{_HOST}mentorat_sign_up"
# No browser is trusted so far; whoever changes that does not open hole H3 with it.
MFA_TRUST_COOKIE_NAME = f"{_HOST}mentorat_trust"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_COOKIES
SECURE_HSTS_PRELOAD = SECURE_COOKIES
SECURE_SSL_REDIRECT = SECURE_COOKIES
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
# How many proxies add to X-Forwarded-For: rate limits count the address before them.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["htmx"],
}

# ── Languages and time ──────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "mentorat" / "locale"]
USE_TZ = True
# English here is British: days come before months.
FORMAT_MODULE_PATH = ["mentorat.formats"]
TIME_ZONE = "Europe/Paris"

# ── Static files ────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
HASHED_STATIC = env.bool("HASHED_STATIC", default=not DEBUG)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "mentorat.static.HashedStaticFiles"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not HASHED_STATIC

# ── Mail ────────────────────────────────────────────────────────────────────────────────────────
MAIL_FROM = env.str("MAIL_FROM", default="Mentorat <mentorat@localhost>")
DEFAULT_FROM_EMAIL = MAIL_FROM
MAIL_URL = env.str("MAIL_URL", default=f"file://{VAR_DIR / 'mail'}")
_mail = urlparse(MAIL_URL)
_KINDS_OF_MAIL: dict[str, dict[str, Any]] = {
    "file": {
        "BACKEND": "mentorat.mailbox.EmailBackend",
        "OPTIONS": {"file_path": _mail.path},
    },
    "memory": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"},
    "smtp": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": _mail.hostname or "localhost",
            "port": _mail.port or 25,
            "username": _mail.username or "",
            "password": _mail.password or "",
            "use_tls": _mail.query == "tls",
            "timeout": 20,
        },
    },
}
MAILERS = {"default": _KINDS_OF_MAIL[_mail.scheme]}

# ── Tasks ───────────────────────────────────────────────────────────────────────────────────────
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_QUEUES = [Queue(name) for name in ("default", "mail", "matching", "reports")]
CELERY_TASK_ROUTES = {
    "people.deliver_mail": {"queue": "mail"},
    "people.deliver_sign_up_code": {"queue": "mail"},
    "matching.*": {"queue": "matching"},
    "lab.*": {"queue": "matching"},
    "evaluations.produce_report": {"queue": "reports"},
    "people.make_archive": {"queue": "reports"},
    "privacy.make_export": {"queue": "reports"},
    "privacy.produce_document": {"queue": "reports"},
    "renewal.print_certificate": {"queue": "reports"},
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_RETRY_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1800,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 3,
}
CELERY_DB_REUSE_MAX = 1000
CELERY_TIMEZONE = "UTC"


def _for_every_company(task: str, schedule: object) -> dict[str, object]:
    return {"task": "companies.fan_out", "args": [task], "schedule": schedule}


CELERY_BEAT_SCHEDULE = {
    "schemas for the next companies": {"task": "companies.prepare", "schedule": 60.0},
    "sign-ups nobody went on with": {"task": "people.sweep_sign_ups", "schedule": 60.0},
    "archives nobody made": {"task": "people.sweep_archives", "schedule": 60.0},
    "companies whose day of deletion has come": {
        "task": "people.erase_companies",
        "schedule": crontab(minute=50, hour="*"),
    },
    "mail nobody delivered": _for_every_company("people.sweep_mail", 60.0),
    "imports nobody applied": _for_every_company("people.sweep_imports", 60.0),
    "runs nobody performed": _for_every_company("matching.sweep_runs", 60.0),
    "questions of the lab nobody answered": _for_every_company("lab.sweep", 60.0),
    "reports nobody produced": _for_every_company("evaluations.sweep_reports", 60.0),
    "certificates nobody printed": _for_every_company("renewal.sweep_certificates", 60.0),
    "answers that wait for others": _for_every_company(
        "evaluations.count_answers", crontab(minute="5-59/15")
    ),
    "messages due": _for_every_company("communication.send_due", 60.0),
    "pulses due": _for_every_company("evaluations.send_due_pulses", crontab(minute="*/15")),
    "unanswered enrolments": _for_every_company(
        "programmes.remind_unanswered", crontab(minute=10, hour="*")
    ),
    "mentees who have not ranked": _for_every_company(
        "matching.remind_unranked", crontab(minute=20, hour="*")
    ),
    "requests that go on": _for_every_company("asking.tend", crontab(minute="*/5")),
    "requests nobody answered": _for_every_company("asking.remind", crontab(minute=25, hour="*")),
    "rankings that are due": _for_every_company("matching.settle_due", crontab(minute="*/15")),
    # Hourly, because midnight comes at another hour in each company; upwards, floor by floor.
    "people whose last day is over": _for_every_company(
        "people.end_departures", crontab(minute=2, hour="*")
    ),
    "pairs of leavers": _for_every_company("pairings.end_departed", crontab(minute=4, hour="*")),
    "enrolments of leavers": _for_every_company(
        "programmes.release_leavers", crontab(minute=6, hour="*")
    ),
    "seats of people who have gone": _for_every_company(
        "training.release_seats", crontab(minute=12, hour="*")
    ),
    "mentors who have been trained": _for_every_company(
        "selection.note_trained", crontab(minute="*/10")
    ),
    "trainings that come first": _for_every_company(
        "training.remind_untrained", crontab(minute=35, hour="*")
    ),
    "workshops of tomorrow": _for_every_company(
        "training.remind_workshops", crontab(minute=15, hour="*")
    ),
    "seats of leavers at events": _for_every_company(
        "communication.release_seats", crontab(minute=14, hour="*")
    ),
    "events of tomorrow": _for_every_company(
        "communication.remind_events", crontab(minute=25, hour="*")
    ),
    "people whom life events bring": _for_every_company(
        "occasions.invite_due", crontab(minute=15, hour=7)
    ),
    "conversations that are over, and what people who have gone kept": _for_every_company(
        "introductions.release", crontab(minute=8, hour="*")
    ),
    "mentors who may answer": _for_every_company(
        "introductions.ask_mentors", crontab(minute=22, hour="*")
    ),
    "short conversations of tomorrow": _for_every_company(
        "introductions.remind", crontab(minute=27, hour="*")
    ),
    "colleagues asked for a reference": _for_every_company(
        "references.tend", crontab(minute=33, hour="*")
    ),
    "idle pairs": _for_every_company("pairings.remind_idle", crontab(minute=30, hour="*")),
    "exports and documents nobody made": _for_every_company("privacy.sweep", 60.0),
    # After the departures of the same hour, so that pairs are ended before identities are erased.
    "what has been kept long enough": _for_every_company(
        "privacy.keep_time", crontab(minute=50, hour="*")
    ),
    "pairs at term": _for_every_company("pairings.complete_due", crontab(minute=40, hour="*")),
}

# ── Logs: the company on every line, nothing personal, no key ───────────────────────────────────
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"company": {"()": "mentorat.logs.CompanyOnEveryLine"}},
    "formatters": {
        "line": {
            "class": "mentorat.logs.Discreet",
            "format": "%(asctime)s %(levelname)s [%(company)s] %(name)s: %(message)s",
        }
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["company"]}
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
