"""/tasks/ and the list of a project: who sees what, filters, order, pages."""

import datetime
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.services import projects, tasks
from tests.factories import column_of, make_project, make_task, make_tasks, make_user
from tests.pages import flat


def titles(response):
    return [row.title for row in response.context["table"].rows]


def listed(client, query="", path="/tasks/"):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200
    return titles(response)


@pytest.fixture
def path(project):
    return f"/projects/{project.pk}/list/"


def test_stranger_is_sent_to_sign_in(client, project, path):
    for address in ("/tasks/", path):
        assert client.get(address).headers["Location"].startswith("/accounts/login/")


def test_post_is_refused(client_of, owner, path):
    assert client_of(owner).post("/tasks/").status_code == 405
    assert client_of(owner).post(path).status_code == 405


@pytest.mark.parametrize("who", ["owner", "admin", "member", "viewer", "staff"])
def test_those_with_a_role_see_the_tasks(client_of, request, project, path, who):
    make_task(project=project, title="Shown")
    client = client_of(request.getfixturevalue(who))
    assert listed(client) == ["Shown"]
    assert listed(client, path=path) == ["Shown"]


def test_outsider_sees_nothing_of_a_personal_project(client_of, project, path, outsider):
    make_task(project=project, title="Hidden", tag_names=["secret-tag"])
    response = client_of(outsider).get("/tasks/")
    assert titles(response) == []
    assert "secret-tag" not in response.content.decode()
    assert client_of(outsider).get(path).status_code == 404


def test_everyone_sees_a_public_project(client_of, outsider):
    public = make_project(title="Open house", visibility="public")
    make_task(project=public, title="Shown")
    assert listed(client_of(outsider)) == ["Shown"]
    assert listed(client_of(outsider), path=f"/projects/{public.pk}/list/") == ["Shown"]


def test_no_filter_reaches_into_what_one_may_not_see(client_of, project, outsider, owner):
    make_task(project=project, title="Hidden", assignee=owner)
    queries = (f"project={project.pk}", f"assignee={owner.pk}", "q=Hidden", "archived=1", "q=%231")
    for query in queries:
        assert listed(client_of(outsider), query) == []


def test_deleted_and_archived_are_left_out(client_of, project, owner, path):
    make_task(project=project, title="Here")
    tasks.archive(task=make_task(project=project, title="Archived"), actor=owner)
    tasks.delete(task=make_task(project=project, title="Deleted"), actor=owner)
    for address in ("/tasks/", path):
        assert listed(client_of(owner), path=address) == ["Here"]
        assert listed(client_of(owner), "archived=1", path=address) == ["Archived"]


def test_archived_project_keeps_its_own_list(client_of, project, owner, path):
    make_task(project=project, title="Here")
    projects.archive(project=project, actor=owner)
    assert listed(client_of(owner)) == []
    assert listed(client_of(owner), "archived=1") == ["Here"]
    assert listed(client_of(owner), path=path) == ["Here"]


def test_deleted_project_is_gone(client_of, project, owner, path):
    make_task(project=project, title="Here")
    projects.delete(project=project, actor=owner)
    assert listed(client_of(owner), "archived=1") == []
    assert client_of(owner).get(path).status_code == 404


def test_search_from_the_top_bar_finds_a_number(client_of, project, owner):
    make_tasks(project=project, count=12)
    assert listed(client_of(owner), "q=%2312") == ["Task 12"]


def test_filters_stand_in_the_address(client_of, project, owner, member, path):
    make_task(project=project, title="Late", tag_names=["legal"], due_date=owner.today() - datetime.timedelta(days=1))
    make_task(project=project, title="Hers", assignee=member)
    for address in ("/tasks/", path):
        assert listed(client_of(owner), "tag=legal&due=overdue", address) == ["Late"]
        assert listed(client_of(member), "mine=1", address) == ["Hers"]


def test_filtered_list_tells_how_many_of_how_many(client_of, project, owner):
    make_tasks(project=project, count=3)
    make_task(project=project, title="Other")
    response = client_of(owner).get("/tasks/?q=task")
    assert "3 of 4" in response.content.decode()


def test_latest_change_is_first_and_a_heading_sorts(client_of, project, owner):
    make_tasks(project=project, count=2)
    make_task(project=project, title="Alone", priority=3)
    client = client_of(owner)
    assert listed(client)[0] == "Alone"
    assert listed(client, "sort=title") == ["Alone", "Task 1", "Task 2"]
    html = client.get("/tasks/?sort=title&q=a").content.decode()
    assert 'aria-sort="ascending"' in html
    assert 'href="/tasks/?q=a&amp;sort=-title"' in html
    assert 'href="/tasks/?q=a&amp;sort=-priority"' in html


