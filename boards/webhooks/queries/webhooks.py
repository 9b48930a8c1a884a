"""Webhooks and their deliveries, as pages and the API show them."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from boards.models import DeliveryState, Project, Webhook, WebhookDelivery
from boards.models.webhooks import EVERYTHING
from boards.queries import records
from boards.webhooks.queries import kinds
from boards.webhooks.queries.record_shapes import DeliveryDetailRecord, DeliveryRecord, WebhookRecord
from boards.webhooks.rules.addresses import host_of

PAGE = 25
# More of a message is not laid out: it is shown as it was sent.
_MOST_LAID_OUT = 200_000
PENDING = (DeliveryState.WAITING, DeliveryState.SENDING)


@dataclass(frozen=True)
class Row:
    """A webhook in a list, with what has become of its messages."""

    webhook: Webhook
    host: str
    waiting: int
    last_at: datetime.datetime | None


def of(project: Project | None) -> QuerySet[Webhook]:
    """The webhooks of a project, or those of the whole site."""
    return Webhook.objects.select_related("user", "project").filter(project=project).order_by("pk")


def rows(project: Project | None) -> list[Row]:
    """The same as rows of a list; one query."""
    theirs = WebhookDelivery.objects.filter(webhook=OuterRef("pk")).order_by("-pk")
    pending = theirs.filter(state__in=PENDING).order_by().values("webhook").annotate(number=Count("pk"))
    last = theirs.filter(sent_at__isnull=False).values("sent_at")[:1]
    counted = of(project).annotate(waiting=Subquery(pending.values("number")), last_at=Subquery(last))
    return [Row(one, host_of(one.address), one.waiting or 0, one.last_at) for one in counted]


def deliveries_of(webhook: Webhook) -> QuerySet[WebhookDelivery]:
    """What has been sent to it and what is to be, the newest first; without bodies."""
    rows = WebhookDelivery.objects.filter(webhook=webhook).select_related("project", "task")
    return rows.defer("body", "answer_body", "task__description", "task__search_text", "project__description")


def log(webhook: Webhook, page: str | None) -> Page[WebhookDelivery]:
    """A page of the log, each delivery with its `label`; two queries."""
    found = Paginator(deliveries_of(webhook).order_by("-pk"), PAGE).get_page(page)
    for row in found:
        row.label = kinds.label(row.kind)
    return found


def delivery(webhook_id: int, pk: int) -> WebhookDelivery | None:
    """One delivery of that webhook, with all that was sent and answered."""
    rows = WebhookDelivery.objects.filter(webhook=webhook_id, pk=pk).select_related("webhook", "project", "task")
    found = rows.first()
    if found is not None:
        found.label = kinds.label(found.kind)
    return found


def readable(body: str) -> str:
    """JSON with a line for each member; anything else as it is."""
    if len(body) > _MOST_LAID_OUT:
        return body
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body


def webhook_of_delivery(pk: int) -> int | None:
    """The id of the webhook that a delivery is to."""
    return WebhookDelivery.objects.filter(pk=pk).values_list("webhook_id", flat=True).first()


def record(webhook: Webhook) -> WebhookRecord:
    """A webhook as the API gives it, without its secret."""
    in_use = webhook.previous_until if webhook.previous_until and webhook.previous_until > timezone.now() else None
    return {
        "id": webhook.pk,
        "project_id": webhook.project_id,
        "name": webhook.name,
        "address": webhook.address,
        "format": webhook.format,
        "events": webhook.events,
        "is_on": webhook.is_on,
        "off_reason": webhook.off_reason or None,
        "off_at": _moment(webhook.off_at),
        "failing_since": _moment(webhook.failing_since),
        "acts_for": records.person(webhook.user) if webhook.user else None,
        "previous_secret_until": _moment(in_use),
        "created_at": records.moment(webhook.created_at),
    }


def delivery_record(row: WebhookDelivery) -> DeliveryRecord:
    """A delivery in a list of the API."""
    return {
        "id": row.pk,
        "webhook_id": row.webhook_id,
        "event_id": row.event_id,
        "kind": row.kind,
        "activity_id": row.activity_id,
        "project_id": row.project_id,
        "task_id": row.task_id,
        "state": row.state,
        "attempts": row.attempts,
        "due_at": None if row.has_ended else records.moment(row.due_at),
        "sent_at": _moment(row.sent_at),
        "ended_at": _moment(row.ended_at),
        "status": row.status,
        "error": row.error,
        "created_at": records.moment(row.created_at),
    }


def delivery_detail(row: WebhookDelivery) -> DeliveryDetailRecord:
    """A delivery with what was sent and answered."""
    return {
        **delivery_record(row),
        "request_headers": row.sent_headers,
        "request_body": row.body,
        "answer_headers": row.answer_headers,
        "answer_body": row.answer_body,
        "took_ms": row.took_ms,
    }


def _moment(value: datetime.datetime | None) -> str | None:
    return records.moment(value) if value else None


@dataclass(frozen=True)
class Facts:
    """What a page says of a webhook."""

    host: str
    events: list[str]
    tells_everything: bool
    previous_until: datetime.datetime | None
    is_pending: bool


def facts(webhook: Webhook) -> Facts:
    """One query."""
    until = webhook.previous_until
    return Facts(
        host=host_of(webhook.address),
        events=[kinds.label(kind) for kind in webhook.events if kind != EVERYTHING],
        tells_everything=EVERYTHING in webhook.events,
        previous_until=until if until and until > timezone.now() else None,
        is_pending=WebhookDelivery.objects.filter(
            webhook=webhook, state__in=PENDING, due_at__lte=timezone.now()
        ).exists(),
    )
