"""Two people changed the same field of a task."""

import datetime

from boards.exceptions import EditConflict
from boards.forms.tasks import TaskForm, initial_of
from boards.models import Task
from boards.queries import conflicts, people
from boards.services import tasks
from tests.factories import fresh, make_task


def conflict_of(project, task, owner, changed, **mine):
    """The conflict of the owner's form, which was opened before `changed` was saved by the admin."""
    start = initial_of(task)
    start["tags"] = ", ".join(start["tags"])
    given = {**start, **mine}
    data = {name: "" if value is None else str(value) for name, value in given.items()}
    data["other_assignees"] = given["other_assignees"]
    seen = task.version
    for each in changed:
        tasks.update(task=fresh(task), changed=each, seen_version=None, actor=project.memberships.first().user)
    form = TaskForm(data, people=people.assignable(project))
    assert form.is_valid(), form.errors
    try:
        tasks.update(task=fresh(task), changed=form.changed, seen_version=seen, actor=owner)
    except EditConflict as error:
        return conflicts.of_task(form, error, seen)
    raise AssertionError("no conflict")


def test_both_texts_and_what_differs(project, owner):
    task = make_task(project=project, title="Title", description="one two")
    found = conflict_of(project, task, owner, [{"description": "one 2"}], description="one three")
    (field,) = found.fields
    assert (field.name, field.theirs, field.field.value()) == ("description", "one 2", "one three")
    assert [(part.kind, part.text) for part in field.parts] == [("same", "one "), ("del", "2"), ("ins", "three")]
    assert found.by == "Admin"


def test_values_are_shown_in_words(project, owner, member):
    task = make_task(project=project)
    theirs = {"priority": 9, "assignee": member, "due_date": datetime.date(2026, 11, 3), "progress": 20}
    mine = {"priority": 1, "assignee": owner.pk, "due_date": "2026-11-04", "progress": 30}
    found = conflict_of(project, task, owner, [theirs], **mine)
    shown = {field.name: field.theirs for field in found.fields}
    assert shown == {"priority": "Urgent 9", "assignee": "Member", "due_date": "3 November 2026", "progress": "20 %"}


def test_the_other_fields_go_along_on_top_of_what_the_others_saved(project, owner, member):
    task = make_task(project=project, title="Title", tag_names=["a", "b"])
    changed = [{"title": "Theirs"}, {"priority": 2, "assignee": member, "tags": ["a", "b", "c"]}]
    found = conflict_of(project, task, owner, changed, title="Mine", description="My text", tags="b, d")
    hidden = dict(found.hidden)
    assert [value for name, value in found.hidden if name == "other_assignees"] == [""]
    assert [field.name for field in found.fields] == ["title"]
    assert (hidden["description"], hidden["priority"], hidden["assignee"]) == ("My text", "2", str(member.pk))
    assert hidden["tags"] == "b, c, d"
    assert hidden["version"] == str(fresh(task).version)


def test_other_assignees_of_both_go_along(project, owner, member, admin):
    task = make_task(project=project, title="Title", assignee=owner)
    changed = [{"title": "Theirs", "other_assignees": [admin]}]
    found = conflict_of(project, task, owner, changed, title="Mine", other_assignees=[member.pk])
    sent = {value for name, value in found.hidden if name == "other_assignees"}
    assert sent == {"", str(admin.pk), str(member.pk)}


def test_their_choice_leaves_the_field_out():
    changed = {"title": "Mine", "description": "Text"}
    now = Task(title="Theirs", description="Text")
    assert conflicts.kept(changed, {"choice-title": "theirs"}, now) == {"description": "Text"}
    assert conflicts.kept(changed, {"choice-title": "mine"}, now) == changed


def test_both_become_one_text():
    now = Task(title="Theirs", description="one\n-\ntwo, theirs", priority=3)
    changed = {"title": "Mine", "description": "one, mine\n-\ntwo", "priority": 1}
    sent = {f"choice-{name}": "both" for name in changed} | {
        "base-title": "Base",
        "base-description": "one\r\n-\r\ntwo",
    }
    assert conflicts.kept(changed, sent, now) == {
        "title": "Theirs / Mine",
        "description": "one, mine\n-\ntwo, theirs",
        "priority": 1,
    }
