"""Django's settings, derived from the operator's environment."""

from __future__ import annotations

import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from .environment import read_environment
from .services import cache, files_storage

ENVIRONMENT = read_environment()
PACKAGE = Path(__file__).resolve().parent.parent
VAR = ENVIRONMENT.var.resolve()

DEBUG = ENVIRONMENT.debug
DEMO = ENVIRONMENT.demo
SECRET_KEY = ENVIRONMENT.secret_key.get_secret_value()
ALLOWED_HOSTS = [host.strip() for host in ENVIRONMENT.hosts.split(",") if host.strip()]

FOUNDATION_APPS = ["tenants", "events", "files", "jobs", "limits", "calendar", "api", "ui"]
BASE_APPS = [
    "directory", "addresses", "identity", "customers", "forms", "forms.builder",
    "workflow", "records", "messages", "payments", "payments.online", "payments.invoices", "signatures",
    "procedures", "cases",
]  # fmt: skip
PROVIDER_APPS = [
    "offers", "offers.resources", "offers.orders",
    "transitions", "transitions.letters", "transitions.windows", "connectivity", "servers",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
    *(f"allmende.foundation.{name}" for name in FOUNDATION_APPS),
    *(f"allmende.base.{name}" for name in BASE_APPS),
    "allmende.outward.website",
    "allmende.outward.applications",
    "allmende.inward.directory_desk",
    "allmende.inward.customer_desk",
    "allmende.inward.workplace",
    "allmende.inward.processes",
    "allmende.inward.processes.tables",
    "allmende.inward.processes.terms",
    *(f"allmende.provider.{name}" for name in PROVIDER_APPS),
    "allmende.demo",
    "allmende.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "allmende.foundation.ui.compression.PageCompressionMiddleware",
    "allmende.foundation.ui.policy.PolicyMiddleware",
    "allmende.foundation.tenants.middleware.TenantMiddleware",
    "allmende.foundation.readable.ReadableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allmende.base.identity.sessions.SessionLimitMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "allmende.config.urls"
WSGI_APPLICATION = "allmende.config.wsgi.application"
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allmende.base.identity.backends.TenantBackend"]
LOGIN_URL = "identity:login"
LOGIN_REDIRECT_URL = "identity:account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "allmende.foundation.ui.context.layout",
            ],
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
        },
    }
]
COTTON_DIR = "components"

# Durable by default: an acknowledged application survives a power cut (synchronous=FULL). The log is carried over
# every 16 MB instead of every 4: pages that everybody writes, such as the ends of tables, are carried over less often.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456; PRAGMA wal_autocheckpoint=4000;"
    ),
}
if ENVIRONMENT.database_url:
    DATABASES = {"default": dj_database_url.parse(ENVIRONMENT.database_url, conn_max_age=600)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR / "allmende.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
            "CONN_MAX_AGE": None,
        }
    }

CACHES = {"default": cache(ENVIRONMENT.cache_url, ENVIRONMENT.ca_file)}
SESSION_ENGINE = (
    "django.contrib.sessions.backends.cached_db"
    if ENVIRONMENT.cache_url
    else ("allmende.base.identity.stored_sessions")
)


try:
    _files = files_storage(ENVIRONMENT.files_url, VAR, ENVIRONMENT.ca_file)
except ValueError as error:
    sys.exit(f"allmende.config.E032: a setting cannot be read.\nALLMENDE_FILES_URL: {error}")
STORAGES = {
    "default": _files,
    "files": _files,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [VAR / "assets"]  # what 'make assets' takes from node_modules

EMAIL_BACKEND = "allmende.base.messages.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.email_from

TASKS = {"default": {"BACKEND": "allmende.foundation.jobs.backend.QueueBackend"}}

LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
TIME_ZONE = ENVIRONMENT.time_zone
USE_TZ = True
FORMAT_MODULE_PATH = ["allmende.foundation.ui.formats"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "allmende.base.identity.passwords.HouseWordsValidator"},
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
CSRF_FAILURE_VIEW = "allmende.foundation.ui.views.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENVIRONMENT.tls
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
if (
    ENVIRONMENT.tls
):  # a cookie of this name cannot be planted by a neighbouring host (RFC 6265bis, section 4.1.3.2)
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"
MESSAGE_STORAGE = "allmende.foundation.ui.cookies.Messages"
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.tls else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENVIRONMENT.tls
SECURE_SSL_REDIRECT = False  # the proxy in front does it; see docs/operating.md
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.tls else None

DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = [
    "allmende.foundation.files.uploads.InMemory",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {name} {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}},
    "loggers": {"django_tasks": {"level": "WARNING"}, "django_tasks_db": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": ENVIRONMENT.log_level},
}
