"""Web links of tasks that are made in bulk. Whoever calls has seen to it that each can be kept, and none twice."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from boards.models import Task, User, WebLink
from boards.rules import web_addresses
from boardsite.database import loading


@dataclass(frozen=True)
class WebLinkDraft:
    """A web link to be made."""

    url: str
    title: str = ""


def make(pairs: Iterable[tuple[Task, Sequence[WebLinkDraft]]], actor: User) -> None:
    """Write the links of tasks that have their ids. InvalidInput for an address that can't be kept."""
    now = timezone.now()
    loading.make_all([_row(task, draft, actor, now) for task, drafts in pairs for draft in drafts])


def _row(task: Task, draft: WebLinkDraft, actor: User, now: datetime.datetime) -> WebLink:
    row = WebLink(
        task=task,
        url=web_addresses.clean_url(draft.url),
        title=web_addresses.clean_title(draft.title),
        created_by=actor,
        created_at=now,
    )
    row.fill_search_text()
    return row
