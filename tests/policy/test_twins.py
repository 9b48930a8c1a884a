"""`policy.role_in` and `ProjectQuerySet.visible_to` say the same, one in Python and one in SQL."""

import itertools

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from boards import policy
from boards.models import Membership, Project, Task, User
from boards.queries import people
from boards.services import projects, validation
from boardsite.database.statements import together
from tests.factories import make_project, make_task, make_user

ROLES = [None, "admin", "member", "viewer"]


def check(users, boards):
    for user, project in itertools.product(users, boards):
        seen = Project.objects.visible_to(user).filter(pk=project.pk).exists()
        assert seen is (policy.role_of(user, project) is not None)
        assert Task.objects.visible_to(user).filter(project=project).exists() is seen


def test_twins_agree_for_all_memberships(db):
    users = [make_user(name=f"p{number}", is_staff=number == 3) for number in range(4)]

    @settings(max_examples=25)
    @given(st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.tuples(*[st.sampled_from(ROLES)] * 4)), max_size=3))
    def twins_agree(plans):
        with transaction.atomic():
            boards = []
            for owner, public, roles in plans:
                given_roles = {user: role for user, role in zip(users, roles, strict=True) if role}
                given_roles.pop(users[owner], None)
                visibility = "public" if public else "personal"
                boards.append(make_project(owner=users[owner], visibility=visibility, roles=given_roles))
                make_task(project=boards[-1])
            check(users, boards)
            transaction.set_rollback(True)

    twins_agree()


def test_all_agree_on_who_can_be_given_tasks(project, owner, admin, member, viewer, outsider):
    other = make_project(owner=outsider, roles={owner: "viewer", admin: "member"})
    for gone in (None, member, owner):
        if gone:
            User.objects.filter(pk=gone.pk).update(is_active=False)
        boards = list(Project.objects.select_related("owner").filter(pk__in=[project.pk, other.pk]))
        of_many = people.assignable_in(boards)
        for board in boards:
            names = {pk for pk, _name in of_many[board.pk]}
            assert names == {user.pk for user in people.assignable(board)}
            assert names == {user.pk for user in validation.assignable(board)}
            (rows,) = together(people.asked_for_standing(board))
            assert names == {each.pk for each in people.with_standing(board, rows) if each.may_have}
    assert of_many == {project.pk: [(admin.pk, "Admin")], other.pk: [(admin.pk, "Admin"), (outsider.pk, "Outsider")]}


def test_deleted_project_is_visible_to_nobody(project, owner, staff):
    projects.delete(project=project, actor=owner)
    for user in User.objects.all():
        assert not Project.objects.visible_to(user).exists()


def test_projects_one_takes_part_in_are_owned_or_joined(project, owner, member, outsider, staff):
    make_project(visibility="public")
    assert [each.pk for each in Project.objects.taken_part_in_by(owner)] == [project.pk]
    assert [each.pk for each in Project.objects.taken_part_in_by(member)] == [project.pk]
    assert not Project.objects.taken_part_in_by(outsider).exists()
    assert not Project.objects.taken_part_in_by(staff).exists()


def test_each_project_comes_once_however_many_members(project, outsider, owner):
    assert Membership.objects.filter(project=project).count() == 3
    assert Project.objects.visible_to(owner).count() == 1
