"""The analytics service stands by itself in deploy/analytics/. Here the site feeds it, on a PostgreSQL of its own."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import start_postgres

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "analytics"
sys.path.insert(0, str(FOLDER))

from analytics import schema  # noqa: E402
from analytics.settings import Settings, read  # noqa: E402
from analytics.store import Store  # noqa: E402

_number = itertools.count()


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """The server of the suite, or one of our own where the suite has none."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
    else:
        with start_postgres() as server:
            yield server.url


@pytest.fixture
def known(database_url) -> Iterator[Settings]:
    """Settings with a schema that nobody else has."""
    name = f"analytics_{os.getpid()}_{next(_number)}"
    yield read({"DATABASE_URL": database_url, "ANALYTICS_SCHEMA": name, "SITE_URL": "http://testserver"})
    with schema.connect(database_url, name) as connection:
        for each in (name, f"{name}_new", f"{name}_old"):
            schema.drop(connection, each)


@pytest.fixture
def store(known) -> Iterator[Store]:
    """Empty tables."""
    with schema.connect(known.database_url, known.schema) as connection:
        schema.make(connection, known.schema, str(known.zone))
        yield Store(connection, known)
