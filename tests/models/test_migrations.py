"""What servers of the release before can live with while a new one takes over."""

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

TAKES_AWAY = (migrations.RemoveField, migrations.RenameField, migrations.DeleteModel, migrations.RenameModel)


def added_later():
    """Each (migration, operation) of the product after its first migration."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app == "boards" and name != "0001_initial":
            yield from ((migration, operation) for operation in migration.operations)


def unknown_is_fine(field):
    """Whether a row may be written by who doesn't know the column."""
    return field.null or field.has_db_default() or isinstance(field, models.ManyToManyField)


def test_nothing_is_taken_away():
    assert [str(operation) for _, operation in added_later() if isinstance(operation, TAKES_AWAY)] == []


def test_new_columns_may_be_left_out_of_a_row():
    missing = []
    for migration, operation in added_later():
        made = {other.name_lower for other in migration.operations if isinstance(other, migrations.CreateModel)}
        if isinstance(operation, migrations.AddField) and operation.model_name_lower not in made:
            missing += [] if unknown_is_fine(operation.field) else [f"{migration.name}: {operation.name}"]
    assert missing == []


@pytest.mark.parametrize(
    ("field", "fine"),
    [
        (models.CharField(max_length=3), False),
        (models.CharField(max_length=3, default="no"), False),
        (models.CharField(max_length=3, db_default="no"), True),
        (models.DateField(null=True), True),
    ],
)
def test_columns_that_must_be_filled_are_found(field, fine):
    assert unknown_is_fine(field) == fine
