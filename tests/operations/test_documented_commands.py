"""The shell commands of docs/operations.md are run as they stand there, in their order."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.servers import start_postgres

pytestmark = [pytest.mark.long, pytest.mark.once]
ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.+?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)
ADDRESS = "postgres://boardsite:password@localhost:5432/boardsite"


@pytest.fixture
def place(tmp_path):
    """A folder that looks like an installation by `make`, on SQLite and empty."""
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "manage.py").symlink_to(ROOT / "manage.py")
    return tmp_path


def run(script, place):
    """All of it in one shell, which ends at the first failure. `doctor` may have something to find fault with."""
    script = re.sub(r"^(.+ doctor)$", r"\1 || test $? = 1", script, flags=re.MULTILINE)
    settings = {"VAR_DIR": str(place / "var"), "SITE_URL": "http://127.0.0.1:8000", "DEMO": "0"}
    person = {"EMAIL": "ann@example.com", "DISPLAY_NAME": "Ann", "PASSWORD": "long enough 17"}
    person = {f"DJANGO_SUPERUSER_{name}": value for name, value in person.items()}
    keep = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "DEBUG"}}
    return subprocess.run(
        ["bash", "-euxc", script],
        cwd=place,
        env=keep | settings | person | {"DJANGO_SETTINGS_MODULE": "boardsite.settings"},
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=900,
        check=False,
    )


def check_index(postgres):
    """The statements that make the index later are run where it is not there."""
    [statements] = [block for language, block in BLOCKS if language == "sql"]
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("DROP EXTENSION pg_trgm CASCADE")
        connection.execute(statements)
        assert connection.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'task_search_text'").fetchone()[0]


def test_each_block_is_of_a_known_kind():
    assert {language for language, _block in BLOCKS} == {"sh", "json", "sql"}


def test_commands_do_what_is_said(place):
    with start_postgres() as postgres:
        script = "\n".join(block for language, block in BLOCKS if language == "sh")
        assert ADDRESS in script
        script = script.replace(ADDRESS, postgres.url).replace("createsuperuser ", "createsuperuser --no-input ")
        ran = run(script, place)
        check_index(postgres)
    assert ran.returncode == 0, ran.stdout[-3000:]
    assert "Superuser created successfully." in ran.stdout and ran.stdout.count("Everybody signs in again.") == 3
    assert {path.name for path in place.glob("*.backup")} == {"site-2026-11-21.backup", "move.backup"}
    assert not list(place.glob("trial*"))
