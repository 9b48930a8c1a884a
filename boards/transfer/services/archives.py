"""Writes what an archive holds: rows as they were, and what is worked out of them, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import models
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from boards import policy
from boards.models import (
    Attachment,
    ChecklistItem,
    Comment,
    Membership,
    Preview,
    Project,
    Role,
    Task,
    TaskAssignee,
    TaskLink,
    User,
    Watch,
    WebLink,
)
from boards.services import attachments, jobs, link_counts
from boards.services.jobs import NewJob
from boardsite.database import statements
from boardsite.database.loading import Loader
from boardsite.database.statements import BATCH, together
from boardsite.database.statistics import refresh_after

Model = type[models.Model]


def loader(model: Model) -> Loader:
    """What writes rows of this table as they are; they get keys of their own."""
    return Loader(model, [each for each in model._meta.concrete_fields if not each.primary_key])


def tie(model: Model, field: models.Field, keys: Iterable[tuple[int, int]]) -> None:
    """Write of rows which others of their table they refer to, by the keys of both."""
    rows = [model(pk=one, **{field.attname: other}) for one, other in keys]
    together(*statements.saving_each(rows, [field.name]))


def finish(project: int, *, former_owner: int | None, trusts: bool, grown: Iterable[Model], actor: User) -> None:
    """Bring to an end what rows alone don't make: who owned it is an admin of what the actor owns now, and all that is
    counted is counted. Of a file that is not trusted nobody has or watches anything in it who takes no part in it.
    `grown` are the tables that it has come into."""
    if former_owner and former_owner != actor.pk:
        _keep(project, former_owner)
    if not trusts:
        _let_go_of_strangers(Project.objects.get(pk=project))
    _promote(project)
    _count(project)
    pictures = Attachment.objects.filter(task__project=project, preview=Preview.WAITING).values_list("pk", flat=True)
    jobs.add(*(NewJob(attachments.THUMBNAIL, attachments.QUEUE, (pk,)) for pk in pictures))
    refresh_after(Task.objects.filter(project=project).count(), grown)


def _keep(project: int, owner: int) -> None:
    members = Membership.objects.filter(project=project, user=owner)
    if not members.update(role=Role.ADMIN):
        Membership.objects.create(project_id=project, user_id=owner, role=Role.ADMIN)


def _let_go_of_strangers(project: Project) -> None:
    working = User.objects.filter(policy.is_assignable(project)).values("pk")
    Task.objects.filter(project=project).exclude(assignee__in=working).update(assignee=None)
    TaskAssignee.objects.filter(task__project=project).exclude(user__in=working).delete()
    items = ChecklistItem.objects.filter(checklist__task__project=project)
    items.exclude(assignee__in=working).update(assignee=None)
    there = project.memberships.values("user")
    Watch.objects.filter(project=project).exclude(user=project.owner_id).exclude(user__in=there).delete()


def _promote(project: int) -> None:
    """Nobody has a task beside nobody: the first of those who are here takes the place of who isn't."""
    for row in TaskAssignee.objects.filter(task__project=project, task__assignee=None).order_by("-pk"):
        first = TaskAssignee.objects.filter(task=row.task_id).order_by("pk").first()
        if first == row:
            Task.objects.filter(pk=row.task_id).update(assignee=row.user_id)
            row.delete()


def _count(project: int) -> None:
    """What rows tell of others, worked out from what has come."""
    tasks = Task.objects.filter(project=project)
    said = Comment.objects.filter(task=OuterRef("pk"), deleted_at=None)
    items = ChecklistItem.objects.filter(checklist__task=OuterRef("pk"), deleted_at=None, checklist__deleted_at=None)
    files = Attachment.objects.filter(task=OuterRef("pk"), deleted_at=None)
    addresses = WebLink.objects.filter(task=OuterRef("pk"), deleted_at=None)
    for count, number in {
        "comment_count": _number_of(said, "task"),
        "item_count": _number_of(items, "checklist__task"),
        "items_done": _number_of(items.exclude(done_at=None), "checklist__task"),
        "file_count": _number_of(files, "task"),
        "web_link_count": _number_of(addresses, "task"),
    }.items():
        # One look-up a task. PostgreSQL knows nothing yet of rows that came in this transaction: asked for the tasks
        # "in" those of the comments, it expects one and goes through all the comments again for each.
        tasks.exclude(**{count: number}).update(**{count: number})
    linked = Q(pk__in=_ends(project, "first")) | Q(pk__in=_ends(project, "second"))
    for some in _batches(tasks.filter(linked).only("pk", *link_counts.COUNTS).order_by("pk").iterator(BATCH)):
        link_counts.write(some)
    highest = tasks.order_by("-number").values("number")[:1]
    Project.objects.filter(pk=project).update(
        last_number=Greatest(F("last_number"), Coalesce(Subquery(highest, output_field=IntegerField()), 0))
    )


def _ends(project: int, side: str) -> QuerySet[TaskLink, Any]:
    return TaskLink.objects.filter(first__project=project).order_by().values(side)


def _number_of(rows: QuerySet[Any], task: str) -> Coalesce:
    counted = rows.order_by().values(task).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _batches(rows: Iterator[Task]) -> Iterator[list[Task]]:
    while some := list(islice(rows, BATCH)):
        yield some
