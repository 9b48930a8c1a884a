"""The work beside requests on machines of its own: a Celery application whose messages are the numbers of rows.

Nothing relies on a message: `sweep`, which beat sends every few seconds, looks into the rows for what is due and was
not told, or not heard of. So a broker may forget all it has, and a worker may be killed at any moment.

Imported by workers and beat (`boardsite.celery`), and by a server once it has something to send, not before. What
Celery does for Django it does here by itself: its own fixup adds the working directory to the path of every process,
and closes connections after each task.
"""

from __future__ import annotations

import datetime
import gc
import os
import warnings

from celery import Celery, signals
from celery.app.amqp import Producer
from celery.exceptions import CPendingDeprecationWarning
from django.conf import settings
from django.db import close_old_connections, connections
from django.urls import reverse
from django.utils import timezone
from kombu.entity import Exchange
from kombu.entity import Queue as BrokerQueue
from kombu.exceptions import ChannelError

from boards.jobs import limits, registry, running, sending, telling
from boards.jobs.registry import Queue
from boards.models import Job
from boards.services import jobs, periodic
from boardsite.observing import telemetry

# How long the broker is waited for, in seconds: to connect, and for an answer.
CONNECT, ANSWER = 2, 5
# A message that tells to look is worthless after so many seconds: others have been sent by then.
STALE = 60
# With fewer messages than these in a queue, what was not heard of for a minute was lost; with more it has to wait its
# turn, and is asked for again only after this time.
FEW, PATIENCE = 20, datetime.timedelta(minutes=15)
# What is due again so soon is sent now, and kept by a worker until then; everything later is found by the sweep.
SOON = 8.0
# A worker process is replaced after so many tasks, or when it has grown to so many kilobytes.
MOST_TASKS, MOST_MEMORY = 1_000, 400_000


# What is begun is ended when the broker is lost, as is decided below: Celery speaks of another default to come.
warnings.filterwarnings("ignore", category=CPendingDeprecationWarning)


def _longest(queue: Queue) -> float:
    """The seconds that the longest job of a queue may take."""
    return max((known.seconds for known in registry.every_job() if known.queue == queue), default=60)


app = Celery("boardsite", fixups=[])
app.conf.update(
    broker_url=settings.BROKER_URL or "memory://",
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        # Beyond the longest job: kombu hands out again what was not acknowledged by then.
        "visibility_timeout": 6 * 3600,
        "socket_connect_timeout": CONNECT,
        "socket_timeout": ANSWER,
        "socket_keepalive": True,
    },
    # Sent to the queue itself: an exchange would need bindings, which an emptied broker has forgotten.
    task_queues=[BrokerQueue(queue, Exchange(""), routing_key=queue) for queue in Queue],  # type: ignore[no-untyped-call]
    task_default_queue=Queue.GENERAL,
    task_default_exchange="",
    task_default_routing_key=Queue.GENERAL,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    # Or beat would call daily for results to be deleted, of which there are none.
    result_expires=None,
    task_serializer="json",
    accept_content=["json"],
    worker_concurrency=settings.WORKER_PROCESSES,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=MOST_TASKS,
    worker_max_memory_per_child=MOST_MEMORY,
    # What is begun is ended, whether its message can be acknowledged or not.
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_redirect_stdouts=False,
    worker_proc_alive_timeout=30,
    beat_scheduler="boards.jobs.beat:Scheduler",
    enable_utc=True,
    timezone="UTC",
)


# --- Tasks ------------------------------------------------------------------------------------------------------------


@app.task(name="boardsite.run")
def run(job_id: int) -> None:
    """Do one job, if it is still to be done and by nobody else."""
    close_old_connections()
    try:
        with limits.allowed():
            outcome = running.run(job_id)
        if outcome == "postponed":
            _again_soon(job_id)
    finally:
        _go_on()


@app.task(name="boardsite.tell")
def tell() -> None:
    """Tell the history to those who subscribed for certain."""
    close_old_connections()
    try:
        telling.tell_all()
    finally:
        _go_on()


@app.task(name="boardsite.sweep")
def sweep() -> None:
    """Find what was forgotten: changes that were not told, periods that were not begun, jobs that were not heard of."""
    close_old_connections()
    try:
        telling.tell_all()
        _begin_missed()
        for queue in Queue:
            due = jobs.take_due(queues=[queue], unheard=PATIENCE if _waiting(queue) > FEW else jobs.FORGOTTEN)
            sending.sender.asked(due)
    finally:
        _go_on()


