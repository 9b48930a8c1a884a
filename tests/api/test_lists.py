"""Lists: filters, orders, parts, and what they cost."""

import datetime
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.api.schemas.common import PageQuery
from boards.api.schemas.tasks import TaskQuery
from boards.filters import TaskFilter
from boards.filters.fields import SORTS
from boards.services import members, projects, tasks
from tests.api_caller import fields
from tests.factories import column_of, make_project, make_tag, make_task, make_tasks, make_user

pytestmark = pytest.mark.long


def titles(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [item["title"] for item in response.json()["items"]]


def queries_of(work) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        assert work().status_code in (200, 304)
    # Who calls: the session with its person.
    return [row["sql"] for row in seen if "django_session" not in row["sql"]]


# --- Filters ----------------------------------------------------------------------------------------------------------


def test_filters_of_the_api_are_those_of_the_pages():
    documented = set(TaskQuery.model_fields) - set(PageQuery.model_fields)
    assert documented == set(TaskFilter.base_filters)


@pytest.fixture
def mixed(project, owner, member):
    """Six tasks that differ in everything that can be asked for."""
    today = owner.today()
    day = datetime.timedelta(days=1)
    make_task(project=project, title="late", due_date=today - day, priority=1, tag_names=["web"])
    make_task(project=project, title="now", due_date=today, priority=3, assignee=owner, tag_names=["web", "press"])
    make_task(project=project, title="soon", due_date=today + 3 * day, priority=4, assignee=member)
    make_task(project=project, title="far", due_date=today + 30 * day, priority=9, description="needle")
    make_task(project=project, title="done", column=column_of(project=project, status="completed"))
    tasks.archive(task=make_task(project=project, title="away"), actor=owner)
    return project


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"late", "now", "soon", "far", "done"}),
        ("tag=WEB", {"late", "now"}),
        ("tag=web&tag=press", {"now"}),
        ("status=completed", {"done"}),
        ("status=In Progress&status=completed", {"done"}),
        ("assignee=me", {"now"}),
        ("assignee=none", {"late", "far", "done"}),
        ("assignee={member}&assignee=me", {"now", "soon"}),
        ("mine=true", {"now"}),
        ("priority=3", {"now"}),
        ("priority=urgent", {"soon", "far"}),
        ("priority_min=4", {"soon", "far"}),
        ("due=overdue", {"late"}),
        ("due=today", {"now"}),
        ("due=week", {"now", "soon"}),
        ("due=future", {"soon", "far"}),
        ("due=none", {"done"}),
        ("due_before={today}", {"late"}),
        ("due_after={today}", {"soon", "far"}),
        ("completed=true", {"done"}),
        ("completed=false", {"late", "now", "soon", "far"}),
        ("archived=true", {"away"}),
        ("q=NEEDLE", {"far"}),
        ("updated_since=2999-01-01", set()),
        ("project={project}&priority=9", {"far"}),
        ("q=needle&due=overdue", set()),
    ],
)
def test_each_filter_finds_its_tasks(api, mixed, owner, member, query, found):
    query = query.format(member=member.pk, today=owner.today(), project=mixed.pk)
    for path in (f"projects/{mixed.pk}/tasks/", "tasks/"):
        assert set(titles(api.get(f"{path}?{query}"))) == found


def test_filter_by_time_of_change_takes_what_the_api_gave(api, mixed):
    items = api.get("tasks/?sort=updated_at").json()["items"]
    since = items[2]["updated_at"].replace("+", "%2B")
    assert titles(api.get(f"tasks/?sort=updated_at&updated_since={since}")) == [item["title"] for item in items[2:]]


def test_most_urgent_come_first(api, mixed):
    assert titles(api.get(f"projects/{mixed.pk}/tasks/"))[:3] == ["far", "soon", "now"]


def test_lists_hold_visible_projects_alone(api, api_of, mixed, outsider):
    make_task(project=make_project(owner=outsider, title="Theirs"), title="hidden")
    public = make_project(owner=outsider, title="Open", visibility="public")
    make_task(project=public, title="open")
    assert set(titles(api.get("tasks/"))) == {"late", "now", "soon", "far", "done", "open"}
    assert set(titles(api_of(outsider).get("tasks/"))) == {"hidden", "open"}


# --- Parts ------------------------------------------------------------------------------------------------------------


def walk(api, path: str, word: str = "next") -> list[list[str]]:
    """The titles of each part, along `next` or `previous`."""
    parts = []
    while path:
        response = api.get(path)
        parts.append(titles(response))
        path = response.json()[word]
    return parts


@pytest.mark.parametrize("sort", [f"{sign}{word}" for word in SORTS for sign in ("", "-")])
def test_every_order_comes_in_parts_both_ways(api, mixed, sort):
    whole = titles(api.get(f"tasks/?sort={sort}"))
    parts = walk(api, f"tasks/?sort={sort}&limit=2")
    assert [title for part in parts for title in part] == whole
    assert [len(part) for part in parts] == [2, 2, 1]
    last = api.get(f"tasks/?sort={sort}&limit=2")
    while last.json()["next"]:
        last = api.get(last.json()["next"])
    back = walk(api, last.json()["previous"], "previous")
    assert [title for part in reversed(back) for title in part] == whole[:4]


def test_parts_do_not_shift_while_others_write(api, project):
    made = make_tasks(project=project, count=6)
    first = api.get("tasks/?sort=created_at&limit=3")
    api.delete(f"tasks/{made[0].pk}")
    api.delete(f"tasks/{made[2].pk}")
    make_task(project=project, title="new")
    assert titles(api.get(first.json()["next"])) == ["Task 4", "Task 5", "Task 6"]


