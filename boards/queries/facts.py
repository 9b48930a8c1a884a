"""The facts of a task that are chosen from lists: column, people, priority, tags; each as a picker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from boards.models import Priority, Project, Task
from boards.queries.pickers import Choice, Picker, tag_choices
from boards.rules.text import natural_key

# The choices of a form by the name of the field, as (value, label).
Options: TypeAlias = Mapping[str, Iterable[tuple[Any, Any]]]
# Values as they are stored, or as they were typed.
Given: TypeAlias = Mapping[str, Any]
FORM = "task-form"
MOVE_FORM = "move-form"
# Of tags that were typed and are not there: more than a task may have, so that what was refused is seen to be too many.
MOST_NEW_TAGS = 60
NAMES = ("assignee", "other_assignees", "priority", "tags")


@dataclass(frozen=True)
class Facts:
    """The pickers of a task; without the right to edit only the column may be chosen, or nothing."""

    column: Picker | None = None
    assignee: Picker | None = None
    other_assignees: Picker | None = None
    priority: Picker | None = None
    tags: Picker | None = None


def of_task(task: Task, given: Given, options: Options) -> Facts:
    """The pickers of a task that may be edited. Two queries, and what `options` take.

    `given` are the values shown, stored ones or what was typed and refused; `options` the choices of the form for
    people and `priority`, as (value, label).
    """
    return _facts(task.project, task.column_id, given, options)


def of_new(project: Project, given: Given, options: Options) -> Facts:
    """The pickers of a task that is being written, within its form. Two queries, and what `options` take."""
    found = _facts(project, given["column"], given, options)
    chosen = found.column
    if chosen is not None and not chosen.count:
        chosen = replace(chosen, choices=[replace(chosen.choices[0], checked=True), *chosen.choices[1:]])
    pickers = (chosen, found.assignee, found.other_assignees, found.priority, found.tags)
    return Facts(*(picker and replace(picker, form="", sends=False, shortcut="") for picker in pickers))


def of_locked(task: Task) -> Facts:
    """The picker of a task that can only be moved. One query."""
    return Facts(column=_column(task.project, task.column_id))


def of_cell(task: Task, name: str, given: Any, options: Iterable[tuple[Any, Any]] = ()) -> Picker:
    """The picker of one fact, in the form that is opened in a cell of a list. A query, and what `options` take."""
    picker = _fact(task.project, name, given, options)
    return replace(picker, id=f"choose-{task.pk}-{name}", form=f"cell-form-{task.pk}-{name}", sends=False, shortcut="")


def of_move(task: Task) -> Picker:
    """The picker of the dialog that moves a card. One query."""
    picker = _column(task.project, task.column_id)
    return replace(picker, id="move-column", form="", sends=False, shortcut="", searched=True)


def _facts(
    project: Project,
    column: object,
    given: Given,
    options: Options,
) -> Facts:
    named = {name: _fact(project, name, given[name], options.get(name, ())) for name in NAMES}
    return Facts(column=_column(project, column), **named)


def _fact(project: Project, name: str, given: Any, options: Iterable[tuple[Any, Any]]) -> Picker:
    if name == "column":
        return _column(project, given)
    if name == "assignee":
        return _one(name, _("Assignee"), [_nobody(given), *_people([given], options)], _("Nobody"), "a")
    if name == "other_assignees":
        return _others(given, options)
    if name == "priority":
        return _one(name, _("Priority"), _priorities(given, options), _("None"))
    return _tags(project, given)


def _one(name: str, label: str, choices: list[Choice], none: str, shortcut: str = "") -> Picker:
    return Picker(
        id=f"fact-{name}", name=name, label=label, choices=choices, none=none, shortcut=shortcut, form=FORM, many=False
    )


def _column(project: Project, given: object) -> Picker:
    choices = [
        Choice.of_status(str(column.pk), column.status, column.name, checked=str(column.pk) == str(given))
        for column in project.columns.all()
    ]
    return Picker(
        id="fact-column",
        name="column",
        label=_("Column"),
        choices=choices,
        form=MOVE_FORM,
        sends=True,
        many=False,
        shortcut="m",
    )


def _nobody(given: object) -> Choice:
    return Choice("", _("Nobody"), checked=not given, css="status", icon="user-round")


def _people(given: Iterable[object], options: Iterable[tuple[object, object]]) -> list[Choice]:
    """In natural order."""
    there = [(int(str(pk)), str(name)) for pk, name in options if str(pk)]
    there.sort(key=lambda person: (natural_key(person[1]), person[0]))
    chosen = set(map(str, given))
    return [Choice.of_person(pk, name, checked=str(pk) in chosen) for pk, name in there]


def _others(given: Iterable[object], options: Iterable[tuple[object, object]]) -> Picker:
    """Several; who is responsible may be chosen too, and is left out when it is saved."""
    return Picker(
        id="fact-other_assignees",
        name="other_assignees",
        label=_("Also assigned"),
        choices=_people(given or (), options),
        empty=_("Nobody else takes tasks here."),
        none=_("Nobody else"),
        form=FORM,
        shortcut="Shift+A",
    )


def _priorities(given: object, options: Iterable[tuple[int, object]]) -> list[Choice]:
    """The choices of a priority, the most urgent first."""
    found = [
        Choice.of_priority(str(value), min(value, Priority.URGENT), str(label), checked=str(value) == str(given))
        for value, label in options
    ]
    return found[::-1]


def _tags(project: Project, given: str | Iterable[str]) -> Picker:
    """All of the project, and those that were typed and are not there."""
    names = given.split(",") if isinstance(given, str) else given
    chosen = [name.strip() for name in names if name.strip()]
    rows = sorted(project.tags.values_list("name", "colour"), key=lambda tag: natural_key(tag[0]))
    return Picker(
        id="fact-tags",
        name="tags",
        label=_("Tags"),
        choices=tag_choices(rows, chosen, most_new=MOST_NEW_TAGS),
        empty=_("No tags yet. Type a word to make one."),
        form=FORM,
        adds=True,
        none=_("None"),
        shortcut="t",
    )
