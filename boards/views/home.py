"""Home: one's own work, or for strangers what this site is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from boards.queries import dashboard
from boards.views.answers import person


@require_safe
@vary_on_cookie
def home(request: HttpRequest) -> HttpResponse:
    """What is assigned to the person, their projects and the latest changes."""
    if not request.user.is_authenticated:
        return render(request, "boards/landing.html")
    user = person(request)
    return render(request, "boards/home.html", {"home": dashboard.home(user, user.today())})
