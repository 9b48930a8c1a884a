"""Of one task one message after the other, whoever sends it, and each once."""

import datetime
import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from boards.models import DeliveryState, Job, WebhookDelivery
from boards.webhooks.rules import attempts
from boards.webhooks.services import deliveries as deliveries_of
from tests.factories import make_task
from tests.webhooks.conftest import deliveries, pass_time, rename, states, work
from tests.webhooks.receiver import respond


def test_of_one_task_a_later_one_waits_for_the_earlier(hook, receiver, project):
    task, other = make_task(project=project, title="One"), make_task(project=project, title="Two")
    work()
    receiver.messages.clear()
    receiver.answer = lambda message, handler: respond(handler, 500 if b'"title":["One"' in message.body else 204)
    rename(task, "First")
    rename(task, "Second")
    rename(other, "Third")
    work()
    tried = [message.verified(hook.plain)["data"]["activity"]["changes"]["title"][1] for message in receiver.messages]
    assert sorted(tried) == ["First", "Third"]
    receiver.answer = None
    receiver.messages.clear()
    pass_time()
    work()
    told = [message.verified(hook.plain)["data"]["activity"]["changes"]["title"][1] for message in receiver.messages]
    assert told == ["First", "Second"]


def test_the_later_one_goes_out_once_the_earlier_is_given_up(hook, receiver, project):
    task = make_task(project=project)
    receiver.says(500)
    work()
    WebhookDelivery.objects.update(begun_at=timezone.now() - datetime.timedelta(hours=25))
    rename(task)
    pass_time()
    receiver.answer = lambda message, handler: respond(handler, 500 if b"task.created" in message.body else 204)
    work()
    assert states() == [DeliveryState.FAILED, DeliveryState.DELIVERED]


def test_the_same_message_goes_out_again_to_the_letter(hook, receiver, project):
    task = make_task(project=project, title="Before")
    receiver.says(503)
    work()
    rename(task, "After")
    receiver.answer = None
    pass_time()
    work()
    first, again, _later = receiver.messages
    assert (first.body, first.headers["webhook-id"]) == (again.body, again.headers["webhook-id"])
    assert again.verified(hook.plain)["data"]["task"]["title"] == "Before"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_two_workers_at_once_send_each_once_and_in_order(hook, receiver, project):
    assert connection.vendor == "postgresql"
    task = make_task(project=project)
    for number in range(15):
        rename(task, f"Title {number}")
    others = [make_task(project=project, title=f"Other {number}") for number in range(10)]
    from boards.jobs import telling

    telling.tell_all()
    receiver.answer = lambda _message, handler: (time.sleep(0.02), respond(handler, 204))

    def worker():
        try:
            end = time.monotonic() + 30
            while time.monotonic() < end and Job.objects.filter(state__in=["waiting", "running"]).exists():
                from boards.jobs import running

                running.run_due()
                time.sleep(0.05)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _number in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    events = [message.verified(hook.plain) for message in receiver.messages]
    assert len(receiver.ids) == len(set(receiver.ids)) == 16 + len(others)
    of_task = [event for event in events if event["data"]["activity"]["task_id"] == task.pk]
    assert [event["data"]["activity"]["id"] for event in of_task] == sorted(
        event["data"]["activity"]["id"] for event in of_task
    )


def test_what_a_worker_left_behind_is_taken_over(hook, receiver, project):
    make_task(project=project)
    from boards.jobs import telling

    telling.tell_all()
    lane = deliveries_of.Lane(hook.pk, project.pk, deliveries()[0].task_id)
    claimed = deliveries_of.claim(lane=lane)
    assert isinstance(deliveries_of.claim(lane=lane), datetime.datetime)
    WebhookDelivery.objects.update(leased_until=timezone.now() - datetime.timedelta(seconds=1))
    work()
    assert states() == [DeliveryState.DELIVERED]
    deliveries_of.settle(delivery=claimed, answer=attempts.Answer(error="too late"))
    assert states() == [DeliveryState.DELIVERED]


def test_what_no_job_knows_of_is_found(hook, receiver, project):
    make_task(project=project)
    from boards.jobs import telling
    from boards.webhooks.jobs import sweep

    telling.tell_all()
    Job.objects.all().delete()
    WebhookDelivery.objects.update(due_at=timezone.now() - datetime.timedelta(hours=1))
    sweep.run()
    sweep.run()
    assert Job.objects.filter(name="webhooks.deliver").count() == 1
    work()
    assert states() == [DeliveryState.DELIVERED]


def test_what_can_not_be_put_into_words_stops_nobody_for_ever(hook, receiver, project, monkeypatch):
    from boards.webhooks.queries import payloads

    task = make_task(project=project)
    with monkeypatch.context() as broken:
        broken.setattr(payloads, "event", lambda *args: 1 / 0)
        work()
    (delivery,) = deliveries()
    assert (delivery.state, delivery.error) == (DeliveryState.WAITING, "it could not be put into words")
    rename(task)
    pass_time()
    work()
    assert states() == [DeliveryState.DELIVERED] * 2
