"""Calendar links through the API."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boards.calendars import services
from boards.models import CalendarFeed, KeptAnswer
from boards.services import members
from tests.api_caller import Api, fields
from tests.calendars.steps import tasks_of
from tests.factories import make_task

NEW = {"name": "Phone"}


def test_made_with_its_address_once(api, owner):
    answer = api.post("calendars/", NEW)
    assert answer.status_code == 201 and "no-store" in answer["Cache-Control"]
    made = answer.json()
    assert made["link"].startswith("http://testserver/calendar/bsc_") and made["link"].endswith(".ics")
    assert (made["shows"], made["with_watched"], made["project_id"], made["leads_nowhere"]) == (
        "events",
        False,
        None,
        False,
    )
    assert answer["Location"].endswith(f"/api/v1/calendars/{made['id']}")
    again = api.get(f"calendars/{made['id']}")
    assert again.json() == {name: value for name, value in made.items() if name != "link"}
    assert again["ETag"] == answer["ETag"]
    assert api.get("calendars/").json()["items"] == [again.json()]
    assert Client().get(made["link"].removeprefix("http://testserver")).status_code == 200


def test_a_repeated_call_is_not_given_the_address_again(api):
    first = api.post("calendars/", NEW, Idempotency_Key="k1").json()
    second = api.post("calendars/", NEW, Idempotency_Key="k1").json()
    assert second["id"] == first["id"] and not second.get("link")
    assert first["link"] not in KeptAnswer.objects.get().body
    assert CalendarFeed.objects.count() == 1


def test_link_to_a_project_shows_its_tasks(project, viewer, owner):
    make_task(project=project, title="Press release", due_date=datetime.date(2031, 5, 6))
    body = NEW | {"project_id": project.pk, "shows": "todos"}
    made = Api(viewer).post("calendars/", body).json()
    (task,) = tasks_of(Client().get(made["link"].removeprefix("http://testserver")).content)
    assert task["BEGIN"] == "VTODO" and "Press release" in task["SUMMARY"]


def test_who_may_not_see_a_project_makes_no_link_to_it(project, outsider):
    assert Api(outsider).post("calendars/", NEW | {"project_id": project.pk}).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_who_has_left_is_told_that_it_leads_nowhere(project, viewer, owner):
    pk = Api(viewer).post("calendars/", NEW | {"project_id": project.pk}).json()["id"]
    members.remove(project=project, user=viewer, actor=owner)
    assert Api(viewer).get(f"calendars/{pk}").json()["leads_nowhere"] is True


def test_revoked_at_once_and_for_good(api):
    made = api.post("calendars/", NEW).json()
    assert api.delete(f"calendars/{made['id']}").status_code == 204
    assert Client().get(made["link"].removeprefix("http://testserver")).status_code == 404
    for again in (api.get, api.delete):
        assert again(f"calendars/{made['id']}").status_code == 404
    assert api.get("calendars/").json()["items"] == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": None}, "name"),
        ({"shows": "all"}, "shows"),
        ({"shows": None}, "shows"),
        ({"with_watched": 1}, "with_watched"),
        ({"project_id": "7"}, "project_id"),
        ({"project_id": 0}, "project_id"),
        ({"secret": "bsc_mine"}, "secret"),
    ],
)
def test_wrong_input_is_400_by_its_field(changed, field, api):
    answer = api.post("calendars/", NEW | changed)
    assert answer.status_code == 400 and fields(answer) == [field]
    assert not CalendarFeed.objects.exists()


def test_what_one_watches_goes_with_one_s_own_tasks_alone(api, project):
    answer = api.post("calendars/", NEW | {"with_watched": True, "project_id": project.pk})
    assert answer.status_code == 400 and fields(answer) == ["with_watched"]
    assert api.post("calendars/", NEW | {"with_watched": True}).json()["with_watched"] is True


def test_too_many_are_409(api, monkeypatch):
    monkeypatch.setattr(services, "MOST_FEEDS", 1)
    assert [api.post("calendars/", NEW).status_code for _number in range(2)] == [201, 409]


def test_the_same_queries_for_one_and_for_many(api, owner, project, django_assert_num_queries):
    api.post("calendars/", NEW | {"project_id": project.pk})
    with CaptureQueriesContext(connection) as one:
        api.get("calendars/")
        count = len(one)
    for _number in range(9):
        api.post("calendars/", NEW | {"project_id": project.pk})
    with django_assert_num_queries(count):
        assert len(api.get("calendars/").json()["items"]) == 10
