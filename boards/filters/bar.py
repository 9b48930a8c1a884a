"""What the filter bar shows: choices with their state, and the links that change one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from boards.filters.fields import DUE, PRIORITY_WORDS
from boards.filters.tasks import TaskFilter
from boards.models import Priority, Status
from boards.queries import formatting
from boards.queries.choices import Choices
from boards.queries.pickers import Choice, Picker, tag_choices

# Parameters with a control of their own; others are kept in hidden fields.
_CONTROLS = frozenset({"q", "tag", "assignee", "due", "priority", "status", "mine", "blocked"})
_CONTROLS_OF_LISTS = frozenset({"completed", "archived"})
# What no HTML page can carry.
_UNSTORABLE = dict.fromkeys([0, *range(0xD800, 0xE000)])


@dataclass
class FilterBar:
    """The state of the bar. Without an active filter it is the same for everyone who sees the project.

    `load` gives tags and people (see `queries.choices`) and is called only when the bar is rendered.
    """

    filter: TaskFilter
    load: Callable[[], Choices]
    shown: int | None = None
    total: int | None = None
    offers_archived: bool = True

    @property
    def is_active(self) -> bool:
        """Whether anything is filtered."""
        return self.filter.is_active

    @property
    def counted(self) -> int | None:
        """How many tasks the filter leaves; None without one, or where nobody has counted."""
        return self.shown if self.is_active else None

    @property
    def q(self) -> str:
        """The text as it was typed, as far as an answer can hold it."""
        return str(self.filter.data.get("q") or "").translate(_UNSTORABLE)

    @property
    def mine(self) -> bool:
        """Whether only the reader's tasks are shown."""
        return bool(self._given("mine"))

    @property
    def blocked(self) -> bool:
        """Whether only tasks that wait for others are shown."""
        return bool(self._given("blocked"))

    @property
    def sentences(self) -> list[str]:
        """What is wrong with the parameters."""
        return self.filter.sentences()

    @cached_property
    def pickers(self) -> list[Picker]:
        """The pickers with their choices; two queries, for tags and people."""
        offered = self.load()
        return [
            _picker(
                "tag",
                _("Tag"),
                "tag",
                tag_choices(offered.tags, self._many("tag")),
                _("No tags yet. Add them to a task."),
            ),
            _picker("assignee", _("Assignee"), "user", self._people(offered)),
            _picker("due", _("Due"), "calendar", self._dues()),
            _picker("priority", _("Priority"), "flag", self._priorities()),
            _picker("status", _("Status"), "circle-dot", self._statuses()),
        ]

    @property
    def archived(self) -> bool:
        """Whether archived tasks are shown."""
        return bool(self._given("archived"))

    @property
    def hides_completed(self) -> bool:
        """Whether only open tasks are shown."""
        return self._given("completed") is False

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form has to carry along: the order, and lookups that have no control. Invalid ones end here."""
        controls = _CONTROLS | (_CONTROLS_OF_LISTS if self.offers_archived else frozenset())
        kept = [name for name in self.filter.filters if name not in controls and name not in self.filter.errors]
        return [(name, value) for name in kept for value in self._query.getlist(name) if value]

    @property
    def clear_query(self) -> str:
        """The query string without any filter; the order stays."""
        kept = QueryDict(mutable=True)
        if sort := self._query.get("sort"):
            kept["sort"] = sort
        return _question(kept)

    @property
    def archived_query(self) -> str:
        """The same filter among archived tasks."""
        return self.with_value("archived", "1")

    def with_value(self, name: str, value: str) -> str:
        """The query string with one parameter changed, or left out; back on the first page."""
        changed = self._query.copy()
        changed.pop("page", None)
        changed.pop(name, None)
        if value:
            changed[name] = value
        return _question(changed)

    @property
    def _query(self) -> QueryDict:
        data = self.filter.data
        if isinstance(data, QueryDict):
            return data
        plain = QueryDict(mutable=True)
        plain.update(data)
        return plain

    def _given(self, name: str) -> object:
        return self.filter.given().get(name)

    def _many(self, name: str) -> list[Any]:
        found = self.filter.given().get(name)
        return found if isinstance(found, list) else []

    def _people(self, offered: Choices) -> list[Choice]:
        """Me, nobody, those who can be given tasks or have some, and others who are chosen."""
        chosen = self._many("assignee")
        two = [("me", _("Assigned to me")), ("none", _("Nobody"))]
        gone = [one for one in chosen if one not in {"me", "none", *dict(offered.people)}]
        return [
            *(Choice(word, label, word in chosen, "status", "user-round") for word, label in two),
            *(
                Choice.of_person(pk, name, checked=pk in chosen, is_off=pk in offered.off)
                for pk, name in offered.people
            ),
            *(Choice(str(pk), _("Somebody else"), checked=True, css="status", icon="user-round") for pk in gone),
        ]

    def _dues(self) -> list[Choice]:
        chosen = self._many("due")
        labels = (_("Overdue"), _("Today"), _("Next 7 days"), _("After today"), _("No date"))
        return [Choice(word, label, word in chosen) for word, label in zip(DUE, labels, strict=True)]

    def _priorities(self) -> list[Choice]:
        """Most urgent first; below them exact numbers that were chosen by address."""
        chosen = self._many("priority")
        steps = zip(PRIORITY_WORDS.items(), Priority.labels, strict=True)
        offered = [
            Choice.of_priority(word, step, str(label), checked=value in chosen)
            for step, ((word, value), label) in enumerate(steps)
        ]
        exact = [one for one in chosen if one not in PRIORITY_WORDS.values()]
        return offered[::-1] + [Choice(str(one), formatting.priority(one), checked=True) for one in exact]

    def _statuses(self) -> list[Choice]:
        chosen = self._many("status")
        return [
            Choice.of_status(value, value, str(label), checked=value in chosen)
            for value, label in zip(Status.values, Status.labels, strict=True)
        ]


def _picker(name: str, label: str, icon: str, choices: list[Choice], empty: str = "") -> Picker:
    return Picker(id=f"filter-{name}", name=name, label=label, icon=icon, choices=choices, empty=empty)


def _question(query: QueryDict) -> str:
    return f"?{query.urlencode()}" if query else "?"
