"""Checklists and comments that older imports wrote into descriptions become real, once, and only those."""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from boards.models import Activity, Status, Task
from boards.services import bulk_creation, tasks, undo
from boards.services.bulk_creation import ColumnDraft, TaskDraft
from tests.factories import fresh

WRITTEN = """Sour dough.

## Checklist: Steps

- [x] Knead
- [ ] Bake (2024-03-11 19:00, Berta Baker)

## Checklist: Second

No items

## Comments

**olga**, 2024-01-19 07:00

> Earlier

**Berta Baker**, 2024-01-20 07:00

> Later
>
> # not a heading of the card

## Attachments

- <https://example.com/flour>
"""


@pytest.fixture
def bring(owner):
    """A project that was imported when descriptions held all; its task."""

    def bring(*texts, title="Bakery"):
        columns = [ColumnDraft("To do", Status.PENDING), ColumnDraft("Done", Status.COMPLETED)]
        project, _made = bulk_creation.import_board(
            title=title,
            columns=columns,
            drafts=lambda made: [TaskDraft(title="Rye", column=made[0], description=text) for text in texts],
            actor=owner,
        )
        return project.tasks.order_by("number").first()

    return bring


def convert(*options):
    said = StringIO()
    call_command("convert_imported_texts", *options, stdout=said)
    return said.getvalue()


def test_dry_run_says_what_it_would_do_and_does_nothing(bring):
    task = bring(WRITTEN)
    before = Activity.objects.count()
    said = convert("--dry-run")
    assert "1 tasks: 2 checklists with 2 items, 2 comments (nothing was changed)" in said
    assert fresh(task).description == WRITTEN and Activity.objects.count() == before
    assert not task.checklists.exists()


def test_what_the_import_wrote_becomes_real(bring, owner):
    task = bring(WRITTEN)
    revision = fresh(task.project).revision
    convert()
    row = fresh(task)
    assert row.description == "Sour dough.\n\n## Attachments\n\n- <https://example.com/flour>\n"
    assert (row.item_count, row.items_done, row.comment_count) == (2, 1, 2)
    steps, second = row.checklists.all()
    assert [(item.text, item.is_done) for item in steps.items.all()] == [("Knead", True), ("Bake (Berta Baker)", False)]
    assert steps.items.last().due_date == datetime.date(2024, 3, 11) and not second.items.exists()
    assert [comment.text for comment in row.comments.all()] == [
        "**olga:**\n\nEarlier",
        "**Berta Baker:**\n\nLater\n\n# not a heading of the card",
    ]
    assert row.comments.first().created_at.year == 2024
    assert fresh(task.project).revision == revision + 1
    # Once.
    assert "0 tasks" in convert() and row.checklists.count() == 2


def test_each_change_can_be_taken_back(bring, owner):
    task = bring(WRITTEN)
    convert()
    for row in Activity.objects.filter(task=task, kind__in=["task.updated", "checklist.created", "comment.created"]):
        undo.undo(activity=row, actor=owner)
    row = fresh(task)
    assert row.description == WRITTEN and (row.item_count, row.comment_count) == (0, 0)


def test_texts_around_it_that_people_changed_stay(bring, owner):
    task = bring(WRITTEN)
    other = WRITTEN.replace("Sour dough.", "Wheat.").replace("flour>", "flour>\n\nSee also #2.")
    tasks.update(task=task, changed={"description": other}, seen_version=None, actor=owner)
    convert()
    assert fresh(task).description == "Wheat.\n\n## Attachments\n\n- <https://example.com/flour>\n\nSee also #2.\n"


@pytest.mark.parametrize(
    ("imported", "now"),
    [
        (WRITTEN, WRITTEN.replace("[ ] Bake", "[x] Bake")),
        (WRITTEN, f"{WRITTEN}\n\n{WRITTEN}"),
        (WRITTEN.replace("- [x] Knead", "Knead well"), None),
        (WRITTEN.replace("> Earlier", "Earlier"), None),
        (WRITTEN.replace("Knead", "x" * 501), None),
    ],
)
def test_what_is_not_to_the_letter_is_left_and_said(bring, owner, imported, now):
    task = bring(imported)
    if now:
        tasks.update(task=task, changed={"description": now}, seen_version=None, actor=owner)
    said = convert()
    assert "left as it is: #1 Rye: it " in said and "0 tasks" in said
    assert fresh(task).description == (now or imported)


def test_other_texts_and_other_projects_are_left_alone(bring, owner, project):
    made = tasks.create(project=project, title="Mine", description=WRITTEN, actor=owner)
    task = bring("Plain text\n\n- [ ] with a box\n")
    convert()
    assert fresh(made).description == WRITTEN
    assert fresh(task).description == "Plain text\n\n- [ ] with a box\n"
    with pytest.raises(CommandError):
        convert("--project", str(project.pk))


def test_queries_do_not_grow_with_the_tasks(bring, django_assert_max_num_queries):
    bring(*[WRITTEN] * 40)
    with django_assert_max_num_queries(30):
        convert()
    assert Task.objects.filter(item_count=2).count() == 40
