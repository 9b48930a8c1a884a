"""The API as a whole: its routers, its ways to authenticate, its documents."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import register_converter
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Swagger
from ninja.openapi.schema import OpenAPISchema

from boards.accounts.api import accounts, users
from boards.accounts.api.ways import WAYS
from boards.api import (
    activity,
    attachments,
    checklists,
    columns,
    comments,
    converters,
    documents,
    errors,
    groups,
    invitations,
    limits,
    links,
    members,
    ownership,
    parsing,
    projects,
    tags,
    task_actions,
    task_links,
    tasks,
    web_links,
)
from boards.api.auth import Caller
from boards.api.spellings import both_spellings
from boards.calendars.api import calendars
from boards.notifications.api import inbox, watching
from boards.notifications.api import preferences as notification_preferences
from boards.reports.api import reports
from boards.transfer.api import exports, imports
from boards.webhooks.api import documents as webhook_documents
from boards.webhooks.api import webhooks


class BoardsiteAPI(NinjaAPI):
    """django-ninja with what every call of ours goes through before its input is looked at."""

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """Called once for each call, when it is known who calls and before anything is parsed."""
        caller = getattr(request, "auth", None)
        if isinstance(caller, Caller):
            limits.count(request, caller)
        parsing.check_body(request)
        return super().create_temporal_response(request)

    def get_openapi_schema(self, **_options: Any) -> OpenAPISchema:
        """What django-ninja knows, with what it does not: kept, because to write it takes seconds."""
        return self._document

    @cached_property
    def _document(self) -> OpenAPISchema:
        return webhook_documents.with_webhooks(documents.completed(super().get_openapi_schema()))


api = BoardsiteAPI(
    title="Boardsite API",
    version="1",
    description=documents.DESCRIPTION,
    urls_namespace="api",
    auth=WAYS,
    parser=parsing.StrictParser(),
    # Folded: to draw all operations at once takes a browser seconds.
    docs=Swagger(settings={"tryItOutEnabled": True, "displayRequestDuration": True, "docExpansion": "none"}),
    docs_url=None,
    docs_decorator=require_safe,
)
errors.register(api)
api.add_router("auth", accounts.router)
# Before the others: `tasks/bulk` is no id.
for router in (
    projects,
    tasks,
    task_actions,
    attachments,
    checklists,
    task_links,
    comments,
    columns,
    tags,
    members,
    activity,
    exports,
    imports,
    reports,
    users,
    web_links,
    webhooks,
):
    api.add_router("", router.router)
for room in (groups, invitations, ownership, links, calendars, inbox, watching, notification_preferences):
    api.add_router("", room.router)

# Below api/v1/, as `api_urls` says; operations have the converter in their paths.
register_converter(converters.NumberConverter, "number")
urlpatterns = list(both_spellings(api.urls[0]))
