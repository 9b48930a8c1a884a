"""The tables, in a schema of their own; another beside it while all is read anew.

`generation` tells one filling of the tables from another: whoever reads on knows by it that they were swapped.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

# Rises when tables or what is kept in them change: those of an earlier release are filled anew.
VERSION = 1
# Whoever makes or changes tables waits for this lock.
_LOCK = 7_220_117
_TABLES = """
CREATE TABLE about (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    generation uuid NOT NULL DEFAULT gen_random_uuid(),
    version integer NOT NULL,
    zone text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE positions (
    topic text, partition integer, next_offset bigint NOT NULL,
    PRIMARY KEY (topic, partition)
);
CREATE TABLE events (
    id bigint PRIMARY KEY, mark text NOT NULL, kind text NOT NULL, project_id bigint NOT NULL, task_id bigint,
    person_id bigint NOT NULL, at timestamptz NOT NULL, undoes bigint, changes jsonb
);
CREATE INDEX events_of_histories ON events (project_id, task_id, id) WHERE changes IS NOT NULL;
CREATE TABLE tasks (
    id bigint PRIMARY KEY, project_id bigint NOT NULL, number bigint NOT NULL, title text NOT NULL, column_id bigint,
    is_archived boolean NOT NULL, created_at timestamptz NOT NULL, completed_at timestamptz, event_id bigint NOT NULL
);
CREATE INDEX tasks_of_project ON tasks (project_id);
CREATE TABLE columns (
    id bigint PRIMARY KEY, project_id bigint NOT NULL, status text NOT NULL, event_id bigint NOT NULL
);
CREATE INDEX columns_of_project ON columns (project_id);
CREATE TABLE counts (
    day date, project_id bigint, person_id bigint, kind text, count bigint NOT NULL,
    PRIMARY KEY (project_id, day, person_id, kind)
);
CREATE TABLE people (id bigint PRIMARY KEY, mark text NOT NULL, version bigint NOT NULL, name text);
CREATE TABLE dead_letters (
    topic text, partition integer, message_offset bigint, seen_at timestamptz NOT NULL DEFAULT now(),
    reason text NOT NULL, size bigint NOT NULL, key bytea, value bytea, headers jsonb NOT NULL,
    PRIMARY KEY (topic, partition, message_offset)
);
CREATE INDEX dead_letters_by_age ON dead_letters (seen_at);
"""


def connect(url: str, schema: str) -> psycopg.Connection:
    """A connection to which these tables are all there is."""
    # What was prepared would go on with the tables that it was prepared for.
    options = f"-c search_path={schema} -c lock_timeout=30s"
    return psycopg.connect(url, autocommit=True, prepare_threshold=None, options=options, connect_timeout=10)


def make(connection: psycopg.Connection, schema: str, zone: str) -> None:
    """Make the tables, unless they are there."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if not is_there(connection, schema):
            connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
            connection.execute(_TABLES)
            connection.execute("INSERT INTO about (version, zone) VALUES (%s, %s)", [VERSION, zone])


def is_there(connection: psycopg.Connection, schema: str) -> bool:
    """Whether the schema has its tables."""
    found = connection.execute("SELECT to_regclass(%s)", [f"{schema}.about"]).fetchone()
    return found is not None and found[0] is not None


def is_good(connection: psycopg.Connection, zone: str) -> bool:
    """Whether the tables are those of this release, with the days of this zone."""
    return connection.execute("SELECT version, zone FROM about").fetchone() == (VERSION, zone)


def drop(connection: psycopg.Connection, schema: str) -> None:
    """Take a schema away with all that is in it."""
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


def swap(connection: psycopg.Connection, new: str, live: str) -> None:
    """Put the new tables in the place of the live ones, in one step; then take those away."""
    old = f"{live}_old"
    drop(connection, old)
    rename = sql.SQL("ALTER SCHEMA {} RENAME TO {}")
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if is_there(connection, live):
            connection.execute(rename.format(sql.Identifier(live), sql.Identifier(old)))
        connection.execute(rename.format(sql.Identifier(new), sql.Identifier(live)))
    drop(connection, old)
