"""A webhook that somebody deletes while others work with it: nobody is answered with an error of ours."""

import pytest
from django.db import connection

from boards.exceptions import NotFound, RuleBroken
from boards.models import DeliveryState, OffReason, Webhook, WebhookDelivery
from boards.webhooks.jobs import sending
from boards.webhooks.rules.attempts import Answer
from boards.webhooks.services import deliveries, webhooks
from tests.factories import fresh, make_webhook
from tests.services.test_together import at_once

GONE = Answer(status=410)


@pytest.fixture
def webhook(project):
    return Webhook.objects.select_related("project").get(pk=make_webhook(project)["webhook_id"])


@pytest.fixture
def delivery(webhook):
    """A message that is being sent."""
    WebhookDelivery.objects.update(state=DeliveryState.SENDING, attempts=1)
    return WebhookDelivery.objects.select_related("webhook__project").get()


DOORS = {
    "change": lambda webhook, _delivery, actor: webhooks.update(webhook=webhook, changed={"name": "New"}, actor=actor),
    "new secret": lambda webhook, _delivery, actor: webhooks.rotate(webhook=webhook, actor=actor),
    "switch on": lambda webhook, _delivery, actor: webhooks.switch_on(webhook=webhook, actor=actor),
    "switch off": lambda webhook, _delivery, actor: webhooks.switch_off(webhook=webhook, actor=actor),
    "delete": lambda webhook, _delivery, actor: webhooks.delete(webhook=webhook, actor=actor),
    "hold": lambda webhook, _delivery, _actor: webhooks.hold_one(webhook=webhook),
    "test": lambda webhook, _delivery, actor: deliveries.test(webhook=webhook, actor=actor),
    "retry": lambda _webhook, delivery, actor: deliveries.retry(delivery=delivery, actor=actor),
}


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_who_comes_late_finds_nothing(webhook, delivery, owner, door):
    webhooks.delete(webhook=webhook, actor=owner)
    with pytest.raises(NotFound):
        DOORS[door](webhook, delivery, owner)


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [Answer(status=200), Answer(status=500), GONE, Answer(error="no answer")])
def test_a_message_that_was_on_its_way_ends(webhook, delivery, owner, answer):
    webhooks.delete(webhook=webhook, actor=owner)
    sending._settle(delivery, answer)
    sending._switch_off(webhook, OffReason.FAILING)
    assert not WebhookDelivery.objects.exists()


@pytest.mark.django_db
def test_a_webhook_that_is_there_hears_of_its_receiver_as_ever(webhook, delivery):
    sending._settle(delivery, GONE)
    assert (fresh(webhook).off_reason, fresh(delivery).state) == (OffReason.GONE, DeliveryState.FAILED)


@pytest.mark.long
@pytest.mark.unmeasured
@pytest.mark.django_db(transaction=True)
def test_all_at_once_wait_for_each_other(project, owner):
    for _round in range(15 if connection.vendor == "postgresql" else 2):
        made = make_webhook(project)
        webhook = Webhook.objects.select_related("project").get(pk=made["webhook_id"])
        WebhookDelivery.objects.filter(webhook=webhook).update(state=DeliveryState.SENDING, attempts=1)
        delivery = WebhookDelivery.objects.select_related("webhook__project").get(webhook=webhook)
        calls = [
            lambda webhook=webhook, delivery=delivery, name=name: DOORS[name](webhook, delivery, owner)
            for name in ("switch off", "delete", "test")
        ]
        errors = at_once(*calls, lambda delivery=delivery: sending._settle(delivery, Answer(status=500)))
        assert [error for error in errors if not isinstance(error, (NotFound, RuleBroken))] == []
        assert not Webhook.objects.exists()
