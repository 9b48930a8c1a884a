"""Web links through the API."""

import pytest

from boards.models import WebLink
from tests.api_caller import Api
from tests.factories import fresh, make_task, make_web_link


@pytest.fixture
def task(project):
    return make_task(project=project)


@pytest.fixture
def api(member):
    return Api(member)


def test_links_are_added_listed_changed_and_deleted(api, task):
    sent = {"url": "https://example.com/prices", "title": "Price list"}
    made = api.post(f"tasks/{task.pk}/web-links/", sent)
    assert made.status_code == 201 and made["Location"].endswith(f"/api/v1/web-links/{made.json()['id']}")
    record = made.json()
    assert (record["url"], record["title"], record["version"]) == (*sent.values(), 1)
    assert api.get(f"tasks/{task.pk}/web-links/").json()["items"] == [record]
    changed = api.call("PATCH", f"web-links/{record['id']}", {"title": ""})
    assert (changed.json()["title"], changed.json()["version"]) == ("", 2)
    assert api.call("DELETE", f"web-links/{record['id']}").status_code == 204
    assert api.get(f"web-links/{record['id']}").status_code == 404 and fresh(task).web_link_count == 0


@pytest.mark.parametrize(
    "body", [{"url": "javascript:alert(1)"}, {"url": ""}, {}, {"url": 1}, {"url": "https://a", "x": 1}]
)
def test_what_is_no_address_is_said_by_its_field(api, task, body):
    answer = api.post(f"tasks/{task.pk}/web-links/", body)
    assert answer.status_code == 400 and answer.json()["errors"] and not WebLink.objects.exists()


def test_a_conflict_shows_the_link_as_it_is(api, task):
    link = make_web_link(task=task)
    api.call("PATCH", f"web-links/{link.pk}", {"title": "Theirs", "version": 1})
    answer = api.call("PATCH", f"web-links/{link.pk}", {"title": "Mine", "version": 1})
    assert answer.status_code == 409 and answer.json()["current"]["title"] == "Theirs"


def test_a_mark_that_is_no_longer_true_is_refused(api, task):
    link = make_web_link(task=task)
    mark = api.get(f"web-links/{link.pk}")["ETag"]
    assert api.call("PATCH", f"web-links/{link.pk}", {"title": "A"}, If_Match=mark).status_code == 200
    assert api.call("PATCH", f"web-links/{link.pk}", {"title": "B"}, If_Match=mark).status_code == 412


def test_nothing_to_change_is_said(api, task):
    assert api.call("PATCH", f"web-links/{make_web_link(task=task).pk}", {}).status_code == 400


def test_the_same_key_adds_one(api, task):
    first, again = (
        api.post(f"tasks/{task.pk}/web-links/", {"url": "https://example.com"}, Idempotency_Key="one") for _each in "12"
    )
    assert first.json() == again.json() and WebLink.objects.count() == 1
