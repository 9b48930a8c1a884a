"""Who may read which figures, what is refused, and what the pages show."""

import datetime
import json
from xml.etree import ElementTree

import pytest
from analytics import asking, site, web
from analytics.problems import Problem
from analytics.site import Caller
from analytics.web import COOKIE

from boards.services import tasks
from tests.analytics.feeding import Log, feed
from tests.factories import fresh, make_project, make_task

pytestmark = pytest.mark.django_db
UTC = datetime.UTC
ZONE = asking.ZoneInfo("UTC")
KEY = {"X-API-Key": "good"}
FIGURES = ["throughput", "cycle-time", "activity"]


@pytest.fixture
def callers(monkeypatch):
    """Who has which key; the site is asked in another test."""
    found = {}

    def caller(_site, headers):
        sent = site._token(headers)
        if sent.get("X-API-Key") not in found:
            raise Problem(401, "This token is not good here.")
        return found[sent["X-API-Key"]]

    monkeypatch.setattr(site.Site, "caller", caller)
    return found


@pytest.fixture
def client(known, callers):
    app = web.application(known)
    yield app.test_client()
    app.extensions["analytics-pool"].close()


@pytest.fixture
def counted(store, project, callers):
    """A project with two completed tasks, and another that the caller does not see."""
    log, owner = Log(), project.owner
    for number in range(3):
        task = make_task(project=fresh(project), title=f"Task <{number}>")
        if number:
            tasks.complete(task=task, actor=owner)
    other = make_project(title="Hidden")
    tasks.complete(task=make_task(project=other), actor=other.owner)
    log.person(owner)
    log.changes()
    feed(store, log.messages)
    callers["good"] = Caller(email="ada@example.com", name="Ada", zone=ZONE, projects={project.pk: "Launch <1>"})
    return project


@pytest.mark.parametrize("name", FIGURES)
def test_strangers_are_refused(client, counted, name):
    for headers in ({}, {"X-API-Key": "bad"}, {"Authorization": "Basic eA=="}, {"X-API-Key": "ä"}):
        answer = client.get(f"/v1/{name}", headers=headers)
        assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
        assert answer.json["detail"] and "WWW-Authenticate" in answer.headers


def test_throughput(client, counted):
    told = client.get("/v1/throughput", query_string={"project": counted.pk}, headers=KEY).json
    assert (told["completed"], told["time_zone"], told["project_id"]) == (2, "UTC", counted.pk)
    assert len(told["days"]) == 28 and told["days"][-1]["completed"] == 2
    assert sum(week["completed"] for week in told["weeks"]) == 2


def test_cycle_time(client, counted):
    told = client.get("/v1/cycle-time", headers=KEY).json
    assert told["cycle_time"] == told["lead_time"] == {"count": 2, "p50": 1, "p85": 1, "p95": 1}
    assert [each["title"] for each in told["completed"]] == ["Task <1>", "Task <2>"]


def test_activity_names_people(client, counted):
    told = client.get("/v1/activity", headers=KEY).json
    by_kind = {each["kind"]: each for each in told["counts"]}
    assert by_kind["task.completed"]["count"] == 2
    assert by_kind["task.completed"]["person"] == {"id": counted.owner_id, "name": counted.owner.display_name}
    assert {each["project_id"] for each in told["counts"]} == {counted.pk}


@pytest.mark.parametrize("name", FIGURES)
def test_a_project_that_one_may_not_see_is_not_there(client, counted, name):
    for number in (counted.pk + 1, 10**17):
        answer = client.get(f"/v1/{name}?project={number}", headers=KEY)
        assert (answer.status_code, answer.json["detail"]) == (404, "There is no such project.")


def test_without_projects_there_is_nothing(client, counted, callers):
    callers["new"] = Caller(email="eve@example.com", name="Eve", zone=ZONE, projects={})
    assert client.get("/v1/throughput", headers={"X-API-Key": "new"}).json["completed"] == 0
    assert b"Nothing happened" in client.get("/", headers={"X-API-Key": "new"}).data


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("project=x", "project"),
        ("project=", "project"),
        ("project=1&project=2", "project"),
        ("project=99999999999999999999", "project"),
        ("project=%C2%B2", "project"),
        ("from=2026-02-30", "from"),
        ("from=20260101", "from"),
        ("from=0001-01-01", "from"),
        ("to=9999-12-31", "to"),
        ("from=2026-03-02&to=2026-03-01", "from"),
        ("from=2015-01-01&to=2025-01-01", "from"),
        ("form=2026-03-02", "form"),
        ("from=%00", "from"),
    ],
)
def test_bad_parameters_are_named(client, counted, name, query, field):
    answer = client.get(f"/v1/{name}?{query}", headers=KEY)
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert [each["field"] for each in answer.json["errors"]][0] == field
    assert all(each["sentence"].endswith(".") for each in answer.json["errors"])


