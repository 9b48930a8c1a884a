import datetime

import pytest
from django.utils import timezone

from boards import events
from boards.exceptions import EditConflict, InvalidInput, NotFound, ProjectArchived, RuleBroken
from boards.models import Activity, Column, Membership, Project, Role, Tag, Task
from boards.policy import role_of
from boards.services import members, projects, tags, tasks, undo
from tests.factories import fresh, make_project, make_task, make_user
from tests.watching import latest, nothing_written, one_revision

DAY = datetime.date(2030, 5, 17)


def update(project, actor, seen=None, **changed):
    return projects.update(project=project, changed=changed, seen_version=seen, actor=actor)


def test_new_project_gets_three_columns_and_its_owner(owner):
    project = projects.create(title=" Plan ", description="a\r\nb", finish_date=DAY, actor=owner)
    row = fresh(project)
    assert (row.title, row.description, row.finish_date, row.visibility) == ("Plan", "a\nb", DAY, "personal")
    assert (row.owner, row.revision, row.version, row.progress) == (owner, 1, 1, 0)
    assert [(column.name, column.status) for column in row.columns.all()] == [
        ("Pending", "pending"),
        ("In progress", "in_progress"),
        ("Completed", "completed"),
    ]
    assert latest(project).changes == {
        "title": [None, "Plan"],
        "description": [None, "a\nb"],
        "visibility": [None, "personal"],
        "finish_date": [None, "2030-05-17"],
    }


def test_columns_of_ones_own(owner):
    lanes = (("Done", "completed"), (" Ideas ", "pending"))
    project = projects.create(title="Plan", columns=lanes, actor=owner)
    assert [column.name for column in project.columns.all()] == ["Done", "Ideas"]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("title", {"title": ""}),
        ("title", {"title": "x" * 501}),
        ("description", {"description": "\x00"}),
        ("visibility", {"visibility": "secret"}),
        ("columns", {"columns": (("A", "pending"),)}),
        ("columns", {"columns": (("A", "completed"),)}),
        ("columns", {"columns": (("A", "pending"), ("B", "completed"), ("C", "odd"))}),
        ("columns", {"columns": (("x" * 51, "pending"), ("B", "completed"))}),
    ],
)
def test_bad_value_is_refused_by_name(owner, field, values):
    with pytest.raises(InvalidInput) as caught:
        projects.create(**{"title": "Plan"} | values, actor=owner)
    assert caught.value.field == field
    assert not Project.objects.exists()


def test_update(project, admin):
    with one_revision(project):
        update(project, admin, title="Straße", description="new", visibility="public", finish_date=DAY)
    row = fresh(project)
    assert (row.title, row.title_key, row.description, row.visibility, row.finish_date, row.version) == (
        "Straße",
        "strasse",
        "new",
        "public",
        DAY,
        2,
    )
    assert latest(project).changes == {
        "title": ["Launch", "Straße"],
        "description": ["", "new"],
        "visibility": ["personal", "public"],
        "finish_date": [None, "2030-05-17"],
        "version": [1, 2],
    }


def test_same_values_write_nothing(project, admin):
    with nothing_written(project):
        update(project, admin, title="Launch", finish_date=None)


@pytest.mark.parametrize(("field", "value"), [("title", " "), ("visibility", ""), ("description", "\ud800")])
def test_bad_update_is_refused_by_name(project, admin, field, value):
    with nothing_written(project), pytest.raises(InvalidInput) as caught:
        update(project, admin, **{field: value})
    assert caught.value.field == field


def test_different_fields_merge(project, owner, admin):
    update(project, owner, seen=1, title="Theirs", description="", finish_date=None)
    update(project, admin, seen=1, title="Launch", description="mine", finish_date=DAY)
    row = fresh(project)
    assert (row.title, row.description, row.finish_date, row.version) == ("Theirs", "mine", DAY, 3)


def test_same_field_conflicts_and_nothing_typed_is_lost(project, owner, admin):
    update(project, owner, title="Theirs")
    update(project, owner, finish_date=DAY)
    with nothing_written(project), pytest.raises(EditConflict) as caught:
        update(project, admin, seen=1, title="Mine", description="typed", finish_date=None)
    assert caught.value.conflicts == {"title": ("Launch", "Theirs", "Mine")}
    assert caught.value.values["description"] == "typed"


def test_changes_of_its_tasks_between_do_not_disturb(project, owner, admin):
    update(project, owner, title="Theirs")
    tasks.update(task=make_task(project=project), changed={"title": "x"}, seen_version=None, actor=owner)
    projects.archive(project=project, actor=owner)
    projects.restore(project=project, actor=owner)
    update(project, admin, seen=1, title="Launch", description="mine")
    assert (fresh(project).title, fresh(project).description) == ("Theirs", "mine")


@pytest.mark.parametrize(
    ("verb", "field"), [("archive", "archived_at"), ("restore", "archived_at"), ("delete", "deleted_at")]
)
def test_states(project, owner, verb, field):
    if verb == "restore":
        projects.archive(project=project, actor=owner)
    before = getattr(fresh(project), field)
    with one_revision(project):
        answer = getattr(projects, verb)(project=project, actor=owner)
    after = getattr(fresh(project), field)
    assert (after is None) is (verb == "restore")
    assert latest(project).changes == {field: [before and before.isoformat(), after and after.isoformat()]}
    assert answer.last_activity_id == latest(project).pk


def test_archive_and_restore_twice_write_once(project, owner):
    with nothing_written(project):
        projects.restore(project=project, actor=owner)
    projects.archive(project=project, actor=owner)
    with nothing_written(project):
        projects.archive(project=project, actor=owner)


