"""Home: one's own work, or for strangers what this site is."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from boards.queries import dashboard, projects
from boards.views.answers import person


@require_safe
@vary_on_cookie
def home(request: HttpRequest) -> HttpResponse:
    """What is assigned to the person, their projects and the latest changes."""
    if not request.user.is_authenticated:
        return render(request, "boards/landing.html")
    user = person(request)
    # Before the rest: what is changed in between is asked for once more, and not missed.
    followed = json.dumps(projects.revisions(user))
    return render(request, "boards/home.html", {"home": dashboard.home(user, user.today()), "revisions": followed})
