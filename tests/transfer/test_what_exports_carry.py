"""Files for other programs, out and in again: what comes back is what the table in docs/export.md says."""

import datetime
import io
import re
import zipfile
from pathlib import Path

import pytest

from boards.models.task_links import Relation
from boards.rules.markdown import to_html
from boards.rules.spreadsheets import SEPARATORS
from boards.services import tasks
from boards.transfer import importing
from boards.transfer.exports import rows
from boards.transfer.exports.base import Choices
from boards.transfer.exports.registry import EXPORTS
from boards.transfer.files import Brought
from boards.transfer.formats.registry import recognised
from boards.transfer.importing import Wishes
from tests import factories

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
# What the rows of the table in the document are about, and where each is found in a task.
FACTS = {
    "number": lambda row: row.number,
    "title": lambda row: row.title,
    # Below it stands what a format could not tell otherwise.
    "description": lambda row: re.split(r"(?:^|\n)## ", row.description)[0].strip(),
    "column": lambda row: row.column,
    "status": lambda row: row.status,
    "tags": lambda row: set(row.tags),
    "assignees": lambda row: row.people,
    "due date": lambda row: row.due_date,
    "priority": lambda row: row.priority,
    "progress": lambda row: row.progress,
    "created": lambda row: row.created_at.date(),
    "completed": lambda row: row.completed_at and row.completed_at.date(),
    "archived": lambda row: row.is_archived,
    "parent": lambda row: [each.title for each in row.links if each.relation is Relation.PARENT],
    "checklists": lambda row: [
        (each.title, [(item.text, item.is_done) for item in each.items]) for each in row.checklists
    ],
    "comments": lambda row: [(each.author, each.text) for each in row.comments],
    "links": lambda row: {
        (each.relation, each.title) for each in row.links if each.relation not in (Relation.PARENT, Relation.CHILD)
    },
    "web links": lambda row: row.web_links,
}


@pytest.fixture
def told(project, owner, member):
    """A project with one of everything, and hostile words."""
    doing = factories.make_column(project=project, name="Doing, now; then")
    due = datetime.date(2030, 2, 28)
    first = factories.make_task(
        project=project,
        title="=1+1 “Größe”; a, b",
        column=doing,
        description="- one\n- two\n\n**bold**, 'quoted' and\ttabs",
        tag_names=["bug", "two words"],
        priority=3,
        assignee=owner,
        others=[member],
        due_date=due,
        progress=40,
    )
    part = factories.make_task(project=project, title="-A part", description="@home, once")
    done = factories.make_task(
        project=project, title="Done already", column=factories.column_of(project=project, status="completed")
    )
    old = factories.make_task(project=project, title="Old")
    factories.make_checklist(task=first, texts=["=Buy", "paint; blue"], done=1)
    factories.make_comment(task=first, text="Said,\n\nat length: 2026-01-01")
    factories.make_comment(task=first, text="And again")
    factories.make_web_link(task=first, url="https://example.com/a?b=1", title="Prices: old, and new")
    factories.make_web_link(task=first, url="mailto:ana@example.com", title="")
    factories.make_link(task=part, other=first, relation="parent")
    factories.make_link(task=first, other=done, relation="blocked_by")
    tasks.archive(task=old, actor=owner)
    return project


NO_CHOICE = Choices()


def out(project, owner, export, choices=NO_CHOICE):
    file = io.BytesIO()
    export.write(project, owner, file, choices)
    return file.getvalue()


def back(content, owner, people, folder, name):
    """The project that comes of a file whose people are named by hand."""
    path = folder / name
    path.write_bytes(content)
    file = Brought(path)
    (board,) = recognised(file).parse(file)
    names = {str(user): user for user in people}
    by_hand = {key: names[each.name] for key, each in board.members.items() if each.name in names}
    return importing.carry_out(
        importing.prepare(board, owner=owner, wishes=Wishes(by_hand=by_hand)), actor=owner
    ).project


def alike(project, other, owner):
    """The names of the facts that are the same of all tasks that are in both."""
    before = {row.title: row for row in rows.tasks(project, owner)}
    after = {row.title: row for row in rows.tasks(other, owner)}
    assert set(after) & set(before)
    there = {
        name
        for name, fact in FACTS.items()
        if all(title in before and fact(before[title]) == fact(row) for title, row in after.items())
    }
    return there if set(after) == set(before) else there - {"archived"}


def told_of(key):
    """The facts that the table says this format carries."""
    section = TEXT.split("\n## What each carries\n", 1)[1].split("\n## ", 1)[0]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    at = lines[0].index(f"`{key}`")
    assert [row[0] for row in lines[2:]] == list(FACTS)
    return {row[0] for row in lines[2:] if row[at] == "yes"}


@pytest.mark.parametrize("export", [each for each in EXPORTS if each.key != "markdown"], ids=lambda each: each.key)
def test_what_comes_back_is_what_the_document_says(told, owner, member, tmp_path, export):
    other = back(out(told, owner, export), owner, [owner, member], tmp_path, f"x.{export.ending}")
    assert alike(told, other, owner) == told_of(export.key)


@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_table_comes_back_whatever_stands_between_its_cells(told, owner, member, tmp_path, separator):
    (export,) = (each for each in EXPORTS if each.key == "csv")
    content = out(told, owner, export, Choices(SEPARATORS[separator]))
    assert alike(told, back(content, owner, [owner, member], tmp_path, "x.csv"), owner) == told_of("csv")


def test_the_pages_of_markdown_tell_it_all(told, owner):
    (export,) = (each for each in EXPORTS if each.key == "markdown")
    with zipfile.ZipFile(io.BytesIO(out(told, owner, export))) as folder:
        pages = {name: folder.read(name).decode() for name in folder.namelist()}
    page = next(text for name, text in pages.items() if name.startswith("tasks/0001"))
    for words in (
        "# #1 =1+1 “Größe”; a, b",
        "Doing, now; then",
        "bug, two words",
        "Owner, Member",
        "2030-02-28",
        "High",
        "40 %",
        "**bold**, 'quoted'",
        "- [x] =Buy",
        "- [ ] paint; blue",
        "- Blocked by: #3 Done already",
        "- Children: #2 -A part",
        "- [Prices: old, and new](<https://example.com/a?b=1>)",
        "> Said,",
    ):
        assert words in page, words
    assert "## Pending (archived)" in pages["README.md"] and told_of("markdown") == set(FACTS)
    assert "- [x] [#3 Done already](tasks/0003-done-already.md)" in pages["README.md"]


def test_titles_on_the_board_of_markdown_are_shown_as_they_are(project, owner):
    factories.make_task(project=project, title="Call *args* [a](b) &amp; __init__")
    (export,) = (each for each in EXPORTS if each.key == "markdown")
    with zipfile.ZipFile(io.BytesIO(out(project, owner, export))) as folder:
        shown = to_html(folder.read("README.md").decode())
    assert "#1 Call *args* [a](b) &amp;amp; __init__</a>" in shown
