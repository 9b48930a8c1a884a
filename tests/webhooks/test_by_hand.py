"""What people do by hand: a test, and a message once more."""

from django.utils import timezone

from boards.models import DeliveryState, WebhookDelivery
from boards.webhooks.services import deliveries as deliveries_of
from boards.webhooks.services import webhooks
from tests.factories import make_task
from tests.webhooks.conftest import deliveries, states, work


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
