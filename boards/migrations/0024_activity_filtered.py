import django.db.models.deletion
from django.db import migrations, models

TABLE = "boards_activity"
COLUMNS = ("project_id", "task_id")


def drop_own_indexes(apps, editor):
    """Those that came with the foreign keys: the new ones begin with the same column, and SQLite would prefer these."""
    with editor.connection.cursor() as cursor:
        found = editor.connection.introspection.get_constraints(cursor, TABLE)
    for name, one in found.items():
        if one["index"] and not one["unique"] and len(one["columns"]) == 1 and one["columns"][0] in COLUMNS:
            editor.execute(f"DROP INDEX {editor.quote_name(name)}")


def make_own_indexes(apps, editor):
    for column in COLUMNS:
        editor.execute(f"CREATE INDEX {editor.quote_name(f'{TABLE}_{column}')} ON {TABLE} ({column})")


class Migration(migrations.Migration):
    """What a history is filtered by, in the indexes that it is read by. The new ones come before the old ones go.

    No table is made anew, as SQLite would for a field that is altered: only its indexes change.
    """

    dependencies = [
        ("boards", "0023_further_assignees"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["task", "-id", "kind", "actor", "created_at"], name="activity_of_task_filtered"
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["project", "-id", "kind", "actor", "created_at"], name="activity_of_project_filtered"
            ),
        ),
        migrations.RemoveIndex(model_name="activity", name="activity_of_task"),
        migrations.RemoveIndex(model_name="activity", name="activity_of_project"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="activity",
                    name="project",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activities",
                        to="boards.project",
                    ),
                ),
                migrations.AlterField(
                    model_name="activity",
                    name="task",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activities",
                        to="boards.task",
                    ),
                ),
            ],
            database_operations=[migrations.RunPython(drop_own_indexes, make_own_indexes)],
        ),
    ]
