"""Who is on a board now, with their names: what a message names by ids alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from boards import access
from boards.live import hub
from boards.live.presence import Scene
from boards.live.views.changes import marked
from boards.policy import Action
from boards.queries import people
from boards.views.answers import person, signed_in

MOST_SHOWN = 5


@signed_in("GET")
def here(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody else who is on the board, and with `task` who edits that one; two queries. X-Revision says how new."""
    user = person(request)
    project, _rights = access.get_project(user, pk, Action.VIEW)
    process = hub.present()
    scene = process.here(project.pk) if process else Scene()
    by_id = people.by_ids(scene.here - {user.pk})
    task = request.GET.get("task", "")
    editing = scene.editing.get(int(task), set()) if task.isascii() and task.isdigit() else set()
    context = {
        "people": list(by_id.values()),
        "task": task,
        "editing": [one for one in by_id.values() if one.pk in editing],
        "most": MOST_SHOWN,
    }
    return marked(render(request, "boards/_here.html", context), project)
