"""Webhooks through the API, and what its document says of them."""

import re

import pytest

from boards.models import KeptAnswer, Kind, OffReason, Webhook
from boards.webhooks.api.schemas import WebhookEvent
from boards.webhooks.services import webhooks
from tests.api_caller import Api, fields
from tests.factories import fresh, make_task
from tests.webhooks.conftest import deliveries, work

NEW = {"name": "Chat", "address": "https://example.com/hook"}


@pytest.fixture
def path(project) -> str:
    return f"projects/{project.pk}/webhooks/"


def test_made_with_its_secret_once(api, path, project, owner):
    answer = api.post(path, NEW)
    assert answer.status_code == 201 and answer["Cache-Control"] == "no-store"
    made = answer.json()
    assert made["secret"].startswith("whsec_") and made["events"] == ["*"] and made["format"] == "standard"
    assert answer["Location"].endswith(f"/api/v1/webhooks/{made['id']}")
    again = api.get(f"webhooks/{made['id']}")
    assert "secret" not in again.json()
    assert again.json() == {name: value for name, value in made.items() if name != "secret"}
    assert again["ETag"] == answer["ETag"]
    assert api.get(path).json()["items"] == [again.json()]


def test_a_repeated_call_is_not_given_the_secret_again(api, path):
    first = api.post(path, NEW, Idempotency_Key="k1").json()
    second = api.post(path, NEW, Idempotency_Key="k1").json()
    assert (second["id"], second["secret"]) == (first["id"], None)
    assert first["secret"] not in KeptAnswer.objects.get().body


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"address": "http://example.com/"}, "address"),
        ({"address": "https://127.0.0.1/"}, "address"),
        ({"address": ""}, "address"),
        ({"address": None}, "address"),
        ({"name": "\u200b"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"format": "fax"}, "format"),
        ({"events": []}, "events"),
        ({"events": ["task.eaten"]}, "events"),
        ({"events": "task.moved"}, "events"),
        ({"events": [7]}, "events.0"),
        ({"secret": "whsec_mine"}, "secret"),
        ({"is_on": True}, "is_on"),
    ],
)
def test_wrong_input_is_400_by_its_field(changed, field, api, path):
    answer = api.post(path, NEW | changed)
    assert answer.status_code == 400 and fields(answer) == [field]
    assert not Webhook.objects.exists()


def test_changed_switched_and_deleted(api, path):
    pk = api.post(path, NEW).json()["id"]
    changed = api.patch(f"webhooks/{pk}", {"name": "Other", "events": ["task.moved"], "is_on": False}).json()
    assert (changed["name"], changed["events"], changed["is_on"]) == ("Other", ["task.moved"], False)
    assert changed["off_reason"] == OffReason.BY_HAND
    assert api.patch(f"webhooks/{pk}", {"is_on": True}).json()["off_reason"] is None
    for wrong in ({"name": None}, {"is_on": None}, {"address": None}, {"events": None}, {"name": ""}):
        assert api.patch(f"webhooks/{pk}", wrong).status_code == 400
    assert api.patch(f"webhooks/{pk}", {}).status_code == 200
    assert api.delete(f"webhooks/{pk}").status_code == 204
    assert api.get(f"webhooks/{pk}").status_code == 404


def test_rotated(api, path):
    made = api.post(path, NEW).json()
    rotated = api.post(f"webhooks/{made['id']}/rotate").json()
    assert rotated["secret"] != made["secret"] and rotated["previous_secret_until"]


def test_deliveries_are_listed_read_and_retried(api, hook, receiver, project):
    receiver.says(500, b"no")
    for number in range(3):
        make_task(project=project, title=f"Task {number}")
    work()
    listed = api.get(f"webhooks/{hook.pk}/deliveries/?limit=2&total=true").json()
    assert (len(listed["items"]), listed["total"]) == (2, 3)
    newest = listed["items"][0]
    assert (newest["kind"], newest["state"], newest["status"]) == ("task.created", "waiting", 500)
    assert api.get(f"webhooks/{hook.pk}/deliveries/?state=delivered").json()["items"] == []
    assert api.get(f"webhooks/{hook.pk}/deliveries/?state=eaten").status_code == 400
    detail = api.get(f"webhooks/{hook.pk}/deliveries/{newest['id']}").json()
    assert detail["answer_body"] == "no" and detail["request_headers"]["webhook-id"] == newest["event_id"]
    receiver.answer = None
    assert api.post(f"webhooks/{hook.pk}/deliveries/{newest['id']}/retry").json()["state"] == "waiting"
    work()
    assert api.get(f"webhooks/{hook.pk}/deliveries/{newest['id']}").json()["state"] == "delivered"


