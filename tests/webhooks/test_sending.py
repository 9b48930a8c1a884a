"""What a receiver gets, verified by its library, and what follows from its answers."""

import datetime
import threading
import time

import pytest
from django.db import connection
from django.utils import timezone
from standardwebhooks import WebhookVerificationError

from boards.models import DeliveryState, Job, OffReason, User, Webhook, WebhookDelivery
from boards.services import projects, tasks
from boards.webhooks.jobs import sending
from boards.webhooks.rules import attempts
from boards.webhooks.services import deliveries as deliveries_of
from boards.webhooks.services import webhooks
from tests.factories import fresh, make_comment, make_project, make_task
from tests.webhooks.conftest import deliveries, pass_time, states, work
from tests.webhooks.receiver import certificate, closed_port, drips, hangs, receiving, respond


def rename(task, title="Renamed", actor=None):
    return tasks.update(task=task, changed={"title": title}, seen_version=None, actor=actor or task.project.owner)


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


# --- Order ------------------------------------------------------------------------------------------------------------


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


# --- Answers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_any_other_answer_is_tried_again_after_a_pause(status, hook, receiver, project):
    receiver.says(status, b"no")
    make_task(project=project)
    work()
    (delivery,) = deliveries()
    assert (delivery.state, delivery.status, delivery.answer_body) == (DeliveryState.WAITING, status, "no")
    assert 8 < (delivery.due_at - timezone.now()).total_seconds() < 13
    work()
    assert len(receiver.messages) == 1


def test_a_receiver_that_asks_for_time_gets_it(hook, receiver, project):
    receiver.says(429, Retry_After="600")
    make_task(project=project)
    work()
    assert 590 < (deliveries()[0].due_at - timezone.now()).total_seconds() < 610


def test_it_is_tried_for_a_day_and_then_given_up(hook, receiver, project):
    receiver.says(500)
    make_task(project=project)
    for _attempt in range(len(attempts.PAUSES) + 3):
        work()
        pass_time()
    (delivery,) = deliveries()
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, len(attempts.PAUSES) + 1)
    assert sum(attempts.PAUSES, datetime.timedelta()) < attempts.LONGEST
    assert fresh(hook).is_on


def test_410_switches_the_webhook_off(hook, receiver, project, caplog):
    receiver.says(410)
    task = make_task(project=project)
    work()
    rename(task)
    work()
    hook = fresh(hook)
    assert (hook.is_on, hook.off_reason) == (False, OffReason.GONE)
    assert states() == [DeliveryState.FAILED]
    assert len(receiver.messages) == 1
    assert "switched off by itself (gone)" in caplog.text


def test_what_waits_is_not_sent_once_it_is_off(hook, receiver, project, owner):
    receiver.says(500)
    task = make_task(project=project)
    rename(task)
    work()
    webhooks.switch_off(webhook=hook, actor=owner)
    pass_time()
    work()
    assert states() == [DeliveryState.CANCELLED, DeliveryState.CANCELLED]
    assert len(receiver.messages) == 1


def test_repeated_failure_over_days_switches_it_off(hook, receiver, project):
    receiver.says(500)
    make_task(project=project)
    long_ago = timezone.now() - attempts.LONGEST_FAILING
    Webhook.objects.update(failing_since=long_ago, failures=attempts.MOST_FAILURES - 1)
    work()
    hook = fresh(hook)
    assert (hook.is_on, hook.off_reason) == (False, OffReason.FAILING)
    assert states() == [DeliveryState.CANCELLED]


def test_one_success_forgets_failures(hook, receiver, project):
    Webhook.objects.update(failing_since=timezone.now() - attempts.LONGEST_FAILING, failures=9)
    make_task(project=project)
    work()
    assert (fresh(hook).failures, fresh(hook).failing_since) == (0, None)


