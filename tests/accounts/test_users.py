import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from boards.accounts.services import user_admin, users
from boards.exceptions import InvalidInput
from boards.models import Membership, User
from boards.services import members, projects, tasks
from tests.factories import column_of, fresh, make_project, make_task
from tests.watching import one_revision


def update(user, **values):
    stored = {"display_name": user.display_name, "time_zone": "", "shortcuts": True, "theme": "system"}
    return users.update(user=user, **stored | values, actor=user)


def test_profile_is_kept(member):
    update(member, display_name=" Ada ", time_zone="Europe/Berlin", shortcuts=False, theme="dark")
    row = fresh(member)
    assert (row.display_name, row.time_zone, row.shortcuts, row.theme) == ("Ada", "Europe/Berlin", False, "dark")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("display_name", {"display_name": ""}),
        ("display_name", {"display_name": "x" * 101}),
        ("time_zone", {"time_zone": "Mars/Olympus"}),
        ("theme", {"theme": "pink"}),
    ],
)
def test_bad_value_is_refused_by_name_and_nothing_is_set(member, field, values):
    with pytest.raises(InvalidInput) as caught:
        update(member, **{"display_name": "Ada", "theme": "dark"} | values)
    assert caught.value.field == field
    assert (member.display_name, member.theme) == ("Member", "system")
    assert fresh(member).display_name == "Member"


@pytest.mark.parametrize("name", ["owner", "member", "viewer"])
def test_new_name_renders_their_projects_anew(project, name, request):
    with one_revision(project, *project.columns.all()):
        update(request.getfixturevalue(name), display_name="Ada")


def test_new_name_of_somebody_who_left_renders_the_history_anew(project, owner, member):
    make_task(project=project, actor=member)
    members.remove(project=project, user=member, actor=owner)
    with one_revision(project, *project.columns.all()):
        update(member, display_name="Ada")


def test_archived_projects_are_rendered_anew_too(project, owner, member):
    projects.archive(project=project, actor=owner)
    with one_revision(project, *project.columns.all()):
        update(member, display_name="Ada")


def test_other_projects_are_left_alone(project, outsider, member):
    other = make_project(owner=outsider)
    revision = other.revision
    update(member, display_name="Ada")
    assert fresh(other).revision == revision


def test_deleted_projects_are_left_alone(project, owner, member):
    projects.delete(project=project, actor=owner)
    revision = fresh(project).revision
    update(member, display_name="Ada")
    assert fresh(project).revision == revision


def test_project_deleted_at_the_same_moment_does_not_stop_it(project, owner, member, monkeypatch):
    lock_all = users.lock_all

    def deleted_first(project_ids):
        projects.delete(project=project, actor=owner)
        return lock_all(project_ids)

    monkeypatch.setattr(users, "lock_all", deleted_first)
    update(member, display_name="Ada")
    assert fresh(member).display_name == "Ada"


def test_everything_but_the_name_leaves_projects_alone(project, member):
    revision = project.revision
    update(member, time_zone="Europe/Berlin", theme="dark", shortcuts=False)
    users.set_theme(user=member, theme="light", actor=member)
    assert fresh(project).revision == revision
    assert fresh(member).theme == "light"


def test_unknown_theme_is_refused(member):
    with pytest.raises(InvalidInput):
        users.set_theme(user=member, theme="pink", actor=member)


def test_queries_do_not_grow_with_the_cards(project, member, django_assert_max_num_queries):
    for _number in range(30):
        task = make_task(project=project, assignee=member)
        tasks.move(task=task, column_id=column_of(project=project, status="in_progress").pk, actor=member)
    with django_assert_max_num_queries(12):
        update(member, display_name="Ada")


@pytest.mark.parametrize(
    "values",
    [
        {"display_name": "Ada"},
        {"time_zone": "Europe/Berlin"},
        {"theme": "dark"},
        {"shortcuts": False},
        {"week_start": 0},
    ],
)
def test_what_is_not_given_stays_as_somebody_else_has_set_it(member, values):
    """`member` was read before all of it changed."""
    meanwhile = {
        "display_name": "Other",
        "time_zone": "Asia/Tokyo",
        "theme": "light",
        "shortcuts": True,
        "week_start": 6,
    }
    User.objects.filter(pk=member.pk).update(**meanwhile)
    users.update(user=member, **values, actor=member)
    for row in (member, fresh(member)):
        assert {field: getattr(row, field) for field in meanwhile} == meanwhile | values


def queries_of(work, *given):
    with CaptureQueriesContext(connection) as found:
        work(*given)
    return len(found)


def test_queries_do_not_grow_with_the_projects(project, member, staff):
    """Of a new name, and of an account that is switched off and on."""

    def work(name):
        update(member, display_name=name)
        user_admin.activate(user=user_admin.deactivate(user=member, actor=staff), actor=staff)

    few = queries_of(work, "Ada")
    for _number in range(10):
        make_project(owner=member)
    assert queries_of(work, "Bea") == few


@pytest.mark.parametrize("what", ["own", "join", "hold"])
def test_switching_off_renders_projects_anew_where_the_person_is_present(project, owner, member, staff, what):
    if what == "hold":
        make_task(project=project, assignee=member)
        Membership.objects.filter(user=member).delete()
    with one_revision(project, *project.columns.all()):
        user_admin.deactivate(user=owner if what == "own" else member, actor=staff)


def test_switching_off_leaves_projects_alone_that_the_person_left(project, owner, member, staff):
    make_task(project=project, actor=member)
    members.remove(project=project, user=member, actor=owner)
    revision = fresh(project).revision
    user_admin.activate(user=user_admin.deactivate(user=member, actor=staff), actor=staff)
    assert fresh(project).revision == revision


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("switch", ["deactivate", "activate"])
def test_shutting_out_is_done_before_any_project_is_looked_at(project, member, staff, switch):
    if switch == "activate":
        user_admin.deactivate(user=member, actor=staff)
    with CaptureQueriesContext(connection) as watched:
        getattr(user_admin, switch)(user=member, actor=staff)
    said = [each["sql"] for each in watched]
    shut = next(at for at, sql in enumerate(said) if sql.startswith('UPDATE "boards_user"') and "is_active" in sql)
    project_at = next(at for at, sql in enumerate(said) if 'FROM "boards_project"' in sql)
    assert "COMMIT" in said[shut:project_at]


def test_shutting_out_holds_even_if_the_projects_cannot_be_told(project, member, staff, monkeypatch):
    def out_already(**_given):
        assert not fresh(member).is_active
        raise OperationalError

    monkeypatch.setattr(users, "announce_person", out_already)
    with pytest.raises(OperationalError):
        user_admin.deactivate(user=member, actor=staff)
    assert not fresh(member).is_active
