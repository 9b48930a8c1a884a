"""Who has tried too often to sign in, to sign up, or to have a message sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# The longest that one of the limits of these pages holds on, in seconds.
WAIT = 180


def too_many(request: HttpRequest) -> HttpResponse:
    """What django-allauth answers then, by its name `handler429`: the page, and for programs when to try again."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(WAIT)
    return response
