"""Every page of the board, grouped by what it is about."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, register_converter


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

board: list = []  # board, column-cards

tasks: list = []  # task and what is done with it

account: list = []  # profile, theme

urlpatterns = [*operations, *overview, *projects, *board, *tasks, *account]