def test_a_delivery_is_found_below_its_own_webhook_alone(api, hook, hook_of, receiver, project):
    other = hook_of(name="Other")
    make_task(project=project)
    work()
    mine = deliveries(webhook=hook)[0]
    assert api.get(f"webhooks/{other.pk}/deliveries/{mine.pk}").status_code == 404
    assert api.post(f"webhooks/{other.pk}/deliveries/{mine.pk}/retry").status_code == 404


def test_a_test_is_sent(api, hook, receiver):
    answer = api.post(f"webhooks/{hook.pk}/test")
    assert answer.status_code == 201
    assert api.post(f"webhooks/{hook.pk}/test").status_code == 409
    work()
    path = answer["Location"].partition("/api/v1/")[2]
    assert api.get(path).json()["state"] == "delivered"


def test_the_project_of_a_webhook_is_hidden_from_outsiders(hook, outsider, member):
    assert Api(outsider).get(f"webhooks/{hook.pk}").status_code == 404
    assert Api(member).get(f"webhooks/{hook.pk}").status_code == 403


def test_what_was_deleted_with_its_project_is_not_there(api, hook, project, owner):
    from boards.services import projects

    projects.delete(project=project, actor=owner)
    assert api.get(f"webhooks/{hook.pk}").status_code == 404


# --- The document -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def document() -> dict:
    return Api(None).get("openapi.json").json()


def test_the_document_covers_every_kind(document):
    assert set(document["webhooks"]) == {kind.value for kind in Kind} | {"webhook.test"}


def test_messages_are_told_in_the_shapes_of_the_api(document):
    shapes = document["components"]["schemas"]
    for kind, item in document["webhooks"].items():
        told = item["post"]["requestBody"]["content"]["application/json"]["schema"]["allOf"]
        assert told == [
            {"$ref": "#/components/schemas/WebhookEvent"},
            {"type": "object", "properties": {"type": {"const": kind}}},
        ]
    data = shapes["EventData"]["properties"]
    assert {
        name: re.findall(r"schemas/(\w+)", str(data[name]))
        for name in ("activity", "project", "task", "comment", "attachment", "web_link")
    } == {
        "activity": ["ActivityOut"],
        "project": ["ProjectOut"],
        "task": ["TaskOut"],
        "comment": ["CommentOut"],
        "attachment": ["AttachmentOut"],
        "web_link": ["WebLinkOut"],
    }


def test_the_shapes_of_messages_are_those_that_answers_have(document):
    made = WebhookEvent.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    for name, shape in made["$defs"].items():
        assert document["components"]["schemas"][name] == {k: v for k, v in shape.items() if k != "title"}, name


def test_names_of_messages_are_those_of_no_operation(document):
    ids = [one["operationId"] for item in document["paths"].values() for one in item.values()]
    ids += [item["post"]["operationId"] for item in document["webhooks"].values()]
    assert len(ids) == len(set(ids))


def test_what_arrives_is_what_the_document_says(hook, receiver, project):
    task = make_task(project=project, tag_names=["press"], priority=2, assignee=project.owner)
    from boards.services import members, tags, tasks
    from tests.factories import make_user

    tasks.complete(task=task, actor=project.owner)
    members.add(project=project, user=make_user(name="new"), role="viewer", actor=project.owner)
    tags.create(project=project, name="x", colour=None, actor=project.owner)
    work()
    kinds = [WebhookEvent.model_validate(message.verified(hook.plain)).type for message in receiver.messages]
    assert set(kinds) >= {"task.created", "task.completed", "member.added", "tag.created"}


def test_who_manages_it_shows_in_what_it_acts_for(hook, admin):
    webhooks.update(webhook=hook, changed={"name": "Other"}, actor=admin)
    assert fresh(hook).user == admin
