"""What machines ask that watch over the site. None of it needs a session, and `healthz` not even the database."""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import resolve

from boards.queries import readiness
from boardsite import __version__, metrics


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
    """The numbers, for operators."""
    if not is_operator(request):
        sentence = "For operators: from an address in OPERATOR_NETWORKS, or with METRICS_TOKEN as the bearer token.\n"
        return HttpResponse(sentence, status=403, content_type="text/plain; charset=utf-8")
    return HttpResponse(metrics.told(), content_type=metrics.CONTENT_TYPE)


def is_operator(request: HttpRequest) -> bool:
    """Who has the token, or comes from an operator's network, not by way of a proxy that is not known."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return hmac.compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())
    try:
        address = ip_address(_caller(request))
    except ValueError:
        return False
    return any(address in network for network in settings.OPERATOR_NETWORKS)


def _caller(request: HttpRequest) -> str:
    """The address a request comes from; as many steps behind the peer as there are proxies of ours."""
    forwarded = [step.strip() for step in request.headers.get("X-Forwarded-For", "").split(",") if step.strip()]
    if not forwarded:
        return str(request.META.get("REMOTE_ADDR", ""))
    steps = settings.TRUSTED_PROXIES
    return forwarded[-steps] if 0 < steps <= len(forwarded) else ""


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
