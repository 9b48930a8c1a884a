"""The addresses of the API. Each answers with and without a slash at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path, register_converter
from django.urls.resolvers import RoutePattern
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from boards.api import converters

register_converter(converters.NumberConverter, "number")

from boards.openapi import api  # noqa: E402  its paths use the converter
from boards.stream.api import documents as events  # noqa: E402


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """Swagger UI, from local files, ready to try things out as oneself."""
    return api.docs.render_page(request, api)


@csrf_exempt
def nowhere(request: HttpRequest, path: str = "") -> HttpResponse:
    """Whatever else is asked for."""
    raise Http404


def both_spellings(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    """Each pattern as it is, and with or without the slash at its end."""
    for pattern in patterns:
        yield pattern
        route = str(pattern.pattern)
        if route and isinstance(pattern, URLPattern):
            other = route[:-1] if route.endswith("/") else f"{route}/"
            yield URLPattern(RoutePattern(other, is_endpoint=True), pattern.callback, pattern.default_args)


_patterns, _app, _namespace = api.urls
v1 = (list(both_spellings(_patterns)), _app, _namespace)
urlpatterns = [
    *both_spellings([path("api/v1/asyncapi.json", events.asyncapi, name="events-document")]),
    path("api/v1/", v1),
    path("api/docs/", documents, name="api-documents"),
    path("docs/", RedirectView.as_view(pattern_name="api-documents"), name="documents"),
    path("docs", RedirectView.as_view(pattern_name="api-documents")),
    re_path(r"^api(?:/(?P<path>.*))?$", nowhere, name="api-nowhere"),
]
