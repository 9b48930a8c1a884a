"""Background work: what it costs the request that asks for it, how fast workers do it, and what they hold in memory."""

import os
import statistics
import time
from collections import Counter
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

from django.conf import settings

from boards.models import Activity, Job, Notification, Task, Watch, Webhook, WebhookDelivery
from boards.webhooks.services import webhooks
from tests.bench import client, seed, site
from tests.drills import jobs as drill
from tests.factories import make_user
from tests.servers import free_port
from tests.webhooks.receiver import receiving

COUNT, MOVES, WATCHERS = 1_000, 40, 500
LOOPBACK = "127.0.0.0/8"
# Changes by the hundred, in a process that ends with them.
CHANGE = """
import django, sys
django.setup()
from boards.models import Task
from boards.services import tasks
cards = list(Task.objects.filter(project=int(sys.argv[1])).on_board().open().select_related("project__owner")[:100])
for number in range(int(sys.argv[2])):
    card = cards[number % len(cards)]
    tasks.update(task=card, changed={"title": f"Task {number}"}, seen_version=None, actor=card.project.owner)
"""
# What a worker does for a webhook once it has been told of changes: so many messages at once, told to the broker.
DELIVER = """
import django, sys
django.setup()
from boards.jobs import sending, telling
from boards.models import Activity
from boards.webhooks.jobs import outbox
rows = Activity.objects.filter(project=int(sys.argv[1]), task__isnull=False).order_by("-pk")
outbox.write_for(list(rows.select_related("project", "task", "actor")[: int(sys.argv[2])]))
sending.sender.flush()
"""


@dataclass
class Jobs:
    """`changes`: milliseconds of a move in each round, without a broker and with one; `watched`: of a card that nobody
    watches and of one that many do. Seconds of a thousand jobs, and of a thousand deliveries. Memory in megabytes."""

    changes: list[tuple[float, float]]
    watched: list[tuple[float, float]]
    seconds: float
    deliveries: float
    worker: float
    beat: float


def measure(redis, mover, project, rounds):
    """The requests in turns, and then a thousand jobs."""
    broker = redis.url.replace("/0", "/1")
    folder = Path(os.environ["VAR_DIR"])
    os.environ["WEBHOOK_ALLOWED_NETWORKS"] = LOOPBACK
    settings.WEBHOOK_ALLOWED_NETWORKS = [ip_network(LOOPBACK)]
    with drill.working(folder, broker) as (_sink, processes, environment):
        until_ready(environment)
        seconds = through(environment)
        deliveries = delivered(project, environment)
        # When they have something behind them: what they hold then is what they go on holding.
        worker, beat = (memory(process.process.pid) for process in (processes[0], processes[2]))
        changes = compared(mover, project, {"BROKER_URL": broker}, rounds)
        watched = watched_by_many(mover, broker, rounds)
    return Jobs(changes, watched, seconds, deliveries, worker, beat)


def until_ready(environment):
    """Both workers have done something."""
    drill.add(environment, 0, 50, "drill.nothing")
    _until_done(50)
    Job.objects.filter(name="drill.nothing").delete()


def through(environment):
    """Seconds from the first message to the last job that is done."""
    drill.add(environment, 0, COUNT, "drill.nothing")
    _until_done(COUNT)
    done = Job.objects.filter(name="drill.nothing")
    first = done.earliest("created_at").created_at
    return (done.latest("finished_at").finished_at - first).total_seconds()


def delivered(project, environment):
    """Seconds from the first message to a webhook that is written to the last that its receiver has taken."""
    drill._run(environment, "-c", CHANGE, str(project.pk), str(COUNT))
    _until_told()
    with receiving() as receiver:
        hook = webhooks.create(project=project, name="Receiver", address=receiver.url, actor=project.owner)
        # What happened before there was a webhook is not sent.
        Webhook.objects.filter(pk=hook.webhook.pk).update(created_at=project.created_at)
        drill._run(environment, "-c", DELIVER, str(project.pk), str(COUNT))
        _until(lambda: WebhookDelivery.objects.filter(state="delivered").count() == COUNT, _as_it_stands)
        if sorted(receiver.ids) != sorted(set(receiver.ids)) or len(receiver.ids) != COUNT:
            raise RuntimeError(
                f"{len(receiver.ids)} messages arrived, {len(set(receiver.ids))} of them for the first time"
            )
        for message in receiver.messages[::100]:
            message.verified(hook.secret)
    found = WebhookDelivery.objects.filter(webhook=hook.webhook)
    seconds = (found.latest("ended_at").ended_at - found.earliest("created_at").created_at).total_seconds()
    webhooks.delete(webhook=hook.webhook, actor=project.owner)
    return seconds


