"""Every page of the board, grouped by what it is about."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, register_converter

from boards.views import board as board_views
from boards.views import tasks as task_views


class PkConverter:
    """An id as the database can hold it."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Its digits."""
        return str(value)


register_converter(PkConverter, "pk")


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


operations = [path("healthz", healthz, name="healthz")]

overview: list = []  # home, task-list, project-list, project-tasks

projects: list = []  # project-create, settings, columns, tags, members, activity

board = [
    path("projects/<pk:pk>/", board_views.board, name="board"),
    path("columns/<pk:pk>/cards/", board_views.column_cards, name="column-cards"),
]

tasks = [
    path("projects/<pk:pk>/tasks/new/", task_views.create, name="task-create"),
    path("tasks/<pk:pk>/", task_views.task, name="task"),
    path("tasks/<pk:pk>/edit/", task_views.edit, name="task-edit"),
    path("tasks/<pk:pk>/move/", task_views.move, name="task-move"),
    path("tasks/<pk:pk>/complete/", task_views.complete, name="task-complete"),
    path("tasks/<pk:pk>/reopen/", task_views.reopen, name="task-reopen"),
    path("tasks/<pk:pk>/archive/", task_views.archive, name="task-archive"),
    path("tasks/<pk:pk>/restore/", task_views.restore, name="task-restore"),
    path("tasks/<pk:pk>/delete/", task_views.delete, name="task-delete"),
    path("activity/<pk:pk>/undo/", task_views.undo_activity, name="activity-undo"),
]

account: list = []  # profile, theme

urlpatterns = [*operations, *overview, *projects, *board, *tasks, *account]
