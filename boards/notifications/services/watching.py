"""Who follows what: by taking part, or because they said so."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput, RuleBroken
from boards.models import Notification, Project, Reason, Task, User, Watch
from boards.notifications.queries.watching import Choice
from boards.notifications.services import entries
from boards.queries import people
from boards.services.transactions import service

# Of one task.
MOST_WATCHERS = 100


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


@service
def include(*, task: Task, user_id: int, in_inbox: bool, by_email: str, actor: User) -> None:
    """Have somebody who takes part in the project hear of a task, and tell them so, once.

    It gives way to whatever they say of the task or the project themselves. Raises InvalidInput for anybody else,
    RuleBroken where they have muted it, or too many watch it already.
    """
    user = next((one for one in people.of_project(task.project) if one.pk == user_id), None)
    if user is None:
        raise InvalidInput("user", _("Choose somebody who takes part in this project."))
    said = _said(task, user)
    if any(watch.is_muted for watch in said):
        raise RuleBroken(_("%(name)s doesn’t want to hear of this task.") % {"name": user.display_name})
    if said:
        return
    if Watch.objects.filter(task=task).count() >= MOST_WATCHERS:
        raise RuleBroken(_("At most %(count)s people can watch one task.") % {"count": MOST_WATCHERS})
    begin(watches=[Watch(user=user, project=task.project, task=task)])
    if user.pk != actor.pk:
        entries.remind(entries=[_entry(task, user, actor, in_inbox=in_inbox, by_email=by_email)])


@service
def leave_out(*, task: Task, user_id: int, actor: User) -> None:
    """Let somebody hear of a task no more, until they take part in it again; nothing if they don't anyway.

    Raises RuleBroken for those who chose to watch it, or the project as a whole: that is theirs to end.
    """
    user = User.objects.filter(pk=user_id).first()
    said = [watch for watch in _said(task, user) if not watch.is_muted] if user else []
    if user is None or not said:
        return
    if any(watch.by_choice or watch.task_id is None for watch in said) and user.pk != actor.pk:
        words = {"name": user.display_name}
        raise RuleBroken(_("%(name)s chose to watch this task, and only they can end that.") % words)
    Watch.objects.filter(task=task, user=user, is_muted=False).delete()


def _said(task: Task, user: User) -> list[Watch]:
    """What somebody has said of a task and of its project, or took part in; one query."""
    return list(Watch.objects.filter(Q(task=task) | Q(task=None, project=task.project_id), user=user))


def _entry(task: Task, user: User, actor: User, *, in_inbox: bool, by_email: str) -> Notification:
    now = timezone.now()
    return Notification(
        user=user,
        project_id=task.project_id,
        task=task,
        actor=actor,
        reason=Reason.WATCHING,
        key=f"{Reason.WATCHING}:{task.pk}",
        created_at=now,
        changed_at=now,
        in_inbox=in_inbox,
        by_email=by_email,
    )
