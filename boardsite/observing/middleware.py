"""What is noted of each request: numbers for Prometheus, and a line in the log where that is wanted."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from boardsite.observing import logs, metrics

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
# Asked for without end by browsers and machines: counted, and not worth a line each.
QUIET = {"static", "healthz", "readyz", "metrics"}
log = logging.getLogger("boardsite.access")
# Writes one line a minute (see `logs.config`): anybody can be refused thousands of times.
seldom = logging.getLogger("boardsite.refusals")


class Tally:
    """Counts the statements of one request, and the time they took."""

    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0

    def __call__(self, execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
        """A wrapper in the sense of Django's `execute_wrapper`."""
        start = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.count += 1
            self.seconds += perf_counter() - start


class ObservingMiddleware:
    """Stands outside all but the request's id, so that it sees every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing of the request's content is looked at, only its route."""
        tally, start = Tally(), perf_counter()
        with connection.execute_wrapper(tally):
            response = self.get_response(request)
        seconds = perf_counter() - start
        name = label_of(request)
        method = method_of(request)
        metrics.requests.labels(name, method, response.status_code).inc()
        metrics.latency.labels(name).observe(seconds)
        if tally.count:
            metrics.queries.labels(name).inc(tally.count)
            metrics.query_seconds.labels(name).inc(tally.seconds)
        if settings.ACCESS_LOG and name not in QUIET:
            facts = {"method": method, "status": response.status_code, "queries": tally.count}
            facts["milliseconds"] = round(seconds * 1000, 1)
            log.info("%s %s %s", method, name, response.status_code, extra=facts)
        return response

    def process_view(self, request: HttpRequest, *args: object) -> None:
        """Records of the log name the route from here on."""
        if request.resolver_match:
            logs.route.set(route_of(request.resolver_match))


def route_of(match: ResolverMatch) -> str:
    """The name of a page's route; the pattern of a call of the API, the same for both its spellings."""
    if match.url_name and not match.route.startswith("api/v1/"):
        return match.view_name
    return match.route.rstrip("/") or match.view_name


def note_refusal(method: str, status: int, client: str) -> None:
    """A request that was refused before it had a route or a thread: who asked, and nothing of what was asked.

    It leaves a line where every request does, and elsewhere one of a minute does.
    """
    method = _known(method)
    metrics.requests.labels("edge", method, status).inc()
    told = log.info if settings.ACCESS_LOG else seldom.warning
    told("%s edge %s from %s", method, status, client, extra={"method": method, "status": status})


def method_of(request: HttpRequest) -> str:
    """The method of a request."""
    return _known(request.method)


def _known(method: str | None) -> str:
    """Methods that are made up share a name."""
    return method if method in METHODS else "other"


def is_quiet(request: HttpRequest) -> bool:
    """Whether this is asked for without end; known before the request has found its route."""
    path = request.path_info
    return path.startswith(settings.STATIC_URL) or path.strip("/") in QUIET


def label_of(request: HttpRequest) -> str:
    """The route of an answered request; requests that found none share a name, or anybody could make up thousands."""
    if request.resolver_match:
        return route_of(request.resolver_match)
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"
