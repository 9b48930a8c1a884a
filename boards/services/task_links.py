"""The only writer of links between tasks.

Both ends keep it in their history, each as it sees it: what the other end is to it (`relation`) and which task that is
(`linked`). Nothing but ids is kept there: whoever reads it and may not see the other task is told no more of it.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from boards import events
from boards.events import Kind
from boards.exceptions import InvalidInput, NotFound, RuleBroken, TaskArchived
from boards.models import Activity, Column, LinkKind, Project, Relation, Task, TaskLink, User
from boards.models.task_links import STORED, opposite, seen_as
from boards.policy import Action, check, role_of
from boards.queries.task_links import BEARS_ON_OTHER
from boards.rules.changes import Changes, Value, ref_id
from boards.rules.changes import text as as_text
from boards.services import link_counts, notices
from boards.services.transactions import LINKS, lock_too, raise_revision, service

KINDS = frozenset({Kind.LINK_CREATED, Kind.LINK_DELETED})
# More of one task are no help to anybody; those that are hidden from a reader count too.
MOST_LINKS = 100
# Kinds along which one must not come back to where one began.
_DIRECTED = (LinkKind.BLOCKS, LinkKind.DUPLICATES, LinkKind.PARENT)
_REACHES = """
    WITH RECURSIVE reached(id) AS (
        SELECT second_id FROM boards_tasklink WHERE kind = %s AND first_id = %s
        UNION SELECT link.second_id FROM boards_tasklink link JOIN reached ON link.first_id = reached.id
        WHERE link.kind = %s
    ) SELECT 1 FROM reached WHERE id = %s LIMIT 1
"""


@dataclass(frozen=True)
class Ends:
    """Two tasks under the locks of their projects: `task` is the one that the change was asked for."""

    task: Task
    other: Task
    relation: Relation

    @property
    def kind(self) -> LinkKind:
        """The kind of the row."""
        return STORED[self.relation][0]

    @property
    def pair(self) -> tuple[Task, Task]:
        """First and second task of the row."""
        kind, is_first = STORED[self.relation]
        if kind == LinkKind.RELATES:
            is_first = self.task.pk < self.other.pk
        return (self.task, self.other) if is_first else (self.other, self.task)


def checked(relation: str) -> Relation:
    """The relation of that name; InvalidInput for any other."""
    if relation not in {each.value for each in Relation}:
        raise InvalidInput("relation", _("Choose one of the relations that are offered."))
    return Relation(relation)


@service
def add(*, task: Task, relation: str, other: Task, actor: User) -> TaskLink:
    """Say what the other task is to this one. The caller knows that the actor may see both, and change what this
    changes."""
    ends = _locked(task, other, checked(relation))
    if ends.task.is_archived:
        raise TaskArchived
    link = _make(ends, actor)
    _publish(Kind.LINK_CREATED, ends, actor)
    task.last_activity_id = ends.task.last_activity_id
    return link


@service
def remove(*, link: TaskLink, task: Task, actor: User) -> Task:
    """Take the link away, as seen from one of its tasks; it can be undone."""
    relation = seen_as(link.kind, from_first=link.first_id == task.pk)
    ends = _locked(task, link.second if link.first_id == task.pk else link.first, relation)
    if ends.task.is_archived:
        raise TaskArchived
    blocker, waiting = ends.pair
    was_blocked = waiting.open_blocker_count > 0
    _unmake(ends)
    _publish(Kind.LINK_DELETED, ends, actor)
    if was_blocked and not waiting.open_blocker_count:
        notices.unblocked(tasks=[waiting], project_id=blocker.project_id, actor_id=actor.pk)
    return ends.task


def take_back(project: Project, activity: Activity, *, actor: User) -> Activity:
    """Undo a change of a link, for `services.undo`, which holds the lock and knows that it is the actor's own."""
    was_made = activity.kind == Kind.LINK_CREATED
    side = 1 if was_made else 0
    relation = checked(as_text(activity.changes["relation"][side]))
    tasks = Task.objects.filter(deleted_at=None, project__deleted_at=None).select_related("project")
    task = tasks.filter(pk=activity.task_id or 0).first()
    other = tasks.filter(pk=ref_id(activity.changes["linked"][side]) or 0).first()
    if task is None or other is None or project.pk != task.project_id:
        raise NotFound
    # Before the rules, whose sentences name the other task and its project.
    _check_rights(task, other, None if was_made else relation, actor)
    ends = _locked(task, other, relation)
    if ends.task.is_archived:
        raise TaskArchived
    if was_made:
        _unmake(ends)
    else:
        _make(ends, actor)
    return _publish(Kind.UNDONE, ends, actor, undoes=activity)


def _check_rights(task: Task, other: Task, made: Relation | None, actor: User) -> None:
    """What it took to make the link, or to see it when nothing is `made`, may have been lost since; the role in the
    project of `task` has been looked at."""
    if other.project_id != task.project_id:
        action = Action.EDIT_TASK if made in BEARS_ON_OTHER else Action.VIEW
        check(actor, other.project, role_of(actor, other.project), action)


