"""Nothing changes in the database: Python fills the column in both cases."""

from django.db import migrations

import boards.models.fields


class Migration(migrations.Migration):
    dependencies = [("boards", "0009_column_adds_on_top")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "task",
                    "created_at",
                    boards.models.fields.MadeAtField(blank=True, editable=False),
                ),
            ]
        ),
    ]