def test_links_are_in_the_header_too_and_keep_the_query(api, project):
    make_tasks(project=project, count=5)
    middle = api.get(api.get("tasks/?limit=2&q=task&sort=title").json()["next"])
    links = dict(re.findall(r'<([^>]+)>; rel="(\w+)"', middle["Link"]))
    assert {word: address for address, word in links.items()} == {
        "next": middle.json()["next"],
        "prev": middle.json()["previous"],
    }
    asked = parse_qs(urlsplit(middle.json()["next"]).query)
    assert (asked["q"], asked["sort"], asked["limit"]) == (["task"], ["title"], ["2"])


def test_addresses_in_the_header_hold_no_semicolon(api, project):
    """Readers of it in Python end an address there: findings/link-headers-cut-at-semicolons.sh."""
    for number in range(3):
        make_task(project=project, title=f"this; that {number}")
    link = api.get("tasks/?limit=2&q=this;")["Link"]
    address = re.search(r"<([^>]+)>", link)[1]
    assert ";" not in address and parse_qs(urlsplit(address).query)["q"] == ["this;"]


def test_total_is_told_on_request(api, project):
    make_tasks(project=project, count=5)
    assert api.get("tasks/?limit=2").json()["total"] is None
    assert api.get("tasks/?limit=2&total=true").json()["total"] == 5


def test_cursor_of_another_order_is_refused(api, project):
    make_tasks(project=project, count=3)
    cursor = parse_qs(urlsplit(api.get("tasks/?limit=1&sort=title").json()["next"]).query)["cursor"][0]
    response = api.get(f"tasks/?sort=priority&cursor={cursor}")
    assert (response.status_code, fields(response)) == (400, ["cursor"])


@pytest.mark.parametrize("sort", ["title", "-title", "created_at", "-updated_at"])
def test_projects_come_in_parts(api, owner, sort):
    for title in ("b", "a", "c"):
        make_project(owner=owner, title=title)
    parts = walk(api, f"projects/?limit=2&sort={sort}")
    assert [title for part in parts for title in part] == titles(api.get(f"projects/?sort={sort}"))
    assert [len(part) for part in parts] == [2, 1]


def test_history_comes_in_parts(api, project):
    make_tasks(project=project, count=5)
    seen, path = [], f"projects/{project.pk}/activity/?limit=3"
    while path:
        body = api.get(path).json()
        seen += [row["id"] for row in body["items"]]
        path = body["next"]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == project.activities.count()


def test_people_come_in_parts(api, project):
    names = [user["display_name"] for user in api.get("users/").json()["items"]]
    first = api.get("users/?limit=3").json()
    rest = api.get(first["next"]).json()
    assert [user["display_name"] for user in first["items"] + rest["items"]] == names


# --- Cost -------------------------------------------------------------------------------------------------------------


def test_list_of_a_project_takes_four_queries_whatever_its_size(api, project, owner):
    path = f"projects/{project.pk}/tasks/?limit=50"
    make_tasks(project=project, count=60)
    api.get("users/me")
    few = queries_of(lambda: api.get(path))
    make_tasks(project=project, count=600)
    many = queries_of(lambda: api.get(path))
    assert len(few) == len(many) <= 4


def test_unchanged_list_comes_from_the_cache(api, project):
    path = f"projects/{project.pk}/tasks/"
    task = make_task(project=project, title="Old")
    first = api.get(path)
    assert len(queries_of(lambda: api.get(path))) == 1
    assert len(queries_of(lambda: api.get(path, If_None_Match=first["ETag"]))) == 1
    assert api.get(path).content == first.content
    api.patch(f"tasks/{task.pk}", {"title": "New"})
    assert titles(api.get(path)) == ["New"]


def test_kept_lists_are_not_mixed_up(api, api_of, project, owner, member):
    make_task(project=project, title="mine", assignee=owner)
    make_task(project=project, title="yours", assignee=member)
    path = f"projects/{project.pk}/tasks/?assignee=me"
    assert titles(api.get(path)) == ["mine"]
    assert titles(api_of(member).get(path)) == ["yours"]


def test_kept_lists_of_due_tasks_end_with_the_day(api, project, owner, monkeypatch):
    today = owner.today()
    make_task(project=project, title="due", due_date=today)
    path = f"projects/{project.pk}/tasks/?due=overdue"
    assert titles(api.get(path)) == []
    monkeypatch.setattr("boards.models.User.today", lambda _self: today + datetime.timedelta(days=1))
    assert titles(api.get(path)) == ["due"]


@pytest.mark.parametrize("path", ["tasks/", "projects/", "users/", "projects/{pk}/tags/", "projects/{pk}/columns/"])
def test_lists_cost_the_same_with_more_in_them(api, project, owner, path):
    path = path.format(pk=project.pk)

    def fill(count: int) -> None:
        make_tasks(project=project, count=count)
        for number in range(count):
            make_tag(project=project, name=f"{count} {number}")
            made = make_project(owner=owner, title=f"{count} {number}")
            other = make_user(name=f"user{count}x{number}")
            members.add(project=made, user=other, role="viewer", actor=owner)

    api.get("users/me")
    fill(3)
    few = queries_of(lambda: api.get(path))
    fill(6)
    assert len(queries_of(lambda: api.get(path))) == len(few) <= 3


def test_archived_projects_are_found_on_request(api, project, owner):
    projects.archive(project=project, actor=owner)
    make_project(owner=owner, title="In use")
    assert titles(api.get("projects/?archived=true")) == ["Launch"]
    assert titles(api.get("projects/?archived=false")) == ["In use"]
    assert titles(api.get("projects/?q=LAUNCH")) == ["Launch"]
