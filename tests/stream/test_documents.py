"""The consumer on docs/events.md does what it says, as it stands there; and the document names what there is."""

import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from boards.models import Activity
from boards.stream import numbers, topics
from boards.stream.api.documents import document
from boards.stream.services import positions
from boardsite.observing import metrics
from tests.factories import make_project, make_tasks
from tests.stream.relaying import turns
from tests.stream.steps import changes_of_every_kind
from tests.stream.test_relay import ids_of_history

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "events.md").read_text(encoding="utf-8")
CODE = re.search(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)[1]


def test_it_is_fifteen_lines():
    statements = [line for line in CODE.splitlines() if line.strip()]
    assert len(statements) == 15


def kept(folder):
    try:
        with sqlite3.connect(folder / "events.sqlite3") as table:
            return [one for (one,) in table.execute("SELECT id FROM events")]
    except sqlite3.OperationalError:
        return []


def wait_for(folder, count):
    end = time.monotonic() + 180  # the group waits for the killed one, which is not gone for it until then
    while len(kept(folder)) < count:
        assert time.monotonic() < end, f"{len(kept(folder))} of {count}"
        time.sleep(0.2)


@pytest.mark.long
def test_the_consumer_has_everything_once_though_it_is_killed(cluster, project, tmp_path):
    changes_of_every_kind(project)
    turns()
    first = Activity.objects.count()
    (tmp_path / "consumer.py").write_text(CODE.replace("kafka.example.com:9092", cluster.brokers))

    def started():
        return subprocess.Popen([sys.executable, "consumer.py"], cwd=tmp_path)

    consumer = started()
    try:
        wait_for(tmp_path, first)
        make_tasks(project=make_project(title="More"), count=40)
        # Everything again, as after a relay that was killed before it noted anything.
        positions.StreamPosition.objects.all().delete()
        turns()
        consumer.send_signal(signal.SIGKILL)
        consumer.wait()
        consumer = started()
        wait_for(tmp_path, Activity.objects.count())
        time.sleep(1)
        assert sorted(kept(tmp_path)) == sorted(ids_of_history(positions.stream().epoch))
    finally:
        consumer.kill()
        consumer.wait()


def test_every_topic_is_named(db):
    # Those of kinds that a later release brings are in the document for machines.
    assert all(f"boardsite.{noun}" in PAGE for noun in ("tasks", "projects", "comments", "people"))
    assert set(document()["channels"]) == set(topics.nouns())


def test_every_number_is_named(db, cluster):
    (found,) = numbers.numbers()
    positions.begin()
    (found,) = numbers.numbers()
    told = metrics.told(found).decode()
    for name in set(re.findall(r"^(boardsite_stream_\w+)", told, flags=re.MULTILINE)):
        assert f"`{name}`" in PAGE


def test_the_document_is_asyncapi_and_every_reference_leads_somewhere(client, db):
    # For everybody, as the document of the API is, and with a slash as well.
    found = client.get("/api/v1/asyncapi.json").json()
    assert client.get("/api/v1/asyncapi.json/").json() == found
    assert client.post("/api/v1/asyncapi.json").status_code == 405
    assert found["asyncapi"] == "3.0.0"
    text = str(found)
    for reference in set(re.findall(r"'\$ref': '#/([^']+)'", text)):
        place = found
        for part in reference.split("/"):
            place = place[part]
    assert "kafka.example.com" not in text
