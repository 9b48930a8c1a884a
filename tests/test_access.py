"""The only way in from outside: what is not there and what one may not know of look the same."""

from contextlib import suppress

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards import access
from boards.exceptions import NotAllowed, NotFound
from boards.models import Activity, Role
from boards.policy import Action, Rights
from boards.services import members, projects, tasks
from tests.factories import column_of, make_group, make_project, make_task
from tests.plans import plan_of_sql
from tests.reached import KINDS, things_of


@pytest.fixture
def things(project):
    return things_of(project)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", ["owner", "admin", "member", "viewer"])
def test_those_in_the_project_reach_it_with_their_role(things, kind, role, request):
    load, pk = things[kind]
    assert load(request.getfixturevalue(role), pk, Action.VIEW).rights.role == Role(role)


@pytest.mark.parametrize("kind", KINDS)
def test_people_of_a_group_reach_it_with_its_role_and_have_nothing_to_give_up(things, kind, project, member, outsider):
    make_group(people=[member, outsider], project=project, role="admin")
    load, pk = things[kind]
    assert load(outsider, pk, Action.EDIT_PROJECT).rights == Rights(Role.ADMIN, has_joined=False)
    assert load(member, pk, Action.EDIT_PROJECT).rights == Rights(Role.ADMIN, has_joined=True)


@pytest.mark.parametrize("kind", KINDS)
def test_way_in_is_found_by_indexes(things, kind, outsider):
    load, pk = things[kind]
    with CaptureQueriesContext(connection) as caught, suppress(NotFound):
        load(outsider, pk, Action.VIEW)
    assert len(caught) == 1
    if connection.vendor == "postgresql":
        # Tables of a few rows are read whole, unless one forbids it.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = plan_of_sql(caught[0]["sql"])
    # Which of its indexes PostgreSQL takes hangs on what it knows of tables that hold a few rows.
    assert connection.vendor == "postgresql" or "autoindex_boards_membership" in plan
    assert "SCAN" not in plan and "Seq Scan" not in plan


@pytest.mark.parametrize("kind", KINDS)
def test_site_administrator_reaches_it_as_admin(things, kind, staff):
    load, pk = things[kind]
    assert load(staff, pk, Action.EDIT_PROJECT).rights.role is Role.ADMIN


@pytest.mark.parametrize("kind", KINDS)
def test_outsider_finds_nothing(things, kind, outsider):
    load, pk = things[kind]
    with pytest.raises(NotFound):
        load(outsider, pk, Action.VIEW)


@pytest.mark.parametrize("kind", KINDS)
def test_viewer_may_not_change_it(things, kind, viewer):
    load, pk = things[kind]
    with pytest.raises(NotAllowed):
        load(viewer, pk, Action.EDIT_TASK)


@pytest.mark.parametrize("kind", KINDS)
def test_outsider_views_what_is_public(things, kind, outsider, project, owner):
    projects.update(project=project, changed={"visibility": "public"}, seen_version=None, actor=owner)
    load, pk = things[kind]
    assert load(outsider, pk, Action.VIEW).rights.role is Role.VIEWER
    with pytest.raises(NotAllowed):
        load(outsider, pk, Action.EDIT_TASK)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_found_in_a_deleted_project(things, kind, project, owner, staff):
    projects.delete(project=project, actor=owner)
    load, pk = things[kind]
    for user in (owner, staff):
        with pytest.raises(NotFound):
            load(user, pk, Action.VIEW)


@pytest.mark.parametrize("kind", KINDS)
def test_an_archived_project_can_be_read(things, kind, project, owner, viewer):
    projects.archive(project=project, actor=owner)
    load, pk = things[kind]
    assert load(viewer, pk, Action.VIEW)


@pytest.mark.parametrize("kind", KINDS)
def test_no_such_id_is_not_found(things, kind, owner):
    load, _pk = things[kind]
    with pytest.raises(NotFound):
        load(owner, 10**18 - 1, Action.VIEW)


@pytest.mark.parametrize("kind", KINDS)
def test_loading_takes_one_query(things, kind, member, django_assert_num_queries):
    load, pk = things[kind]
    with django_assert_num_queries(1):
        found = load(member, pk, Action.EDIT_TASK)
        assert found.rights.role is Role.MEMBER


def test_deleted_task_is_not_found(things, project, owner):
    load, pk = things["tasks"]
    tasks.delete(task=load(owner, pk, Action.DELETE_TASK).thing, actor=owner)
    with pytest.raises(NotFound):
        load(owner, pk, Action.VIEW)


def done_by(user, project):
    tasks.move(
        task=make_task(project=project),
        column_id=column_of(project=project, status="in_progress").pk,
        actor=user,
    )
    return Activity.objects.latest("pk").pk


def test_change_of_ones_own_can_be_reached(project, member):
    pk = done_by(member, project)
    assert access.get_activity(member, pk).pk == pk


def test_change_of_somebody_else_is_not_allowed(project, member, owner):
    with pytest.raises(NotAllowed):
        access.get_activity(owner, done_by(member, project))


def test_change_in_a_project_one_was_removed_from_is_not_found(project, member, owner):
    pk = done_by(member, project)
    members.remove(project=project, user=member, actor=owner)
    with pytest.raises(NotFound):
        access.get_activity(member, pk)


def test_who_became_a_viewer_can_no_longer_undo(project, member, owner):
    pk = done_by(member, project)
    members.change_role(project=project, user=member, role="viewer", actor=owner)
    with pytest.raises(NotAllowed):
        access.get_activity(member, pk)


def test_delete_of_a_project_can_be_reached_by_its_owner(project, owner):
    deleted = projects.delete(project=project, actor=owner)
    assert access.get_activity(owner, deleted.last_activity_id)


def test_change_that_is_not_there_is_not_found(owner):
    with pytest.raises(NotFound):
        access.get_activity(owner, 1)


def test_the_two_projects_of_one_person_are_kept_apart(project, member):
    other = make_project(roles={member: "viewer"})
    assert access.get_project(member, project.pk, Action.VIEW).rights.role is Role.MEMBER
    assert access.get_project(member, other.pk, Action.VIEW).rights.role is Role.VIEWER
