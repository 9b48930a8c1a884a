"""A comment that is longer than anybody says: a page shows twenty, and Markdown takes a second for each such one."""

import pytest

from boards.policy import Rights
from boards.queries import comments
from tests.factories import make_comment, make_project, make_task


@pytest.mark.django_db
def test_is_shown_as_it_was_typed():
    task = make_task(project=make_project())
    for text in ("_a_ " * 3_000, "<b>\n" + "x" * 20_000, "_short_"):
        make_comment(task=task, text=text)
    rights = Rights("owner", True)
    shown = [view.html for view in comments.newest(task, task.project.owner, rights).comments]
    assert "_a_ _a_" in shown[0] and "<em>" not in shown[0]
    assert shown[1].startswith("<p>&lt;b&gt;<br>")
    assert shown[2] == "<p><em>short</em></p>\n"
