from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("boards", "0024_activity_filtered"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="has_one_stream",
            field=models.BooleanField(db_default=False, default=False, verbose_name="talk and history as one"),
        ),
    ]
