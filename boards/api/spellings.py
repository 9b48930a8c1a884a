"""The two spellings of an address: with and without a slash at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RoutePattern


def both_spellings(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    """Each pattern as it is, and with or without the slash at its end."""
    for pattern in patterns:
        yield pattern
        route = str(pattern.pattern)
        if route and isinstance(pattern, URLPattern):
            other = route[:-1] if route.endswith("/") else f"{route}/"
            yield URLPattern(RoutePattern(other, is_endpoint=True), pattern.callback, pattern.default_args)
