"""The web links of a task, ready for its page and for paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boards.models import Task, WebLink
from boards.models.tasks import TaskQuerySet
from boards.rules import web_addresses


@dataclass(frozen=True)
class WebLinkView:
    """A web link, ready for its template. `place` says where it leads, beside a title that doesn't."""

    link: WebLink
    name: str
    place: str

    @property
    def is_mail(self) -> bool:
        """Whether it is an address to write to."""
        return self.link.url[:7].lower() == "mailto:"


@dataclass(frozen=True)
class NewWebLink:
    """The form for one more, as it was filled in, and what is wrong with it."""

    url: str = ""
    title: str = ""
    error: str = ""


def of_task(task: Task) -> Sequence[WebLinkView]:
    """In the order they were added; one query, none for a task that has none."""
    rows = WebLink.objects.filter(task=task, deleted_at=None).order_by("pk") if task.web_link_count else ()
    return [_view(row) for row in rows]


def of_tasks(tasks: TaskQuerySet) -> dict[int, list[str]]:
    """The web links of these tasks as they come on paper, with their whole addresses; one query."""
    found: dict[int, list[str]] = {}
    rows = WebLink.objects.filter(task__in=tasks.order_by().values("pk"), deleted_at=None).order_by("pk")
    for task_id, url, title in rows.values_list("task_id", "url", "title"):
        found.setdefault(task_id, []).append(f"{title}: {url}" if title else url)
    return found


def _view(row: WebLink) -> WebLinkView:
    return WebLinkView(row, str(row), web_addresses.host(row.url) if row.title else "")
