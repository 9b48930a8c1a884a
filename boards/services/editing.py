"""What is particular about the fields of a task, which `services.versioned_edits` merges, and how they are written.

The verb is `services.tasks.update`; callers hold the lock.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from boards import events
from boards.events import Kind
from boards.exceptions import Noun, RuleBroken, TaskLocked
from boards.models import Project, Status, Tag, Task, User
from boards.models.tasks import HIGHEST_PRIORITY
from boards.rules import days, locking
from boards.rules.changes import refs
from boards.rules.locking import Effect
from boards.rules.merging import Merge
from boards.rules.progress import COMPLETE, share
from boards.rules.text import TITLE_LIMIT, clean_line, clean_tag, clean_text, fold
from boards.services import history_values, moving, positions, sharing, tags, validation
from boards.services.transactions import raise_revision, save_task
from boards.services.versioned_edits import Versioned

# The fields a person edits (the others follow from actions), and what makes of what was sent what the history writes:
# checked, ready to be compared (tags: a set of folded names; other assignees: of ids).
CLEANERS: dict[str, Callable[[Any], object]] = {
    "title": lambda value: clean_line("title", value, TITLE_LIMIT),
    "description": lambda value: clean_text("description", value),
    "priority": lambda value: validation.checked_number("priority", value, HIGHEST_PRIORITY),
    "progress": lambda value: validation.checked_number("progress", value, COMPLETE),
    "due_date": lambda value: days.iso("due_date", value),
    "assignee": lambda value: history_values.person_ref(value),
    "other_assignees": lambda value: frozenset(user.pk for user in value),
    "follows_items": bool,
    "tags": lambda value: frozenset(fold(clean_tag("tags", name)) for name in value),
}


def comparable(field: str, value: object) -> object:
    """A value of the history as its cleaner would have made it."""
    if field == "tags":
        return frozenset(fold(ref["name"]) for ref in refs(value))
    return frozenset(ref["id"] for ref in refs(value)) if field == "other_assignees" else value


VERSIONED: Versioned[Task] = Versioned(Noun.TASK, CLEANERS, history_values.dump, history_values.later, comparable)


def refuse_collision(
    task: Task, merged: Merge, changed: Mapping[str, Any], *, versioned: Versioned[Task] = VERSIONED
) -> None:
    """Raise TaskLocked for a completed task, EditConflict where somebody else has changed the same field.

    Where the progress begins to follow the checklists, it is one of the changes; by hand it can't be set then.
    """
    if locking.is_locked(completed=task.is_completed, fields={*merged.changes, *merged.conflicts}):
        raise TaskLocked
    versioned.refuse_conflicts(task, merged, changed)
    _follow(task, merged.changes)


def _follow(task: Task, changes: dict[str, Any]) -> None:
    wanted = changes.get("progress")
    if not changes.get("follows_items", task.follows_items) or wanted == COMPLETE:
        return
    if "follows_items" not in changes and wanted is not None:
        raise RuleBroken(_("The progress of this task follows its checklists. Switch that off to set it by hand."))
    if "follows_items" in changes and task.progress != (now := share(task.items_done, task.item_count)):
        changes["progress"] = now


def write(project: Project, task: Task, changes: Mapping[str, Any], changed: Mapping[str, Any], *, actor: User) -> Task:
    """Write the merged `changes`, with what follows from progress 100; `changed` is what the person sent."""
    if people := {"assignee", "other_assignees"} & changes.keys():
        _check_people(project, task, *sharing.arranged(task, changes, changed))
    before = VERSIONED.dumped(task, sharing.both(changes))
    touched = {task.column}
    if "tags" in changes:
        task.tags.set(tags.named(project, spelled(task.tags.all(), changes["tags"], changed["tags"])))
    assign(task, changes, changed)
    written = recorded(VERSIONED, task, before)
    if not written:
        return task
    if people:
        sharing.save([task])
    if completes(task, changes):
        target = validation.first_column(project, Status.COMPLETED)
        written |= moving.transfer(task, target, positions.at_top(target))
        touched.add(target)
    save_task(task, set(written) - {"tags", "other_assignees"})
    columns = raise_revision(project, columns=touched, recount="progress" in changes)
    kind = Kind.TASK_COMPLETED if "completed_at" in written else Kind.TASK_UPDATED
    events.publish(kind, project=project, actor=actor, task=task, changes=written, columns=columns)
    return task


def _check_people(project: Project, task: Task, assignee: User | None, others: Collection[User]) -> None:
    """Whoever has the task may keep it, in whatever place; everybody else is checked."""
    there = sharing.holders(task)
    if assignee is not None and assignee.pk not in there:
        validation.checked_assignee(project, assignee)
    validation.checked_others(project, [user for user in others if user.pk not in there])


def recorded(versioned: Versioned[Task], task: Task, before: Mapping[str, object]) -> dict[str, list[Any]]:
    """What was written, as the history keeps it: of those who have the task only what is another now."""
    found = versioned.recorded(task, before)
    return {field: pair for field, pair in found.items() if field not in sharing.FIELDS or pair[0] != pair[1]}


def assign(task: Task, changes: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
    """Set all but tags, and but progress 100, which comes with the move to a completed column."""
    if sharing.FIELDS & changes.keys():
        sharing.settle(task, *sharing.arranged(task, changes, changed))
    for field in changes.keys() - {"tags", "progress", *sharing.FIELDS}:
        setattr(task, field, changed[field] if field == "due_date" else changes[field])
    if "progress" in changes and not completes(task, changes):
        task.progress = changes["progress"]


def completes(task: Task, changes: Mapping[str, Any]) -> bool:
    """Whether the merged changes complete the task, by progress 100."""
    effect = locking.effect_of_progress(completed=task.is_completed, progress=changes.get("progress", 0))
    return effect is Effect.COMPLETES


def spelled(present: Iterable[Tag], keys: Collection[str], typed: Iterable[str]) -> list[str]:
    """The names behind folded keys: as the project writes them, else as they were typed."""
    cleaned = [clean_tag("tags", name) for name in typed]
    spelling = {fold(name): name for name in reversed(cleaned)} | {tag.name_key: tag.name for tag in present}
    return [spelling[key] for key in sorted(keys)]
