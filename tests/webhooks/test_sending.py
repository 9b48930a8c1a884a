"""What a receiver gets, verified by its library."""

import pytest
from standardwebhooks import WebhookVerificationError

from boards.models import DeliveryState, WebhookDelivery
from tests.factories import make_comment, make_project, make_task
from tests.webhooks.conftest import deliveries, rename, work


def test_a_change_arrives_signed(hook, receiver, project):
    task = make_task(project=project, title="Press release")
    work()
    (message,) = receiver.messages
    event = message.verified(hook.plain)
    assert message.path == "/hook"
    assert message.headers["content-type"] == "application/json"
    assert message.headers["user-agent"] == "Boardsite-Webhooks"
    assert event["type"] == "task.created"
    assert event["data"]["task"]["title"] == "Press release"
    assert event["data"]["activity"]["task_id"] == task.pk
    assert event["data"]["project"]["id"] == project.pk
    assert event["data"]["url"] == f"http://testserver/tasks/{task.pk}/"
    (delivery,) = deliveries()
    assert (delivery.state, delivery.status, delivery.attempts) == (DeliveryState.DELIVERED, 204, 1)
    assert delivery.event_id == message.headers["webhook-id"]


def test_another_secret_or_a_changed_body_is_not_verified(hook, receiver, project):
    make_task(project=project)
    work()
    (message,) = receiver.messages
    with pytest.raises(WebhookVerificationError):
        message.verified("whsec_" + "A" * 44)
    message.body = message.body.replace(b"task.created", b"task.deleted")
    with pytest.raises(WebhookVerificationError):
        message.verified(hook.plain)


def test_only_what_was_chosen_is_sent(hook_of, receiver, project):
    hook_of(events=["task.updated"])
    task = make_task(project=project)
    rename(task)
    work()
    assert [delivery.kind for delivery in deliveries()] == ["task.updated"]


def test_what_happened_before_is_not_sent(project, hook_of, receiver):
    make_task(project=project)
    hook_of()
    work()
    assert receiver.messages == []


def test_other_projects_are_not_told(hook, receiver, owner):
    make_task(project=make_project(owner=owner, title="Other"))
    work()
    assert receiver.messages == []


def test_a_webhook_of_the_site_is_told_of_every_project(hook_of, receiver, project, staff, outsider):
    hook = hook_of(project=None, actor=staff)
    make_task(project=project)
    make_task(project=make_project(owner=outsider, title="Other"))
    work()
    kinds = [message.verified(hook.plain)["type"] for message in receiver.messages]
    assert sorted(kinds) == ["project.created", "task.created", "task.created"]


def test_told_twice_it_is_sent_once(hook, receiver, project):
    make_task(project=project)
    work()
    from boards.models import Activity
    from boards.webhooks.jobs import outbox

    outbox.write_for(list(Activity.objects.select_related("project", "task", "actor")))
    work()
    assert len(receiver.messages) == 1


def test_writing_deliveries_costs_the_same_for_one_and_for_many(hook_of, project, django_assert_max_num_queries):
    from boards.models import Activity
    from boards.webhooks.jobs import outbox

    hook_of()
    hook_of()
    made = [make_task(project=project) for _number in range(30)]
    rows = list(Activity.objects.filter(task__in=made).select_related("project", "task", "actor"))
    with django_assert_max_num_queries(6):
        outbox.write_for(rows)
    assert WebhookDelivery.objects.count() == 60


def test_a_comment_arrives_with_what_it_says(hook, receiver, project):
    make_comment(task=make_task(project=project), text="Looks **good**")
    work()
    event = receiver.messages[-1].verified(hook.plain)
    assert (event["type"], event["data"]["comment"]["text"]) == ("comment.created", "Looks **good**")
    assert "text" not in event["data"]["activity"]["changes"]


def test_a_deleted_comment_is_told_without_its_text(hook, receiver, project, owner):
    from boards.services import comments

    comment = make_comment(task=make_task(project=project), text="Secret")
    comments.delete(comment=comment, actor=owner)
    work()
    assert [message.verified(hook.plain)["data"]["comment"] for message in receiver.messages] == [None] * 3
    assert all(b"Secret" not in message.body for message in receiver.messages)


@pytest.mark.parametrize("shape", ["slack", "mattermost", "matrix", "teams"])
def test_chats_are_told_what_a_comment_says(shape, hook_of, receiver, project):
    hook_of(format=shape, events=["comment.created"])
    make_comment(task=make_task(project=project), text="Looks fine to me")
    work()
    assert b"Looks fine to me" in receiver.messages[0].body
