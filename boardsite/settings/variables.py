"""What the environment says: each variable with a line that says what it is for."""

import os
from pathlib import Path

from boardsite import attachments, kafka, oidc, release, secret
from boardsite import environment as env

BASE_DIR = Path(__file__).resolve().parents[2]
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

# Whether this is the server (boardsite/asgi.py says so), and not a management command.
IS_SERVER = bool(os.environ.get("BOARDSITE_SERVER"))
# Whether this is a worker, or beat (boardsite/celery.py).
IS_WORKER = bool(os.environ.get("BOARDSITE_WORKER"))
HTTPS = SITE.scheme == "https"