@app.task(name="boardsite.begin")
def begin(name: str) -> None:
    """The clock calls for this job: once in its period, however often this is said."""
    close_old_connections()
    try:
        known = registry.find(name)
        if known is not None and known.every is not None:
            jobs.add(known.ask(once=known.slot(timezone.now())))
    finally:
        _go_on()


def _go_on() -> None:
    """Send what follows, before the process may be replaced; and let go of a connection that is of no use."""
    sending.sender.flush()
    close_old_connections()


def _again_soon(job_id: int) -> None:
    """What asked for a moment of patience gets it by a message of its own."""
    found = Job.objects.filter(pk=job_id, due_at__lt=timezone.now() + datetime.timedelta(seconds=SOON))
    for queue, due_at in found.values_list("queue", "due_at"):
        seconds = max(0, (due_at - timezone.now()).total_seconds())
        sending.sender.asked([(queue, job_id)], after=seconds + 0.1)


def _begin_missed() -> None:
    """Begin what beat believes it has called for, where the message was lost."""
    now = timezone.now()
    called = periodic.called(names=[known.name for known in registry.scheduled()])
    missed = {
        known.slot(now): known
        for known in registry.scheduled()
        if (at := called.get(known.name)) and at < now - jobs.FORGOTTEN and known.slot(at) == known.slot(now)
    }
    there = set(Job.objects.filter(once__in=missed).values_list("once", flat=True))
    jobs.add(*(known.ask(once=slot) for slot, known in missed.items() if slot not in there))


def _waiting(queue: Queue) -> int:
    """How many messages the broker has in a queue; none where it doesn't know it."""
    try:
        with app.connection_for_write(transport_options=_QUICK) as connection:
            count: int = connection.default_channel.queue_declare(queue, passive=True).message_count
            return count
    except ChannelError:
        return 0


# --- Sending ----------------------------------------------------------------------------------------------------------

# kombu itself would try without end.
_QUICK = {
    **app.conf.broker_transport_options,
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
_producers: dict[int, Producer] = {}


def send(letters: sending.Letters) -> None:
    """Tell the broker; raises whatever it raises, within a few seconds."""
    try:
        producer = _producer()
        if letters.sweep:
            app.send_task("boardsite.sweep", producer=producer, retry=False, expires=STALE)
        elif letters.tell:
            app.send_task("boardsite.tell", producer=producer, retry=False, expires=STALE)
        for letter in letters.jobs:
            app.send_task(
                "boardsite.run",
                [letter.job_id],
                producer=producer,
                retry=False,
                queue=letter.queue,
                countdown=letter.after or None,
                # A job that is too long is told so first (see `limits`).
                time_limit=_longest(Queue(letter.queue)) + jobs.GRACE.total_seconds() - 5,
            )
    except BaseException:
        _hang_up()
        raise


def problem() -> str:
    """Why the broker can't be reached; "" if it answers."""
    try:
        with app.connection_for_write(transport_options=_QUICK) as connection:
            connection.ensure_connection(max_retries=1, timeout=CONNECT)
    except Exception as error:
        return str(error) or type(error).__name__
    return ""


def _producer() -> Producer:
    """The one of this process, over a connection that is kept."""
    if os.getpid() not in _producers:
        _producers.clear()
        _producers[os.getpid()] = app.amqp.Producer(app.connection_for_write(transport_options=_QUICK))
    return _producers[os.getpid()]


def _hang_up() -> None:
    producer = _producers.pop(os.getpid(), None)
    if producer is not None:
        producer.connection.collect(socket_timeout=0.1)


# --- Processes of workers and of beat ---------------------------------------------------------------------------------


@signals.setup_logging.connect
def _log_as_the_site(**_given: object) -> None:
    """Connected, so that Celery leaves the log as the settings have it."""


@signals.celeryd_after_setup.connect
def _take_queues(sender: object, instance: object, **_given: object) -> None:
    """Only some of the queues, where that is set."""
    if settings.WORKER_QUEUES:
        app.amqp.queues.select(settings.WORKER_QUEUES)


@signals.worker_init.connect
def _load(**_given: object) -> None:
    """Load what jobs need before there are processes, which then share it in memory."""
    reverse("home")
    gc.collect()
    gc.freeze()


@signals.worker_process_init.connect
def _begin_process(**_given: object) -> None:
    connections.close_all()
    telemetry.start()


@signals.beat_init.connect
def _begin_beat(**_given: object) -> None:
    telemetry.start()
