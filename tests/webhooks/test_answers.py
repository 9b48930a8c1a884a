"""What follows from what a receiver answers, or does not."""

import datetime
import time

import pytest
from django.utils import timezone

from boards.models import DeliveryState
from boards.webhooks.jobs import sending
from boards.webhooks.rules import attempts
from tests.factories import fresh, make_task
from tests.pauses import lies_ahead
from tests.webhooks.conftest import deliveries, pass_time, work
from tests.webhooks.receiver import closed_port, drips, hangs


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_any_other_answer_is_tried_again_after_a_pause(status, hook, receiver, project):
    receiver.says(status, b"no")
    make_task(project=project)
    begun = timezone.now()
    work()
    (delivery,) = deliveries()
    assert (delivery.state, delivery.status, delivery.answer_body) == (DeliveryState.WAITING, status, "no")
    assert lies_ahead(delivery.due_at, 8, 13, since=begun)
    work()
    assert len(receiver.messages) == 1


def test_a_receiver_that_asks_for_time_gets_it(hook, receiver, project):
    receiver.says(429, Retry_After="600")
    make_task(project=project)
    begun = timezone.now()
    work()
    assert lies_ahead(deliveries()[0].due_at, 590, 610, since=begun)


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
