"""Webhooks of a project and of the site, and what was sent to them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from boards import access as board_access
from boards.api import paging, routes
from boards.api.auth import person
from boards.api.schemas.common import PathId
from boards.models import Project, Webhook, WebhookDelivery
from boards.policy import Action
from boards.webhooks import access
from boards.webhooks.api.schemas import (
    DeliveryDetail,
    DeliveryPage,
    DeliveryQuery,
    WebhookIn,
    WebhookOut,
    WebhookPatch,
    WebhooksOut,
)
from boards.webhooks.queries import webhooks as webhook_queries
from boards.webhooks.services import deliveries, webhooks
from boards.webhooks.services.webhooks import WithSecret

router = Router(tags=["Webhooks"])
# Who may look at a project may not look at its webhooks by that alone.
READ_PROBLEMS = (*routes.READ_PROBLEMS, 403)
NEWEST_FIRST = paging.Order("-id", ["pk"])


@routes.get(router, "projects/{number:project_id}/webhooks/", WebhooksOut, problems=READ_PROBLEMS)
def list_project_webhooks(request: HttpRequest, project_id: PathId) -> HttpResponse:
    """The webhooks of a project; for its admins."""
    project, _rights = board_access.get_project(person(request), project_id, Action.EDIT_PROJECT)
    return _list(request, project)


@routes.post(router, "projects/{number:project_id}/webhooks/", WebhookOut, status=201)
def create_project_webhook(request: HttpRequest, project_id: PathId, body: WebhookIn) -> HttpResponse:
    """Make a webhook of a project. The answer has its secret, this once."""
    project, _rights = board_access.get_project(person(request), project_id, Action.EDIT_PROJECT)
    return _made(request, webhooks.create(project=project, **body.model_dump(), actor=person(request)), status=201)


@routes.get(router, "webhooks/", WebhooksOut, problems=READ_PROBLEMS)
def list_site_webhooks(request: HttpRequest) -> HttpResponse:
    """The webhooks that are told of every project; for site administrators."""
    access.check_site(person(request))
    return _list(request, None)


@routes.post(router, "webhooks/", WebhookOut, status=201)
def create_site_webhook(request: HttpRequest, body: WebhookIn) -> HttpResponse:
    """Make a webhook that is told of every project. The answer has its secret, this once."""
    access.check_site(person(request))
    return _made(request, webhooks.create(project=None, **body.model_dump(), actor=person(request)), status=201)


@routes.get(router, "webhooks/{number:webhook_id}", WebhookOut, problems=READ_PROBLEMS)
def read_webhook(request: HttpRequest, webhook_id: PathId) -> HttpResponse:
    """One webhook."""
    return _shown(request, access.get_webhook(person(request), webhook_id).webhook)


@routes.patch(router, "webhooks/{number:webhook_id}", WebhookOut)
def update_webhook(request: HttpRequest, webhook_id: PathId, body: WebhookPatch) -> HttpResponse:
    """Write some fields of a webhook, or switch it on or off."""
    webhook, changed = _loaded(request, webhook_id), body.given()
    is_on = changed.pop("is_on", None)
    if changed:
        webhook = webhooks.update(webhook=webhook, changed=changed, actor=person(request))
    if is_on is not None:
        switched = webhooks.switch_on if is_on else webhooks.switch_off
        webhook = switched(webhook=webhook, actor=person(request))
    return _shown(request, webhook)


@routes.delete(router, "webhooks/{number:webhook_id}")
def delete_webhook(request: HttpRequest, webhook_id: PathId) -> HttpResponse:
    """Delete a webhook with its log, for good."""
    webhooks.delete(webhook=_loaded(request, webhook_id), actor=person(request))
    return routes.gone()


@routes.post(router, "webhooks/{number:webhook_id}/rotate", WebhookOut)
def rotate_webhook(request: HttpRequest, webhook_id: PathId) -> HttpResponse:
    """Make a new secret, which the answer has this once. The one of before holds for a day more."""
    return _made(request, webhooks.rotate(webhook=_loaded(request, webhook_id), actor=person(request)), status=200)


@routes.post(router, "webhooks/{number:webhook_id}/test", DeliveryDetail, status=201)
def test_webhook(request: HttpRequest, webhook_id: PathId) -> HttpResponse:
    """Send a test, also while the webhook is off. What came of it is in the delivery."""
    webhook = access.get_webhook(person(request), webhook_id).webhook
    made = deliveries.test(webhook=webhook, actor=person(request))
    return _delivery(request, made, status=201, location=f"/api/v1/webhooks/{webhook.pk}/deliveries/{made.pk}")


@routes.get(router, "webhooks/{number:webhook_id}/deliveries/", DeliveryPage, problems=READ_PROBLEMS)
def list_deliveries(request: HttpRequest, webhook_id: PathId, query: Query[DeliveryQuery]) -> HttpResponse:
    """What was sent to a webhook and what is to be, the newest first."""
    rows = webhook_queries.deliveries_of(access.get_webhook(person(request), webhook_id).webhook)
    if query.state:
        rows = rows.filter(state=query.state)
    shown = paging.part(
        request, rows, query, NEWEST_FIRST, lambda found: [webhook_queries.delivery_record(row) for row in found]
    )
    return routes.page(request, shown)


@routes.get(
    router, "webhooks/{number:webhook_id}/deliveries/{number:delivery_id}", DeliveryDetail, problems=READ_PROBLEMS
)
def read_delivery(request: HttpRequest, webhook_id: PathId, delivery_id: PathId) -> HttpResponse:
    """One message, with what was sent and answered."""
    found, _managed = access.get_delivery(person(request), delivery_id, webhook_id)
    return _delivery(request, found)


@routes.post(router, "webhooks/{number:webhook_id}/deliveries/{number:delivery_id}/retry", DeliveryDetail)
def retry_delivery(request: HttpRequest, webhook_id: PathId, delivery_id: PathId) -> HttpResponse:
    """Send a message now, whatever became of it, under the same name and with the same body."""
    found, _managed = access.get_delivery(person(request), delivery_id, webhook_id)
    routes.require_match_under(
        request,
        lambda: deliveries.hold(delivery=found),
        lambda: webhook_queries.delivery_detail(access.get_delivery(person(request), delivery_id)[0]),
    )
    return _delivery(request, deliveries.retry(delivery=found, actor=person(request)))


def _list(request: HttpRequest, project: Project | None) -> HttpResponse:
    return routes.items(request, [webhook_queries.record(row) for row in webhook_queries.of(project)])


def _loaded(request: HttpRequest, webhook_id: int) -> Webhook:
    """The webhook, once the role and `If-Match` allow the change."""
    webhook = access.get_webhook(person(request), webhook_id).webhook
    routes.require_match_under(
        request,
        lambda: webhooks.hold_one(webhook=webhook),
        lambda: webhook_queries.record(access.get_webhook(person(request), webhook_id).webhook),
    )
    return webhook


def _shown(request: HttpRequest, webhook: Webhook) -> HttpResponse:
    return routes.record(request, webhook_queries.record(webhook))


def _made(request: HttpRequest, made: WithSecret, *, status: int) -> HttpResponse:
    """With the secret; an answer that is kept for a repeated call has it no more."""
    webhook = made.webhook
    location = f"/api/v1/webhooks/{webhook.pk}" if status == 201 else ""
    record = webhook_queries.record(webhook)
    response = routes.record(request, record, status=status, location=location, more={"secret": made.secret})
    response["Cache-Control"] = "no-store"
    response.kept_content = routes.dump({**record, "secret": None})  # type: ignore[attr-defined]
    return response


def _delivery(
    request: HttpRequest, delivery: WebhookDelivery, *, status: int = 200, location: str = ""
) -> HttpResponse:
    return routes.record(request, webhook_queries.delivery_detail(delivery), status=status, location=location)
