"""When nothing is sent to a webhook any more."""

from django.utils import timezone

from boards.models import DeliveryState, OffReason, Webhook
from boards.webhooks.rules import attempts
from boards.webhooks.services import webhooks
from tests.factories import fresh, make_task
from tests.webhooks.conftest import pass_time, rename, states, work


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
