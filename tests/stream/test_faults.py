"""What goes wrong with brokers is a sentence with advice: in the log, in the row of the relay, from the doctor."""

import contextlib
import datetime
import io
import socket
import ssl
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import replace
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from boards.models import Activity, Stream
from boards.stream import cloud_events, leading, producing
from boards.stream.cloud_events import Message
from boards.stream.problems import StreamProblem
from boards.stream.producing import Batch, Sender
from boards.stream.relay import Relay
from boards.stream.services import positions
from boardsite.server import health
from tests.factories import make_task
from tests.stream.relaying import Always, is_all_sent, turns
from tests.webhooks.receiver import certificate


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    monkeypatch.setattr(producing, "METADATA_SECONDS", 1.0)
    monkeypatch.setattr(producing, "SILENCE_SECONDS", 0.5)


@contextmanager
def listening(handle):
    """A server that does that to each connection; its address."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    over = threading.Event()

    def serve():
        while not over.is_set():
            try:
                handle(server.accept()[0])
            except (TimeoutError, OSError):
                continue

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"127.0.0.1:{server.getsockname()[1]}"
    finally:
        over.set()
        thread.join()
        server.close()


@pytest.fixture
def brokers_at(settings):
    def brokers_at(address, **security):
        told = {"security.protocol": "PLAINTEXT"} | {name.replace("_", "."): value for name, value in security.items()}
        settings.KAFKA = replace(settings.KAFKA, brokers=address, security=told)

    return brokers_at


def heard():
    """What the relay has to say of the brokers."""
    with pytest.raises(StreamProblem) as found:
        Sender().check({"boardsite.tasks"})
    return found.value.sentence


def test_a_broker_that_is_not_there(brokers_at):
    brokers_at("127.0.0.1:9")
    assert "Connection refused. Look whether it runs, and at KAFKA_BROKERS." in heard()


def test_a_name_that_nobody_knows(brokers_at):
    brokers_at("nowhere.invalid:9092")
    assert heard().startswith("The name of a broker is not known: nowhere.invalid:9092")


def test_a_broker_that_says_nothing(brokers_at):
    connections = []
    with listening(connections.append) as address:
        brokers_at(address)
        assert heard() == f"The brokers at {address} don't answer in time. Look whether they run, and at KAFKA_BROKERS."
    for each in connections:
        each.close()


def test_a_certificate_that_nobody_signed(brokers_at, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(tmp_path, "localhost"))

    def shake(connection):
        with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as channel:
            channel.recv(10)

    with listening(shake) as address:
        brokers_at(address, security_protocol="SSL")
        sentence = heard()
    assert sentence.startswith("A broker's certificate is not good") and "certificate verify failed" in sentence
    assert sentence.endswith("Look at KAFKA_TLS and KAFKA_TLS_CA.")


def test_tls_where_there_is_none(brokers_at):
    def hang_up(connection):
        connection.recv(10)
        connection.close()

    with listening(hang_up) as address:
        brokers_at(address, security_protocol="SSL")
        assert heard().endswith("Perhaps it speaks no TLS: look at KAFKA_TLS.")


def test_a_file_of_certificates_that_is_none(brokers_at, tmp_path):
    (tmp_path / "ca.pem").write_text("nothing")
    brokers_at("127.0.0.1:9", security_protocol="SSL", ssl_ca_location=str(tmp_path / "ca.pem"))
    assert heard().startswith("The brokers' settings and ours don't agree")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("UNKNOWN_TOPIC_OR_PART", "Topics are missing: t. Make them: manage.py relay --create-topics."),
        ("TOPIC_AUTHORIZATION_FAILED", "The brokers don't let us write to t"),
        ("CLUSTER_AUTHORIZATION_FAILED", "write idempotently"),
        ("SASL_AUTHENTICATION_FAILED", "Look at KAFKA_USER and KAFKA_PASSWORD"),
        ("NOT_ENOUGH_REPLICAS", "Too few replicas"),
        ("SOMETHING_NEW", "The brokers refused an event (SOMETHING_NEW): told."),
    ],
)
def test_what_brokers_refuse_has_a_sentence(name, sentence):
    batch = Batch([Message("t", b"1", b"2")])
    batch.fail("t", name, "told")
    batch.fail("t", "_PURGE_QUEUE", "what follows says nothing")
    assert sentence in batch.sentence


def refusing(most, monkeypatch):
    """Brokers that take less than the settings say: a batch with a larger event is refused as a whole."""
    real = Sender.send

    def send(self, messages, wait):
        if any(message.size > most for message in messages):
            batch = Batch(messages)
            batch.fail(messages[0].topic, "MSG_SIZE_TOO_LARGE", "Broker: Message size too large")
            return batch
        return real(self, messages, wait)

    monkeypatch.setattr(Sender, "send", send)


def test_brokers_that_take_less_than_we_were_told(cluster, project, monkeypatch):
    for text in ("short", "x" * 50_000, "short again", "y" * 60_000):
        make_task(project=project, title=text[:5], description=text)
    refusing(40_000, monkeypatch)
    turns()
    assert is_all_sent()
    told = {one.event["data"]["task"]["title"] for one in cluster.read() if one.topic == "boardsite.tasks"}
    assert told == {"short", ""}
    order = [one.event["sequence"] for one in cluster.read() if one.topic == "boardsite.tasks"]
    assert order == sorted(order) and len(order) == 4


def test_an_event_that_is_too_large_even_without_texts(cluster, project, monkeypatch):
    refusing(600, monkeypatch)
    with pytest.raises(StreamProblem, match="raise max.message.bytes of the topic"):
        turns()
    assert not is_all_sent()


def test_the_relay_says_so_once_and_goes_on(bare_cluster, project, caplog, monkeypatch):
    stop = Event()
    monkeypatch.setattr("boards.stream.relay.PAUSE_SECONDS", 0.01)
    rests = []

    def rest(self):
        rests.append(1)
        if len(rests) == 3:
            bare_cluster.make_topics()
        if is_all_sent() or len(rests) > 9:
            stop.set()

    monkeypatch.setattr(Relay, "_rest", rest)
    monkeypatch.setattr("boards.stream.relay.LOOK_SECONDS", 0.01)
    relay, real = Relay(stop), Relay.turn

    def turn(self, lease):
        found = real(self, lease)
        if is_all_sent():
            stop.set()
        return found

    monkeypatch.setattr(Relay, "turn", turn)
    relay._lead(Always())
    relay._end_sender()
    assert is_all_sent() and positions.stream().retries == 3
    assert [record.message for record in caplog.records if "missing" in record.message] == [caplog.records[0].message]
    assert positions.stream().problem == ""


def test_brokers_that_keep_us_waiting_are_told_of(cluster, project, monkeypatch):
    """What has been handed over waits in librdkafka, and arrives once they are back; meanwhile somebody is told why."""
    make_task(project=project)
    said = []
    relay = Relay(Event())
    monkeypatch.setattr(producing.Batch, "is_done", property(lambda self: len(said) > 1))
    monkeypatch.setattr(relay, "_note_problem", said.append)
    relay.turn(Always())
    relay._end_sender()
    assert "don't answer in time" in said[0]


# --- manage.py -------------------------------------------------------------------------------------------------------


def doctor():
    out = io.StringIO()
    with contextlib.suppress(CommandError):
        call_command("doctor", stdout=out)
    return out.getvalue()


def test_the_doctor_says_nothing_of_a_stream_that_is_not_set(db):
    assert "stream" not in doctor()


def test_the_doctor_finds_the_brokers_and_the_relay(cluster, project):
    assert "No relay has ever been at work." in doctor()
    turns()
    text = doctor()
    assert "The brokers of the event stream answer." in text
    assert "The relay of the event stream is at work." in text


def test_the_doctor_names_missing_topics_and_what_makes_them(bare_cluster, project):
    text = doctor()
    assert "Topics are missing: boardsite." in text and "boardsite.columns, boardsite.comments" in text
    assert "Make them: manage.py relay --create-topics." in text


def test_the_doctor_says_what_is_in_the_way(cluster, project):
    positions.begin()
    positions.note_problem(sentence="No broker can be reached. Look whether they run.")
    text = doctor()
    assert "The relay can't send: No broker can be reached." in text and "Look whether they run." in text
    Stream.objects.update(problem="", seen_at=timezone.now() - datetime.timedelta(hours=1))
    assert "No relay has been at work since" in doctor()


def test_the_doctor_counts_what_waits(cluster, project):
    positions.begin()
    Activity.objects.update(created_at=timezone.now() - datetime.timedelta(hours=1))
    assert f"Changes that wait to be sent: {Activity.objects.count()}" in doctor()


def test_the_doctor_lives_without_brokers(project, brokers_at):
    brokers_at("127.0.0.1:9")
    assert "Look whether it runs, and at KAFKA_BROKERS." in doctor()


def test_relay_without_brokers_says_what_to_set(db):
    with pytest.raises(CommandError, match="set KAFKA_BROKERS"):
        call_command("relay")


def test_numbers_of_the_stream(cluster, project, client):
    make_task(project=project)
    text = client.get("/metrics").content.decode()
    assert f"boardsite_stream_lag {Activity.objects.count()}.0" in text
    turns()
    positions.note_problem(sentence="Something.")
    text = client.get("/metrics").content.decode()
    highest = Activity.objects.order_by("-pk").first().pk
    assert "boardsite_stream_lag 0.0" in text and f"boardsite_stream_position {highest}.0" in text
    assert "boardsite_stream_retries_total 1.0" in text and "boardsite_stream_stuck 1.0" in text


def test_no_numbers_without_a_stream(db, client):
    assert "boardsite_stream" not in client.get("/metrics").content.decode()


def test_size_counts_what_kafka_adds():
    assert cloud_events.Message("t", b"1", None).size > 1


def test_check_tells_whether_a_relay_is_at_work(db, settings):
    settings.KAFKA = replace(settings.KAFKA, brokers="127.0.0.1:9")
    with pytest.raises(CommandError, match="No relay is at work"):
        call_command("relay", "--check")
    positions.begin()
    out = io.StringIO()
    call_command("relay", "--check", stdout=out)
    assert "leads." in out.getvalue()


class OneLook(Event):
    """Whoever waits on it is told to stop."""

    def wait(self, timeout=None):
        self.set()
        return True


@pytest.fixture
def looks(db, settings, monkeypatch, tmp_path):
    """A relay that looks once, and what its health check says then."""
    settings.KAFKA = replace(settings.KAFKA, brokers="127.0.0.1:9")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def look():
        assert not health.main(["relay"])
        Relay(OneLook()).run()
        return health.main(["relay"])

    return look


def test_a_relay_that_leads_tells_its_health_check(looks):
    assert looks()


def test_a_relay_that_stands_by_does_so_too(looks):
    lease = leading.lease()
    assert lease.is_taken()
    try:
        assert looks()
    finally:
        lease.end()


def test_a_relay_without_a_place_for_its_sign_goes_on(looks, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    assert not looks()