def test_project_list_is_in_the_order_of_the_board(client_of, project, owner, path):
    make_task(project=project, title="Doing", column=column_of(project=project, status="in_progress"))
    make_task(project=project, title="Waiting")
    assert listed(client_of(owner), path=path) == ["Waiting", "Doing"]


def test_pages_hold_fifty_and_keep_the_filter(client_of, project, owner):
    make_tasks(project=project, count=120)
    client = client_of(owner)
    seen = [title for page in (1, 2, 3) for title in listed(client, f"sort=created_at&q=task&page={page}")]
    assert seen == [f"Task {number}" for number in range(1, 121)]
    html = flat(client.get("/tasks/?q=task&page=2").content.decode())
    assert "Page 2 of 3" in html
    assert 'href="?q=task&amp;page=3"' in html
    assert 'rel="prev" href="?q=task"' in html


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "1" * 5000, "\x00", "٣"])
def test_a_page_that_is_not_there_is_no_error(client_of, project, owner, page):
    make_task(project=project, title="Shown")
    assert listed(client_of(owner), urlencode({"page": page})) == ["Shown"]


@pytest.mark.parametrize("query", ["due=never", "q=%00", "priority=x", "sort=id", "assignee=you", "updated_since=x"])
def test_bad_filter_is_said_and_hides_nothing(client_of, project, owner, path, query):
    make_task(project=project, title="Shown")
    for address in ("/tasks/", path):
        response = client_of(owner).get(f"{address}?{query}")
        assert response.status_code == 422
        assert titles(response) == ["Shown"]
        html = response.content.decode()
        assert "This was left out of the filter." in html
        assert 'id="filter-bar"' in html


def test_hostile_parameters_never_break_the_page(client_of, project, owner, hostile_sample):
    client = client_of(owner)
    make_task(project=project, title="Shown")
    names = ("q", "tag", "due", "sort", "assignee", "page", "project", "updated_since", "foo")
    for step, text in enumerate(hostile_sample[::4]):
        query = urlencode({"q": text, names[step % len(names)]: text}, errors="replace")
        assert client.get(f"/tasks/?{query}").status_code in (200, 422)


def test_hostile_text_comes_back_inert(client_of, project, owner):
    nasty = "<script>alert(1)</script>\"'><img src=x>"
    make_task(project=project, title=nasty, tag_names=["<b>bold</b>"])
    html = client_of(owner).get("/tasks/?" + urlencode({"q": "<script>"})).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<b>bold" not in html


def test_empty_lists_teach(client_of, project, owner, viewer, path):
    assert "Go to projects" in client_of(owner).get("/tasks/").content.decode()
    assert f"/projects/{project.pk}/tasks/new/" in client_of(owner).get(path).content.decode()
    assert f"/projects/{project.pk}/tasks/new/" not in client_of(viewer).get(path).content.decode()
    assert "No task matches" in client_of(owner).get("/tasks/?q=zzz").content.decode()


@pytest.mark.parametrize("query", ["", "q=task&tag=a&tag=b&due=none&sort=-priority"])
def test_queries_do_not_grow(client_of, project, owner, path, query):
    client = client_of(owner)

    def queries(address):
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"{address}?{query}").status_code == 200
        return len(found)

    def fill(count):
        for number in range(count):
            helper = make_user(name=f"helper{number}")
            other = make_project(owner=helper, title=f"P{number}", visibility="public")
            for place in (project, other):
                made = make_task(project=place, title="task", tag_names=["a", "b", f"c{number}"])
            tasks.update(task=made, changed={"assignee": helper}, seen_version=made.version, actor=helper)

    fill(10)
    few = [queries("/tasks/"), queries(path)]
    fill(20)
    assert [queries("/tasks/"), queries(path)] == few
    assert max(few) <= 10


def test_unchanged_list_of_a_project_is_not_sent_again(client_of, project, owner, path):
    client = client_of(owner)
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(f"{path}?q=x", headers={"If-None-Match": etag}).status_code == 200
    make_task(project=project)
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_list_of_a_project_shows_who_takes_part(client_of, project, owner, path):
    assert 'aria-label="Viewer"' in client_of(owner).get(path).content.decode()
