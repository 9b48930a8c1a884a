from django.db import migrations, models


class Migration(migrations.Migration):
    """What a history is filtered by, in the indexes that it is read by. The new ones come before the old ones go."""

    dependencies = [
        ("boards", "0022_public_links"),
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
    ]
