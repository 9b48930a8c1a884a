"""Groups of people: who is in a project through one, as what, and what ends with it."""

import pytest

from boards import access
from boards.exceptions import InvalidInput, NotFound, ProjectArchived, RuleBroken
from boards.models import Activity, Group, Membership, Project
from boards.policy import Action, role_of
from boards.queries import people
from boards.services import groups, members, ownership, projects
from tests.factories import make_project, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(staff, outsider) -> Group:
    """Designers, with the outsider in it."""
    made = groups.create(name="Designers", actor=staff)
    groups.add(group=made, users=[outsider], actor=staff)
    return made


def stored(project, user):
    return Membership.objects.filter(project=project, user=user).values_list("role", "raised_from").first()


def kinds(project, count):
    return list(Activity.objects.filter(project=project).order_by("-pk").values_list("kind", flat=True)[:count])[::-1]


def test_people_of_a_group_take_part_by_its_role(project, group, admin, outsider):
    with pytest.raises(NotFound):
        access.get_project(outsider, project.pk, Action.VIEW)
    groups.give_role(project=project, group=group, role="member", actor=admin)
    found = access.get_project(outsider, project.pk, Action.EDIT_TASK)
    assert (found.rights.role, found.rights.has_joined) == ("member", False)
    assert Project.objects.visible_to(outsider).filter(pk=project.pk).exists()
    assert outsider in people.assignable(project)


def test_the_highest_role_counts(project, group, staff, admin, member, viewer):
    groups.add(group=group, users=[admin, member, viewer], actor=staff)
    groups.give_role(project=project, group=group, role="member", actor=admin)
    assert [stored(project, one) for one in (admin, member, viewer)] == [
        ("admin", ""),
        ("member", ""),
        ("member", "viewer"),
    ]
    leads = groups.create(name="Leads", actor=staff)
    groups.add(group=leads, users=[viewer], actor=staff)
    groups.give_role(project=project, group=leads, role="admin", actor=admin)
    assert stored(project, viewer) == ("admin", "viewer")
    groups.take_role(project=project, group=leads, actor=admin)
    assert stored(project, viewer) == ("member", "viewer")
    groups.take_role(project=project, group=group, actor=admin)
    assert stored(project, viewer) == ("viewer", "")


def test_owner_has_no_row_through_a_group(project, group, staff, owner, admin):
    groups.add(group=group, users=[owner], actor=staff)
    groups.give_role(project=project, group=group, role="viewer", actor=admin)
    assert stored(project, owner) is None and role_of(owner, project) == "owner"


def test_everything_is_written_into_the_history_once(project, group, staff, admin, outsider):
    before = project.revision
    groups.give_role(project=project, group=group, role="member", actor=admin)
    groups.change_role(project=project, group=group, role="viewer", actor=admin)
    groups.remove(group=group, user=outsider, actor=staff)
    groups.take_role(project=project, group=group, actor=admin)
    assert kinds(project, 6) == [
        *("group.added", "member.added", "group.changed", "member.changed", "member.removed", "group.removed")
    ]
    added = Activity.objects.get(kind="member.added", changes__has_key="through")
    assert added.changes == {
        "member": [None, {"id": outsider.pk}],
        "role": [None, "member"],
        "through": [None, {"id": group.pk, "name": "Designers"}],
        "along": [None, 1],
    }
    project.refresh_from_db()
    assert project.revision == before + 4


def test_nothing_is_written_where_nothing_changes(project, group, staff, admin, member, outsider):
    groups.give_role(project=project, group=group, role="viewer", actor=admin)
    count = Activity.objects.count()
    groups.change_role(project=project, group=group, role="viewer", actor=admin)
    groups.add(group=group, users=[outsider], actor=staff)
    groups.add(group=group, users=[member], actor=staff)
    groups.remove(group=group, user=member, actor=staff)
    assert Activity.objects.count() == count


def test_who_is_taken_out_of_a_group_keeps_the_open_tasks(project, group, staff, admin, outsider):
    groups.give_role(project=project, group=group, role="member", actor=admin)
    task = make_task(project=project, assignee=outsider)
    groups.remove(group=group, user=outsider, actor=staff)
    task.refresh_from_db()
    assert task.assignee == outsider and stored(project, outsider) is None
    assert [(one.user, one.tasks) for one in people.left_with_tasks(project)] == [(outsider, 1)]


def test_own_role_stays_when_the_group_goes(project, group, admin, outsider, staff):
    groups.give_role(project=project, group=group, role="admin", actor=admin)
    joined = members.add(project=project, user=outsider, role="viewer", actor=admin)
    assert (joined.role, joined.own_role) == ("admin", "viewer")
    assert kinds(project, 1) == ["member.changed"]
    groups.delete(group=group, actor=staff)
    assert stored(project, outsider) == ("viewer", "")
    assert not Group.objects.exists()


def test_own_role_is_taken_and_the_groups_stays(project, group, admin, outsider):
    members.add(project=project, user=outsider, role="admin", actor=admin)
    groups.give_role(project=project, group=group, role="viewer", actor=admin)
    task = make_task(project=project, assignee=outsider)
    members.remove(project=project, user=outsider, actor=admin)
    task.refresh_from_db()
    assert stored(project, outsider) == ("viewer", "none") and task.assignee is None


