"""Files of tasks that are made in bulk. Their content lies in the store before, and whoever has put it there takes it
out again where this fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boards.models import Attachment, Preview, Task, User
from boards.rules import file_names
from boards.services import jobs
from boards.services.attachments import QUEUE, THUMBNAIL, check_project
from boards.services.jobs import NewJob
from boards.services.stored_files import Stored
from boardsite.database import loading
from boardsite.database.statements import saving_each, together


@dataclass(frozen=True, slots=True)
class FileDraft:
    """A file to be attached. A picture may be the cover of its task: shown on the card once its small one is made."""

    name: str
    stored: Stored
    is_cover: bool = False


# A task with its files.
Pair = tuple[Task, Sequence[FileDraft]]


def make(pairs: Sequence[Pair], actor: User) -> None:
    """Write the rows, of tasks that have their ids. NoRoom where they come to more than a project may hold."""
    drafts = [(task, draft) for task, of_task in pairs for draft in of_task]
    rows = [_row(task, draft, actor) for task, draft in drafts]
    if not rows:
        return
    check_project(rows[0].task.project_id, sum(row.size for row in rows))
    loading.make_all(rows)
    covered = [row for row, (_task, draft) in zip(rows, drafts, strict=True) if draft.is_cover and row.is_picture]
    for row in covered:
        row.task.cover = row
    together(*saving_each([row.task for row in covered], ["cover"]))
    jobs.add(*(NewJob(THUMBNAIL, QUEUE, (row.pk,)) for row in rows if row.preview == Preview.WAITING))


def _row(task: Task, draft: FileDraft, actor: User) -> Attachment:
    stored = draft.stored
    row = Attachment(
        task=task,
        uploaded_by=actor,
        name=file_names.clean(draft.name),
        content_type=stored.content_type,
        size=stored.size,
        sha256=stored.sha256,
        key=stored.key,
    )
    row.preview = Preview.WAITING if row.is_picture else Preview.NONE
    return row
