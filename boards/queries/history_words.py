"""The words of the history: a sentence for every kind of change, and every value as people say it."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Activity, Kind, Relation, Role, Status, Task, User, Visibility
from boards.queries import formatting
from boards.queries.history_sentences import OTHERS, SENTENCES, ByGroup, Other, of_field
from boards.queries.tags import COLOURS
from boards.queries.task_links import CHOICES as RELATIONS
from boards.rules import file_names
from boards.rules.changes import Value, number, ref_id, ref_name, refs, text

# Fields whose values are people, named by id.
PEOPLE = ("assignee", "item_assignee", "other_assignees", "member", "owner", "invited_by")
# Fields that follow from others, or are told by the sentence itself.
SILENT = frozenset(
    {
        *("along", "item_version", "item_done", "item_place", "checklist_version", "checklist_place"),
        *("web_link_url", "web_link_title", "web_link_version"),
        *("comment", "text", "comment_version", "version"),
        *("position", "completed_at", "archived_at", "deleted_at"),
    }
)
MEANS = {
    "api": gettext_lazy("through the API"),
    "import": gettext_lazy("by import"),
    "job": gettext_lazy("automatically"),
    "shell": gettext_lazy("by an operator"),
    "sign-in": gettext_lazy("by groups at sign-in"),
}
LABELS = {
    "title": gettext_lazy("Title"),
    "description": gettext_lazy("Description"),
    "visibility": gettext_lazy("Visibility"),
    "finish_date": gettext_lazy("Finish date"),
    "tags": gettext_lazy("Tags"),
    "priority": gettext_lazy("Priority"),
    "assignee": gettext_lazy("Assignee"),
    "other_assignees": gettext_lazy("Also assigned"),
    "due_date": gettext_lazy("Due date"),
    "progress": gettext_lazy("Progress"),
    "follows_items": gettext_lazy("Progress follows the checklists"),
    "column": gettext_lazy("Column"),
    "name": gettext_lazy("Name"),
    "status": gettext_lazy("Status"),
    "wip_limit": gettext_lazy("WIP limit"),
    "adds_on_top": gettext_lazy("New cards go on top"),
    "colour": gettext_lazy("Colour"),
    "archived_at": gettext_lazy("Archived"),
    "deleted_at": gettext_lazy("Deleted"),
}
VISIBILITIES = {Visibility.PERSONAL: gettext_lazy("private"), Visibility.PUBLIC: gettext_lazy("public")}


class Detail(NamedTuple):
    """One field of several that changed at once."""

    label: str
    before: str
    after: str


def means(name: str) -> str:
    """By which means a change was made, empty for the pages."""
    return str(MEANS.get(name, ""))


def plain(sentence: SafeString) -> str:
    """A sentence of the history as plain text. What people wrote is escaped in it, so all its marks are ours."""
    quoted = re.sub("<q>(.*?)</q>", lambda found: _("“%(text)s”") % {"text": found[1]}, sentence, flags=re.DOTALL)
    return html.unescape(re.sub("<[^>]*>", "", quoted))


def role(value: Value) -> str:
    """A role inside a sentence."""
    return str(Role(text(value)).label).lower()


@dataclass(frozen=True)
class Teller:
    """Tells rows to one reader. `about` is the task whose history it is; `people` are those the rows name."""

    people: Mapping[int, User]
    about: Task | None
    today: datetime.date
    hide_deleted: bool = False
    # The tasks at other ends of links that the reader may know of (`history.tasks_linked_in`).
    linked: Mapping[int, Task] = field(default_factory=dict)

    def sentence(self, row: Activity) -> SafeString:
        """The whole change in one sentence, escaped."""
        template = self._template(row)
        return format_html(str(template), **self._words(row))

    def details(self, row: Activity) -> list[Detail]:
        """Each field with its values before and after, where the sentence does not say it all."""
        if self._hidden(row) or row.kind not in _DETAILED:
            return []
        names = [name for name in LABELS if name in row.changes and self._is_told(row, name)]
        told = len(names) + ("description" in row.changes)
        if row.kind in _BY_FIELD and told < 2:
            return []
        return [Detail(str(LABELS[name]), *(self._value(name, value) for value in row.changes[name])) for name in names]

    def _template(self, row: Activity) -> Promise:
        if self._hidden(row):
            return SENTENCES.get(Kind(row.kind)) or OTHERS["hidden"]
        if (by_group := _of_member(row)) is not None:
            return OTHERS[by_group]
        if row.kind in _OF_ONESELF:
            field, side, said = _OF_ONESELF[Kind(row.kind)]
            if row.actor_id == ref_id(row.changes[field][side]):
                return OTHERS["invited" if "invited_by" in row.changes else said]
        if row.kind in _BY_FIELD:
            return of_field(
                Kind(row.kind), {name: row.changes[name] for name in row.changes if name not in SILENT}, row
            )
        if row.kind == Kind.TASK_MOVED and "column" not in row.changes:
            return OTHERS["reordered"]
        if row.kind == Kind.UNDONE and row.task_id is None:
            return OTHERS["undone project"]
        if row.kind == Kind.UNDONE and "linked" in row.changes:
            return OTHERS["undone link"]
        if row.kind == Kind.ATTACHMENT_UPDATED and "cover" in row.changes:
            return OTHERS["covered" if row.changes["cover"][1] else "uncovered"]
        if row.kind == Kind.UNDONE and not {"attachment", "cover"}.isdisjoint(row.changes):
            return OTHERS["undone file"]
        if row.kind == Kind.UNDONE and "comment" in row.changes:
            return OTHERS["undone comment"]
        if row.kind == Kind.UNDONE and "web_link" in row.changes:
            return OTHERS["undone web link"]
        if row.kind == Kind.WEB_LINK_UPDATED and len(set(map(_name, row.changes["web_link"]))) == 1:
            return OTHERS["web link led elsewhere"]
        if row.kind == Kind.UNDONE and "checklist" in row.changes:
            return OTHERS["undone checklist"]
        if row.kind in (Kind.ITEM_UPDATED, Kind.ITEM_CREATED):
            return self._of_item(row)
        return SENTENCES[Kind(row.kind)]

    def _of_item(self, row: Activity) -> Promise:
        changes = row.changes
        if row.kind == Kind.ITEM_CREATED:
            return OTHERS["task made an item"] if "from_task" in changes else SENTENCES[Kind.ITEM_CREATED]
        if "made_task" in changes:
            return OTHERS["item made a task"]
        told: dict[str, Other] = {"item_assignee": "item assigned", "item_due_date": "item due"}
        found = [said for name, said in told.items() if name in changes]
        if _name(changes["item"][0]) != _name(changes["item"][1]):
            found.append("item renamed")
        return OTHERS[found[0]] if len(found) == 1 else SENTENCES[Kind.ITEM_UPDATED]

    def _words(self, row: Activity) -> dict[str, str]:
        """Everything a sentence may name."""
        actor = row.actor.display_name if row.actor else row.actor_name or _("Somebody")
        named = {"actor": format_html("<b>{}</b>", actor), "task": self._task(row), "old": "", "new": ""}
        for name, (before, after) in row.changes.items():
            if name not in SILENT and name != "description":
                named[f"{name}_old"], named[f"{name}_new"] = self._marked(name, before), self._marked(name, after)
        told = [name for name in row.changes if name not in SILENT and f"{name}_new" in named]
        if row.kind in _BY_FIELD:
            told = [name for name in told if name not in ("column", "tag")] or told
        if told:
            named["old"], named["new"] = named[f"{told[0]}_old"], named[f"{told[0]}_new"]
        return named | self._added_and_removed(row)

    def _task(self, row: Activity) -> SafeString | str:
        task = row.task
        if task is None:
            return ""
        if self.about is not None:
            return _("this task")
        if task.deleted_at is not None:
            return f"#{task.number}" if self.hide_deleted else f"#{task.number} {task.title}"
        return format_html('<a href="{}">#{} {}</a>', reverse("task", args=[task.pk]), task.number, task.title)

    def _linked(self, value: Value) -> SafeString | str:
        """The task at the other end; one that the reader may not see has no name."""
        if value is None:
            return ""
        task = self.linked.get(ref_id(value) or 0)
        if task is None:
            return _("another task")
        return format_html('<a href="{}">#{} {}</a>', reverse("task", args=[task.pk]), task.number, task.title)

    def _hidden(self, row: Activity) -> bool:
        return self.hide_deleted and row.task is not None and row.task.deleted_at is not None

    def _is_told(self, row: Activity, name: str) -> bool:
        if name in ("description", "column") and row.kind != Kind.UNDONE:
            return False
        if name == "description" or (name == "progress" and "completed_at" in row.changes):
            return False
        return name not in SILENT or row.kind == Kind.UNDONE

    def _added_and_removed(self, row: Activity) -> dict[str, str]:
        """What a list has got and lost, where only one did: tags in quotation marks, people in bold."""
        name = next((each for each in ("tags", "other_assignees") if each in row.changes), None)
        if name is None:
            return {}
        before, after = (refs(value) for value in row.changes[name])
        kept = {each["id"] for each in before} & {each["id"] for each in after}
        sides = {"added": after, "removed": before}
        return {
            side: self._marked(name, [each for each in there if each["id"] not in kept])
            for side, there in sides.items()
        }

    def _marked(self, name: str, value: Value) -> SafeString | str:
        """A value inside a sentence: texts in quotation marks, people in bold, the rest as words."""
        if name == "linked":
            return self._linked(value)
        text = self._value(name, value)
        if name in PEOPLE and value:
            return format_html("<b>{}</b>", text)
        return _quoted(text) if name in _IN_QUOTES else text

    def _value(self, name: str, value: Value) -> str:
        """A value as people say it."""
        if name in ("archived_at", "deleted_at", "adds_on_top", "follows_items"):
            return _("yes") if value else _("no")
        if name == "tags":
            return ", ".join(each["name"] for each in refs(value)) or _("none")
        if name == "other_assignees":
            return ", ".join(sorted(map(self._person, refs(value)))) or _("nobody")
        if value is None and name == "relation":
            return ""
        if value is None or value == "":
            return _("nobody") if name in PEOPLE else _("none")
        return _SAID[name](self, value) if name in _SAID else str(value)

    def _person(self, value: Value) -> str:
        person = self.people.get(ref_id(value) or 0)
        return person.display_name if person else _("somebody who is not here any more")

    def _date(self, value: Value) -> str:
        date = datetime.date.fromisoformat(text(value))
        return formatting.full_day(date)


def _of_member(row: Activity) -> ByGroup | None:
    """What is said of a person whose part is another through a group, or beside one."""
    if "own_role" in row.changes:
        return "own role"
    if "through" not in row.changes:
        return None
    before, after = row.changes["member"]
    is_self = row.actor_id in (ref_id(before), ref_id(after))
    if not before:
        return "joined by group" if is_self else "brought"
    if not after:
        return "left by group" if is_self else "let go"
    return "raised by group" if is_self else "raised"


def _quoted(text: str) -> SafeString:
    return format_html("<q>{}</q>", text)


def _name(value: Value) -> str:
    return ref_name(value)


# Texts and names, in quotation marks inside a sentence.
_IN_QUOTES = frozenset(
    {
        *("title", "name", "column", "into", "tag", "tags", "group", "through"),
        *("checklist", "item", "items", "made_task", "from_task"),
        *("attachment", "cover", "web_link"),
    }
)


def _items(value: Value) -> str:
    """Items that were added at once: the first by its text, and how many more."""
    found = refs(value)
    more = len(found) - 1
    first = found[0].get("name", "") if found else ""
    return _("%(item)s and %(more)s more") % {"item": first, "more": more} if more > 0 else first


# How a value is said, by the field it is of; the others are said as they are.
_SAID: dict[str, Callable[[Teller, Value], str]] = {
    "assignee": Teller._person,
    "member": Teller._person,
    "invited_by": Teller._person,
    "owner": Teller._person,
    "due_date": Teller._date,
    "item_assignee": Teller._person,
    "item_due_date": Teller._date,
    "checklist": lambda _teller, value: _name(value),
    "item": lambda _teller, value: _name(value),
    "items": lambda _teller, value: _items(value),
    "made_task": lambda _teller, value: _name(value),
    "from_task": lambda _teller, value: _name(value),
    "finish_date": Teller._date,
    "column": lambda _teller, value: _name(value),
    "into": lambda _teller, value: _name(value),
    "group": lambda _teller, value: _name(value),
    "through": lambda _teller, value: _name(value),
    "attachment": lambda _teller, value: file_names.shown(_name(value)),
    "cover": lambda _teller, value: file_names.shown(_name(value)),
    "web_link": lambda _teller, value: _name(value),
    "priority": lambda _teller, value: formatting.priority(number(value)),
    "progress": lambda _teller, value: f"{value}\N{NO-BREAK SPACE}%",
    "role": lambda _teller, value: role(value),
    "own_role": lambda _teller, value: role(value),
    "status": lambda _teller, value: str(Status(text(value)).label),
    "relation": lambda _teller, value: str(RELATIONS[Relation(text(value))]),
    "visibility": lambda _teller, value: str(VISIBILITIES[Visibility(text(value))]),
    "colour": lambda _teller, value: str(COLOURS[number(value)]).lower(),
}
# What people do about themselves: the field that names them, before or after, and how it is said then.
_OF_ONESELF: dict[Kind, tuple[str, int, Other]] = {
    Kind.MEMBER_ADDED: ("member", 1, "joined"),
    Kind.MEMBER_REMOVED: ("member", 0, "left"),
    Kind.PROJECT_TRANSFERRED: ("owner", 1, "accepted"),
}
# Told by the field that changed, if it is one alone.
_BY_FIELD = frozenset({Kind.TASK_UPDATED, Kind.PROJECT_UPDATED, Kind.COLUMN_UPDATED, Kind.TAG_UPDATED})
# Before these there was nothing.
MAKING = frozenset({Kind.PROJECT_CREATED, Kind.TASK_CREATED, Kind.COMMENT_CREATED})
_DETAILED = _BY_FIELD | {Kind.UNDONE, Kind.TASK_COMPLETED}
