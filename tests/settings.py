"""The settings of the tests: those of the site, with a folder of their own and less work per password."""

import os
import tempfile

# gw0, gw1 … under pytest-xdist: each has its own database in Redis, as it has in SQLite and PostgreSQL.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
# tests/conftest.py makes this folder and takes it away; who only reads the settings (mypy) leaves nothing behind.
_folder = f"{tempfile.gettempdir()}/boardsite-tests-{os.getpid()}"

# Nothing from the shell may change what is tested, but for the two addresses that choose the shape.
for _name in (
    "ALLOWED_HOSTS",
    "DEMO",
    "DEMO_PASSWORD",
    "EMAIL_URL",
    "METRICS_TOKEN",
    "OPERATOR_NETWORKS",
    "HOST",
    "PORT",
    "RELEASE",
    "TIME_ZONE",
    "WEBHOOK_ALLOWED_NETWORKS",
):
    os.environ.pop(_name, None)
_begin = ("OIDC_", "S3_", "ATTACHMENT")
for _name in ("SIGNUP", "PASSWORD_LOGIN", "EMAIL_DOMAINS", *(name for name in os.environ if name.startswith(_begin))):
    os.environ.pop(_name, None)
os.environ |= {
    "DEBUG": "0",
    "ACCESS_LOG": "0",
    "LOG_FORMAT": "text",
    "LOG_LEVEL": "WARNING",
    "SECRET_KEY": "for the tests alone",
    "SITE_URL": "http://testserver",
    "VAR_DIR": _folder,
}

from boardsite.settings import *  # noqa: E402, F403
from boardsite.settings import ATTACHMENTS, CACHES, CHANNEL_LAYERS, DATABASES, REDIS_URL  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because the threads of the browser tests can't share a database in memory.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
if REDIS_URL:
    CACHES["fragments"]["LOCATION"] = f"{REDIS_URL.rpartition('/')[0]}/{_worker}"
    CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = f"boardsite{_worker}"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "attachments": ATTACHMENTS.storage,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
