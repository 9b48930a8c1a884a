"""Whom a receiver has to be vouched for by."""

import pytest

from boards.models import DeliveryState
from boards.webhooks.jobs import sending
from tests.factories import make_task
from tests.webhooks.conftest import deliveries, states, work
from tests.webhooks.receiver import certificate, receiving


@pytest.mark.once
def test_a_certificate_that_nobody_vouches_for_is_refused(hook_of, project, tmp_path, loopback):
    with receiving(tls=certificate(tmp_path, "127.0.0.1")) as receiver:
        hook_of(address=receiver.url)
        make_task(project=project)
        work()
        assert receiver.messages == []
    assert deliveries()[0].error.startswith("no safe connection: ")


@pytest.mark.once
def test_a_certificate_that_is_vouched_for_is_taken_for_its_name_alone(hook_of, project, tmp_path, monkeypatch):
    paths = certificate(tmp_path, "hooks.example", "127.0.0.1")
    from boardsite import calling

    calling._tls.cache_clear()
    monkeypatch.setattr(calling.certifi, "where", lambda: str(paths[0]))
    monkeypatch.setattr(sending, "look_up", lambda host, port: ["127.0.0.1"])
    try:
        with receiving(tls=paths) as receiver:
            for host in ("hooks.example", "other.example"):
                hook_of(address=receiver.url.replace("127.0.0.1", host))
            make_task(project=project)
            work()
            assert [message.headers["host"].partition(":")[0] for message in receiver.messages] == ["hooks.example"]
    finally:
        calling._tls.cache_clear()
    assert sorted(states()) == [DeliveryState.DELIVERED, DeliveryState.WAITING]
