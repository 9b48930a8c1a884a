"""A webhook is sent what its person may see at that moment."""

import datetime

import pytest
from django.utils import timezone

from boards.models import DeliveryState, OffReason, User, Webhook, WebhookDelivery
from boards.services import projects, tasks
from boards.webhooks.services import webhooks
from tests.factories import fresh, make_task
from tests.webhooks.conftest import pass_time, states, work


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
