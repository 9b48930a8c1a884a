"""Two people changed the same field: both texts, what differs, and a choice.

The page is `boards/conflict.html`, for a form whose fields bear the names of the columns and that carries
`version`. Keeping mine sends the field again as it stands in the page; keeping theirs leaves it out (`choice-<field>`);
keeping both puts the two together, as changes of what both began with (`base-<field>`).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.forms import BaseForm, BoundField
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from boards.exceptions import EditConflict
from boards.models import Activity, Checklist, ChecklistItem, Comment, Project, Task, WebLink
from boards.models.activity import edits_of_comment, edits_of_part, edits_of_project
from boards.queries import formatting
from boards.rules import differing, merging
from boards.rules.changes import number, ref_name, refs, text
from boards.rules.text import fold

CHOICE = "choice-"
BASE = "base-"
THEIRS = "theirs"
BOTH = "both"
# How two texts of a field become one.
_TOGETHER = {"title": merging.merge_lines, "description": merging.merge_texts, "text": merging.merge_texts}


@dataclass(frozen=True)
class FieldConflict:
    """One field that both changed; `field` is the person's own input, ready to be edited and sent again."""

    name: str
    label: str
    field: BoundField
    theirs: str
    parts: list[differing.Part]

    @property
    def choice(self) -> str:
        """The name of the radio buttons."""
        return f"{CHOICE}{self.name}"

    @property
    def can_be_both(self) -> bool:
        """Whether it is a text: of two dates or people there can be only one."""
        return self.name in _TOGETHER


@dataclass(frozen=True)
class Conflict:
    """What the page shows. `hidden` are the names and values of all other fields, sent along so that nothing typed
    is lost; `version` is the one the page is about."""

    fields: list[FieldConflict]
    hidden: list[tuple[str, str]]
    by: str
    at: datetime.datetime | None

    @property
    def when(self) -> str:
        """How long ago that was, in words."""
        if self.at is None or timezone.now() - self.at < datetime.timedelta(minutes=1):
            return _("just now")
        return _("%(time)s ago") % {"time": timesince(self.at, depth=1)}


def of_project(form: BaseForm, error: EditConflict, seen_version: int) -> Conflict:
    """The conflict of a bound form about a project. One query."""
    latest = edits_of_project(error.current).select_related("actor")[: error.current.version - seen_version]
    return _conflict(form, error, list(latest))


def of_task(form: BaseForm, error: EditConflict, seen_version: int) -> Conflict:
    """The conflict of a bound form about a task; people are shown by the choices of its field. Two queries."""
    rows = Activity.objects.filter(task=error.current, task_version__gt=seen_version)
    return _conflict(form, error, list(rows.select_related("actor").order_by("-pk")))


def of_comment(form: BaseForm, error: EditConflict, seen_version: int) -> Conflict:
    """The conflict of a bound form about a comment. One query."""
    rows = edits_of_comment(error.current.pk, error.current.task_id, seen_version)
    return _conflict(form, error, list(rows.select_related("actor")))


def of_checklist(form: BaseForm, error: EditConflict, seen_version: int) -> Conflict:
    """The conflict of a bound form about a checklist. One query."""
    rows = edits_of_part("checklist", error.current.pk, error.current.task_id, seen_version)
    return _conflict(form, error, _by_own_names(rows, "checklist", "title"))


def of_item(form: BaseForm, error: EditConflict, seen_version: int) -> Conflict:
    """The conflict of a bound form about an item of a checklist. One query."""
    rows = edits_of_part("item", error.current.pk, error.current.checklist.task_id, seen_version)
    return _conflict(form, error, _by_own_names(rows, "item", "text"))


def of_web_link(form: BaseForm, error: EditConflict, seen_version: int) -> Conflict:
    """The conflict of a bound form about a web link. One query."""
    rows = list(
        edits_of_part("web_link", error.current.pk, error.current.task_id, seen_version).select_related("actor")
    )
    for row in rows:
        sides = {field: row.changes[f"web_link_{field}"] for field in ("url", "title")}
        row.changes = {field: [before, after] for field, (before, after) in sides.items() if before != after}
    return _conflict(form, error, rows)


def _by_own_names(rows: QuerySet[Activity], noun: str, text_field: str) -> list[Activity]:
    """The changes under the names that the fields of the form have."""
    found = list(rows.select_related("actor"))
    for row in found:
        own = {name.removeprefix("item_"): change for name, change in row.changes.items() if name.startswith("item_")}
        before, after = map(ref_name, row.changes[noun])
        row.changes = own | ({text_field: [before, after]} if before != after else {})
    return found


