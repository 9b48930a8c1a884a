"""Files for other programs, as those programs read and show them."""

import io
from xml.etree import ElementTree

from boards.services import tasks
from boards.transfer.exports.base import Choices
from boards.transfer.exports.registry import export_of
from tests.factories import make_link, make_task


def written(project, kind):
    """The file of that kind, as the owner may see the project."""
    file = io.BytesIO()
    export_of(kind).write(project, project.owner, file, Choices())
    return file.getvalue()


def test_a_plan_waits_for_no_task_that_is_not_in_it(project, owner):
    first, second, left_out = (make_task(project=project, title=title) for title in ("First", "Second", "Archived"))
    for other in (second, left_out):
        make_link(task=first, other=other, relation="blocked_by")
    tasks.archive(task=left_out, actor=owner)
    plan = ElementTree.fromstring(written(project, "ms-project"))
    told = {name: [each.text for each in plan.iterfind(f".//{{*}}{name}")] for name in ("UID", "PredecessorUID")}
    assert told == {"UID": [str(first.number), str(second.number)], "PredecessorUID": [str(second.number)]}