def test_a_receiver_that_fails_is_left_alone_for_a_while(hook, receiver, project):
    receiver.says(500)
    for number in range(8):
        make_task(project=project, title=f"Task {number}")
    work()
    assert len(receiver.messages) == 3
    assert fresh(hook).paused_until > timezone.now()
    assert set(states()) == {DeliveryState.WAITING}


def test_a_receiver_that_is_slow_lets_others_go_first(hook, receiver, project):
    delivery = deliveries_of.test(webhook=hook, actor=project.owner)
    claimed = deliveries_of.claim(lane=deliveries_of.Lane(hook.pk, delivery.project_id or 0, delivery.task_id or 0))
    deliveries_of.settle(delivery=claimed, answer=attempts.Answer(status=200, took_ms=9000))
    paused = fresh(hook).paused_until - timezone.now()
    assert datetime.timedelta(seconds=5) < paused < datetime.timedelta(seconds=20)
    assert fresh(hook).failures == 0


def test_a_receiver_that_hangs_is_left_alone_at_once(hook, receiver, project, hurried):
    """Or it would hold up all others: where the site does its work itself, one thread sends."""
    receiver.answer = hangs
    for number in range(4):
        make_task(project=project, title=f"Task {number}")
    work()
    assert len(receiver.messages) == 1
    assert fresh(hook).paused_until > timezone.now()


def test_10_mb_are_not_read(hook, receiver, project):
    sent = []

    def answer(_message, handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(10 * 1024 * 1024))
        handler.end_headers()
        for _part in range(160):
            handler.wfile.write(b"x" * 65_536)
            sent.append(1)

    receiver.answer = answer
    make_task(project=project)
    work()
    (delivery,) = deliveries()
    assert delivery.state == DeliveryState.DELIVERED
    assert len(delivery.answer_body) == sending.KEPT_BODY
    assert len(sent) < 160


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (hangs, DeliveryState.WAITING),
        (drips(b""), DeliveryState.WAITING),
        (drips(b"HTTP/1.1 200 OK\r\nX-Slow: "), DeliveryState.WAITING),
        # It has said that it is through.
        (drips(b"HTTP/1.1 200 OK\r\n\r\n"), DeliveryState.DELIVERED),
        (drips(b"HTTP/1.1 500 No\r\n\r\n"), DeliveryState.WAITING),
        (drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), DeliveryState.DELIVERED),
    ],
    ids=["hangs", "drips a status", "drips a header", "drips a body", "drips an error", "drips chunks"],
)
def test_slow_answers_end_in_time(answer, state, hook, receiver, project, hurried):
    receiver.answer = answer
    make_task(project=project)
    begun = time.monotonic()
    work()
    assert time.monotonic() - begun < 5
    (delivery,) = deliveries()
    assert delivery.state == state
    if delivery.status is None:
        assert delivery.error == "no answer within 1 seconds"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status, hook, receiver, project):
    receiver.says(status, Location=receiver.url.replace("/hook", "/inside"))
    make_task(project=project)
    work()
    assert [message.path for message in receiver.messages] == ["/hook"]
    assert (deliveries()[0].status, deliveries()[0].error) == (status, "a redirect, which is not followed")


