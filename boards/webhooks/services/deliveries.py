"""The writer of deliveries: what is to be sent, whose turn it is, and how it went."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from boards.exceptions import RuleBroken
from boards.models import Activity, DeliveryState, User, Webhook, WebhookDelivery
from boards.models.webhooks import EVERYTHING
from boards.services import jobs
from boards.services.jobs import NewJob
from boards.services.transactions import service
from boards.webhooks.queries.kinds import TEST
from boards.webhooks.rules import attempts, signing
from boards.webhooks.rules.attempts import Answer
from boards.webhooks.services import webhooks

# The job that sends what waits in a lane (boards/webhooks/jobs), and its queue.
JOB, QUEUE = "webhooks.deliver", "webhooks"
# What was begun so long ago was begun by somebody who is no more. Beyond what an attempt may take.
LEASE = datetime.timedelta(seconds=45)
# While another worker sends in the same lane.
_SOON = datetime.timedelta(seconds=2)
# What is due for so long has no job: such a one failed, or was deleted.
_FORGOTTEN, _MOST_LANES = datetime.timedelta(minutes=45), 5_000
DELIVERED_KEPT, OTHERS_KEPT = datetime.timedelta(days=14), datetime.timedelta(days=30)
_PENDING = (DeliveryState.WAITING, DeliveryState.SENDING)


class Lane(NamedTuple):
    """What goes out one after the other: to one webhook, of one task, else of one project; 0 for none."""

    webhook: int
    project: int
    task: int

    @property
    def job(self) -> NewJob:
        """Sends what waits in it; asked for once, however much that is."""
        return NewJob(JOB, QUEUE, self, key=":".join(map(str, self)))

    @property
    def job_now(self) -> NewJob:
        """The same, though one waits already, for later."""
        return NewJob(JOB, QUEUE, self)


@service
def write(*, pairs: Sequence[tuple[Webhook, Activity]]) -> None:
    """A delivery for each of these, unless there is one already; two statements for some hundred."""
    now = timezone.now()
    rows = [
        WebhookDelivery(
            webhook=webhook,
            activity=activity,
            project_id=activity.project_id,
            task_id=activity.task_id,
            kind=activity.kind,
            event_id=signing.new_id(),
            due_at=now,
            begun_at=now,
            created_at=now,
        )
        for webhook, activity in pairs
    ]
    WebhookDelivery.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    lanes = {Lane(row.webhook_id, row.project_id or 0, row.task_id or 0) for row in rows}
    jobs.add(*(lane.job for lane in sorted(lanes)))


@service
def test(*, webhook: Webhook, actor: User) -> WebhookDelivery:
    """A message to see whether messages arrive, also while it is switched off. One at a time."""
    webhooks.locked(webhook.pk)
    if WebhookDelivery.objects.filter(webhook=webhook, kind=TEST, state__in=_PENDING).exists():
        raise RuleBroken(_("A test is on its way already. Its outcome will show in the log."))
    now = timezone.now()
    Webhook.objects.filter(pk=webhook.pk).update(paused_until=None)
    made = WebhookDelivery.objects.create(
        webhook=webhook, kind=TEST, event_id=signing.new_id(), due_at=now, begun_at=now, created_at=now
    )
    jobs.add(Lane(webhook.pk, 0, 0).job_now)
    return made


@service
def retry(*, delivery: WebhookDelivery, actor: User) -> WebhookDelivery:
    """Send it (again) now, whatever became of it. What waits before it in its lane goes first."""
    webhook = webhooks.locked(delivery.webhook_id)
    if not webhook.is_on and not delivery.is_test:
        raise RuleBroken(_("This webhook is switched off. Switch it on first."))
    now = timezone.now()
    if (
        not WebhookDelivery.objects.filter(pk=delivery.pk)
        .exclude(state=DeliveryState.SENDING)
        .update(state=DeliveryState.WAITING, due_at=now, begun_at=now, attempts=0, ended_at=None, leased_until=None)
    ):
        raise RuleBroken(_("It is being sent at this moment."))
    lane = Lane(webhook.pk, delivery.project_id or 0, delivery.task_id or 0)
    _pending(lane).filter(pk__lt=delivery.pk).update(due_at=now)
    Webhook.objects.filter(pk=webhook.pk).update(paused_until=None)
    jobs.add(lane.job_now)
    return WebhookDelivery.objects.select_related("webhook", "project", "task").get(pk=delivery.pk)


@service
def hold(*, delivery: WebhookDelivery) -> None:
    """Lock it for the rest of a transaction that the caller has opened."""
    WebhookDelivery.objects.select_for_update(no_key=True).filter(pk=delivery.pk).first()


@service
def claim(*, lane: Lane) -> WebhookDelivery | datetime.datetime | None:
    """Begin with the first in the lane. A moment: come again then; None: nothing waits.

    Of several workers one gets it, by the number of the attempt.
    """
    now = timezone.now()
    head = _pending(lane).order_by("pk").first()
    if head is None:
        return None
    if head.state == DeliveryState.SENDING and head.leased_until and head.leased_until > now:
        return now + _SOON
    paused = Webhook.objects.filter(pk=lane.webhook).values_list("paused_until", flat=True).first()
    wanted = max(head.due_at, paused or head.due_at)
    if wanted > now:
        return wanted
    mine = WebhookDelivery.objects.filter(pk=head.pk, state=head.state, attempts=head.attempts)
    values = {"attempts": F("attempts") + 1, "leased_until": now + LEASE, "sent_at": now}
    if not mine.update(state=DeliveryState.SENDING, **values):
        return now + _SOON
    related = ("webhook__user", "webhook__project", "activity__actor", "activity__task", "project", "task")
    return WebhookDelivery.objects.select_related(*related).get(pk=head.pk)


@service
def note_sent(*, delivery: WebhookDelivery, body: str, headers: dict[str, str]) -> None:
    """Keep what is about to be sent: it is the same the next time."""
    _mine(delivery).update(body=body, sent_headers=headers)


@service
def cancel(*, delivery: WebhookDelivery) -> None:
    """It is not sent after all."""
    _mine(delivery).update(state=DeliveryState.CANCELLED, ended_at=timezone.now(), leased_until=None)


@service
def settle(*, delivery: WebhookDelivery, answer: Answer) -> DeliveryState:
    """Keep what came of an attempt, and what follows; returns how it stands with the delivery now.

    Cancelled, if the webhook was deleted while the message was on its way.
    """
    now = timezone.now()
    again = None
    if not answer.is_through and answer.status != attempts.GONE and not delivery.is_test:
        again = attempts.next_try(delivery.attempts, delivery.begun_at, now, answer)
    state = DeliveryState.DELIVERED if answer.is_through else DeliveryState.WAITING if again else DeliveryState.FAILED
    # Before its delivery, as everywhere.
    if Webhook.objects.select_for_update(no_key=True).filter(pk=delivery.webhook_id).first() is None:
        return DeliveryState.CANCELLED
    _mine(delivery).update(
        state=state,
        due_at=again or now,
        ended_at=None if again else now,
        leased_until=None,
        status=answer.status,
        answer_headers=answer.headers,
        answer_body=answer.body,
        error=answer.error,
        took_ms=answer.took_ms,
    )
    if answer.is_through:
        _note_success(delivery.webhook, attempts.turn_of_others(now, answer))
    else:
        _note_failure(delivery.webhook, answer, now)
    return state


@service
def ask_for_forgotten() -> None:
    """Ask for the lanes in which something is long due; those that have been asked for are not asked for twice."""
    long_due = WebhookDelivery.objects.filter(state__in=_PENDING, due_at__lt=timezone.now() - _FORGOTTEN).order_by()
    lanes = long_due.values_list("webhook", "project", "task").distinct()[:_MOST_LANES]
    jobs.add(*(Lane(webhook, project or 0, task or 0).job for webhook, project, task in lanes))


@service
def purge() -> int:
    """Forget what ended long ago; returns how many deliveries that were."""
    now = timezone.now()
    through = WebhookDelivery.objects.filter(state=DeliveryState.DELIVERED, ended_at__lt=now - DELIVERED_KEPT)
    others = WebhookDelivery.objects.filter(ended_at__lt=now - OTHERS_KEPT)
    return through.delete()[0] + others.delete()[0]


def wants(webhook: Webhook, activity: Activity) -> bool:
    """Whether the webhook is to be told of a change: not of what happened before it was made."""
    if webhook.project_id not in (None, activity.project_id) or activity.created_at < webhook.created_at:
        return False
    return EVERYTHING in webhook.events or activity.kind in webhook.events


def _pending(lane: Lane) -> QuerySet[WebhookDelivery]:
    rows = WebhookDelivery.objects.filter(webhook=lane.webhook, state__in=_PENDING)
    return rows.filter(project=lane.project or None, task=lane.task or None)


def _mine(delivery: WebhookDelivery) -> QuerySet[WebhookDelivery]:
    """The row, unless it was given up meanwhile and begun anew by somebody else."""
    return WebhookDelivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING, attempts=delivery.attempts)


def _note_success(webhook: Webhook, paused_until: datetime.datetime | None) -> None:
    rows = Webhook.objects.filter(pk=webhook.pk)
    changed = rows if paused_until else rows.exclude(failures=0)
    changed.update(failures=0, failing_since=None, paused_until=paused_until)


def _note_failure(webhook: Webhook, answer: Answer, now: datetime.datetime) -> None:
    rows = Webhook.objects.filter(pk=webhook.pk)
    rows.filter(failing_since=None).update(failing_since=now)
    rows.update(failures=F("failures") + 1)
    webhook.refresh_from_db(fields=["failures", "failing_since"])
    if pause := attempts.pause_of_all(webhook.failures, now, answer):
        rows.update(paused_until=pause)