def watched_by_many(mover, broker, rounds):
    """A move's request, of a card that nobody watches and of one that 500 people do, by turns."""
    people = [make_user(name=f"watching{number}") for number in range(WATCHERS)]
    project = seed.board(mover.user, people, 8, "Board that many watch")
    quiet, loud = Task.objects.filter(project=project, assignee=None).on_board().open()[:2]
    Watch.objects.filter(project=project).delete()
    Watch.objects.bulk_create(Watch(user=user, project=project, task=loud, by_choice=True) for user in people)
    _until_told()
    port = free_port()
    shared = os.environ | {"WORKERS": "1", "ACCESS_LOG": "0", "PORT": str(port), "BROKER_URL": broker}
    with site.serve(site.command(site.ROOT, site.BIN), site.ROOT, shared, port) as running:
        for card in (quiet, loud):
            _moves(running, mover, project, card)
        found = [
            tuple(statistics.median(_moves(running, mover, project, card)) for card in (quiet, loud))
            for _round in range(rounds)
        ]
    told = Notification.objects.filter(task=loud).values("user").distinct().count()
    if told != WATCHERS or Notification.objects.filter(task=quiet).exists():
        raise RuntimeError(f"{told} people were told.")
    return found


def _until_told():
    """What follows from changes has followed."""
    _until(lambda: not Activity.objects.filter(is_told=False).exists())


def _until_done(count):
    _until(lambda: Job.objects.filter(name="drill.nothing", state="done").count() >= count)


def _as_it_stands():
    """Deliveries by how it stands with them, and what the last answer was."""
    return dict(Counter(WebhookDelivery.objects.values_list("state", "status", "error")))


def _until(holds, told=lambda: ""):
    end = time.monotonic() + 240
    while not holds():
        if time.monotonic() > end:
            raise RuntimeError(f"The workers did not do their jobs. {told()}")
        time.sleep(0.1)


def compared(mover, project, told, rounds, figure=statistics.median):
    """A move's request, at a server as it is and at one that is told this too, by turns: the `figure` of some each."""
    ports = free_port(), free_port()
    shared = os.environ | {"WORKERS": "1", "ACCESS_LOG": "0"}
    settings = [shared | {"PORT": str(ports[0])}, shared | {"PORT": str(ports[1])} | told]
    asked = site.command(site.ROOT, site.BIN)
    with (
        site.serve(asked, site.ROOT, settings[0], ports[0]) as without,
        site.serve(asked, site.ROOT, settings[1], ports[1]) as with_one,
    ):
        _moves(without, mover, project)
        _moves(with_one, mover, project)
        return [
            (figure(_moves(without, mover, project)), figure(_moves(with_one, mover, project)))
            for _round in range(rounds)
        ]


def _moves(running, mover, project, card=None):
    """Some moves, in milliseconds; each has time to be followed by what follows from it."""
    card = card or Task.objects.filter(project=project).on_board().first()
    lanes = list(project.columns.values_list("pk", flat=True))[:2]
    connection, taken = client.Connection(running.address), []
    head = [("HX-Request", "true"), ("X-CSRFToken", mover.csrf), ("Origin", f"http://127.0.0.1:{running.address[1]}")]
    for step in range(MOVES):
        body = {"column": lanes[step % 2]}
        start = time.perf_counter()
        connection.ask(client.request(f"/tasks/{card.pk}/move/", running.address, mover.cookie, head, body))
        taken.append((time.perf_counter() - start) * 1000)
        if connection.status != 200:
            raise RuntimeError(f"A move was answered with {connection.status}")
        time.sleep(0.05)
        _until_told()
    connection.socket.close()
    return taken


def memory(pid):
    """What a process and those it has started take, shared memory counted once."""
    return site.own_share([pid, *site.descendants(pid)])
