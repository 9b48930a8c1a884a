"""What machines ask that watch over the site. None of it needs a session, and `healthz` not even the database."""

from __future__ import annotations

import hmac
import re
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.request import split_domain_port, validate_host
from django.urls import resolve

from boards.jobs import registry
from boards.jobs.registry import Queue
from boards.queries import job_numbers, readiness
from boardsite import __version__
from boardsite.observing import metrics


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers, and says which release it is."""
    return _told({"status": "ok", "version": __version__, "commit": settings.COMMIT}, 200)


def readyz(request: HttpRequest) -> HttpResponse:
    """Whether requests should be sent here: 503 if not. Operators read which part is missing."""
    ready, parts = readiness.look()
    answer: dict[str, object] = {"status": "ready" if ready else "not ready"}
    if is_operator(request):
        answer["parts"] = parts
    response = _told(answer, 200 if ready else 503)
    if not ready:
        response["Retry-After"] = settings.RETRY_AFTER
    return response


def metrics_page(request: HttpRequest) -> HttpResponse:
    """Counters and durations in the text format of Prometheus; 403 for whoever is no operator."""
    if not is_operator(request):
        sentence = (
            "For operators: from an address in OPERATOR_NETWORKS and by a host name in ALLOWED_HOSTS, "
            "or with METRICS_TOKEN as the bearer token.\n"
        )
        return HttpResponse(sentence, status=403, content_type="text/plain; charset=utf-8")
    metrics.introduce(settings.COMMIT)
    told = metrics.told(*_rows(), *metrics.of_rooms())
    return HttpResponse(told, content_type=metrics.CONTENT_TYPE, headers={"Cache-Control": "no-store"})


def _rows() -> list[metrics.Rows]:
    """What the database says of background work; nothing while it is away, of which other numbers tell."""
    try:
        return [metrics.Rows(job_numbers.all_of_them(list(Queue), [known.name for known in registry.scheduled()]))]
    except Error:
        return []


# What proxies add that say nothing of where a request comes from.
OTHER_SIGNS = ("Via", "X-Real-IP")
FORWARDED_FOR = re.compile(r'("?)(?:\[([\da-f:.]+)\]|([\d.]+))(?::\d+)?\1', re.IGNORECASE)
QUOTED = r'"(?:[^"\\]|\\.)*"'


def is_operator(request: HttpRequest) -> bool:
    """Who has the token, or comes from an operator's network: not through a proxy that is not known.

    And not by a host name that is not ours, which anybody can make to lead here for an operator's browser.
    """
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return hmac.compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())
    return _is_asked_by_our_name(request) and all(map(_is_near, _callers(request)))


def _is_asked_by_our_name(request: HttpRequest) -> bool:
    """Or by an address; a client of old HTTP, which is no browser, need not say."""
    named = request.headers.get("Host")
    if named is None:
        return True
    host = split_domain_port(named)[0]
    return bool(_address(host.strip("[]"))) or (bool(host) and validate_host(host, settings.ALLOWED_HOSTS))


def _is_near(caller: str) -> bool:
    address = _address(caller)
    return address is not None and any(address in network for network in settings.OPERATOR_NETWORKS)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _callers(request: HttpRequest) -> list[str]:
    """Where each header of a proxy, or the connection if there is none, says that the request comes from."""
    told = [_through(_steps(request, name)) for name in ("X-Forwarded-For", "Forwarded") if name in request.headers]
    if not told and any(name in request.headers for name in OTHER_SIGNS):
        return [""]
    return told or [str(request.META.get("REMOTE_ADDR", ""))]


def _steps(request: HttpRequest, name: str) -> list[str]:
    told = request.headers[name]
    if name == "X-Forwarded-For":
        return [step.strip() for step in told.split(",") if step.strip()]
    return [_caller(step) for step in _parts(told, ",") if step.strip()]


def _caller(step: str) -> str:
    """The address in a step of `Forwarded`: its one parameter `for`. The others may repeat what a client has said."""
    pairs = [part.partition("=") for part in _parts(step, ";")]
    named = [value.strip() for name, _sign, value in pairs if name.strip().lower() == "for"]
    found = FORWARDED_FOR.fullmatch(named[0]) if len(named) == 1 else None
    return (found[2] or found[3]) if found else ""


def _parts(text: str, mark: str) -> list[str]:
    """What stands between these marks, which mean nothing within quotes; nothing at all if a quote has no end."""
    if not re.fullmatch(rf'(?:[^"]|{QUOTED})*', text):
        return []
    return re.findall(rf'(?:[^"{mark}]|{QUOTED})+', text)


def _through(steps: list[str]) -> str:
    """The address as many steps behind the peer as there are proxies of ours; nothing where there are fewer."""
    count = settings.TRUSTED_PROXIES
    return steps[-count] if 0 < count <= len(steps) else ""


def _told(answer: dict[str, object], status: int) -> JsonResponse:
    response = JsonResponse(answer, status=status)
    response["Cache-Control"] = "no-store"
    return response


PAGES = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics_page}


def page_at(request: HttpRequest) -> HttpResponse | None:
    """The answer to a request for one of these pages."""
    view = PAGES.get(request.path_info)
    if view is None:
        return None
    request.resolver_match = resolve(request.path_info)
    return view(request) if request.method in ("GET", "HEAD") else HttpResponseNotAllowed(["GET", "HEAD"])
