"""All settings of Boardsite, from the environment alone.

The variables are read in the first part, each with a line that says what it is for; the second part gives Django,
django-allauth and the others what follows from them. How a value is read and refused: `boardsite/environment.py`.
"""

import logging
import os
import warnings
from pathlib import Path
from typing import Any

from boardsite import attachments, kafka, oidc, release, secret
from boardsite import environment as env
from boardsite.database import options
from boardsite.observing import logs

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Variables -------------------------------------------------------------------------------------------------------

# Where the database, the secret key, the collected static files and the demonstration's password are kept.
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var"))).absolute()
# Where the static files are collected; an image brings them along.
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static"))).absolute()
# For development only: error pages with details, templates and static files read anew each time.
DEBUG = env.flag("DEBUG", default=False)
# The address and port the server listens on.
HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000, 1, 65535)
# The address people type. With https, cookies are secure, http is redirected and HSTS is sent.
_NEAR = "localhost" if HOST in {"0.0.0.0", "::", "[::]"} else HOST
SITE = env.site_url("SITE_URL", f"http://[{_NEAR}]:{PORT}" if ":" in _NEAR.strip("[]") else f"http://{_NEAR}:{PORT}")
SITE_URL = f"{SITE.scheme}://{SITE.netloc}"
# More host names the site answers to, with commas, beside the one in SITE_URL and the loopback names.
MORE_HOSTS = env.words("ALLOWED_HOSTS")
# How many proxies of yours stand before the server; their X-Forwarded-For and X-Forwarded-Proto are believed.
# 1 by itself with an https SITE_URL, which needs a proxy, and 0 otherwise.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", int(SITE.scheme == "https"), 0, 10)
# How long a browser is told to insist on https, in seconds (with an https SITE_URL).
HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000, 0, 63_072_000)
# Signs cookies and links; made once and kept in VAR_DIR/secret_key if not given.
SECRET_KEY = env.text("SECRET_KEY") or secret.kept(VAR_DIR / "secret_key")
# Keys of before, with commas: what they have signed, and the second factors they have encrypted, still counts.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
# Signs the tokens of programs: 32 characters or more at random, or a private RSA key in PEM if others are to check
# tokens. Follows from SECRET_KEY if not given; with another one of either all programs have to sign in anew.
JWT_KEY = env.signing_key("JWT_KEY") or secret.derived(SECRET_KEY, "tokens of programs")
# The database: SQLite in VAR_DIR, or postgres://user:password@host:port/name.
DATABASE = env.database("DATABASE_URL", VAR_DIR / "boardsite.sqlite3")
# The most connections to PostgreSQL of one process of the server.
DATABASE_POOL_SIZE = env.number("DATABASE_POOL_SIZE", 10, 1, 200)
# Where rendered fragments are kept for all processes: redis://host:port/number. In the process's memory if not set.
REDIS_URL = env.redis("REDIS_URL")
# What carries background work to workers of its own (`celery -A boardsite.celery worker`, and `beat` for the clock), a
# Redis or Valkey: redis://host:port/number, with a number that nothing else uses. If not set, the server does the work.
BROKER_URL = env.redis("BROKER_URL")
# How e-mail leaves: smtp+tls://user:password@host:587, smtps:// or smtp://. Written to the console if not set.
EMAIL = env.email("EMAIL_URL")
# The sender of the site's e-mail.
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"Boardsite <boardsite@{SITE.hostname}>")
# Providers people can sign in through: OIDC_PROVIDERS as JSON, or OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and
# OIDC_NAME for one (more in docs/sign-in.md).
OIDC_PROVIDERS = oidc.providers()
# on: with one provider, whoever wants to sign in is sent there at once, without a page of ours.
OIDC_AUTO_REDIRECT = env.flag("OIDC_AUTO_REDIRECT", default=False)
# The most seconds that each answer of a provider may take, from its first byte to its last.
OIDC_TIMEOUT = env.number("OIDC_TIMEOUT", 8, 1, 30)
# Whether admins of projects may make public links to their boards, and whether those that there are lead anywhere.
PUBLIC_LINKS = env.flag("PUBLIC_LINKS", default=True)
# Who may make an account: open (everybody), invited (by a link of `manage.py invite` or to a project), closed (nobody).
SIGNUP = env.choice("SIGNUP", "open", ("open", "invited", "closed"))
# The domains that addresses of new accounts may have; all if not set.
EMAIL_DOMAINS = [domain.lower().removeprefix("@") for domain in env.words("EMAIL_DOMAINS")]
# off: people sign in through their provider alone.
PASSWORD_LOGIN = env.flag("PASSWORD_LOGIN", default=True)
if not PASSWORD_LOGIN and not OIDC_PROVIDERS:
    env.stop("PASSWORD_LOGIN is off, and there is no provider to sign in through; set OIDC_ISSUER or OIDC_PROVIDERS.")
