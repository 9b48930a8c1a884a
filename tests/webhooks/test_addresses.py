"""Where a webhook may lead, as it is typed, as it is looked up, and as it is connected to."""

from ipaddress import ip_network

import pytest

from boards.exceptions import InvalidInput
from boards.models import DeliveryState
from boards.webhooks.jobs import sending
from boards.webhooks.rules import addresses
from tests.factories import make_task
from tests.webhooks.conftest import deliveries, states, work
from tests.webhooks.receiver import receiving

CLOSED = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255"),
    *("192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16"),
    *("198.18.0.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.0.2.1", "203.0.113.9"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "2001:db8::1"),
    # IPv4 in other clothes.
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::127.0.0.1"),
    *("64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "64:ff9b:1::1"),
    "::ffff:0:127.0.0.1",
]
OPEN = ["1.1.1.1", "8.8.8.8", "172.32.0.1", "192.169.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]


@pytest.mark.once
@pytest.mark.parametrize("address", CLOSED)
def test_private_addresses_may_not_be_called(address):
    assert not addresses.may_be_called(address, [])


@pytest.mark.once
@pytest.mark.parametrize("address", OPEN)
def test_public_addresses_may_be_called(address):
    assert addresses.may_be_called(address, [])


@pytest.mark.once
def test_networks_that_the_settings_name_may_be_called():
    named = [ip_network("10.1.0.0/16"), ip_network("fd12::/16")]
    assert addresses.may_be_called("10.1.2.3", named) and addresses.may_be_called("fd12::5", named)
    assert addresses.may_be_called("::ffff:10.1.2.3", named)
    assert not addresses.may_be_called("10.2.0.1", named)
    assert addresses.is_named("10.1.2.3", named) and not addresses.is_named("1.1.1.1", named)


@pytest.mark.once
@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "example.com", "//example.com/", "ftp://example.com/", "javascript:alert(1)", "https://"),
        *("http://example.com/", "https:///x", "https://user:pass@example.com/", "https://user@example.com/"),
        *(
            "https://example.com/#x",
            "https://exa mple.com/",
            "https://example.com/\r\nX: y",
            "https://example.com\\@x/",
        ),
        *("https://example.com:0/", "https://example.com:99999/", "https://[::1", "https://b\u00fccher.example/"),
        *("https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest/"),
        *("https://localhost/", "https://LOCALHOST./", "https://x.localhost/", f"https://example.com/{'x' * 2000}"),
        "https://example.com/\x00",
    ],
)
def test_wrong_addresses_are_refused_as_they_are_typed(text):
    with pytest.raises(InvalidInput) as refused:
        addresses.checked(text, [])
    assert refused.value.field == "address" and refused.value.sentence.endswith(".")


@pytest.mark.once
@pytest.mark.parametrize("text", ["https://example.com", "https://example.com:8443/a?b=c", " https://1.1.1.1/x "])
def test_right_addresses_are_taken(text):
    assert addresses.checked(text, []) == text.strip()


@pytest.mark.once
def test_without_tls_only_where_the_settings_name_networks():
    assert addresses.checked("http://intranet/", [ip_network("10.0.0.0/8")])


# --- As it is connected to --------------------------------------------------------------------------------------------


def test_loopback_is_not_called_unless_named(project, hook_of, receiver, settings):
    hook_of()
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    make_task(project=project)
    work()
    assert receiver.messages == []
    assert deliveries()[0].error == "its address lies in a private network, which may not be called"


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::ffff:7f00:1]"])
def test_other_spellings_of_loopback_are_not_called(host, project, hook_of, receiver, settings):
    """They pass the form where networks are named, and lie in none of these."""
    settings.WEBHOOK_ALLOWED_NETWORKS = [ip_network("10.0.0.0/8"), *settings.WEBHOOK_ALLOWED_NETWORKS]
    hook_of(address=receiver.url.replace("127.0.0.1", host))
    settings.WEBHOOK_ALLOWED_NETWORKS = [ip_network("10.0.0.0/8")]
    make_task(project=project)
    work()
    assert receiver.messages == []
    assert deliveries()[0].status is None


def test_a_name_that_leads_inside_is_not_called(project, hook_of, receiver, settings, monkeypatch):
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    monkeypatch.setattr(sending, "look_up", lambda host, port: ["10.0.0.7", "::1", "169.254.169.254"])
    hook_of(address="https://inside.example/")
    make_task(project=project)
    work()
    assert deliveries()[0].error == "its address lies in a private network, which may not be called"


def test_a_name_that_changes_between_check_and_connection_leads_nowhere_else(project, hook_of, receiver, monkeypatch):
    """It is looked up once, and what was checked is what is connected to."""
    asked = []

    def look_up(host, port):
        asked.append(host)
        return ["127.0.0.2"] if len(asked) == 1 else ["127.0.0.1"]

    monkeypatch.setattr(sending, "look_up", look_up)
    with receiving(host="127.0.0.2") as other:
        port = other.url.rpartition(":")[2].partition("/")[0]
        hook_of(address=f"http://changing.example:{port}/")
        make_task(project=project)
        work()
        assert (len(other.messages), receiver.messages) == (1, [])
        assert other.messages[0].headers["host"] == f"changing.example:{port}"
    assert asked == ["changing.example"]


def test_of_several_addresses_only_those_that_may_be_called_are(project, hook_of, receiver, settings, monkeypatch):
    monkeypatch.setattr(sending, "look_up", lambda host, port: ["10.0.0.7", "127.0.0.1"])
    hook_of(address=receiver.url.replace("127.0.0.1", "both.example"))
    make_task(project=project)
    work()
    assert states() == [DeliveryState.DELIVERED]


def test_without_tls_nobody_outside_is_called(project, hook_of, monkeypatch):
    monkeypatch.setattr(sending, "look_up", lambda host, port: ["1.1.1.1"])
    hook_of(address="http://outside.example/")
    make_task(project=project)
    work()
    assert deliveries()[0].error == "its address lies in a private network, which may not be called"


def test_a_redirect_inside_is_not_followed(project, hook_of, receiver):
    with receiving(host="127.0.0.2") as inside:
        receiver.says(302, Location=inside.url)
        hook_of()
        make_task(project=project)
        work()
        assert inside.messages == []
    assert deliveries()[0].status == 302


def test_a_look_up_that_hangs_ends_in_time(project, hook_of, monkeypatch, hurried):
    import threading

    stop = threading.Event()
    monkeypatch.setattr(sending, "look_up", lambda host, port: stop.wait(20) or [])
    hook_of(address="https://slow.example/")
    make_task(project=project)
    work()
    stop.set()
    assert deliveries()[0].error == "no answer within 1 seconds"
