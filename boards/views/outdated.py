"""The answer to a form whose token is too old: somebody has signed in anew since its page was opened."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as plain_page

from boards.views import typed
from boards.views.answers import is_htmx, refusal


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What was typed, to be sent again, if the form was one of ours; else that the page is too old."""
    if is_htmx(request):
        sentence = _("This page was open for too long. Load it anew: texts that you typed are kept meanwhile.")
        return refusal(request, sentence, 403)
    kept = typed.page(request) if typed.is_ours(request) else None
    return kept or plain_page(request, reason)
