"""The site itself: its applications and middleware, templates, what keeps browsers safe, language, log."""

import logging
import warnings
from typing import Any

from boardsite.observing import logs
from boardsite.settings.variables import (
    BASE_DIR,
    BROKER_URL,
    DEBUG,
    DEFAULT_FROM_EMAIL,
    EMAIL,
    HSTS_SECONDS,
    HTTPS,
    LOG_FORMAT,
    LOG_LEVEL,
    MORE_HOSTS,
    SITE,
    SITE_URL,
    TRUSTED_PROXIES,
)

ALLOWED_HOSTS = list(dict.fromkeys([SITE.hostname or "", *MORE_HOSTS, "localhost", "127.0.0.1", "[::1]"]))
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "boardsite.urls"
INSTALLED_APPS = [
    "boards",
    "boards.accounts.oidc",
    "boardsite.administration.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "boardsite.apps.StaticFilesConfig",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "allauth.headless",
    "django_filters",
    "django_htmx",
    # For the local files of the API's documents.
    "ninja",
]
if BROKER_URL:
    # The clock in the database. Without a broker nobody needs it, and it brings Celery with it.
    INSTALLED_APPS.append("django_celery_beat")
MIDDLEWARE = [
    "boards.middleware.RequestIdMiddleware",
    "boardsite.observing.middleware.ObservingMiddleware",
    "boards.api.middleware.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "boardsite.server.compression.CompressionMiddleware",
    "boards.middleware.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "boards.middleware.TextMiddleware",
    "boards.middleware.OperationsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "boards.accounts.sessions.SessionPersonMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "boards.accounts.devices.DeviceMiddleware",
    "boards.accounts.presence.PresenceMiddleware",
    "boards.middleware.PersonMiddleware",
    "boards.middleware.TabMiddleware",
    "boards.middleware.ErrorMiddleware",
    "boards.api.auth.MeansMiddleware",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The bodies of requests keep Django's limit of 2.5 MB: the longest text (100,000 characters) is at most 1.2 MB of form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_HANDLERS = ["boardsite.server.uploads.BesideTheStore"]
# Messages live in a cookie, and in the session where they are too long for one.
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"
# HSTS for subdomains and browser preloading reach beyond this site: a decision for the owner of the domain.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# whitenoise hands files over as ordinary iterators; under ASGI Django reads each at once and warns. They are small.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

# --- Templates -------------------------------------------------------------------------------------------------------

TEMPLATES: list[dict[str, Any]] = [
    {
        # Cards, for speed; see boards/jinja.py.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "boards.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
if DEBUG:
    # Django's loaders without the one that keeps what it read (Jinja looks for changes by itself).
    TEMPLATES[1]["APP_DIRS"] = False
    TEMPLATES[1]["OPTIONS"]["loaders"] = [
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Safety ----------------------------------------------------------------------------------------------------------

SESSION_ENGINE = "boards.accounts.sessions"
SESSION_COOKIE_NAME = "boardsite_session"
CSRF_COOKIE_NAME = "boardsite_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "boards.views.outdated.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
# A probe asks the process itself, past the proxy that speaks https.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = HSTS_SECONDS if HTTPS else 0
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
X_FRAME_OPTIONS = "DENY"
# The same for every page: nothing from elsewhere, no inline scripts or styles.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

# --- E-mail, language, time, log -------------------------------------------------------------------------------------

globals().update(EMAIL)
EMAIL_TIMEOUT = 10
SERVER_EMAIL = DEFAULT_FROM_EMAIL
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
FORMAT_MODULE_PATH = "boardsite.formats"
USE_TZ = True
logging.captureWarnings(LOG_FORMAT == "json")
LOGGING = logs.config(LOG_LEVEL, LOG_FORMAT, one_line=not DEBUG)