def test_archived_project_is_not_edited_or_handed_over(project, owner, admin):
    projects.archive(project=project, actor=owner)
    with nothing_written(project), pytest.raises(ProjectArchived):
        update(project, owner, title="New")
    with nothing_written(project), pytest.raises(ProjectArchived):
        projects.transfer(project=project, to=admin, actor=owner)


def test_archived_project_can_be_deleted(project, owner):
    projects.archive(project=project, actor=owner)
    projects.delete(project=project, actor=owner)
    assert fresh(project).deleted_at


def test_deleted_project_is_not_found(project, owner, admin, member):
    projects.delete(project=project, actor=owner)
    for call in (
        lambda: update(project, owner, title="New"),
        lambda: projects.archive(project=project, actor=owner),
        lambda: projects.restore(project=project, actor=owner),
        lambda: projects.delete(project=project, actor=owner),
        lambda: projects.transfer(project=project, to=admin, actor=owner),
        lambda: members.remove(project=project, user=member, actor=owner),
        lambda: tags.create(project=project, name="x", actor=owner),
    ):
        with nothing_written(project), pytest.raises(NotFound):
            call()


@pytest.mark.parametrize("name", ["admin", "member", "viewer"])
def test_transfer_swaps_the_two(project, owner, name, request):
    to = request.getfixturevalue(name)
    with one_revision(project):
        projects.transfer(project=project, to=to, actor=owner)
    row = fresh(project)
    assert (role_of(to, row), role_of(owner, row)) == (Role.OWNER, Role.ADMIN)
    assert not Membership.objects.filter(project=project, user=to).exists()
    assert latest(project).changes == {"owner": [{"id": owner.pk}, {"id": to.pk}]}


def test_transfer_keeps_assignments(project, owner, member):
    task = make_task(project=project, assignee=owner)
    projects.transfer(project=project, to=member, actor=owner)
    assert fresh(task).assignee == owner


@pytest.mark.parametrize("name", ["outsider", "owner", "staff"])
def test_transfer_only_to_those_who_take_part(project, owner, name, request):
    with nothing_written(project), pytest.raises(RuleBroken):
        projects.transfer(project=project, to=request.getfixturevalue(name), actor=owner)


def test_transfer_not_to_a_deactivated_person(project, owner, admin):
    admin.is_active = False
    admin.save()
    with nothing_written(project), pytest.raises(RuleBroken):
        projects.transfer(project=project, to=admin, actor=owner)


def long_ago(*rows):
    for row in rows:
        type(row).objects.filter(pk=row.pk).update(deleted_at=timezone.now() - datetime.timedelta(days=31))


def test_purge_removes_projects_with_all_they_hold(project, owner, member, outsider):
    make_task(project=project, tag_names=["bug"], assignee=member)
    kept = make_project(owner=outsider, title="Kept")
    make_task(project=kept, tag_names=["bug"])
    undo.undo(
        activity=Activity.objects.get(pk=projects.archive(project=project, actor=owner).last_activity_id), actor=owner
    )
    projects.delete(project=project, actor=owner)
    assert projects.purge() == 0
    long_ago(project)
    assert projects.purge() == 2
    assert list(Project.objects.all()) == [kept]
    for model in (Task, Column, Tag, Activity):
        assert set(model.objects.values_list("project", flat=True)) == {kept.pk}
    assert Membership.objects.count() == 0


def test_purge_removes_single_tasks(project, owner):
    gone, recent, kept = (make_task(project=project) for _ in range(3))
    for task in (gone, recent):
        tasks.delete(task=task, actor=owner)
    long_ago(gone)
    revision = fresh(project).revision
    assert projects.purge() == 1
    assert set(Task.objects.all()) == {recent, kept}
    assert fresh(project).revision == revision


def test_purge_reaches_archived_projects(project, owner):
    task = make_task(project=project)
    tasks.delete(task=task, actor=owner)
    projects.archive(project=project, actor=owner)
    long_ago(task)
    assert projects.purge() == 1


def test_purge_leaves_what_was_brought_back_meanwhile(project, owner, monkeypatch):
    task = make_task(project=project)
    deleted = projects.delete(project=project, actor=owner)
    long_ago(project)
    lock = projects.lock

    def undone_first(*args, **kwargs):
        monkeypatch.setattr(projects, "lock", lock)
        undo.undo(activity=Activity.objects.get(pk=deleted.last_activity_id), actor=owner)
        return lock(*args, **kwargs)

    monkeypatch.setattr(projects, "lock", undone_first)
    assert projects.purge() == 0
    assert fresh(task)


def test_purge_by_two_at_once_counts_once(project, owner, monkeypatch):
    projects.delete(project=project, actor=owner)
    long_ago(project)
    lock = projects.lock

    def purged_first(*args, **kwargs):
        monkeypatch.setattr(projects, "lock", lock)
        assert projects.purge() == 1
        return lock(*args, **kwargs)

    monkeypatch.setattr(projects, "lock", purged_first)
    assert projects.purge() == 0


def test_person_who_owns_a_project_can_not_be_deleted(project, owner):
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        owner.delete()


def test_means_are_those_of_the_moment(owner):
    with events.by_means("api"):
        project = projects.create(title="Plan", actor=owner)
        with events.by_means("import"):
            make_task(project=project)
        update(project, owner, title="New")
    update(project, owner, title="Newer")
    means = list(project.activities.order_by("pk").values_list("means", flat=True))
    assert means == ["api", "import", "api", "page"]


def test_two_projects_have_numbers_of_their_own(project):
    other = make_project(owner=make_user(name="else"))
    assert make_task(project=project).number == make_task(project=other).number == 1
