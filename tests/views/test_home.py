"""Home: one's own work by date, one's projects, the latest changes; a landing page for strangers."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.services import projects, tasks
from tests.factories import make_member, make_project, make_task, make_tasks


def day(user, step):
    return user.today() + datetime.timedelta(days=step)


def groups(response):
    return {group.key: [row.title for row in group.rows] for group in response.context["home"].groups}


def test_stranger_sees_what_the_site_is(client, db):
    response = client.get("/")
    assert response.status_code == 200
    assert "boards/landing.html" in [template.name for template in response.templates]


def test_post_is_refused(client_of, owner):
    assert client_of(owner).post("/").status_code == 405


def test_work_is_grouped_by_date(client_of, project, owner):
    for title, date in (("Late", -3), ("Now", 0), ("Soon", 6), ("Far", 7), ("Later still", 30)):
        make_task(project=project, title=title, due_date=day(owner, date), assignee=owner)
    make_task(project=project, title="Whenever", assignee=owner)
    found = groups(client_of(owner).get("/"))
    assert found == {
        "overdue": ["Late"],
        "today": ["Now"],
        "week": ["Soon"],
        "later": ["Far", "Later still"],
        "none": ["Whenever"],
    }
    assert list(found) == ["overdue", "today", "week", "later", "none"]


def test_the_more_urgent_comes_first_on_one_day(client_of, project, owner):
    for priority in (0, 9, 3):
        make_task(project=project, title=f"P{priority}", priority=priority, assignee=owner)
    assert groups(client_of(owner).get("/")) == {"none": ["P9", "P3", "P0"]}


def test_only_open_work_of_ones_own_is_shown(client_of, project, owner, member):
    make_task(project=project, title="Mine", assignee=owner)
    make_task(project=project, title="Hers", assignee=member)
    tasks.complete(task=make_task(project=project, title="Done", assignee=owner), actor=owner)
    tasks.archive(task=make_task(project=project, title="Archived", assignee=owner), actor=owner)
    tasks.delete(task=make_task(project=project, title="Deleted", assignee=owner), actor=owner)
    assert groups(client_of(owner).get("/")) == {"none": ["Mine"]}


def test_archived_and_deleted_projects_give_no_work(client_of, owner):
    for title, leave in (("Archived", projects.archive), ("Deleted", projects.delete)):
        gone = make_project(owner=owner, title=title)
        make_task(project=gone, title=f"In {title}", assignee=owner)
        leave(project=gone, actor=owner)
    response = client_of(owner).get("/")
    assert groups(response) == {}
    assert response.context["home"].projects == []


def test_projects_last_changed_come_first(client_of, owner):
    made = [make_project(owner=owner, title=f"P{number}") for number in range(8)]
    make_task(project=made[0])
    home = client_of(owner).get("/").context["home"]
    assert [card.title for card in home.projects] == ["P0", "P7", "P6", "P5", "P4", "P3"]
    assert home.has_more_projects


def test_latest_changes_name_their_project(client_of, project, owner, outsider):
    make_project(owner=outsider, title="Secret plans")
    make_task(project=project, title="Fresh card")
    html = client_of(owner).get("/").content.decode()
    assert "Fresh card" in html
    assert f'href="/projects/{project.pk}/">Launch</a>' in html
    assert "Secret plans" not in html


def test_new_person_is_told_the_first_step(client_of, outsider):
    html = client_of(outsider).get("/").content.decode()
    assert "Nothing is assigned to you" in html
    assert 'href="/projects/new/"' in html


@pytest.mark.parametrize("warm", [False, True])
def test_queries_do_not_grow(client_of, project, owner, warm):
    client = client_of(owner)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get("/").status_code == 200
        return len(found)

    fill(project, owner, 10)
    if warm:
        queries()
    few = queries()
    fill(project, owner, 20)
    for number in range(5):
        make_member(project=make_project(owner=owner, title=f"More {number}"), name=f"helper{number}")
    assert queries() == few
    assert few <= 8


def fill(project, owner, count):
    for task in make_tasks(project=project, count=count):
        tasks.update(task=task, changed={"assignee": owner}, seen_version=task.version, actor=owner)


def test_long_work_is_cut_and_says_so(client_of, project, owner):
    fill(project, owner, 31)
    response = client_of(owner).get("/")
    [group] = response.context["home"].groups
    assert (len(group.rows), group.is_cut) == (30, True)
    assert "30+" in response.content.decode()
    assert 'href="/tasks/?mine=1&amp;completed=false&amp;sort=due_date">Show all</a>' in response.content.decode()
