"""What must hold between the rows of a project that an archive has brought, where no database sees to it."""

from __future__ import annotations

from collections import defaultdict
from graphlib import CycleError, TopologicalSorter

from django.db.models import Q
from django.utils.translation import gettext as _

from boards.models import Column, LinkKind, Status, Task, TaskLink
from boards.services.columns import MOST_COLUMNS, NEEDED
from boards.transfer.files import refusal


def check(project: int) -> None:
    """Raise InvalidInput for what could not have come about here. The caller has a transaction around this."""
    _check_columns(project)
    _check_completed(project)
    _refuse_circles(project)


def _check_columns(project: int) -> None:
    statuses = list(Column.objects.filter(project=project).order_by().values_list("status", flat=True))
    if len(statuses) > MOST_COLUMNS or not set(NEEDED) <= set(statuses):
        words = _("A board has up to %(count)s columns, and one for what is pending and one for what is completed.")
        raise refusal(words % {"count": MOST_COLUMNS})


def _check_completed(project: int) -> None:
    """A task in a completed column is completed, and no other."""
    is_there = Q(column__status=Status.COMPLETED)
    wrong = Task.objects.filter(is_there & Q(completed_at=None) | ~is_there & ~Q(completed_at=None), project=project)
    number = wrong.order_by("number").values_list("number", flat=True).first()
    if number is not None:
        words = _("Task #%(number)s in the archive is half completed, so nothing was imported.")
        raise refusal(words % {"number": number})


def _refuse_circles(project: int) -> None:
    """No task is its own parent, or waits for itself, by whatever way round."""
    links = TaskLink.objects.filter(first__project=project)
    for kind in (LinkKind.BLOCKS, LinkKind.DUPLICATES, LinkKind.PARENT):
        graph: dict[int, list[int]] = defaultdict(list)
        for first, second in links.filter(kind=kind).values_list("first", "second"):
            graph[second].append(first)
        try:
            TopologicalSorter(graph).prepare()
        except CycleError:
            raise refusal(_("Links between tasks in the archive make a circle, so nothing was imported.")) from None
