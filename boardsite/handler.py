"""How a request is run under ASGI."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class OneThreadHandler(ASGIHandler):
    """Runs middleware and view of a request in one go, in one thread.

    All of ours are synchronous. Django's own handler would go back to the event loop between the last middleware and
    the view, and to the thread again: that costs more than the session, the sign-in and the access check together.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """As for WSGI."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, from the thread that is this request's own."""
        return await sync_to_async(self.get_response)(request)
