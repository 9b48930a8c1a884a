"""The documented schema of archives is the one that is read by, and what is written meets it."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from boards.models import Project
from boards.transfer.archive import schema, tables
from tests.transfer.archives import content, packed
from tests.transfer.test_archive import ANOTHER

PATH = Path(__file__).parents[2] / "docs" / "archive.schema.json"


def meets(packet):
    document = schema.document()
    found = content(packet)
    head = found.pop("head") | {"made_at": "2026-01-01T00:00:00+00:00"}
    checked(document, head)
    later = {table.name for table in tables.TABLES if table.is_later}
    assert set(document["$defs"]) - later <= {name.removesuffix(".jsonl") for name in found if name.endswith(".jsonl")}
    for name, definition in document["$defs"].items():
        for line in found.get(f"{name}.jsonl", ()):
            checked(definition, json.loads(line.encode("latin-1")))


def checked(definition, value):
    errors = list(Draft202012Validator(definition, format_checker=FormatChecker()).iter_errors(value))
    assert not errors, (errors[0].message, value)


def test_the_document_is_what_the_code_says():
    """Write it anew by `python -c` with django.setup(): json.dumps(schema.document(), indent=1, sort_keys=True)."""
    assert json.loads(PATH.read_text(encoding="utf-8")) == schema.document()
    Draft202012Validator.check_schema(schema.document())


@pytest.mark.django_db
def test_the_demonstration_meets_it():
    from boards.management import demo

    demo.create("a long password of many words")
    for project in Project.objects.all():
        meets(packed(project))


def test_an_archive_of_an_earlier_release_meets_it():
    meets(ANOTHER.read_bytes())


@pytest.mark.parametrize(
    "line",
    [
        {"kind": "comment.created", "changes": {"text": [None, "a"]}},
        {"kind": "task.updated", "changes": {"priority": [None, "high"]}},
        {"kind": "task.updated", "changes": {"due_date": ["soon", None]}},
        {"kind": "task.updated", "changes": {"title": ["a"]}},
        {"kind": "no.such", "changes": {}},
    ],
)
def test_a_wrong_line_does_not(line):
    whole = {"id": 1, "means": "web", "project_revision": 1, "created_at": "2026-01-01T00:00:00+00:00"}
    validator = Draft202012Validator(schema.document()["$defs"]["history"], format_checker=FormatChecker())
    assert not validator.is_valid(whole | line)
    assert validator.is_valid(whole | {"kind": "task.updated", "changes": {"title": ["a", "b"]}})
