"""What is sent: an event in the shapes of the API, or a message for people in a chat."""

from __future__ import annotations

import datetime
import json

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation

from boards.models import Project, Role, Task, User, Webhook, WebhookDelivery, WebhookFormat
from boards.queries import change_records, history_records, records
from boards.queries.record_shapes import ProjectRecord, TaskRecord
from boards.webhooks.queries import chat, sentences
from boards.webhooks.queries.record_shapes import EventRecord


def body_of(delivery: WebhookDelivery, role: Role) -> str:
    """The message as it goes out, for a receiver that is told what a person with this role sees."""
    webhook = delivery.webhook
    if webhook.format == WebhookFormat.STANDARD:
        return _dump(event(delivery, role))
    with translation.override(_language(webhook)), timezone.override(_zone(webhook)):
        message = sentences.message(delivery, role, url=change_records.address(delivery.project, delivery.task))
        return _dump(chat.SHAPES[WebhookFormat(webhook.format)](message))


def event(delivery: WebhookDelivery, role: Role) -> EventRecord:
    """The body in the format of our own; at most twelve queries."""
    activity, user = delivery.activity, delivery.webhook.user
    return {
        "type": delivery.kind,
        "timestamp": records.moment(activity.created_at if activity else delivery.created_at),
        "data": {
            "activity": history_records.change(activity, role) if activity else None,
            "project": _project(delivery.project, user),
            "task": _task(delivery.task, user),
            "comment": change_records.comments_of([activity]).get(activity.pk) if activity else None,
            "items": change_records.items_of([activity]).get(activity.pk, []) if activity else [],
            "columns": change_records.columns_of([activity]).get(activity.pk, []) if activity else [],
            "attachment": change_records.attachments_of([activity]).get(activity.pk) if activity else None,
            "web_link": change_records.web_links_of([activity]).get(activity.pk) if activity else None,
            "url": change_records.address(delivery.project, delivery.task),
        },
    }


def _project(project: Project | None, user: User | None) -> ProjectRecord | None:
    """None once it is deleted."""
    if project is None or user is None:
        return None
    found = records.projects_of(user).filter(pk=project.pk)
    return next(iter(records.projects(list(found), user)), None)


def _task(task: Task | None, user: User | None) -> TaskRecord | None:
    """None once it is deleted."""
    return records.task_of(task.pk, user) if task is not None and task.deleted_at is None else None


def _language(webhook: Webhook) -> str:
    chosen = webhook.user.language if webhook.user else ""
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _zone(webhook: Webhook) -> datetime.tzinfo:
    return webhook.user.zone if webhook.user else timezone.get_default_timezone()


def _dump(body: object) -> str:
    return json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