def test_who_is_here_through_a_group_alone_is_not_removed(project, group, admin, outsider):
    groups.give_role(project=project, group=group, role="viewer", actor=admin)
    with pytest.raises(RuleBroken, match="Outsider takes part through the group “Designers”"):
        members.remove(project=project, user=outsider, actor=admin)


def test_a_lower_role_of_their_own_changes_nothing_for_them(project, group, admin, outsider):
    groups.give_role(project=project, group=group, role="member", actor=admin)
    task = make_task(project=project, assignee=outsider)
    members.change_role(project=project, user=outsider, role="viewer", actor=admin)
    task.refresh_from_db()
    assert stored(project, outsider) == ("member", "viewer") and task.assignee == outsider
    assert Activity.objects.latest("pk").changes["own_role"] == [None, "viewer"]


def test_archived_project_takes_no_group_and_loses_people_all_the_same(project, group, staff, owner, admin, outsider):
    groups.give_role(project=project, group=group, role="viewer", actor=admin)
    projects.archive(project=project, actor=owner)
    with pytest.raises(ProjectArchived):
        groups.change_role(project=project, group=group, role="member", actor=admin)
    groups.remove(group=group, user=outsider, actor=staff)
    assert stored(project, outsider) is None


def test_deleted_project_that_comes_back_lets_nobody_in_who_has_left(project, group, staff, owner, admin, outsider):
    groups.give_role(project=project, group=group, role="viewer", actor=admin)
    projects.delete(project=project, actor=owner)
    count = Activity.objects.count()
    groups.remove(group=group, user=outsider, actor=staff)
    assert stored(project, outsider) is None and Activity.objects.count() == count


def test_project_is_handed_over_to_somebody_of_a_group(project, group, owner, admin, outsider):
    groups.give_role(project=project, group=group, role="member", actor=admin)
    ownership.offer(project=project, to=outsider, actor=owner)
    ownership.accept(project=project, actor=outsider)
    assert stored(project, outsider) is None and stored(project, owner) == ("admin", "")


def test_offer_ends_with_the_way_in(project, group, staff, owner, admin, outsider):
    groups.give_role(project=project, group=group, role="member", actor=admin)
    ownership.offer(project=project, to=outsider, actor=owner)
    groups.remove(group=group, user=outsider, actor=staff)
    with pytest.raises(NotFound):
        ownership.accept(project=project, actor=outsider)


@pytest.mark.parametrize("name", ["", "   ", "a" * 101, "two\nlines", "nul\0"])
def test_name_of_a_group_is_checked(staff, name):
    with pytest.raises(InvalidInput):
        groups.create(name=name, actor=staff)


def test_names_of_groups_differ_by_more_than_capitals(group, staff):
    with pytest.raises(InvalidInput, match="name already"):
        groups.create(name="DESIGNERS", actor=staff)


def test_people_of_a_brought_group_are_not_chosen_here(staff, outsider):
    group = groups.create(name="Ops", source=groups.Source("https://id.example.com", "ops"), actor=staff)
    with pytest.raises(RuleBroken, match="single sign-on"):
        groups.add(group=group, users=[outsider], actor=staff)


def test_with_another_source_everybody_leaves_first(project, group, staff, admin, outsider):
    groups.give_role(project=project, group=group, role="member", actor=admin)
    groups.update(group=group, source=groups.Source("https://id.example.com", "ops"), actor=staff)
    assert stored(project, outsider) is None and not group.places.exists()


def test_sign_in_brings_and_takes_in_all_projects_at_once(project, owner, staff, admin, outsider):
    other = make_project(owner=owner, title="Other")
    made = [
        groups.create(name=name, source=groups.Source("https://id.example.com", name), actor=staff) for name in "abc"
    ]
    for group, role in zip(made, ("viewer", "member", "admin"), strict=True):
        groups.give_role(project=project, group=group, role=role, actor=admin)
    groups.give_role(project=other, group=made[1], role="viewer", actor=owner)
    groups.bring(issuer="https://id.example.com", user=outsider, claims={"a", "b"})
    assert stored(project, outsider) == ("member", "none") and stored(other, outsider) == ("viewer", "none")
    groups.bring(issuer="https://id.example.com", user=outsider, claims={"c"})
    assert stored(project, outsider) == ("admin", "none") and stored(other, outsider) is None
    groups.bring(issuer="https://other.example.com", user=outsider, claims=())
    assert stored(project, outsider) == ("admin", "none")


def test_the_number_of_statements_does_not_grow_with_the_people(project, admin, staff):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (3, 30):
        group = groups.create(name=f"Group of {size}", actor=staff)
        crowd = [make_user(name=f"crowd{size}-{number}") for number in range(size)]
        groups.add(group=group, users=crowd, actor=staff)
        with CaptureQueriesContext(connection) as caught:
            groups.give_role(project=project, group=group, role="member", actor=admin)
        counts.append(len(caught))
        assert people.assignable(project).count() >= size
    assert counts[0] == counts[1]


def test_deleted_account_leaves_its_groups(project, group, admin, outsider):
    from boards.accounts.services import account_deletion

    groups.give_role(project=project, group=group, role="member", actor=admin)
    task = make_task(project=project, assignee=outsider)
    account_deletion.leave(user=outsider, actor=outsider)
    task.refresh_from_db()
    assert stored(project, outsider) is None and not group.places.exists() and task.assignee is None
