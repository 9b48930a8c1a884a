"""Reports by the API."""

import csv
import datetime
import io
from unittest import mock

import pytest
from django.utils import timezone

from boards.reports import services
from boards.services import tasks
from tests.api_caller import fields
from tests.factories import column_of, make_column, make_task


@pytest.fixture
def done(project, owner):
    return tasks.complete(task=make_task(project=project, title="Done", tag_names=["press"]), actor=owner).task


def test_report_holds_the_figures_of_the_page(api, project, done):
    found = api.get(f"projects/{project.pk}/report").json()
    assert (found["title"], found["owner"], found["at_end"]["completed"]) == ("Launch", "Owner", 1)
    assert [task["id"] for task in found["changes"]["completed"]] == [done.pk]
    assert found["pace"]["lead_time"] == {"count": 1, "p50": 1, "p85": 1, "p95": 1}
    assert found["progress"][-1]["completed"] == 1
    assert found["forecast"]["refusal"] == "Everything is done."
    assert found["workload"]["tags"] == [
        {"name": "press", "open": 0, "in_progress": 0, "overdue": 0, "completed": 1, "shared": 0}
    ]
    assert found["tasks"] is None


def test_sections_that_were_not_asked_for_are_null(api, project, done):
    found = api.get(f"projects/{project.pk}/report?sections=tasks&sections=status").json()
    assert [task["title"] for task in found["tasks"]] == ["Done"]
    assert [column["count"] for column in found["columns"]] == [0, 0, 1]
    assert {found[name] is None for name in ("changes", "overdue", "due_next", "pace", "forecast")} == {True}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=yesterday", "from"),
        ("to=9999-12-31", "to"),
        ("from=2020-03-02&to=2020-03-01", "from"),
        ("from=0001-01-01&to=2020-03-01", "from"),
        ("from=9999-12-31", "from"),
        ("to=0001-01-01", "to"),
        ("to=0005-01-01&since=start", "to"),
        ("since=never", "since"),
        ("since=last&from=2020-01-01", "since"),
        ("sections=secret", "sections.0"),
        ("from_=2020-01-01", "from_"),
        ("from=", "from"),
    ],
)
def test_query_that_makes_no_sense_is_400(api, project, query, field):
    for path in ("report", "report.csv", "report.pdf"):
        response = api.get(f"projects/{project.pk}/{path}?{query}")
        assert (response.status_code, fields(response)) == (400, [field])


def test_column_that_was_removed_since_says_so(api, project, owner):
    from boards.services import columns

    clock = timezone.now() - datetime.timedelta(days=2)
    with mock.patch.object(timezone, "now", lambda: clock):
        gone = make_column(project=project, name="Gone")
        make_task(project=project, column=gone)
    columns.delete(column=gone, into=column_of(project=project), actor=owner)
    found = api.get(f"projects/{project.pk}/report?to={clock.date()}&sections=status").json()["columns"]
    assert [each["removed"] for each in found] == [False, False, False, True]
    assert found[-1] == {
        "id": gone.pk,
        "name": "Gone",
        "status": "in_progress",
        "count": 1,
        "wip_limit": None,
        "removed": True,
    }


def test_report_since_the_last_one(api, project, owner, done):
    services.remember(project=project, until=timezone.now(), actor=owner)
    found = api.get(f"projects/{project.pk}/report?since=last").json()
    assert found["period"]["since_last_report"]
    assert found["changes"]["completed"] == []
    assert len(api.get(f"projects/{project.pk}/report?since=start").json()["changes"]["completed"]) == 1


@pytest.mark.parametrize("path", ["report", "report.csv"])
def test_unchanged_report_is_304(api, project, done, path):
    etag = api.get(f"projects/{project.pk}/{path}")["ETag"]
    assert api.get(f"projects/{project.pk}/{path}", If_None_Match=etag).status_code == 304
    make_task(project=project)
    assert api.get(f"projects/{project.pk}/{path}", If_None_Match=etag).status_code == 200


def test_csv_is_a_spreadsheet(api, project, done):
    response = api.get(f"projects/{project.pk}/report.csv?sections=tasks")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["section", "figure", "name", "day", "value"]
    assert rows[-1] == ["tasks", "progress", "#1 Done", "", "100"]


@pytest.mark.parametrize(
    ("query", "separator"),
    [("", ","), ("&separator=semicolon", ";"), ("&separator=semicolon-point", ";"), ("&separator=tab", "\t")],
)
def test_csv_is_separated_as_asked_for_whatever_the_language(api, project, done, query, separator):
    path = f"projects/{project.pk}/report.csv?sections=tasks{query}"
    content = api.get(path, Accept_Language="de-DE").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content), delimiter=separator))[-1] == [
        "tasks",
        "progress",
        "#1 Done",
        "",
        "100",
    ]


def test_csv_comes_without_a_mark_where_it_is_not_wanted(api, project, done):
    assert api.get(f"projects/{project.pk}/report.csv").content.startswith(b"\xef\xbb\xbfsection,")
    assert api.get(f"projects/{project.pk}/report.csv?bom=false").content.startswith(b"section,")


@pytest.mark.parametrize("query", ["separator=pipe", "bom=perhaps"])
def test_csv_of_another_kind_is_400(api, project, done, query):
    assert api.get(f"projects/{project.pk}/report.csv?{query}").status_code == 400


def test_document_tells_that_it_is_a_spreadsheet(api):
    paths = api.get("openapi.json").json()["paths"]
    (path,) = [path for path in paths if path.endswith("report.csv")]
    assert list(paths[path]["get"]["responses"]["200"]["content"]) == ["text/csv"]
    assert "x-content" not in paths[path]["get"]
