"""Settings of both ways to run, read from the environment in this one file.

Without any variable set, Regulars runs embedded: SQLite, Celery's filesystem broker and a file
cache, all below ``var/``. ``DATABASE_URL`` and ``REDIS_URL`` turn it into the production form.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from csp.constants import NONCE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from crm.defaults import (  # noqa: F401
    CONSTANCE_ADDITIONAL_FIELDS,
    CONSTANCE_CONFIG,
    CONSTANCE_CONFIG_FIELDSETS,
    RULES_IN_ORDER,
)

# Lets classes such as ModelForm[User] name their type at run time, too.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if env_file := env.str("ENV_FILE", default=""):
    env.read_env(env_file)

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
PRODUCTION: bool = env.bool("PRODUCTION", default=False)
DEBUG: bool = env.bool("DEBUG", default=False)


def _secret_key() -> str:
    """Return SECRET_KEY, or outside production a random one kept with the data it protects."""
    key: str = env.str("SECRET_KEY", default="")
    if key:
        return key
    if PRODUCTION:
        raise ImproperlyConfigured("Set SECRET_KEY: a production start needs a secret key of its own.")
    kept = VAR_DIR / "secret_key"
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    fresh = VAR_DIR / f"secret_key.{os.getpid()}"
    if not kept.exists():
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        # The first of several processes starting at once wins; a reader never sees half a key.
        with contextlib.suppress(FileExistsError):
            os.link(fresh, kept)
        fresh.unlink()
    return kept.read_text()


SECRET_KEY = _secret_key()
# Several keys may be given, newest first, so that a key can be replaced without losing data.
FIELD_ENCRYPTION_KEYS: list[str] = env.list("FIELD_ENCRYPTION_KEYS", default=[SECRET_KEY])
ALLOWED_HOSTS: list[str] = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "simple_history",
    "rules",
    "axes",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "crm.shell",  # before constance: its command gives way to ours
    "constance",
    "crm.jobs",
    "crm.history",
    "crm.people",
    "crm.customers",
    "crm.timeline",
    "crm.exchange",
    "crm.api",
    "accounts",
    "prospects",
    "visits",
    "crm.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "crm.people.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "crm.shell.middleware.PlainTextMiddleware",
    "crm.shell.middleware.RefusedMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crm.shell.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "crm.shell.templatetags.shell",
            ],
        },
    },
]

# Database ---------------------------------------------------------------------------------------

SQLITE_OPTIONS: dict[str, Any] = {
    # Without IMMEDIATE, concurrent writers fail as soon as a read transaction wants to write.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'regulars.sqlite3'}")
}
SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if SQLITE:
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False

# Cache, sessions, broker ------------------------------------------------------------------------

REDIS_URL: str = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES: dict[str, dict[str, Any]] = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
    CELERY_BROKER_URL = REDIS_URL
else:
    # Web and worker are processes of their own: the embedded cache has to be one they share.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(VAR_DIR / "cache"),
        }
    }
    _broker = VAR_DIR / "broker"
    for _folder in ("messages", "control", "processed"):
        (_broker / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "messages"),
        "data_folder_out": str(_broker / "messages"),
        "control_folder": str(_broker / "control"),
        "processed_folder": str(_broker / "processed"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ALWAYS_EAGER: bool = env.bool("CELERY_EAGER", default=False)
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TIMEZONE = "UTC"
SESSION_ENGINE = (
    "django.contrib.sessions.backends.cached_db" if REDIS_URL else ("django.contrib.sessions.backends.db")
)
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# People and security ----------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "crm.people.backends.RoleBackend",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "people:login"
LOGIN_REDIRECT_URL = "shell:home"
LOGOUT_REDIRECT_URL = "people:login"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("SECURE_COOKIES", default=PRODUCTION)
SECURE_SSL_REDIRECT: bool = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_HSTS_SECONDS: int = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The map's tile server, e.g. https://tile.example.org/{z}/{x}/{y}.png; empty: a map without tiles.
MAP_TILES_URL: str = env.str("MAP_TILES_URL", default="")
MAP_TILES_ATTRIBUTION: str = env.str("MAP_TILES_ATTRIBUTION", default="")
_tile_hosts = ["https://" + MAP_TILES_URL.split("/")[2].replace("{s}", "*")] if MAP_TILES_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *_tile_hosts],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}

# Language, formats, files -----------------------------------------------------------------------

LANGUAGE_CODE = "en"
# Each in itself: whoever looks for theirs may not read the one that is set.
LANGUAGES = [
    ("en", "English"),
    ("zh-hans", "简体中文"),
    ("zh-hant", "繁體中文"),
    ("ko", "한국어"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE: str = env.str("TIME_ZONE", default="UTC")
BASE_CURRENCY: str = env.str("BASE_CURRENCY", default="EUR")

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
# Sources stay out: collecting them would look for the files that only the bundler finds.
STATICFILES_DIRS = [BASE_DIR / "static" / "public", ("dist", BASE_DIR / "static" / "dist")]
MEDIA_ROOT = VAR_DIR / "media"
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="Regulars <regulars@localhost>")

# Libraries --------------------------------------------------------------------------------------

CONSTANCE_SUPERUSER_ONLY = False  # the role admin will do
CONSTANCE_BACKEND = "crm.rules_backend.RulesBackend"

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

FILTERS_EMPTY_CHOICE_LABEL = _("any")

SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_HISTORY_ID_USE_UUID = False

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "crm.people.authentication.PersonTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["crm.api.filters.ListFilters"],
    "DEFAULT_PARSER_CLASSES": ["crm.api.parsers.BoundedJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_THROTTLE_CLASSES": ["crm.api.throttling.PersonRate"],
    "DEFAULT_THROTTLE_RATES": {
        "person": env.str("API_RATE", default="600/minute"),
        "login": env.str("API_LOGIN_RATE", default="20/minute"),
    },
    # Behind a proxy only the address that the proxy itself has seen counts.
    "NUM_PROXIES": 1 if env.bool("BEHIND_PROXY", default=False) else 0,
    "COERCE_DECIMAL_TO_STRING": True,
    "DEFAULT_PAGINATION_CLASS": "crm.api.pagination.CursorPages",
    "EXCEPTION_HANDLER": "crm.api.errors.handle",
}
SPECTACULAR_SETTINGS = {
    "DEFAULT_GENERATOR_CLASS": "crm.api.schema.Generator",
    "TITLE": "Regulars API",
    "VERSION": "1",
    "DESCRIPTION": (
        "Everything that has a page, for programs. How to log in, page, filter, send a request twice and "
        "read an error: docs/api.md.\n\n"
        "Decimals are strings. Sums name their currency. Days are ISO dates; moments are in the time zone of "
        "the person and carry their offset; times of visits are local to the rep."
    ),
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "Role": "crm.people.choices.Role",
        "LeaveKind": "crm.people.choices.LeaveKind",
        "CustomerKind": "crm.customers.choices.CustomerKind",
        "ContactRole": "crm.customers.choices.ContactRole",
        "ContactRoleOrOther": "crm.customers.choices.ROLES_OR_OTHER",
        "AddressKind": "crm.customers.choices.AddressKind",
        "CustomFieldType": "crm.customers.choices.FieldType",
        "JobState": "crm.jobs.models.JobState",
        "ImportState": "crm.exchange.models.ImportState",
        "Tier": "accounts.choices.Tier",
        "RatedTier": "accounts.api.accounts.RATED",
        "OrderKind": "accounts.choices.OrderKind",
        "VisitState": "visits.choices.VisitState",
        "PlanState": "visits.choices.PlanState",
        "MissedReason": "visits.choices.MissedReason",
        "TouchKind": "crm.timeline.choices.TouchKind",
        "Stage": "prospects.choices.Stage",
        "OpenStage": "prospects.api.catalogues.STAGES",
        "Disposition": "prospects.choices.Disposition",
        "LiveDisposition": "prospects.api.serializers.LIVE",
        "GiveUpReason": "prospects.choices.GiveUpReason",
        "Answer": "prospects.choices.Answer",
        "LedgerKind": "prospects.choices.LedgerKind",
        "CampaignState": "prospects.choices.CampaignState",
        "ErrorCode": "crm.api.error_shapes.ERROR_CODES",
        "ScorePartCode": "prospects.api.serializers.SCORE_PARTS",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
