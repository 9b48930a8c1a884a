"""Both secrets of a webhook hold for a day, and neither can be read from the database."""

import datetime

import pytest
from django.utils import timezone
from standardwebhooks import WebhookVerificationError

from boards.models import OffReason, Webhook
from boards.webhooks.services import webhooks
from tests.factories import fresh, make_task
from tests.webhooks.conftest import work


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
