import pytest

from boards.exceptions import InvalidInput, NotFound, ProjectArchived, RuleBroken
from boards.models import Membership, Role
from boards.policy import role_of
from boards.services import members, projects, tasks
from tests.factories import column_of, fresh, make_task
from tests.watching import latest, nothing_written, one_revision


def test_add(project, admin, outsider):
    with one_revision(project):
        members.add(project=project, user=outsider, role="viewer", actor=admin)
    assert role_of(outsider, project) is Role.VIEWER
    assert latest(project).changes == {"member": [None, {"id": outsider.pk}], "role": [None, "viewer"]}


@pytest.mark.parametrize("name", ["owner", "member"])
def test_who_takes_part_is_not_added_again(project, admin, name, request):
    with nothing_written(project), pytest.raises(RuleBroken) as caught:
        members.add(project=project, user=request.getfixturevalue(name), role="member", actor=admin)
    assert name.title() in caught.value.sentence


@pytest.mark.parametrize("role", ["owner", "", "boss"])
def test_unknown_role_is_refused(project, admin, outsider, member, role):
    with nothing_written(project), pytest.raises(InvalidInput) as caught:
        members.add(project=project, user=outsider, role=role, actor=admin)
    assert caught.value.field == "role"
    with nothing_written(project), pytest.raises(InvalidInput):
        members.change_role(project=project, user=member, role=role, actor=admin)


def test_new_role(project, admin, member):
    with one_revision(project):
        members.change_role(project=project, user=member, role="admin", actor=admin)
    assert role_of(member, project) is Role.ADMIN
    assert latest(project).changes == {"member": [{"id": member.pk}] * 2, "role": ["member", "admin"]}


def test_same_role_writes_nothing(project, admin, member):
    with nothing_written(project):
        members.change_role(project=project, user=member, role="member", actor=admin)


def unassigned(project, member, call, pending, done):
    task = make_task(project=project, assignee=member)
    completed = make_task(project=project, assignee=member, column=done)
    other = make_task(project=project, assignee=project.owner)
    with one_revision(project, pending, done):
        call()
    assert [fresh(each).assignee for each in (task, completed, other)] == [None, None, project.owner]
    assert [fresh(each).version for each in (task, completed, other)] == [2, 2, 1]
    row = task.activities.latest("pk")
    assert (row.kind, row.task_version, row.changes) == ("task.updated", 2, {"assignee": [{"id": member.pk}, None]})


def test_who_becomes_a_viewer_is_taken_off_their_tasks(project, admin, member, pending, done):
    unassigned(
        project,
        member,
        lambda: members.change_role(project=project, user=member, role="viewer", actor=admin),
        pending,
        done,
    )
    assert latest(project).kind == "member.changed"


def test_who_is_removed_is_taken_off_their_tasks(project, admin, member, pending, done):
    unassigned(project, member, lambda: members.remove(project=project, user=member, actor=admin), pending, done)
    assert not Membership.objects.filter(project=project, user=member).exists()
    assert latest(project).changes == {"member": [{"id": member.pk}, None], "role": ["member", None]}


def test_archived_and_deleted_tasks_are_freed_too(project, admin, member):
    archived, deleted = (make_task(project=project, assignee=member) for _ in range(2))
    tasks.archive(task=archived, actor=admin)
    tasks.delete(task=deleted, actor=admin)
    members.remove(project=project, user=member, actor=admin)
    assert fresh(archived).assignee is fresh(deleted).assignee is None


def test_tasks_of_other_projects_stay(project, admin, member, outsider):
    other = projects.create(title="Other", actor=member)
    task = make_task(project=other, assignee=member)
    members.remove(project=project, user=member, actor=admin)
    assert fresh(task).assignee == member


def test_leaving_is_removing_oneself(project, viewer):
    members.remove(project=project, user=viewer, actor=viewer)
    assert role_of(viewer, project) is None
    assert latest(project).actor == viewer


def test_owner_can_not_leave(project, owner):
    with nothing_written(project), pytest.raises(RuleBroken) as caught:
        members.remove(project=project, user=owner, actor=owner)
    assert "Hand it over" in caught.value.sentence


def test_who_is_not_in_it_is_not_found(project, admin, outsider):
    for call, values in ((members.remove, {}), (members.change_role, {"role": "viewer"})):
        with nothing_written(project), pytest.raises(NotFound):
            call(project=project, user=outsider, **values, actor=admin)


def test_archived_project_keeps_its_people(project, owner, member, outsider):
    projects.archive(project=project, actor=owner)
    for call, values in (
        (members.add, {"user": outsider, "role": "member"}),
        (members.change_role, {"user": member, "role": "viewer"}),
        (members.remove, {"user": member}),
    ):
        with nothing_written(project), pytest.raises(ProjectArchived):
            call(project=project, **values, actor=owner)


def test_published_once_with_the_columns(project, admin, member, heard):
    make_task(project=project, assignee=member)
    event = heard(members.remove, project=project, user=member, actor=admin)[-1]
    assert event.kind == "member.removed"
    assert [pk for pk, _revision in event.columns] == [column_of(project=project).pk]


@pytest.mark.parametrize("way", ["remove", "change_role"])
def test_open_tasks_go_to_whom_one_names_and_the_others_to_nobody(project, admin, member, done, way):
    task = make_task(project=project, assignee=member)
    completed = make_task(project=project, assignee=member, column=done)
    values = {"role": "viewer"} if way == "change_role" else {}
    getattr(members, way)(project=project, user=member, tasks_to=admin, **values, actor=admin)
    assert [fresh(each).assignee for each in (task, completed)] == [admin, None]
    assert task.activities.latest("pk").changes == {"assignee": [{"id": member.pk}, {"id": admin.pk}]}
    revisions = list(project.activities.order_by("pk").values_list("project_revision", flat=True))
    assert revisions == sorted(revisions) and revisions[-1] == fresh(project).revision


def test_who_can_t_have_tasks_gets_none_and_nobody_is_removed(project, admin, member, viewer):
    task = make_task(project=project, assignee=member)
    for heir in (viewer, member):
        with pytest.raises(InvalidInput):
            members.remove(project=project, user=member, tasks_to=heir, actor=admin)
    assert fresh(task).assignee == member and project.memberships.filter(user=member).exists()


def test_a_new_role_that_may_have_tasks_leaves_them(project, admin, member):
    task = make_task(project=project, assignee=member)
    members.change_role(project=project, user=member, role="admin", tasks_to=admin, actor=admin)
    assert fresh(task).assignee == member