HOSTILE = {
    "nothing": b"",
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n",
    "no status": b"HTTP/1.1 OK\r\n\r\n",
    "a huge header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    "many headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
    "a huge status": b"HTTP/1.1 99999999999999999999 OK\r\n\r\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_answers_that_are_none_are_failures(name, hook, receiver, project):
    receiver.answer = lambda _message, handler: handler.wfile.write(HOSTILE[name])
    make_task(project=project)
    work()
    (delivery,) = deliveries()
    assert (delivery.state, delivery.status) == (DeliveryState.WAITING, None)
    assert delivery.error and len(delivery.error) <= 200


def test_answers_that_no_database_holds_are_kept_as_far_as_possible(hook, receiver, project):
    receiver.says(500, b"a\x00b\xff\xed\xa0\x80<script>", X_Odd="caf\xe9 \x7f")
    make_task(project=project)
    work()
    (delivery,) = deliveries()
    assert delivery.answer_body.startswith("a\ufffdb\ufffd")
    assert delivery.answer_headers["X-Odd"].startswith("caf")


def test_a_receiver_that_is_away_is_tried_again(hook_of, project):
    hook_of(address=f"http://127.0.0.1:{closed_port()}/")
    make_task(project=project)
    work()
    assert deliveries()[0].error.startswith("ConnectionRefusedError")


def test_a_host_that_is_unknown_is_told(hook_of, project):
    hook_of(address="https://nowhere.invalid/")
    make_task(project=project)
    work()
    assert deliveries()[0].error == "the host is not known"


@pytest.mark.once
def test_a_certificate_that_nobody_vouches_for_is_refused(hook_of, project, tmp_path, loopback):
    with receiving(tls=certificate(tmp_path, "127.0.0.1")) as receiver:
        hook_of(address=receiver.url)
        make_task(project=project)
        work()
        assert receiver.messages == []
    assert deliveries()[0].error.startswith("no safe connection: ")


@pytest.mark.once
def test_a_certificate_that_is_vouched_for_is_taken_for_its_name_alone(hook_of, project, tmp_path, monkeypatch):
    paths = certificate(tmp_path, "hooks.example", "127.0.0.1")
    from boardsite import calling

    calling._tls.cache_clear()
    monkeypatch.setattr(calling.certifi, "where", lambda: str(paths[0]))
    monkeypatch.setattr(sending, "look_up", lambda host, port: ["127.0.0.1"])
    try:
        with receiving(tls=paths) as receiver:
            for host in ("hooks.example", "other.example"):
                hook_of(address=receiver.url.replace("127.0.0.1", host))
            make_task(project=project)
            work()
            assert [message.headers["host"].partition(":")[0] for message in receiver.messages] == ["hooks.example"]
    finally:
        calling._tls.cache_clear()
    assert sorted(states()) == [DeliveryState.DELIVERED, DeliveryState.WAITING]


# --- Secrets ----------------------------------------------------------------------------------------------------------


def test_after_a_rotation_both_secrets_hold_for_a_day(hook, receiver, project, owner):
    made = webhooks.rotate(webhook=hook, actor=owner)
    make_task(project=project)
    work()
    (message,) = receiver.messages
    assert message.headers["webhook-signature"].count("v1,") == 2
    assert message.verified(hook.plain) == message.verified(made.secret)
    Webhook.objects.update(previous_until=timezone.now() - datetime.timedelta(seconds=1))
    make_task(project=project)
    work()
    last = receiver.messages[-1]
    assert last.verified(made.secret)
    with pytest.raises(WebhookVerificationError):
        last.verified(hook.plain)


def test_secrets_are_stored_sealed(hook):
    assert hook.plain.startswith("whsec_")
    assert hook.plain.removeprefix("whsec_") not in fresh(hook).secret


def test_a_secret_that_can_not_be_read_switches_it_off(hook, receiver, project, settings):
    settings.SECRET_KEY = "another"
    make_task(project=project)
    work()
    hook = fresh(hook)
    assert (hook.is_on, hook.off_reason) == (False, OffReason.NO_SECRET)
    assert receiver.messages == []


# --- Rights -----------------------------------------------------------------------------------------------------------


def lose_role(project, user):
    from boards.services import members

    members.change_role(project=project, user=user, role="member", actor=project.owner)


def be_switched_off(project, user):
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("lose", [lose_role, be_switched_off])
def test_who_has_lost_access_is_sent_nothing(lose, hook_of, receiver, project, admin, caplog):
    hook = hook_of(actor=admin)
    make_task(project=project)
    lose(project, admin)
    work()
    hook = fresh(hook)
    assert receiver.messages == []
    assert (hook.is_on, hook.off_reason) == (False, OffReason.NO_RIGHTS)
    assert set(states()) == {DeliveryState.CANCELLED}
    assert "switched off by itself (no_rights)" in caplog.text


def test_access_is_looked_at_again_before_each_attempt(hook_of, receiver, project, admin):
    hook_of(actor=admin)
    receiver.says(500)
    make_task(project=project)
    work()
    lose_role(project, admin)
    pass_time()
    work()
    assert len(receiver.messages) == 1


def test_a_webhook_of_the_site_ends_with_its_administrator(hook_of, receiver, project, staff):
    hook = hook_of(project=None, actor=staff)
    User.objects.filter(pk=staff.pk).update(is_staff=False)
    make_task(project=project)
    work()
    assert receiver.messages == []
    assert fresh(hook).off_reason == OffReason.NO_RIGHTS


def test_who_switches_it_on_again_answers_for_it(hook_of, receiver, project, admin, owner):
    hook = hook_of(actor=admin)
    lose_role(project, admin)
    make_task(project=project)
    work()
    webhooks.switch_on(webhook=fresh(hook), actor=owner)
    make_task(project=project, title="Later")
    work()
    assert [message.verified(hook.plain)["data"]["task"]["title"] for message in receiver.messages] == ["Later"]


def test_the_end_of_a_project_is_told(hook, receiver, project, owner):
    projects.delete(project=project, actor=owner)
    work()
    event = receiver.messages[0].verified(hook.plain)
    assert (event["type"], event["data"]["project"]) == ("project.deleted", None)


def test_a_deleted_task_is_told_without_it(hook, receiver, project, owner):
    task = make_task(project=project, title="Secret plan")
    tasks.delete(task=task, actor=owner)
    work()
    event = receiver.messages[-1].verified(hook.plain)
    assert (event["type"], event["data"]["task"]) == ("task.deleted", None)


def test_what_goes_with_a_project_for_good_takes_its_webhooks_along(hook, receiver, project, owner):
    make_task(project=project)
    work()
    projects.delete(project=project, actor=owner)
    type(project).objects.update(deleted_at=timezone.now() - datetime.timedelta(days=31))
    projects.purge()
    work()
    assert (Webhook.objects.count(), WebhookDelivery.objects.count()) == (0, 0)


# --- By hand ----------------------------------------------------------------------------------------------------------


def test_a_test_arrives_even_while_it_is_off(hook, receiver, owner):
    webhooks.switch_off(webhook=hook, actor=owner)
    deliveries_of.test(webhook=hook, actor=owner)
    work()
    event = receiver.messages[0].verified(hook.plain)
    assert (event["type"], event["data"]["activity"]) == ("webhook.test", None)
    assert states() == [DeliveryState.DELIVERED]


def test_a_test_in_vain_is_not_tried_again(hook, receiver, owner):
    receiver.says(500)
    deliveries_of.test(webhook=hook, actor=owner)
    work()
    assert states() == [DeliveryState.FAILED]


def test_retried_by_hand_it_goes_out_at_once(hook, receiver, project, owner):
    receiver.says(500)
    make_task(project=project)
    work()
    receiver.answer = None
    deliveries_of.retry(delivery=deliveries()[0], actor=owner)
    work()
    assert states() == [DeliveryState.DELIVERED]
    assert receiver.ids[0] == receiver.ids[1]


def test_what_was_delivered_can_be_sent_again(hook, receiver, project, owner):
    make_task(project=project)
    work()
    deliveries_of.retry(delivery=deliveries()[0], actor=owner)
    work()
    assert len(set(receiver.ids)) == 1 and len(receiver.ids) == 2


def test_old_deliveries_are_forgotten(hook, receiver, project):
    make_task(project=project)
    work()
    assert deliveries_of.purge() == 0
    WebhookDelivery.objects.update(ended_at=timezone.now() - deliveries_of.DELIVERED_KEPT)
    assert deliveries_of.purge() == 1


# --- Workers ----------------------------------------------------------------------------------------------------------


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


# --- Comments ---------------------------------------------------------------------------------------------------------


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
