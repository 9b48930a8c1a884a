"""Web links of tasks that are made in bulk. Whoever calls has seen to it that each can be kept, and none twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from boards.models import Task, User, WebLink
from boards.rules import web_addresses
from boards.rules.text import searched
from boardsite.database import loading


@dataclass(frozen=True, slots=True)
class WebLinkDraft:
    """A web link to be made."""

    url: str
    title: str = ""


def make(pairs: Iterable[tuple[Task, Sequence[WebLinkDraft]]], actor: User) -> None:
    """Write the links of tasks that have their ids. InvalidInput for an address that can't be kept."""
    rows = [_row(task, draft) for task, drafts in pairs for draft in drafts]
    loading.make_rows(WebLink, rows, created_by_id=actor.pk, created_at=timezone.now())


def _row(task: Task, draft: WebLinkDraft) -> dict[str, object]:
    url, title = web_addresses.clean_url(draft.url), web_addresses.clean_title(draft.title)
    return {"task_id": task.pk, "url": url, "title": title, "search_text": searched(title, url)}
