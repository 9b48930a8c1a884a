"""Pages of webhooks: made, seen once, switched, tested, looked at, sent again, deleted; all without scripts."""

import logging

import pytest
from django.utils import timezone

from boards.models import DeliveryState, OffReason, Webhook, WebhookDelivery
from boards.services import projects
from boards.webhooks.services import webhooks
from tests import pages
from tests.factories import fresh, make_task
from tests.webhooks.conftest import deliveries, work

NEW = {"name": "Chat", "address": "https://example.com/hook", "format": "slack", "scope": "all"}


def secret_in(response) -> str:
    found = [value for values in pages.read(response.content.decode()).values.values() for value in values]
    return next(value for value in found if value.startswith("whsec_"))


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def made(project, owner) -> Webhook:
    values = {"name": "Chat", "address": "https://example.com/hook?key=k3yofmine", "actor": owner}
    return webhooks.create(project=project, **values).webhook


def test_admin_makes_one_and_sees_the_secret_once(client_of, admin, project):
    client = client_of(admin)
    response = client.post(f"/projects/{project.pk}/webhooks/new/", NEW)
    assert response.status_code == 201 and response["Cache-Control"] == "no-store"
    secret = secret_in(response)
    hook = Webhook.objects.get()
    assert (hook.project, hook.user, hook.format, hook.events) == (project, admin, "slack", ["*"])
    for page in (f"/webhooks/{hook.pk}/", f"/projects/{project.pk}/webhooks/"):
        again = text_of(client.get(page))
        assert "Chat" in again and secret not in again
        assert not pages.read(again).dangers


def test_site_administrator_makes_one_for_the_site(client_of, staff):
    response = client_of(staff).post("/webhooks/new/", NEW)
    assert response.status_code == 201
    assert Webhook.objects.get().project is None
    assert "Chat" in text_of(client_of(staff).get("/webhooks/"))


def test_empty_lists_say_what_they_are_for(client_of, owner, staff, project):
    assert "No webhooks yet" in text_of(client_of(owner).get(f"/projects/{project.pk}/webhooks/"))
    assert "No webhooks yet" in text_of(client_of(staff).get("/webhooks/"))


def test_settings_and_menu_lead_there(client_of, owner, staff, project):
    link = f'href="/projects/{project.pk}/webhooks/"'
    assert link in text_of(client_of(owner).get(f"/projects/{project.pk}/settings/"))
    assert 'href="/webhooks/"' in text_of(client_of(staff).get("/"))
    assert 'href="/webhooks/"' not in text_of(client_of(owner).get("/"))


def test_only_what_is_chosen(client_of, owner, project):
    chosen = NEW | {"scope": "some", "events": ["task.moved", "task.created"]}
    client_of(owner).post(f"/projects/{project.pk}/webhooks/new/", chosen)
    hook = Webhook.objects.get()
    assert hook.events == ["task.created", "task.moved"]
    page = text_of(client_of(owner).get(f"/webhooks/{hook.pk}/edit/"))
    assert page.count(" checked") == 3


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "This field is required"),
        ({"name": "\u200b"}, "visible character"),
        ({"address": "http://example.com"}, "must begin with https://"),
        ({"address": "https://10.0.0.1/"}, "private network"),
        ({"address": "nonsense"}, "Enter an address such as"),
        ({"format": "fax"}, "Select a valid choice"),
        ({"scope": "some"}, "Choose at least one event"),
        ({"scope": "some", "events": "task.eaten"}, "Select a valid choice"),
        ({"scope": ""}, "This field is required"),
    ],
)
def test_wrong_input_is_422_with_what_was_typed(changed, sentence, client_of, owner, project):
    response = client_of(owner).post(f"/projects/{project.pk}/webhooks/new/", NEW | changed)
    assert response.status_code == 422
    page = text_of(response)
    assert sentence in page
    assert "name" in changed or 'value="Chat"' in page
    assert not Webhook.objects.exists()


def test_too_many_are_409(client_of, owner, project, monkeypatch):
    monkeypatch.setattr(webhooks, "MOST", 1)
    client = client_of(owner)
    client.post(f"/projects/{project.pk}/webhooks/new/", NEW)
    response = client.post(f"/projects/{project.pk}/webhooks/new/", NEW)
    assert response.status_code == 409 and "Delete one first" in text_of(response)


def test_archived_project_takes_no_new_one(client_of, owner, project, made):
    projects.archive(project=project, actor=owner)
    client = client_of(owner)
    assert client.post(f"/projects/{project.pk}/webhooks/new/", NEW).status_code == 409
    assert client.post(f"/webhooks/{made.pk}/edit/", NEW).status_code == 409
    assert client.get(f"/projects/{project.pk}/webhooks/").status_code == 200
    assert client.post(f"/webhooks/{made.pk}/delete/").status_code == 303


def test_editing_makes_it_act_for_who_edits(client_of, admin, made):
    response = client_of(admin).post(f"/webhooks/{made.pk}/edit/", NEW | {"name": "Other", "format": "matrix"})
    assert response.status_code == 303
    made = fresh(made)
    assert (made.name, made.format, made.user) == ("Other", "matrix", admin)


def test_rotation_asks_and_shows_the_new_one_once(client_of, owner, made):
    client = client_of(owner)
    assert "Make a new secret" in text_of(client.get(f"/webhooks/{made.pk}/secret/"))
    response = client.post(f"/webhooks/{made.pk}/secret/")
    assert response["Cache-Control"] == "no-store"
    assert webhooks.secrets_of(fresh(made), timezone.now())[0] == secret_in(response)
    assert "Former secret" in text_of(client.get(f"/webhooks/{made.pk}/"))


