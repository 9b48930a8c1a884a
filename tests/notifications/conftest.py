"""What tests of notifications share: a team around one task, and the changes told as a worker tells them."""

import pytest

from boards import events
from boards.jobs import telling
from boards.models import Activity, EmailPace, Notification
from boards.notifications import telling as news


@pytest.fixture(autouse=True)
def _nobody_else_is_told(monkeypatch):
    monkeypatch.setattr(events, "_durable_subscribers", {"notifications": news.consume})


@pytest.fixture
def tell():
    """Tells what has happened, and returns what each got as (name, reason, where)."""

    def tell():
        telling.tell_all()
        return got()

    return tell


@pytest.fixture
def forget(db):
    """As if all that has happened so far had been told long ago."""

    def forget():
        Activity.objects.update(is_told=True)
        Notification.objects.all().delete()

    return forget


def got():
    """What is noted for whom."""
    found = Notification.objects.select_related("user").order_by("user__display_name", "pk")
    return [(entry.user.display_name, str(entry.reason), ways(entry)) for entry in found]


def ways(entry):
    inbox = "inbox" if entry.in_inbox else ""
    mail = "" if entry.by_email == EmailPace.OFF else str(entry.by_email)
    return "+".join(filter(None, [inbox, mail]))
