"""On PostgreSQL an index of trigrams, so that searching for a part of a text doesn't read every task.

SQLite has nothing of the kind for `LIKE '%…%'`; there, and where the database's owner may not make the extension,
searches are right all the same, only slower.
"""

import logging

from django.db import ProgrammingError, migrations, transaction

NAME = "task_search_text"

logger = logging.getLogger("boardsite.migrations")


def make(apps, schema_editor):
    """The extension (a trusted one since PostgreSQL 13) and the index."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {NAME} ON boards_task USING gin (search_text gin_trgm_ops)")
    except ProgrammingError as error:
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
