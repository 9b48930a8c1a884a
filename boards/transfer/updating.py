"""A newer file of a board that is here: its cards are brought up to date instead of doubled.

A field is written only where nobody has changed it here since the import; what is completed or archived here stays as
it is, and what was deleted here stays away. Cards that are new come along.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from boards import events
from boards.exceptions import NotFound, RuleBroken
from boards.models import Column, Import, Project, Status, Task, User
from boards.models.task_links import seen_as
from boards.rules.text import fold
from boards.services import columns, sharing, task_changes, task_links, transactions, validation
from boards.services.bulk_changes import TaskChange
from boards.services.bulk_creation import ColumnDraft, Tell
from boards.transfer import importing, texts
from boards.transfer.importing import Files
from boards.transfer.plans import Notes, Plan, PlannedTask
from boards.transfer.queries import origins

# Of the project, or to be made.
Lane = Column | ColumnDraft
# What becomes of a task, and where it goes if it moves.
_Change = tuple[Task, Lane | None, TaskChange]


@dataclass
class Updated:
    """What has become of the cards; `kept` are those of which something stays that was changed here."""

    project: Project
    added: list[tuple[str, Task]] = field(default_factory=list)
    changed: int = 0
    same: int = 0
    kept: int = 0
    # Deleted here.
    gone: int = 0
    # Here, and not in this file: nobody knows whether they are gone there, so they stay.
    absent: int = 0
    left_out: Notes = field(default_factory=Notes)

    def report(self) -> dict[str, int]:
        """In numbers."""
        told = {"changed": self.changed, "same": self.same, "kept": self.kept, "gone": self.gone}
        return {"added": len(self.added), **told, "absent": self.absent}


def update(plan: Plan, earlier: Import, *, files: Files, actor: User, tell: Tell, is_whole: bool = False) -> Updated:
    """Bring the project of an earlier import up to date, which has come with its history if `is_whole`. The caller has
    looked at the actor's rights there, and has a transaction around this."""
    project = earlier.project
    assert project is not None  # noqa: S101  it was found by its project
    # Before anything is read: another update of it, or somebody's change, may be on its way.
    transactions.hold(project_id=project.pk, links=bool(plan.links))
    project.refresh_from_db(fields=["last_number"])
    there = origins.tasks(earlier)
    plan = replace(plan, columns=tuple(_called_as_here(plan, project, earlier)))
    found = Updated(project)
    in_file = {planned.origin for planned in plan.tasks}
    found.absent = sum(task.deleted_at is None for origin, task in there.items() if origin not in in_file)
    tell(0)
    with events.by_means("import"):
        # A history that has come along is not of here.
        touched = origins.touched(there.values(), since=earlier.last_activity_id or 0 if is_whole else 0)
        changes = _changes(plan, project, there, touched, found)
        task_changes.apply_all(changes=_into_columns(changes, project, actor), actor=actor)
    tell(0)
    fresh = _only_new(plan, files, there, project.last_number)
    if fresh is not None:
        made = importing.carry_out(fresh[0], actor=actor, into=project, files=fresh[1], tell=tell)
        pairs = zip(fresh[0].tasks, made.tasks, strict=True)
        found.added = [(planned.origin, task) for planned, task in pairs]
        with events.by_means("import"):
            _link_to_what_is_here(plan, there, found, actor)
    return found


def _link_to_what_is_here(plan: Plan, there: Mapping[str, Task], found: Updated, actor: User) -> None:
    """Links between new cards are made with them; those of cards that were here stay as they are."""
    new = dict(found.added)
    for place, kind, other_place in plan.links:
        first, second = plan.tasks[place].origin, plan.tasks[other_place].origin
        if (first in new) == (second in new):
            continue
        task, other = (new.get(origin) or there[origin] for origin in (first, second))
        try:
            task_links.add(task=task, relation=seen_as(kind, from_first=True), other=other, actor=actor)
        except (RuleBroken, NotFound):
            title = (task if first in new else other).title
            found.left_out.add(_("Links of new cards to cards that are here, which could not be made"), title)


def _called_as_here(plan: Plan, project: Project, earlier: Import) -> Iterator[ColumnDraft]:
    """The columns of a plan by their names here: a column, or the list that it came from, may have got another."""
    there = {fold(name): name for name in project.columns.values_list("name", flat=True)}
    now = origins.renamed_columns(project) | there
    then = origins.columns_then(earlier)
    before = {place: then[key] for key, place in plan.targets.items() if key in then}
    for place, draft in enumerate(plan.columns):
        known = now.get(fold(draft.name)) or now.get(fold(before.get(place, draft.name)))
        yield replace(draft, name=known or draft.name)


def _into_columns(changes: Sequence[_Change], project: Project, actor: User) -> list[tuple[Task, TaskChange]]:
    """The changes with the ids of columns; those that are not here yet are made for the cards that go there."""
    made: dict[str, int] = {}
    ready = []
    for task, lane, change in changes:
        if isinstance(lane, ColumnDraft):
            key = fold(lane.name)
            if key not in made:
                column = columns.create(
                    project=project, name=lane.name, status=lane.status, wip_limit=lane.wip_limit, actor=actor
                )
                made[key] = column.pk
            change = replace(change, column=made[key])
        elif lane is not None:
            change = replace(change, column=lane.pk)
        ready.append((task, change))
    return ready