# The time zone of people who have not chosen one.
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
# Processes that serve pages (boardsite/server/config.py starts them).
WORKERS = env.number("WORKERS", 1, 1, 64)
# Processes of each worker, and the queues it takes: mail, webhooks, files, general, with commas; all if not set.
WORKER_PROCESSES = env.number("WORKER_PROCESSES", 4, 1, 64)
WORKER_QUEUES = env.several("WORKER_QUEUES", ("mail", "webhooks", "files", "general"))
# The least serious log records that are written: DEBUG, INFO, WARNING or ERROR.
LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
# How log records are written: json or text. json by itself with PostgreSQL or Redis, where machines read it.
LOG_FORMAT = env.log_format("LOG_FORMAT")
# Whether there is a line for each request; by itself where the log is JSON.
ACCESS_LOG = env.flag("ACCESS_LOG", default=LOG_FORMAT == "json")
# The commit that is running, as `/healthz` tells it.
COMMIT = env.text("COMMIT", "unknown")
# Who may read `/metrics` and the details of `/readyz`: addresses in these networks, and who has the token.
OPERATOR_NETWORKS = env.networks("OPERATOR_NETWORKS", "127.0.0.0/8,::1")
METRICS_TOKEN = env.text("METRICS_TOKEN")
# Private networks that webhooks may call all the same, such as 10.1.2.0/24, with commas; http:// is for these alone.
WEBHOOK_ALLOWED_NETWORKS = env.networks("WEBHOOK_ALLOWED_NETWORKS")
# Where the event stream goes: KAFKA_BROKERS and what a cluster asks for (boardsite/kafka.py, docs/events.md).
KAFKA = kafka.stream()
# Where errors are reported to, and where traces are sent; nothing of either is loaded if not set.
SENTRY_DSN = env.http_url("SENTRY_DSN", example="https://key@sentry.example.com/1")
OTEL_EXPORTER_OTLP_ENDPOINT = env.http_url("OTEL_EXPORTER_OTLP_ENDPOINT", example="http://localhost:4318")
# Names the release in the keys of cached fragments; worked out from the files if not given.
RELEASE = env.text("RELEASE") or release.mark(BASE_DIR)
# Whether demonstration data is made on the first start: 1, 0, or by itself where HOST is a loopback address.
DEMO = env.flag("DEMO", default=env.is_loopback(HOST))
# The password of the demonstration's people; made once and kept in VAR_DIR/demo_password if not given.
DEMO_PASSWORD = env.text("DEMO_PASSWORD")

# When somebody who was told that the site is not available should try again, in seconds.
RETRY_AFTER = 5
# How many calls of the API a person, or an API key, may make a minute.
API_CALLS_PER_MINUTE = env.number("API_CALLS_PER_MINUTE", 1_000, 1, 1_000_000)
# Where attached files are kept, and how large and how many they may be (boardsite/attachments.py).
ATTACHMENTS = attachments.chosen(VAR_DIR)
# How many PDFs are made at the same time on the whole site, each by a process of up to 500 MB; others wait their turn.
PDFS_AT_ONCE = env.number("PDFS_AT_ONCE", 2, 1, 16)

# --- Site ------------------------------------------------------------------------------------------------------------

# Whether this is the server (boardsite/asgi.py says so), and not a management command.
IS_SERVER = bool(os.environ.get("BOARDSITE_SERVER"))
# Whether this is a worker, or beat (boardsite/celery.py).
IS_WORKER = bool(os.environ.get("BOARDSITE_WORKER"))
HTTPS = SITE.scheme == "https"
ALLOWED_HOSTS = list(dict.fromkeys([SITE.hostname or "", *MORE_HOSTS, "localhost", "127.0.0.1", "[::1]"]))
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "boardsite.urls"
ASGI_APPLICATION = "boardsite.asgi.application"
INSTALLED_APPS = [
    "boards",
    "boards.accounts.oidc",
    "django.contrib.admin",
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
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database --------------------------------------------------------------------------------------------------------

DATABASES = {
    "default": options.complete(DATABASE, is_server=IS_SERVER, is_worker=IS_WORKER, pool_size=DATABASE_POOL_SIZE)
}

# --- Caches ----------------------------------------------------------------------------------------------------------

FRAGMENTS: dict[str, object] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "fragments",
    "OPTIONS": {"MAX_ENTRIES": 5_000, "CULL_FREQUENCY": 4},
}
if REDIS_URL:
    # A Redis that is away or slow costs a fraction of a second and never a page: every error counts as 'not cached'.
    FRAGMENTS = {
        "BACKEND": "boardsite.database.fragments.RedisFragments",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "boardsite",
        "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 0.2, "SOCKET_TIMEOUT": 0.2},
    }
