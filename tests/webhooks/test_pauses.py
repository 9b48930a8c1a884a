"""A receiver that fails or is slow lets others go first, and is left alone for a while."""

from django.utils import timezone

from boards.models import DeliveryState
from boards.webhooks.rules import attempts
from boards.webhooks.services import deliveries as deliveries_of
from tests.factories import fresh, make_task
from tests.pauses import lies_ahead
from tests.webhooks.conftest import states, work
from tests.webhooks.receiver import hangs


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
    begun = timezone.now()
    deliveries_of.settle(delivery=claimed, answer=attempts.Answer(status=200, took_ms=9000))
    assert lies_ahead(fresh(hook).paused_until, 5, 20, since=begun)
    assert fresh(hook).failures == 0


def test_a_receiver_that_hangs_is_left_alone_at_once(hook, receiver, project, hurried):
    """Or it would hold up all others: where the site does its work itself, one thread sends."""
    receiver.answer = hangs
    for number in range(4):
        make_task(project=project, title=f"Task {number}")
    work()
    assert len(receiver.messages) == 1
    assert fresh(hook).paused_until > timezone.now()