def _locked(task: Task, other: Task, relation: Relation) -> Ends:
    """Both tasks as they are under the locks of their projects; NotFound once one of them is deleted."""
    wanted = {task.project_id, other.project_id}
    if STORED[relation][0] in _DIRECTED:
        wanted.add(LINKS)
    projects = lock_too(wanted)
    rows = Task.objects.select_related("column", "assignee").defer("search_text").filter(deleted_at=None)
    found = {row.pk: row for row in rows.filter(pk__in=[task.pk, other.pk], project__in=projects)}
    if found.keys() != {task.pk, other.pk}:
        raise NotFound
    for row in found.values():
        row.project = projects[row.project_id]
        if row.project.is_archived:
            raise RuleBroken(_("“%(project)s” is archived. Restore it to change its links.") % {"project": row.project})
    return Ends(found[task.pk], found[other.pk], relation)


def _make(ends: Ends, actor: User) -> TaskLink:
    first, second = ends.pair
    _refuse(ends, first, second)
    link = TaskLink.objects.create(first=first, second=second, kind=ends.kind, created_by=actor)
    _write([first, second])
    return link


def _unmake(ends: Ends) -> None:
    first, second = ends.pair
    gone, _each = TaskLink.objects.filter(first=first, second=second, kind=ends.kind).delete()
    if not gone:
        raise NotFound
    _write([first, second])


def _write(tasks: list[Task]) -> None:
    link_counts.write(tasks)
    if tasks[0].project_id != tasks[1].project_id:
        link_counts.reach([tasks[0].project, tasks[1].project])


def _refuse(ends: Ends, first: Task, second: Task) -> None:
    """Raise RuleBroken for a link that can't be."""
    if first.pk == second.pk:
        raise RuleBroken(_("A task can't be linked to itself. Choose another one."))
    if ends.other.is_archived:
        raise RuleBroken(_("#%(number)s is archived. Restore it to link it.") % {"number": ends.other.number})
    links = TaskLink.objects.filter(kind=ends.kind)
    if links.filter(first=first, second=second).exists():
        raise RuleBroken(_("These two tasks are linked like that already."))
    if ends.kind == LinkKind.PARENT and links.filter(second=second).exists():
        raise RuleBroken(_("#%(number)s has a parent already. Remove that link first.") % {"number": second.number})
    if ends.kind in _DIRECTED and reaches(ends.kind, second.pk, first.pk):
        raise RuleBroken(_CIRCLES[ends.kind]())
    for task in (first, second):
        if task.link_count >= MOST_LINKS:
            raise RuleBroken(
                _("#%(number)s has %(count)s links already, which is as many as there can be.")
                % {"number": task.number, "count": MOST_LINKS}
            )


_CIRCLES = {
    LinkKind.BLOCKS: lambda: _("That would make a circle: each of these tasks would wait for the other."),
    LinkKind.PARENT: lambda: _("That would make a circle: a task can't be above and below another one."),
    LinkKind.DUPLICATES: lambda: _("That would make a circle: each of these tasks would be a duplicate of the other."),
}


def reaches(kind: str, start: int, goal: int) -> bool:
    """Whether links of the kind lead from one task to another, over whatever lies between; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_REACHES, [kind, start, kind, goal])
        return cursor.fetchone() is not None


def _publish(kind: Kind, ends: Ends, actor: User, *, undoes: Activity | None = None) -> Activity:
    """A row in the history of each of the two, in that of the task the change was asked for first."""
    twin = _twin(undoes, ends) if undoes else None
    sides = ((ends.task, ends.other, ends.relation, undoes), (ends.other, ends.task, opposite(ends.relation), twin))
    was_made = kind == Kind.LINK_CREATED or (undoes is not None and undoes.kind == Kind.LINK_DELETED)
    projects = {ends.task.project_id: ends.task.project, ends.other.project_id: ends.other.project}
    columns: dict[int, list[Column]] = {}
    for pk, project in sorted(projects.items()):
        touched = {task.column for task in (ends.task, ends.other) if task.project_id == pk}
        columns[pk] = raise_revision(project, columns=touched, fields=["linked_projects"])
    made: list[Activity] = []
    for task, other, relation, of in sides:
        task.project = projects[task.project_id]
        rows = columns.pop(task.project_id, [])
        changes = _changes(relation, other, was_made=was_made)
        # The answer that the tab gets holds the card of the first alone.
        with events.in_tab("") if made else nullcontext():
            row = events.publish(
                kind, project=task.project, actor=actor, task=task, changes=changes, columns=rows, undoes=of
            )
        made.append(row)
    return made[0]


def _twin(activity: Activity, ends: Ends) -> Activity | None:
    """The row of the same change in the history of the other task."""
    side = 1 if activity.kind == Kind.LINK_CREATED else 0
    rows = Activity.objects.filter(task=ends.other, kind=activity.kind, actor=activity.actor_id, undone_by=None)
    near = rows.filter(pk__in=(activity.pk - 1, activity.pk + 1))
    for row in [*near, *rows.order_by("-pk")[:20]]:
        linked, relation = row.changes["linked"][side], row.changes["relation"][side]
        if ref_id(linked) == ends.task.pk and relation == opposite(ends.relation):
            return row
    return None


def _changes(relation: Relation, other: Task, *, was_made: bool) -> Changes:
    now: dict[str, Value] = {"relation": relation.value, "linked": {"id": other.pk}}
    return {name: [None, value] if was_made else [value, None] for name, value in now.items()}
