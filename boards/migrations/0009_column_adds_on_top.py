"""A column may take new cards on top."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("boards", "0008_private_in_words")]

    operations = [
        migrations.AddField(
            model_name="column",
            name="adds_on_top",
            field=models.BooleanField(db_default=False, default=False, verbose_name="new cards go on top"),
        ),
    ]