def test_switching_and_deleting(client_of, owner, made):
    client = client_of(owner)
    client.post(f"/webhooks/{made.pk}/switch/", {"on": "0"})
    assert (fresh(made).is_on, fresh(made).off_reason) == (False, OffReason.BY_HAND)
    client.post(f"/webhooks/{made.pk}/switch/", {"on": "1"})
    assert fresh(made).is_on
    assert "can&#x27;t be undone" in text_of(client.get(f"/webhooks/{made.pk}/delete/")).replace("'", "&#x27;")
    client.post(f"/webhooks/{made.pk}/delete/")
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("reason", [OffReason.GONE, OffReason.FAILING, OffReason.NO_RIGHTS, OffReason.NO_SECRET])
def test_the_page_says_why_it_was_switched_off(reason, client_of, owner, made):
    webhooks.switch_off(webhook=made, reason=reason, actor=None)
    page = text_of(client_of(owner).get(f"/webhooks/{made.pk}/"))
    assert "Switched off by itself" in page and str(reason.label).replace("'", "&#x27;") in page
    listed = text_of(client_of(owner).get(f"/projects/{made.project_id}/webhooks/"))
    assert "Switched off by itself" in listed
    assert "1 off" in text_of(client_of(owner).get(f"/projects/{made.project_id}/settings/"))


def test_the_list_shows_the_host_alone(client_of, owner, made):
    listed = text_of(client_of(owner).get(f"/projects/{made.project_id}/webhooks/"))
    assert "example.com" in listed and "k3yofmine" not in listed


def test_who_did_what_stands_in_the_log(client_of, admin, made, caplog):
    caplog.set_level(logging.INFO, "boardsite.webhooks")
    client_of(admin).post(f"/webhooks/{made.pk}/switch/", {"on": "0"})
    client_of(admin).post(f"/webhooks/{made.pk}/delete/")
    assert f"switched off by person {admin.pk}" in caplog.text and f"deleted by person {admin.pk}" in caplog.text
    assert "k3yofmine" not in caplog.text


def test_log_and_delivery_show_request_and_answer(client_of, owner, hook, receiver, project):
    receiver.says(500, b"<script>alert(1)</script>", X_Why="<b>")
    make_task(project=project, title="<img src=x>")
    work()
    client = client_of(owner)
    page = text_of(client.get(f"/webhooks/{hook.pk}/"))
    assert "Tasks: created" in page and "Tried again at" in page and "&lt;img src=x&gt;" in page
    shown = text_of(client.get(f"/deliveries/{deliveries()[0].pk}/"))
    assert "webhook-signature" in shown and "&lt;script&gt;" in shown and "task.created" in shown
    assert not pages.read(page).dangers and not pages.read(shown).dangers


def test_test_and_retry_by_hand(client_of, owner, hook, receiver):
    client = client_of(owner)
    assert client.post(f"/webhooks/{hook.pk}/test/").status_code == 303
    again = client.post(f"/webhooks/{hook.pk}/test/")
    assert again.status_code == 409 and "on its way already" in text_of(again)
    work()
    (delivery,) = deliveries()
    assert delivery.state == DeliveryState.DELIVERED
    assert client.post(f"/deliveries/{delivery.pk}/retry/").status_code == 303
    work()
    assert len(receiver.messages) == 2


def test_what_belongs_to_one_that_is_off_is_not_sent_again(client_of, owner, hook, receiver, project):
    make_task(project=project)
    work()
    webhooks.switch_off(webhook=hook, actor=owner)
    response = client_of(owner).post(f"/deliveries/{deliveries()[0].pk}/retry/")
    assert response.status_code == 409 and "Switch it on first" in text_of(response)


def test_in_place_the_log_comes_alone_and_asks_again_while_something_is_on_its_way(client_of, owner, hook, receiver):
    client = client_of(owner)
    answer = text_of(client.post(f"/webhooks/{hook.pk}/test/", headers={"HX-Request": "true"}))
    assert answer.lstrip().startswith("<section") and "hx-trigger" in answer and "A test is on its way" in answer
    work()
    later = text_of(client.get(f"/webhooks/{hook.pk}/", headers={"HX-Request": "true"}))
    assert "<html" not in later and "hx-trigger" not in later and "Delivered" in later


def test_a_page_costs_the_same_with_many_deliveries(client_of, owner, hook, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    now = timezone.now()
    client = client_of(owner)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(f"/webhooks/{hook.pk}/")
        return len(seen)

    def add(start: int, number: int) -> None:
        WebhookDelivery.objects.bulk_create(
            WebhookDelivery(
                webhook=hook,
                project=hook.project,
                kind="task.moved",
                event_id=f"x{start + each}",
                state="delivered",
                due_at=now,
                begun_at=now,
                created_at=now,
            )
            for each in range(number)
        )

    add(0, 26)
    client.get(f"/webhooks/{hook.pk}/")
    few = count()
    add(100, 80)
    assert count() == few


@pytest.mark.parametrize("page", ["0", "x", "99999999999999999999", "-1", "2"])
def test_pages_of_the_log_that_are_none_are_answered(page, client_of, owner, made):
    assert client_of(owner).get(f"/webhooks/{made.pk}/?page={page}").status_code == 200


def test_names_that_are_hostile_are_data(client_of, owner, project, hostile_sample):
    for text in hostile_sample[::7]:
        client = client_of(owner)
        response = client.post(f"/projects/{project.pk}/webhooks/new/", NEW | {"name": text})
        assert response.status_code in (201, 409, 422)
        assert not pages.read(text_of(response)).dangers
        Webhook.objects.all().delete()