def _changes(
    plan: Plan, project: Project, there: Mapping[str, Task], touched: Mapping[int, set[str]], found: Updated
) -> list[_Change]:
    lanes = importing.lanes_of(plan, project)
    known = {user.pk for user in (*plan.people, *(planned.assignee for planned in plan.tasks if planned.assignee))}
    assignable = set(validation.assignable(project).values_list("pk", flat=True))
    changes = []
    told = _told(plan)
    for planned in plan.tasks:
        task = there.get(planned.origin)
        if task is None:
            continue
        if task.deleted_at is not None:
            found.gone += 1
            continue
        wanted = _differing(planned, task, lanes[planned.column])
        if "assignee" in told:
            wanted |= _other_people(planned, task, assignable, known)
        if "progress" in told and _has_progress(task, lanes[planned.column]) and planned.progress != task.progress:
            wanted["progress"] = planned.progress
        mine = touched[task.pk]
        wanted = {name: value for name, value in wanted.items() if name not in mine or name in told}
        allowed = {} if task.is_completed or task.is_archived else wanted
        free = {name: value for name, value in allowed.items() if name not in mine}
        if len(free) < len(wanted):
            found.kept += 1
            sentence = _("What the file changes in tasks that are completed, archived or changed here")
            found.left_out.add(sentence, task.title)
        found.changed += bool(free)
        found.same += not wanted
        if free:
            lane, archived = free.pop("column", None), free.pop("archived_at", None)
            changes.append((task, lane, TaskChange(values=free, archived=archived, even_if_blocked=True)))
    return changes


def _has_progress(task: Task, lane: Lane) -> bool:
    """Whether a task has a progress that a file can say: not what is done, and not what its items tell."""
    is_done = lane.status == Status.COMPLETED
    return not (is_done or task.is_completed or task.follows_items)


def _differing(planned: PlannedTask, task: Task, lane: Lane) -> dict[str, Any]:
    """What the file says otherwise, by the names of the history."""
    wanted: dict[str, Any] = {}
    for name in ("title", "description", "priority", "due_date"):
        if getattr(planned, name) != getattr(task, name):
            wanted[name] = getattr(planned, name)
    if {fold(name) for name in planned.tags} != {tag.name_key for tag in task.tags.all()}:
        wanted["tags"] = list(planned.tags)
    if not isinstance(lane, Column) or lane.pk != task.column_id:
        wanted["column"] = lane
    if planned.archived and not task.is_archived:
        wanted["archived_at"] = True
    return wanted


def _told(plan: Plan) -> set[str]:
    """What the file tells of any card, by the names of the history: many tools know no progress, or no priority, and
    there a 0 says nothing."""
    told = {"title", "description", "column", "archived_at"}
    told |= {name for name in ("priority", "progress", "due_date", "tags") if any(map(attrgetter(name), plan.tasks))}
    has_people = plan.people or any(planned.assignee or planned.has_strangers for planned in plan.tasks)
    return told | ({"assignee", sharing.OTHERS} if has_people else set())


def _other_people(
    planned: PlannedTask, task: Task, assignable: Collection[int], known: Collection[int]
) -> dict[str, Any]:
    """Who has it by the file. Nobody is taken away who may be one of those without an account: only those who are
    `known` to have other cards."""
    wanted: dict[str, Any] = {}
    if planned.assignee is not None and planned.assignee.pk in assignable:
        others = {user.pk for user in planned.others} & set(assignable)
        if planned.assignee.pk != task.assignee_id:
            wanted["assignee"] = planned.assignee.pk
        if others != {user.pk for user in task.others}:
            wanted[sharing.OTHERS] = sorted(others)
    elif planned.assignee is None and task.assignee_id and (task.assignee_id in known or not planned.has_strangers):
        wanted = {"assignee": None, **({sharing.OTHERS: []} if task.others else {})}
    return wanted


def _only_new(plan: Plan, files: Files, there: Mapping[str, Task], highest: int) -> tuple[Plan, Files] | None:
    """The plan for the cards that are not here, with their files; None if there are none."""
    places = [place for place, task in enumerate(plan.tasks) if task.origin and task.origin not in there]
    if not places:
        return None
    at = {place: index for index, place in enumerate(places)}
    links = tuple((at[first], kind, at[second]) for first, kind, second in plan.links if first in at and second in at)
    tasks = tuple(_numbered(plan.tasks[place], plan, highest) for place in places)
    own: Sequence[Any] = [files[place] for place in places]
    # Who takes part no more is brought back for a new card alone.
    needed = {user.pk for task in tasks for user in (task.assignee, *task.others, *task.talk.assignees) if user}
    people = tuple(user for user in plan.people if user.pk in needed)
    return replace(plan, tasks=tasks, links=links, people=people), own


def _numbered(planned: PlannedTask, plan: Plan, highest: int) -> PlannedTask:
    """With the number that the card has there, or that written down where tasks here have come so far."""
    if planned.number is None or planned.number > highest:
        return planned
    remark = _("Number in %(tool)s: %(number)s") % {"tool": plan.tool, "number": planned.number}
    text = texts.below(planned.description, (texts.ORIGIN % {"tool": plan.tool}, [f"- {remark}"]))
    return replace(planned, number=None, description=text)