CACHES: dict[str, dict[str, object]] = {
    # Limits on tries and replay guards: must hold, and be the same for all processes, when Redis is gone.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "boardsite_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Rendered HTML and nothing else. The keys say what is current, the time only frees memory.
    "fragments": {**FRAGMENTS, "TIMEOUT": 86_400},
}

# --- Live boards -----------------------------------------------------------------------------------------------------

# How processes tell each other of changes (boards/live). Publishing in Redis knows no numbers of databases, so the
# number stands in the prefix: two sites may share a server.
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
if REDIS_URL:
    CHANNEL_LAYERS["default"] = {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": f"boardsite{REDIS_URL.rpartition('/')[2]}"},
    }

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

# --- People ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "boards.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "display_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "boards.accounts.forms.accounts.SignupForm"
ACCOUNT_FORMS = {
    "login": "boards.accounts.forms.sign_in.LoginForm",
    "signup": "boards.accounts.forms.sign_in.SignupForm",
    "add_email": "boards.accounts.forms.sign_in.AddEmailForm",
    "reset_password": "boards.accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "boards.accounts.forms.sign_in.ResetPasswordKeyForm",
    "change_password": "boards.accounts.forms.sign_in.ChangePasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD: str | None = None
# An address can be confirmed only where e-mail really leaves the machine.
SENDS_EMAIL = EMAIL["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if SENDS_EMAIL else "none"
ACCOUNT_EMAIL_NOTIFICATIONS = SENDS_EMAIL
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Nobody can make the site write to strangers by asking for their new password: as much is done, and nothing sent
# (boards/accounts/mailing.py).
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_PREVENT_ENUMERATION = True
# Beside the limits of django-allauth: addresses without an account, asked for in vain (boards/address_lookup.py).
ACCOUNT_RATE_LIMITS = {"add_member": "20/10m/user", "invite": "60/h/user,6/h/key"}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE.scheme

# --- Single sign-on --------------------------------------------------------------------------------------------------

ACCOUNT_ADAPTER = "boards.accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "boards.accounts.adapter.SocialAdapter"
# Which account a person gets is decided in boards/accounts/oidc, never by allauth's own look for an address.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
# Who has found an open browser can't give it a second key.
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True

# --- Second factors, passkeys, devices -------------------------------------------------------------------------------

MFA_ADAPTER = "boards.accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Boardsite"
# A code typed just before it changes, or on a telephone whose clock is a little off, is still right.
MFA_TOTP_TOLERANCE = 1
# Where no e-mail leaves the machine, no address can be confirmed first.
MFA_ALLOW_UNVERIFIED_EMAIL = not SENDS_EMAIL
# Browsers allow passkeys on https, and without it on localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# boards/accounts/devices.py keeps when a device was last seen, at most once an hour.
USERSESSIONS_TRACK_ACTIVITY = False

# --- Tokens for programs ---------------------------------------------------------------------------------------------

# The API has its own addresses for all of this (boards/accounts/api/); those of django-allauth are not served.
HEADLESS_TOKEN_STRATEGY = "boards.accounts.tokens.TokenStrategy"  # noqa: S105  a class
HEADLESS_JWT_ALGORITHM = "RS256" if JWT_KEY.startswith("-----BEGIN") else "HS256"
HEADLESS_JWT_PRIVATE_KEY = JWT_KEY
HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = 900
HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN = 1_209_600
# Who is signed out, deactivated or deleted is out at once.
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True
HEADLESS_JWT_ROTATE_REFRESH_TOKEN = True
HEADLESS_SERVE_SPECIFICATION = False
# How often one address may ask for fresh tokens.
ACCOUNT_RATE_LIMITS["refresh_tokens"] = "60/m/ip"

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

# --- Static files ----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Every address has the hashed name, so the plain files would only be compressed for nothing.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    attachments.ALIAS: ATTACHMENTS.storage,
    "staticfiles": {"BACKEND": "boardsite.storage.StaticStorage"},
}
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    CACHES["fragments"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    # Django's loaders without the one that keeps what it read (Jinja looks for changes by itself).
    TEMPLATES[1]["APP_DIRS"] = False
    TEMPLATES[1]["OPTIONS"]["loaders"] = [
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ]
# whitenoise hands files over as ordinary iterators; under ASGI Django reads each at once and warns. They are small.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
