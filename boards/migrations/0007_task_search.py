"""On PostgreSQL an index of trigrams, so that searching for a part of a text doesn't read every task.

SQLite has nothing of the kind for `LIKE '%…%'`; there, and on a PostgreSQL that has not the extension or doesn't let us
make it, searches are right all the same, only slower. docs/operations.md says how to make the index later.
"""

import logging

from django.db import NotSupportedError, OperationalError, ProgrammingError, migrations, transaction

NAME = "task_search_text"
EXTENSION = "pg_trgm"

logger = logging.getLogger("boardsite.migrations")


def make(apps, schema_editor):
    """The extension (a trusted one since PostgreSQL 13) and the index, if the server has what it takes."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        # A savepoint: whatever is refused here, the migration goes on.
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = %s", [EXTENSION])
            if cursor.fetchone() is None:
                raise NotSupportedError(f"the extension {EXTENSION} is not installed")
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {EXTENSION}")
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {NAME} ON boards_task USING gin (search_text gin_trgm_ops)")
    except (NotSupportedError, OperationalError, ProgrammingError) as error:
        logger.warning("Searching will read every task: the index could not be made (%s).", str(error).splitlines()[0])


def drop(apps, schema_editor):
    """The index; the extension may serve others."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):

    dependencies = [
        ("boards", "0006_project_epoch"),
    ]

    operations = [migrations.RunPython(make, drop)]
