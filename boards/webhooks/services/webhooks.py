"""The writer of webhooks. Who did what stands in the log."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput, NotFound, ProjectArchived, RuleBroken
from boards.models import DeliveryState, OffReason, Project, User, Webhook, WebhookDelivery, WebhookFormat
from boards.rules.text import NAME_LIMIT, clean_line
from boards.services import notices
from boards.services.transactions import hold, hold_site, service
from boards.webhooks.queries import kinds
from boards.webhooks.rules import addresses, signing
from boardsite import sealing

logger = logging.getLogger("boardsite.webhooks")

MOST = 20
# How long both secrets hold after one was exchanged for another.
BOTH_HOLD = datetime.timedelta(days=1)
PURPOSE = "webhooks"
EDITABLE = ("name", "address", "format", "events")


@dataclass(frozen=True)
class WithSecret:
    """A webhook with a secret that has just been made, and that nobody is shown again."""

    webhook: Webhook
    secret: str = field(repr=False)


@service
def create(
    *,
    project: Project | None,
    name: str,
    address: str,
    format: str = WebhookFormat.STANDARD,  # noqa: A002  as it is called in the API
    events: Iterable[str] = ("*",),
    actor: User,
) -> WithSecret:
    """Make a webhook of the project, or of the whole site, that acts for the actor."""
    values = _checked({"name": name, "address": address, "format": format, "events": list(events)})
    _check_room(project)
    secret = signing.new_secret()
    webhook = Webhook.objects.create(project=project, user=actor, secret=sealing.sealed(PURPOSE, secret), **values)
    _tell("made", webhook, actor)
    return WithSecret(webhook, secret)


@service
def update(*, webhook: Webhook, changed: Mapping[str, object], actor: User) -> Webhook:
    """Write the named fields. From then on it acts for the actor: nobody makes it send where they may not look."""
    _check_in_use(webhook.project)
    webhook = locked(webhook.pk)
    for name, value in _checked(changed).items():
        setattr(webhook, name, value)
    webhook.user = actor
    webhook.save(update_fields=[*changed, "user", "changed_at"])
    _tell("changed", webhook, actor)
    return webhook


@service
def rotate(*, webhook: Webhook, actor: User) -> WithSecret:
    """Make a new secret. The one of before holds for a day more, so that receivers can be told without a gap."""
    webhook, secret = locked(webhook.pk), signing.new_secret()
    webhook.previous_secret, webhook.previous_until = webhook.secret, timezone.now() + BOTH_HOLD
    webhook.secret = sealing.sealed(PURPOSE, secret)
    webhook.save(update_fields=["secret", "previous_secret", "previous_until", "changed_at"])
    _tell("given a new secret", webhook, actor)
    return WithSecret(webhook, secret)


@service
def switch_on(*, webhook: Webhook, actor: User) -> Webhook:
    """Have it send again what happens from now on, acting for the actor."""
    _check_in_use(webhook.project)
    webhook = locked(webhook.pk)
    if not webhook.is_on:
        webhook.user, webhook.is_on, webhook.off_reason, webhook.off_at = actor, True, "", None
        webhook.failures, webhook.failing_since, webhook.paused_until = 0, None, None
        webhook.save()
        _tell("switched on", webhook, actor)
    return webhook


@service
def switch_off(*, webhook: Webhook, reason: OffReason = OffReason.BY_HAND, actor: User | None) -> Webhook:
    """Have it send nothing any more; what waits is not sent. `actor` None: the site itself has a `reason` to."""
    webhook = locked(webhook.pk)
    if webhook.is_on:
        now = timezone.now()
        webhook.is_on, webhook.off_reason, webhook.off_at = False, reason, now
        webhook.save(update_fields=["is_on", "off_reason", "off_at", "changed_at"])
        waiting = WebhookDelivery.objects.filter(webhook=webhook, state=DeliveryState.WAITING)
        waiting.update(state=DeliveryState.CANCELLED, ended_at=now)
        if actor is None:
            notices.webhook_off(webhook=webhook)
        _tell("switched off" if actor else f"switched off by itself ({reason})", webhook, actor)
    return webhook


@service
def delete(*, webhook: Webhook, actor: User) -> None:
    """Remove it with its log, for good."""
    # First of all, and so that no delivery is added meanwhile: whoever else needs both takes the webhook first, too.
    webhook = _found(Webhook.objects.select_for_update(of=("self",)), webhook.pk)
    WebhookDelivery.objects.filter(webhook=webhook).delete()
    Webhook.objects.filter(pk=webhook.pk).delete()
    _tell("deleted", webhook, actor)


@service
def hold_one(*, webhook: Webhook) -> None:
    """Lock it for the rest of a transaction that the caller has opened."""
    locked(webhook.pk)


def secrets_of(webhook: Webhook, now: datetime.datetime) -> list[str]:
    """The secrets that hold, the newest first; none if they can't be read."""
    stored = [webhook.secret]
    if webhook.previous_secret and webhook.previous_until and webhook.previous_until > now:
        stored.append(webhook.previous_secret)
    return [secret for secret in (sealing.opened(PURPOSE, text) for text in stored) if secret]


def locked(pk: int) -> Webhook:
    """The webhook under its lock, which comes before that of its deliveries. NotFound once it is deleted."""
    return _found(Webhook.objects.select_for_update(no_key=True, of=("self",)), pk)


def _found(rows: QuerySet[Webhook], pk: int) -> Webhook:
    found = rows.select_related("user", "project").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _check_in_use(project: Project | None) -> None:
    if project is not None and project.archived_at:
        raise ProjectArchived


def _check_room(project: Project | None) -> None:
    """Under a lock, so that two at once don't both make the last one."""
    _check_in_use(project)
    if project is None:
        hold_site(purpose=PURPOSE)
    else:
        hold(project_id=project.pk)
    if Webhook.objects.filter(project=project).count() >= MOST:
        raise RuleBroken(_("There are %(count)s webhooks, the most there can be. Delete one first.") % {"count": MOST})


def _checked(values: Mapping[str, object]) -> dict[str, object]:
    return {name: _CLEANERS[name](value) for name, value in values.items()}


def _format(value: object) -> str:
    if value not in WebhookFormat.values:
        raise InvalidInput("format", _("Choose one of these: %(names)s.") % {"names": ", ".join(WebhookFormat.values)})
    return str(value)


_CLEANERS: dict[str, Callable[..., object]] = {
    "name": lambda value: clean_line("name", value, NAME_LIMIT),
    "address": lambda value: addresses.checked(value, settings.WEBHOOK_ALLOWED_NETWORKS),
    "format": _format,
    "events": kinds.checked,
}


def _tell(what: str, webhook: Webhook, actor: User | None) -> None:
    """By level, what the site did by itself stands out. The address may hold a secret, so the host alone is told."""
    logger.log(
        logging.INFO if actor else logging.WARNING,
        "Webhook %s of %s, to %s, was %s.",
        webhook.pk,
        f"project {webhook.project_id}" if webhook.project_id else "the site",
        addresses.host_of(webhook.address),
        f"{what} by person {actor.pk}" if actor else what,
    )
