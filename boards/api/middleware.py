"""What holds for every answer under /api/, also for those that never get to an endpoint."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from boards.api import errors
from boards.api.errors import Problem
from boards.api.parsing import MOST_BYTES, too_large
from boardsite.server import uploads

# The pages of the documents, which are no answers to programs.
PAGES = "/api/docs"
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


class ApiMiddleware:
    """Problem details instead of Django's pages, the state of the limits, and no shared caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """HEAD is answered as GET, without the body."""
        if not f"{request.path_info}/".startswith("/api/"):
            return self.get_response(request)
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response = self._answer(request)
        patch_vary_headers(response, ["Cookie", "Authorization", "X-API-Key"])
        response.setdefault("Cache-Control", "private, no-cache")
        if (limit := getattr(request, "api_limit", None)) is not None:
            limit.mark(response)
        if is_head:
            request.method = "HEAD"
            if not response.streaming:
                response["Content-Length"] = str(len(response.content))
            _without_body(response)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        takes_files = request.method == "POST" and uploads.ADDRESSES.fullmatch(request.path_info)
        if not length.isdigit() or int(length) > (uploads.most_bytes(request.path_info) if takes_files else MOST_BYTES):
            return errors.answer(too_large() if length.isdigit() else Problem(400))
        response = self.get_response(request)
        is_page = request.path_info.startswith(PAGES)
        if response.status_code < 400 or is_page or response["Content-Type"] == errors.CONTENT_TYPE:
            return response
        is_busy = getattr(response, "is_busy", False)
        problem = Problem(response.status_code, (_busy if is_busy else _SENTENCES.get(response.status_code, str))())
        problem.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
        return errors.answer(problem)


def _without_body(response: HttpResponse) -> None:
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    else:
        response.content = b""


def _busy() -> str:
    return _(
        "Somebody is saving a lot at once, such as a large import, and others have to wait until it is done. Try again "
        "in a moment; with an Idempotency-Key a change that was made all the same is not made twice."
    )


_SENTENCES: dict[int, Callable[[], str]] = {
    400: lambda: _("The request can't be understood."),
    404: lambda: _("There is nothing here, or nothing you may see."),
    405: lambda: _("This address does not take that method."),
    500: lambda: _("Something went wrong here, and has been logged under this request id."),
    503: lambda: _(
        "The site can't reach its data right now. Try again in a few seconds; "
        "with an Idempotency-Key a change that was made all the same is not made twice."
    ),
}
