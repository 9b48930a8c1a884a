"""A receiver on loopback, which the settings allow, and webhooks that lead to it."""

from collections.abc import Callable, Iterator
from ipaddress import ip_network

import pytest
from django.utils import timezone

from boards.jobs import running, telling
from boards.models import Job, Project, Task, User, Webhook, WebhookDelivery
from boards.services import tasks
from boards.webhooks.jobs import sending
from boards.webhooks.services import webhooks
from tests.webhooks.receiver import Receiver, receiving


@pytest.fixture
def loopback(settings) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = [ip_network("127.0.0.0/8")]


@pytest.fixture
def receiver(loopback) -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def hurried(monkeypatch) -> None:
    """An answer has a second."""
    monkeypatch.setattr(sending, "SECONDS", 1.0)


@pytest.fixture
def hook_of(receiver: Receiver, owner: User, project: Project) -> Callable[..., Webhook]:
    """Makes a webhook to the receiver; its secret stands on it as `plain`."""

    def hook_of(**given) -> Webhook:
        values = {"project": project, "name": "Hook", "address": receiver.url, "actor": owner} | given
        made = webhooks.create(**values)
        made.webhook.plain = made.secret
        return made.webhook

    return hook_of


@pytest.fixture
def hook(hook_of) -> Webhook:
    """A webhook of the project, for everything."""
    made = hook_of()
    # What the project's own making tells is older than it.
    telling.tell_all()
    return made


def rename(task: Task, title: str = "Renamed", actor: User | None = None) -> Task:
    return tasks.update(task=task, changed={"title": title}, seen_version=None, actor=actor or task.project.owner)


def work() -> None:
    """All that is due, as workers do it."""
    telling.tell_all()
    running.run_due()


def pass_time(**ago) -> None:
    """As if whatever waits had waited long enough."""
    now = timezone.now()
    WebhookDelivery.objects.filter(state="waiting").update(due_at=now)
    Webhook.objects.update(paused_until=None)
    Job.objects.filter(state="waiting").update(due_at=now, queued_at=None)


def deliveries(**given) -> list[WebhookDelivery]:
    return list(WebhookDelivery.objects.filter(**given).order_by("pk"))


def states(**given) -> list[str]:
    return [row.state for row in deliveries(**given)]
