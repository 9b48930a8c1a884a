"""How many webhooks there can be, however many people make one at once."""

import contextlib
import threading

import pytest
from django.db import connection

from boards.exceptions import RuleBroken
from boards.models import Webhook
from boards.webhooks.services import webhooks


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.parametrize("of_site", [True, False])
def test_two_at_once_do_not_both_make_the_last_one(of_site, project, staff, monkeypatch):
    monkeypatch.setattr(webhooks, "MOST", 1)
    both_have_counted = threading.Barrier(2)
    told = webhooks._tell
    refused = []

    def wait(*args):
        """Whoever may make one waits for the other in vain, unless both may."""
        with contextlib.suppress(threading.BrokenBarrierError):
            both_have_counted.wait(1)
        told(*args)

    def make():
        try:
            given = {"project": None if of_site else project, "name": "Hook", "address": "https://example.com/"}
            webhooks.create(**given, actor=staff)
        except RuleBroken as error:
            refused.append(error)
        finally:
            connection.close()

    monkeypatch.setattr(webhooks, "_tell", wait)
    threads = [threading.Thread(target=make) for _number in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (Webhook.objects.count(), len(refused)) == (1, 1)
