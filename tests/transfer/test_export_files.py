"""Files for other programs, as those programs read and show them."""

import io
import zipfile
from xml.etree import ElementTree

import icalendar
import openpyxl
import pytest
from django.db.models import QuerySet
from markdown_it import MarkdownIt

from boards.services import tasks
from boards.transfer.exports import rows
from boards.transfer.exports.base import Choices
from boards.transfer.exports.registry import EXPORTS
from boards.transfer.exports.workbook import LONGEST, TWO_LINES
from tests.factories import make_checklist, make_link, make_task


def written(project, kind):
    """The file of that kind, as the owner may see the project."""
    file = io.BytesIO()
    (export,) = (each for each in EXPORTS if each.key == kind)
    export.write(project, project.owner, file, Choices())
    return file.getvalue()


def test_a_plan_waits_for_no_task_that_is_not_in_it(project, owner):
    first, second, left_out = (make_task(project=project, title=title) for title in ("First", "Second", "Archived"))
    for other in (second, left_out):
        make_link(task=first, other=other, relation="blocked_by")
    tasks.archive(task=left_out, actor=owner)
    plan = ElementTree.fromstring(written(project, "ms-project"))
    told = {name: [each.text for each in plan.iterfind(f".//{{*}}{name}")] for name in ("UID", "PredecessorUID")}
    assert told == {"UID": [str(first.number), str(second.number)], "PredecessorUID": [str(second.number)]}


@pytest.mark.parametrize(
    "title", ["Fix <header> &amp; C #", r"*bold* _init_ snake_case `x` ~~y~~ [z] \w", "<script>alert(1)</script>"]
)
def test_markdown_shows_titles_letter_for_letter(project, title):
    task = make_task(project=project, title=title, tag_names=[title])
    make_checklist(task=task, title=title, texts=[title])
    with zipfile.ZipFile(io.BytesIO(written(project, "markdown"))) as folder:
        shown = [shown_words(folder.read(name).decode()) for name in sorted(folder.namelist())]
    assert [words.count(title) for words in shown] == [1, 4]


def shown_words(text):
    """What a person reads of Markdown."""
    parts = MarkdownIt("commonmark", {"html": True}).enable("strikethrough").parse(text)
    return "\n".join(
        "".join(each.content for each in part.children or () if each.type != "html_inline") for part in parts
    )


def test_a_title_of_a_calendar_is_one_line(project):
    """Calcurse refuses a task with a break in its title."""
    make_task(project=project, title="One\u2028two\x85three")
    (todo,) = icalendar.Calendar.from_ical(written(project, "ics")).walk("VTODO")
    assert str(todo["SUMMARY"]) == "One two three"


def sheet(project):
    """The table of a workbook."""
    return openpyxl.load_workbook(io.BytesIO(written(project, "xlsx"))).active


def test_lines_of_a_workbook_begin_at_the_top_and_cover_no_other_row(project):
    """LibreOffice draws lines without room over the rows above, and Excel joins them, unless a cell breaks them."""
    make_task(project=project, title="Short")
    make_task(project=project, title="Told", description="One\nTwo\nThree")
    table = sheet(project)
    assert {(each.alignment.wrap_text, each.alignment.vertical) for each in (table["B2"], table["N3"])} == {
        (True, "top")
    }
    assert [table.row_dimensions[line].height for line in (2, 3)] == [None, TWO_LINES]


def test_a_text_that_is_too_long_for_a_cell_says_so(project):
    """Excel counts in UTF-16."""
    make_task(project=project, description="🙏" * LONGEST)
    text = sheet(project)["N2"].value
    assert len(text.encode("utf-16-le")) // 2 <= LONGEST and text.endswith("🙏…")


def test_no_task_of_an_export_takes_querysets_of_its_own(project, owner, monkeypatch):
    made, counts, clone = [], [], QuerySet._clone
    monkeypatch.setattr(QuerySet, "_clone", lambda queryset: made.append(queryset) or clone(queryset))
    for number in range(2):
        make_task(project=project, title=f"Task {number}")
        made.clear()
        assert len(list(rows.tasks(project, owner))) == number + 1
        counts.append(len(made))
    assert counts[0] == counts[1] > 0
