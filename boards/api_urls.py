"""The addresses of the API. Each answers with and without a slash at its end."""

from __future__ import annotations

import gc
from functools import cached_property
from types import ModuleType
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLResolver, path, re_path
from django.urls.resolvers import RoutePattern
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from boards.api.spellings import both_spellings


class _LoadedWhenCalled(URLResolver):
    """The operations, which a process loads when somebody first asks for one of them.

    With django-ninja, and a schema for whatever is sent or told, they are a quarter of the site: of the time it takes
    to start, and of its memory. Servers that only people use need none of it.
    """

    @cached_property
    def urlconf_module(self) -> ModuleType:
        """Loaded now, to stay: it is not searched for garbage, like all that a server has loaded before."""
        module = cast(ModuleType, super().urlconf_module)
        gc.freeze()
        return module

    def _populate(self) -> None:
        """No page asks for their addresses by names of their own, which Django would gather here."""


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """Swagger UI, from local files, ready to try things out as oneself."""
    from boards.openapi import api

    return api.docs.render_page(request, api)


@require_safe
def events_document(request: HttpRequest) -> HttpResponse:
    """The document of the event stream."""
    from boards.stream.api import documents as events

    return events.asyncapi(request)


@csrf_exempt
def nowhere(request: HttpRequest, path: str = "") -> HttpResponse:
    """Whatever else is asked for."""
    raise Http404


urlpatterns = [
    *both_spellings([path("api/v1/asyncapi.json", events_document, name="events-document")]),
    _LoadedWhenCalled(RoutePattern("api/v1/"), "boards.openapi", app_name="ninja", namespace="api"),
    path("api/docs/", documents, name="api-documents"),
    path("docs/", RedirectView.as_view(pattern_name="api-documents"), name="documents"),
    path("docs", RedirectView.as_view(pattern_name="api-documents")),
    re_path(r"^api(?:/(?P<path>.*))?$", nowhere, name="api-nowhere"),
]
