"""Who may do what: every role by every action, and the special cases beside the table."""

import pytest

from boards import policy
from boards.accounts.services import users
from boards.exceptions import NotAllowed, NotFound
from boards.models import Kind, Role
from boards.policy import Action
from boards.services import attachments, checklist_items, checklists, comments, task_links, undo, web_links
from tests.factories import make_project, make_user

A = Action
VIEWER = {A.VIEW}
MEMBER = VIEWER | {
    A.CREATE_TASK,
    A.EDIT_TASK,
    A.MOVE_TASK,
    A.ARCHIVE_TASK,
    A.DELETE_TASK,
    A.EDIT_TAGS,
    A.COMMENT,
    A.ATTACH,
}
ADMIN = MEMBER | {A.MODERATE_COMMENTS, A.EDIT_COLUMNS, A.EDIT_PROJECT, A.EDIT_MEMBERS, A.ARCHIVE_PROJECT}
OWNER = ADMIN | {A.DELETE_PROJECT, A.TRANSFER_PROJECT}
TABLE = {Role.VIEWER: VIEWER, Role.MEMBER: MEMBER, Role.ADMIN: ADMIN, Role.OWNER: OWNER}


@pytest.mark.once
@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", TABLE)
def test_role_may_do_what_the_table_says(role, action):
    assert policy.can(role, action) is (action in TABLE[role])


def test_every_role_has_a_row():
    assert set(policy.GRANTS) == set(Role) == set(TABLE)


def test_only_those_who_may_edit_can_be_given_tasks():
    assert {role for role in Role if policy.can(role, A.EDIT_TASK)} == set(policy.ASSIGNABLE)


def test_undo_takes_the_right_to_make_the_change():
    assert {kind: action for kind, action in policy.UNDO.items() if not kind.startswith("task.")} == {
        Kind.COMMENT_CREATED: A.COMMENT,
        Kind.COMMENT_UPDATED: A.COMMENT,
        Kind.COMMENT_DELETED: A.COMMENT,
        **dict.fromkeys(checklists.KINDS | checklist_items.KINDS, A.EDIT_TASK),
        Kind.PROJECT_UPDATED: A.EDIT_PROJECT,
        Kind.LINK_CREATED: A.EDIT_TASK,
        Kind.LINK_DELETED: A.EDIT_TASK,
        **dict.fromkeys(web_links.KINDS, A.EDIT_TASK),
        Kind.ATTACHMENT_CREATED: A.ATTACH,
        Kind.ATTACHMENT_UPDATED: A.ATTACH,
        Kind.ATTACHMENT_DELETED: A.ATTACH,
        Kind.PROJECT_ARCHIVED: A.ARCHIVE_PROJECT,
        Kind.PROJECT_RESTORED: A.ARCHIVE_PROJECT,
        Kind.PROJECT_DELETED: A.DELETE_PROJECT,
    }
    rooms = (attachments, checklists, checklist_items, comments, task_links, web_links)
    kinds = (room.KINDS for room in rooms)
    assert set(policy.UNDO) == set().union(undo.TASK_KINDS, undo.PROJECT_KINDS, *kinds)
    assert A.VIEW not in policy.UNDO.values()


def test_stranger_does_not_learn_that_a_project_exists(project, outsider):
    role = policy.role_of(outsider, project)
    with pytest.raises(NotFound):
        policy.check(outsider, project, role, A.VIEW)


def test_role_too_low_is_told_so(project, viewer):
    role = policy.role_of(viewer, project)
    with pytest.raises(NotAllowed) as caught:
        policy.check(viewer, project, role, A.EDIT_TASK)
    assert caught.value.sentence


def test_public_project_makes_everyone_a_viewer(outsider):
    public = make_project(visibility="public")
    assert policy.role_of(outsider, public) is Role.VIEWER


def test_membership_goes_before_the_public(member):
    public = make_project(visibility="public", roles={member: "member"})
    assert policy.role_of(member, public) is Role.MEMBER


def test_site_administrator_is_an_admin_everywhere(project, staff):
    assert policy.role_of(staff, project) is Role.ADMIN


def test_site_administrator_owns_their_own(staff):
    assert policy.role_of(staff, make_project(owner=staff)) is Role.OWNER


def test_site_administrator_stays_admin_with_a_lower_membership(staff):
    assert policy.role_of(staff, make_project(roles={staff: "viewer"})) is Role.ADMIN


@pytest.mark.parametrize(("active", "allowed"), [(True, False), (False, True)])
def test_site_administrator_hands_over_only_what_is_left_behind(staff, active, allowed):
    project = make_project(owner=make_user(name="gone", is_active=active))
    role = policy.role_of(staff, project)
    assert policy.may(staff, project, role, A.TRANSFER_PROJECT) is allowed
    assert not policy.may(staff, project, role, A.DELETE_PROJECT)


def test_admin_of_a_project_left_behind_does_not_hand_it_over(admin):
    project = make_project(owner=make_user(name="gone", is_active=False), roles={admin: "admin"})
    role = policy.role_of(admin, project)
    assert not policy.may(admin, project, role, A.TRANSFER_PROJECT)


@pytest.mark.parametrize("name", ["admin", "member", "viewer"])
def test_members_may_leave(project, name, request):
    user = request.getfixturevalue(name)
    role = policy.role_of(user, project)
    assert policy.may(user, project, role, A.LEAVE)


@pytest.mark.parametrize("name", ["owner", "staff"])
def test_who_has_no_membership_has_nothing_to_leave(project, name, request):
    user = request.getfixturevalue(name)
    role = policy.role_of(user, project)
    assert not policy.may(user, project, role, A.LEAVE)


def test_role_of_the_owner_costs_no_query(project, owner, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert policy.role_of(owner, project) is Role.OWNER


def test_a_role_survives_a_new_name(project, member):
    users.update(user=member, display_name="Other", time_zone="", shortcuts=True, theme="dark", actor=member)
    assert policy.role_of(member, project) is Role.MEMBER
