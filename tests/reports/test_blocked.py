"""What waits for what, on the page of a report, in the API and in the spreadsheet; and work that is shared."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.reports import blocked
from boards.services import tasks
from tests.api_caller import Api
from tests.factories import fresh, make_link, make_project, make_task, sign_in
from tests.reports.conftest import report_of

pytestmark = pytest.mark.django_db
LATE = datetime.date(2020, 1, 1)


@pytest.fixture
def pair(project, admin, member):
    blocker = make_task(project=project, title="Dig <b>deep</b>", assignee=admin, due_date=LATE)
    waiting = make_task(project=project, title="Pour", assignee=member)
    make_link(task=waiting, relation="blocked_by", other=blocker)
    return blocker, waiting


def page(client, project, query=""):
    return client.get(f"/projects/{project.pk}/report/{query}").content.decode()


def test_the_page_lists_what_waits_and_for_what(client, pair, project, member):
    sign_in(client, member)
    shown = page(client, project)
    section = shown[shown.index('id="blocked"') :].partition("</section>")[0]
    assert f"#{pair[1].number} <bdi>Pour" in section and "Dig &lt;b&gt;deep" in section and "Overdue" in section
    assert "Admin" in section and "Member" in section
    assert 'id="blocked"' not in page(client, project, "?sections=status")


def test_nothing_is_said_where_nothing_waits(client, pair, project, member, owner):
    sign_in(client, member)
    tasks.complete(task=pair[0], actor=owner)
    assert 'id="blocked"' not in page(client, project)


def test_the_api_and_the_spreadsheet_tell_the_same(pair, project, member):
    blocker, waiting = pair
    found = Api(member).get(f"projects/{project.pk}/report?sections=blocked").json()
    assert found["blocked"] == [
        {
            "id": waiting.pk,
            "number": waiting.number,
            "title": "Pour",
            "assignee": "Member",
            "due": None,
            "overdue": False,
            "blockers": [
                {
                    "id": blocker.pk,
                    "number": blocker.number,
                    "title": blocker.title,
                    "project": "",
                    "column": blocker.column.name,
                    "assignee": "Admin",
                    "due": "2020-01-01",
                    "overdue": True,
                }
            ],
        }
    ]
    assert Api(member).get(f"projects/{project.pk}/report?sections=status").json()["blocked"] is None
    sheet = Api(member).get(f"projects/{project.pk}/report.csv?sections=blocked").content.decode("utf-8-sig")
    assert f"blocked,#{waiting.number} Pour,#{blocker.number} {blocker.title},2020-01-01,{blocker.column.name}" in sheet


def test_who_may_not_see_the_other_project_is_told_nothing(project, owner, member):
    hidden = make_project(owner=owner, title="Hidden")
    waiting = make_task(project=project)
    make_link(task=waiting, relation="blocked_by", other=make_task(project=hidden))
    assert blocked.tasks(project, member) == []
    assert [each.project for each in blocked.tasks(project, owner)[0].blockers] == ["Hidden"]


def test_a_report_follows_what_it_says_of_other_projects(client, project, owner):
    elsewhere = make_task(project=make_project(owner=owner, title="Ground"), title="Dig")
    make_link(task=make_task(project=project), relation="blocked_by", other=elsewhere)
    sign_in(client, owner)
    seen = client.get(f"/projects/{project.pk}/report/")
    known = {"If-None-Match": seen["ETag"]}
    assert "Dig" in seen.text and client.get(f"/projects/{project.pk}/report/", headers=known).status_code == 304
    tasks.update(task=fresh(elsewhere), changed={"title": "Dig deeper"}, seen_version=None, actor=owner)
    again = client.get(f"/projects/{project.pk}/report/", headers=known)
    assert again.status_code == 200 and "Dig deeper" in again.text


def test_it_takes_two_queries_however_many_wait(pair, project, owner):
    for _each in range(5):
        make_link(task=make_task(project=project), relation="blocked_by", other=pair[0])
    with CaptureQueriesContext(connection) as queries:
        assert len(blocked.tasks(project, owner)) == 6
    assert len(queries) <= 2


def loads(project):
    return {load.name: (load.open, load.shared) for load in report_of(fresh(project)).people}


def test_open_tasks_of_others_count_apart(project, owner, admin, member):
    one = make_task(project=project, assignee=member)
    two = make_task(project=project, assignee=admin)
    for task in (one, two):
        tasks.update(task=fresh(task), changed={"other_assignees": [owner]}, seen_version=None, actor=admin)
    assert loads(project) == {"Member": (1, 0), "Admin": (1, 0), "Owner": (0, 2)}
    tasks.complete(task=fresh(two), actor=admin)
    assert loads(project)["Owner"] == (0, 1)


def test_shared_work_stands_in_page_and_api(client, project, owner, admin, member):
    task = make_task(project=project, assignee=member)
    tasks.update(task=fresh(task), changed={"other_assignees": [admin]}, seen_version=None, actor=admin)
    sign_in(client, member)
    assert "1 with others" in " ".join(page(client, project).split())
    found = Api(member).get(f"projects/{project.pk}/report?sections=workload").json()["workload"]["people"]
    assert {each["name"]: each["shared"] for each in found} == {"Member": 0, "Admin": 1}
    sheet = Api(member).get(f"projects/{project.pk}/report.csv?sections=workload").content.decode("utf-8-sig")
    assert '"person, shared",Admin' in sheet and "tag, shared" not in sheet
