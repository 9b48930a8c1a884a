"""Who takes part in a project."""

from boards.models import Task, TaskAssignee
from boards.queries import people
from tests.factories import make_project, make_task


def test_the_owner_comes_first_and_the_others_by_name(project, owner, admin, member, viewer):
    assert people.of_project(project) == [owner, admin, member, viewer]


def test_each_has_the_role_of_this_project_and_their_open_tasks(project, owner, member):
    make_project(owner=owner, roles={member: "admin"})
    make_task(project=project, assignee=member)
    make_task(project=project, assignee=member)
    make_task(project=project, assignee=owner)
    found = {each.user.display_name: (each.role, each.tasks) for each in people.with_roles(project)}
    assert found == {"Owner": ("owner", 1), "Admin": ("admin", 0), "Member": ("member", 2), "Viewer": ("viewer", 0)}


def test_viewers_and_deactivated_people_get_no_tasks(project, owner, admin, member, viewer):
    admin.is_active = False
    admin.save()
    assert set(people.assignable(project)) == {owner, member}
    task = make_task(project=project, assignee=owner)
    TaskAssignee.objects.create(task=task, user=admin)
    assert set(people.assignable(project, besides=task)) == {owner, member, admin}
    assert set(people.assignable(project, besides=Task(pk=0, assignee=viewer))) == {owner, member, viewer}


def test_only_active_members_inherit(project, admin, member, viewer):
    viewer.is_active = False
    viewer.save()
    assert list(people.heirs(project)) == [admin, member]
