"""What the environment makes of the settings, each time in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.long, pytest.mark.once]

ROOT = Path(__file__).parents[2]
NAMES = (
    "SITE_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "SECRET_KEY",
    "DEBUG",
    "HOST",
    "PORT",
    "BOARDSITE_SERVER",
)


@pytest.fixture
def start(tmp_path):
    def start(*names, **variables):
        program = (
            f"import json, boardsite.settings as s; print(json.dumps([getattr(s, n) for n in {names!r}], default=str))"
        )
        kept = {name: value for name, value in os.environ.items() if name not in NAMES}
        environment = kept | {"VAR_DIR": str(tmp_path / "var")} | variables
        command = [sys.executable, "-c", program]
        return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)

    return start


@pytest.fixture
def read(start):
    return lambda *names, **variables: json.loads(start(*names, **variables).stdout)


def test_embedded_shape_needs_nothing(read, tmp_path):
    databases, caches, url = read("DATABASES", "CACHES", "SITE_URL")
    assert databases["default"]["NAME"] == str(tmp_path / "var" / "boardsite.sqlite3")
    assert databases["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "locmem" in caches["fragments"]["BACKEND"] and "DatabaseCache" in caches["default"]["BACKEND"]
    assert url == "http://127.0.0.1:8000"


def test_full_shape(read):
    databases, caches = read("DATABASES", "CACHES", DATABASE_URL="postgres://u@h/d", REDIS_URL="redis://h/0")
    assert "postgresql" in databases["default"]["ENGINE"]
    assert "Redis" in caches["fragments"]["BACKEND"] and "DatabaseCache" in caches["default"]["BACKEND"]


def test_server_pools_its_connections_and_commands_do_not(read):
    url = {"DATABASE_URL": "postgres://u@h/d"}
    server = read("DATABASES", BOARDSITE_SERVER="1", **url)[0]["default"]
    assert server["OPTIONS"]["pool"]["max_size"] == 10 and server["ENGINE"] == "boardsite.database.postgresql"
    command = read("DATABASES", **url)[0]["default"]
    assert "pool" not in command["OPTIONS"] and command["ENGINE"] == "django.db.backends.postgresql"
    assert "CONN_MAX_AGE" not in server | command


def test_entry_point_says_that_a_server_runs(tmp_path):
    program = "import boardsite.asgi; from django.conf import settings; print(settings.IS_SERVER)"
    environment = {name: value for name, value in os.environ.items() if name not in (*NAMES, "DJANGO_SETTINGS_MODULE")}
    environment["VAR_DIR"] = str(tmp_path)
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


def test_https_makes_everything_strict(read):
    names = ("SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "TRUSTED_PROXIES", "ALLOWED_HOSTS")
    cookie, redirect, seconds, proxies, hosts = read(*names, SITE_URL="https://boards.example.com")
    assert (cookie, redirect, seconds, proxies) == (True, True, 31_536_000, 1)
    assert hosts == ["boards.example.com", "localhost", "127.0.0.1", "[::1]"]


def test_http_does_not(read):
    names = ("SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "TRUSTED_PROXIES")
    assert read(*names, SITE_URL="http://10.0.0.1:8000") == [False, False, 0, 0]


@pytest.mark.parametrize(
    ("host", "url"),
    [("0.0.0.0", "http://localhost:9000"), ("::1", "http://[::1]:9000"), ("10.1.2.3", "http://10.1.2.3:9000")],
)
def test_address_follows_host_and_port(read, host, url):
    assert read("SITE_URL", HOST=host, PORT="9000") == [url]


def test_demonstration_only_on_loopback(read):
    assert read("DEMO") == [True]
    assert read("DEMO", HOST="0.0.0.0") == [False]
    assert read("DEMO", HOST="0.0.0.0", DEMO="1") == [True]


def test_mail_server_makes_confirmation_mandatory(read):
    assert read("ACCOUNT_EMAIL_VERIFICATION") == ["none"]
    assert read("ACCOUNT_EMAIL_VERIFICATION", EMAIL_URL="smtps://mail") == ["mandatory"]


def test_secret_key_is_made_once(read):
    first, second = read("SECRET_KEY"), read("SECRET_KEY")
    assert first == second and len(first[0]) >= 50


def test_debug_reads_everything_anew(read):
    caches, templates, storages = read("CACHES", "TEMPLATES", "STORAGES", DEBUG="1")
    assert "Dummy" in caches["fragments"]["BACKEND"] and templates[1]["OPTIONS"]["loaders"]
    assert "Manifest" not in storages["staticfiles"]["BACKEND"]


def test_wrong_value_stops_with_a_sentence(start):
    done = start("DEBUG", PORT="high")
    assert done.returncode == 4
    assert done.stderr == "Boardsite can't start: PORT is 'high'; it must be a whole number from 1 to 65535.\n"
