import datetime

import pytest

from boards.exceptions import EditConflict, InvalidInput, NotFound, ProjectArchived, TaskArchived, TaskLocked
from boards.services import members, projects, tags, tasks
from tests.factories import fresh, make_tag, make_task
from tests.watching import latest, nothing_written, one_revision

DAY = datetime.date(2030, 5, 17)


@pytest.fixture
def task(project):
    return make_task(project=project, title="Old", description="old", tag_names=["bug"], progress=20)


def update(task, actor, seen=None, **changed):
    return tasks.update(task=task, changed=changed, seen_version=seen, actor=actor)


def names(task):
    return sorted(tag.name for tag in fresh(task).tags.all())


def test_fields_are_written_with_before_and_after(task, project, member, pending):
    with one_revision(project, pending):
        update(task, member, title="New", priority=4, assignee=member, due_date=DAY, progress=60, description="a\r\nb")
    row = fresh(task)
    assert (row.title, row.priority, row.assignee, row.due_date, row.progress) == ("New", 4, member, DAY, 60)
    assert (row.version, row.search_text) == (2, "new\na\nb")
    activity = latest(project)
    assert (activity.kind, activity.task_version, activity.actor) == ("task.updated", 2, member)
    assert activity.changes == {
        "title": ["Old", "New"],
        "description": ["old", "a\nb"],
        "priority": [0, 4],
        "assignee": [None, {"id": member.pk}],
        "due_date": [None, "2030-05-17"],
        "progress": [20, 60],
    }
    assert fresh(project).progress == 60


def test_time_of_the_last_change_is_kept(task, member):
    assert update(task, member, title="New").updated_at > task.updated_at


def test_same_values_write_nothing(task, project, member):
    with nothing_written(project):
        update(task, member, title=" Old ", description="old", tags=["BUG "], priority=0, assignee=None, due_date=None)


def test_fields_can_be_cleared(task, project, member):
    update(task, member, assignee=member, due_date=DAY, tags=["bug"])
    update(task, member, assignee=None, due_date=None, tags=[], description="")
    row = fresh(task)
    assert (row.assignee, row.due_date, row.description, names(row)) == (None, None, "", [])
    assert latest(project).changes["assignee"] == [{"id": member.pk}, None]


def test_tags_are_found_whatever_their_case_and_made_if_new(task, project, member):
    make_tag(project=project, name="Straße")
    update(task, member, tags=["STRASSE", "Neu"])
    assert names(task) == ["Neu", "Straße"]
    assert project.tags.count() == 3
    before, after = latest(project).changes["tags"]
    assert [ref["name"] for ref in before] == ["bug"]
    assert [ref["name"] for ref in after] == ["Neu", "Straße"]


def test_tags_alone_raise_the_version(task, project, member, pending):
    with one_revision(project, pending):
        assert update(task, member, tags=["bug", "ui"]).version == 2
    assert set(latest(project).changes) == {"tags"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "),
        ("title", "\u200b"),
        ("title", "a\x00"),
        ("description", "\ud800"),
        ("priority", 1000),
        ("priority", None),
        ("progress", 101),
        ("tags", ["a,b"]),
        ("tags", ["a\x00"]),
        ("tags", [" "]),
        ("tags", ["x" * 51]),
        ("tags", [f"t{number}" for number in range(51)]),
    ],
)
def test_bad_value_is_refused_by_name(task, project, member, field, value):
    with nothing_written(project), pytest.raises(InvalidInput) as caught:
        update(task, member, **{"priority": 2, field: value})
    assert caught.value.field == field


def test_viewer_is_not_assigned(task, project, member, viewer):
    with nothing_written(project), pytest.raises(InvalidInput) as caught:
        update(task, member, title="New", assignee=viewer)
    assert caught.value.field == "assignee"


def test_assignee_who_left_meanwhile_does_not_stop_the_rest(task, project, owner, member):
    seen = update(task, owner, assignee=member)
    members.remove(project=project, user=member, actor=owner)
    update(task, owner, seen=seen.version, title="New", assignee=member)
    assert (fresh(task).title, fresh(task).assignee) == ("New", None)


def test_progress_100_completes_into_the_first_completed_column(task, project, member, pending, done):
    other = make_task(project=project, column=done)
    with one_revision(project, pending, done):
        update(task, member, progress=100, title="Last words")
    row = fresh(task)
    assert (row.column, row.progress, row.title, row.version) == (done, 100, "Last words", 2)
    assert row.completed_at
    assert list(done.tasks.in_order()) == [row, other]
    activity = latest(project)
    assert activity.kind == "task.completed"
    assert activity.changes["progress"] == [20, 100]
    assert activity.changes["column"][1]["id"] == done.pk
    assert activity.changes["completed_at"][0] is None


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "New"},
        {"description": "new"},
        {"tags": ["ui"]},
        {"priority": 1},
        {"due_date": DAY},
        {"progress": 99},
    ],
)
def test_completed_task_is_locked(task, project, owner, changed):
    tasks.complete(task=task, actor=owner)
    with nothing_written(project), pytest.raises(TaskLocked) as caught:
        update(task, owner, **changed)
    assert "Reopen" in caught.value.sentence