Versioned = Project | Task | Comment | Checklist | ChecklistItem | WebLink


def kept(changed: Mapping[str, object], sent: Mapping[str, object], current: Versioned) -> dict[str, object]:
    """The fields to write after a choice was made: those whose other text was chosen are left out.

    Of those of which both were chosen one text is made, of mine and of what `current` holds.
    """
    choices = {name: sent.get(f"{CHOICE}{name}") for name in changed}
    return {
        name: _together(name, text(value), sent, current) if choices[name] == BOTH and name in _TOGETHER else value
        for name, value in changed.items()
        if choices[name] != THEIRS
    }


def _together(name: str, mine: str, sent: Mapping[str, object], current: Versioned) -> str:
    base = str(sent.get(f"{BASE}{name}", "")).replace("\r\n", "\n")
    return _TOGETHER[name](base, getattr(current, name), mine)


def _conflict(form: BaseForm, error: EditConflict, later: list[Activity]) -> Conflict:
    last = next((row for row in later if not error.conflicts.keys().isdisjoint(row.changes)), None)
    return Conflict(
        fields=[_field(form, name, *values) for name, values in error.conflicts.items()],
        hidden=[("version", str(error.current.version)), *_bases(error), *_others(form, error, later)],
        by=last.actor.display_name if last and last.actor else _("Somebody else"),
        at=last.created_at if last else None,
    )


def _bases(error: EditConflict) -> Iterable[tuple[str, str]]:
    """Hidden fields (name, text) with what both began with, where both texts can be kept in one."""
    return [
        (f"{BASE}{name}", text(base)) for name, (base, _theirs, _mine) in error.conflicts.items() if name in _TOGETHER
    ]


def _others(form: BaseForm, error: EditConflict, later: list[Activity]) -> Iterable[tuple[str, str]]:
    """The fields without a conflict as they should be sent again, now on top of the present version.

    What the others changed was either left alone by this person or changed to the same, so it stays as it is now.
    """
    theirs = {name for row in later for name in row.changes}
    for name in form.fields:
        if name in error.conflicts or name == "version":
            continue
        value = form[name].value()
        if name == "tags" and name in theirs:
            value = _merged_tags(form, error.current, later)
        elif name == "other_assignees":
            yield from ((name, str(pk)) for pk in _merged_people(form, error.current, later))
            continue
        elif name in theirs:
            value = getattr(error.current, f"{name}_id", None) or getattr(error.current, name)
        yield form[name].html_name, "" if value is None else str(value)


def _merged_tags(form: BaseForm, current: Task, later: list[Activity]) -> str:
    before = next(row.changes["tags"][0] for row in reversed(later) if "tags" in row.changes)
    now = {fold(tag.name): tag.name for tag in current.tags.all()}
    mine = {fold(name): name for name in form.cleaned_data["tags"]}
    merged = merging.merge_sets([fold(ref["name"]) for ref in before], now, mine)
    return ", ".join((mine | now)[key] for key in sorted(merged))


def _merged_people(form: BaseForm, current: Task, later: list[Activity]) -> Iterable[int | str]:
    """The ids of those who are to have it beside the one responsible; an empty one, so that nobody is sent too."""
    mine, now = [user.pk for user in form.cleaned_data["other_assignees"]], [user.pk for user in current.others]
    rows = [row for row in reversed(later) if "other_assignees" in row.changes]
    before = refs(rows[0].changes["other_assignees"][0]) if rows else None
    merged = merging.merge_sets([each["id"] for each in before], now, mine) if before is not None else mine
    return ["", *sorted(merged)]


def _field(form: BaseForm, name: str, base: object, theirs: object, mine: object) -> FieldConflict:
    shown = _shower(form, name)
    parts = differing.shortened(differing.parts(shown(theirs), shown(mine)))
    return FieldConflict(name=name, label=str(form[name].label), field=form[name], theirs=shown(theirs), parts=parts)


def _shower(form: BaseForm, name: str) -> Callable[[object], str]:
    """How values of a field read, given as the history keeps them."""
    choices = {str(key): str(label) for key, label in getattr(form.fields[name], "choices", [])}

    def shown(value: object) -> str:
        if name == "priority":
            return formatting.priority(number(value))
        if name == "progress":
            return f"{value} %"
        if name == "due_date" or name == "finish_date":
            return formatting.full_day(datetime.date.fromisoformat(text(value))) if value else _("None")
        if choices:
            return choices.get(str(value["id"] if isinstance(value, dict) else value or ""), _("Somebody else"))
        return str(value)

    return shown
