"""Who follows what: by taking part, or because they said so."""

from __future__ import annotations

from collections.abc import Sequence

from boards.models import Project, Task, User, Watch
from boards.notifications.queries.watching import Choice
from boards.services.transactions import service


@service
def begin(*, watches: Sequence[Watch]) -> None:
    """People take part in tasks from now on; whoever has a say about one already keeps it."""
    if watches:
        Watch.objects.bulk_create(watches, batch_size=500, ignore_conflicts=True)


@service
def choose(*, project: Project, task: Task | None = None, choice: Choice, actor: User) -> None:
    """Watch a task or a project, mute it, or leave it to what follows from taking part."""
    mine = Watch.objects.filter(user=actor, project=project, task=task)
    if choice is Choice.DEFAULT:
        mine.delete()
        return
    Watch.objects.bulk_create([Watch(user=actor, project=project, task=task)], ignore_conflicts=True)
    mine.update(is_muted=choice is Choice.MUTE, by_choice=True)