def test_assignee_of_a_completed_task_is_locked(task, owner, member):
    tasks.complete(task=task, actor=owner)
    with pytest.raises(TaskLocked):
        update(task, owner, assignee=member)


def test_form_of_a_completed_task_with_nothing_changed_is_fine(task, project, owner):
    seen = tasks.complete(task=task, actor=owner).task
    with nothing_written(project):
        update(task, owner, seen=seen.version, title="Old", progress=100, tags=["bug"])


def test_form_opened_before_completion_meets_the_lock_not_a_conflict(task, owner, member):
    update(task, owner, title="Theirs")
    tasks.complete(task=task, actor=owner)
    with pytest.raises(TaskLocked):
        update(task, member, seen=1, title="Mine")


def test_archived_task_takes_no_change(task, project, owner):
    tasks.archive(task=task, actor=owner)
    with nothing_written(project), pytest.raises(TaskArchived):
        update(task, owner, title="New")


def test_deleted_task_is_not_found(task, owner):
    tasks.delete(task=task, actor=owner)
    with pytest.raises(NotFound):
        update(task, owner, title="New")


def test_archived_project_takes_no_change(task, project, owner):
    projects.archive(project=project, actor=owner)
    with nothing_written(project), pytest.raises(ProjectArchived):
        update(task, owner, title="New")


def test_different_fields_merge(task, owner, member):
    update(task, owner, seen=1, title="Theirs", description="old", priority=0)
    update(task, member, seen=1, title="Old", description="mine", priority=2)
    row = fresh(task)
    assert (row.title, row.description, row.priority, row.version) == ("Theirs", "mine", 2, 3)


def test_same_field_conflicts_and_nothing_typed_is_lost(task, project, owner, member):
    update(task, owner, seen=1, title="Theirs", description="theirs")
    with nothing_written(project), pytest.raises(EditConflict) as caught:
        update(task, member, seen=1, title="Mine", description="old", priority=4)
    error = caught.value
    assert error.conflicts == {"title": ("Old", "Theirs", "Mine")}
    assert error.values == {"title": "Mine", "description": "old", "priority": 4}
    assert error.current.version == 2
    assert error.sentence


def test_conflict_is_settled_by_sending_again_with_the_new_version(task, owner, member):
    update(task, owner, seen=1, title="Theirs")
    update(task, member, seen=2, title="Mine")
    assert fresh(task).title == "Mine"


def test_same_change_twice_is_no_conflict(task, project, owner, member):
    update(task, owner, seen=1, title="Both")
    with nothing_written(project):
        update(task, member, seen=1, title="Both")


def test_base_is_found_over_many_versions(task, owner, member):
    for title in ("A", "B", "Old"):
        update(task, owner, title=title)
    update(task, owner, description="theirs")
    update(task, member, seen=1, title="Mine", description="old")
    assert (fresh(task).title, fresh(task).description) == ("Mine", "theirs")


def test_other_kinds_of_change_between_do_not_disturb(task, owner, member, doing):
    tasks.move(task=task, column_id=doing.pk, actor=owner)
    tasks.complete(task=task, actor=owner)
    tasks.reopen(task=task, actor=owner)
    update(task, member, seen=1, title="Mine", progress=20)
    assert (fresh(task).title, fresh(task).progress) == ("Mine", 20)


def test_tags_merge_word_by_word(task, owner, member):
    update(task, owner, seen=1, tags=["bug", "theirs"])
    update(task, member, seen=1, tags=["mine"])
    assert names(task) == ["mine", "theirs"]


def test_tag_merged_away_meanwhile_does_not_come_back(task, project, owner, member):
    into = make_tag(project=project, name="defect")
    tags.merge(tag=project.tags.get(name="bug"), into=into, actor=owner)
    update(task, member, seen=1, title="New", tags=["bug"])
    assert names(task) == ["defect"]


def test_tag_renamed_meanwhile_does_not_come_back(task, project, owner, member):
    tags.update(tag=project.tags.get(name="bug"), name="defect", colour=1, actor=owner)
    update(task, member, seen=1, title="New", tags=["bug", "mine"])
    assert names(task) == ["defect", "mine"]
    assert sorted(project.tags.values_list("name", flat=True)) == ["defect", "mine"]


def test_without_a_version_the_last_write_wins(task, owner, member):
    update(task, owner, title="Theirs")
    update(task, member, title="Mine")
    assert fresh(task).title == "Mine"


def test_version_from_the_future_counts_as_today(task, member):
    assert update(task, member, seen=99, title="Mine").title == "Mine"


def test_published_with_the_columns(task, member, pending, heard):
    before = fresh(pending).revision
    (event,) = heard(update, task=task, actor=member, title="New")
    assert (event.kind, event.task_id, event.columns) == ("task.updated", task.pk, ((pending.pk, before),))


def test_refusal_publishes_nothing(task, member, heard):
    def refused():
        with pytest.raises(InvalidInput):
            update(task, member, title="")

    assert heard(refused) == []


def test_answer_names_its_history_row(task, project, member):
    assert update(task, member, title="New").last_activity_id == latest(project).pk
