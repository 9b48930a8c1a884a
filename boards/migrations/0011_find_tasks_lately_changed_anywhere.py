from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("boards", "0010_task_says_when_it_was_made")]

    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=["-updated_at", "-id"],
                name="task_lately_changed_anywhere",
                condition=models.Q(("archived_at", None), ("deleted_at", None)),
            ),
        ),
    ]
