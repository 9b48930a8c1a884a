import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE, COLUMN = "boards_activity", "actor_id"


def drop_own_index(apps, editor):
    """The one that came with the foreign key: `activity_of_actor` begins with the same column.

    PostgreSQL waits for a lock to drop it, but CONCURRENTLY holds nobody up meanwhile.
    """
    for name in _own(editor):
        editor.execute(f"DROP INDEX {_quickly(editor)} IF EXISTS {editor.quote_name(name)}")


def make_own_index(apps, editor):
    name = editor.quote_name(f"{TABLE}_{COLUMN}")
    # What PostgreSQL has broken off in the middle is there, and good for nothing.
    editor.execute(f"DROP INDEX {_quickly(editor)} IF EXISTS {name}")
    editor.execute(f"CREATE INDEX {_quickly(editor)} {name} ON {TABLE} ({COLUMN})")


def _own(editor):
    with editor.connection.cursor() as cursor:
        found = editor.connection.introspection.get_constraints(cursor, TABLE)
    return [name for name, one in found.items() if one["index"] and not one["unique"] and one["columns"] == [COLUMN]]


def _quickly(editor):
    return "CONCURRENTLY" if editor.connection.vendor == "postgresql" else ""


class Migration(migrations.Migration):
    """One index less to write for each change; no table is made anew, and nobody waits."""

    # CONCURRENTLY can't stand in a transaction.
    atomic = False

    dependencies = [
        ("boards", "0038_activity_actor_name"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="activity",
                    name="actor",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="activities",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            database_operations=[migrations.RunPython(drop_own_index, make_own_index)],
        ),
    ]
