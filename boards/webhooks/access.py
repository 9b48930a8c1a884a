"""The only way to a webhook from outside: by id, for a person who wants to manage it.

Those of a project are managed by its admins, those of the site by site administrators.
"""

from __future__ import annotations

from typing import NamedTuple

from boards import access
from boards.exceptions import NotAllowed, NotFound
from boards.models import Project, User, Webhook, WebhookDelivery
from boards.policy import Action, Rights
from boards.webhooks.queries import webhooks as webhook_queries


class Managed(NamedTuple):
    """A webhook, and its project with the person's rights there; neither for one of the site."""

    webhook: Webhook
    project: Project | None
    rights: Rights | None


def check_site(user: User) -> None:
    """NotAllowed for all but site administrators."""
    if not user.is_staff:
        raise NotAllowed


def get_webhook(user: User, pk: int) -> Managed:
    """A webhook that the person may manage. NotFound where they may not know of its project; two queries."""
    webhook = Webhook.objects.select_related("user", "project").filter(pk=pk).first()
    if webhook is None or (webhook.project_id is None and not user.is_staff):
        raise NotFound
    if webhook.project_id is None:
        return Managed(webhook, None, None)
    project, rights = access.get_project(user, webhook.project_id, Action.EDIT_PROJECT)
    return Managed(webhook, project, rights)


def get_delivery(user: User, pk: int, webhook_id: int | None = None) -> tuple[WebhookDelivery, Managed]:
    """A delivery to a webhook that the person may manage, of that webhook if it is named; four queries."""
    found = webhook_queries.webhook_of_delivery(pk)
    if found is None or (webhook_id is not None and webhook_id != found):
        raise NotFound
    managed = get_webhook(user, found)
    delivery = webhook_queries.delivery(found, pk)
    if delivery is None:
        raise NotFound
    return delivery, managed