@pytest.mark.parametrize("zone", ["Nowhere", "../etc/passwd", "", "/UTC", "a\0b"])
def test_a_zone_that_is_none_is_named(client, counted, zone):
    answer = client.get("/v1/throughput", query_string={"zone": zone}, headers=KEY)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "zone")


def test_figures_can_be_had_in_days_of_another_zone(client, counted):
    assert client.get("/v1/cycle-time?zone=Asia/Kathmandu", headers=KEY).json["time_zone"] == "Asia/Kathmandu"


def test_unknown_addresses_and_methods(client, counted):
    answer = client.get("/v1/nothing", headers=KEY)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    answer = client.post("/v1/throughput", headers=KEY)
    assert answer.status_code == 405 and "GET" in answer.headers["Allow"]
    assert b"There is nothing at this address." in client.get("/nothing").data


def test_before_anything_was_read_it_says_so(known, callers):
    callers["good"] = Caller(email="ada@example.com", name="Ada", zone=ZONE, projects={1: "Launch"})
    app = web.application(known)
    for path in ("/v1/throughput", "/healthz"):
        answer = app.test_client().get(path, headers=KEY)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    app.extensions["analytics-pool"].close()


def test_a_browser_signs_in_with_a_key_and_out_again(client, counted):
    assert client.get("/").headers["Location"] == "/sign-in"
    assert b"API key" in client.get("/sign-in").data
    wrong = client.post("/sign-in", data={"key": "bad"})
    assert wrong.status_code == 401 and b"This token is not good here." in wrong.data
    assert b"Paste an API key" in client.post("/sign-in", data={}).data
    answer = client.post("/sign-in", data={"key": " good "})
    assert answer.status_code == 303
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=good") and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert b"Launch &lt;1&gt;" in client.get("/").data
    client.post("/sign-out")
    assert client.get("/").status_code == 303


def test_another_site_signs_nobody_in_or_out(client, counted):
    for path in ("/sign-in", "/sign-out"):
        assert client.post(path, data={"key": "good"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def pictures(answer):
    text = answer.get_data(as_text=True)
    parts = text.split("<svg")[1:]
    return [ElementTree.fromstring(f"<svg{part.split('</svg>')[0]}</svg>") for part in parts]


def test_the_page_shows_pictures_and_tables_without_scripts_or_styles(client, counted):
    answer = client.get("/", headers=KEY)
    text = answer.get_data(as_text=True)
    assert len(pictures(answer)) == 6
    assert "2 tasks completed" in text and "#3 Task &lt;2&gt;" in text and counted.owner.display_name in text
    assert "<script" not in text and "style=" not in text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_page_keeps_what_was_asked_for_and_says_what_is_wrong(client, counted):
    text = client.get(f"/?project={counted.pk}&from=&to=", headers=KEY).get_data(as_text=True)
    assert f'value="{counted.pk}" selected' in text
    answer = client.get("/?from=soon", headers=KEY)
    assert answer.status_code == 400 and b"Use a day such as 2026-11-27" in answer.data
    assert client.get("/?project=9999", headers=KEY).status_code == 404


def test_unreadable_events_have_a_page_and_only_operators_see_what_they_say(client, counted, store, callers):
    log = Log()
    log._ends["boardsite.tasks"] = 999
    message = log.append(
        type("Bad", (), {"topic": "boardsite.tasks", "key": b"7", "value": b"<secret>", "headers": []})
    )
    feed(store, [message])
    text = client.get("/dead-letters", headers=KEY).get_data(as_text=True)
    assert "boardsite.tasks · 0 · 999" in text and "It is no CloudEvents event" in text and "secret" not in text
    object.__setattr__(web_settings(client), "operators", frozenset({"ada@example.com"}))
    assert "&lt;secret&gt;" in client.get("/dead-letters", headers=KEY).get_data(as_text=True)
    assert client.get("/dead-letters").status_code == 303


def web_settings(client):
    return client.application.extensions["analytics-settings"]


def test_a_name_that_was_taken_back_is_shown_nowhere(client, counted, store):
    log = Log()
    log._ends["boardsite.people"] = 50
    feed(store, [log.person(counted.owner, 2, is_gone=True)])
    answer = client.get("/v1/activity", headers=KEY)
    assert counted.owner.display_name not in answer.get_data(as_text=True)
    assert {each["person"]["name"] for each in answer.json["counts"]} == {None}
    assert "Somebody who has left" in client.get("/", headers=KEY).get_data(as_text=True)


def test_json_is_as_wide_as_the_document_says(client, counted):
    told = json.loads(client.get("/v1/cycle-time", headers=KEY).data)
    assert list(told) == ["project_id", "from", "to", "time_zone", "lead_time", "cycle_time", "completed"]
