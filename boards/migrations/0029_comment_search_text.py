from django.db import migrations, models


class Migration(migrations.Migration):
    """Folded texts for the search. They are filled by a job, for there may be many: until then only new comments are
    found."""

    dependencies = [
        ("boards", "0028_checklists"),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="search_text",
            field=models.TextField(blank=True, db_default="", default="", editable=False),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(condition=models.Q(("search_text", "")), fields=["id"], name="comment_not_searchable"),
        ),
    ]
