"""What the columns of a table mean: guessed from their headings and values, shown, changed, and remembered.

A mapping is a small value: which role each column plays, in which order its dates are written, and by what several
words in a cell are separated.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from boards.transfer import dates
from boards.transfer.dates import Order
from boards.transfer.tables import Table, key


class Role(StrEnum):
    """What a column of a table holds."""

    TITLE = "title"
    DESCRIPTION = "description"
    COLUMN = "column"
    TAGS = "tags"
    PEOPLE = "people"
    DUE = "due"
    START = "start"
    PRIORITY = "priority"
    PROGRESS = "progress"
    DONE = "done"
    CREATED = "created"
    COMPLETED = "completed"
    UPDATED = "updated"
    NUMBER = "number"
    PARENT = "parent"
    COMMENTS = "comments"
    CHECKLIST = "checklist"
    ARCHIVED = "archived"
    FIELD = "field"
    IGNORED = "ignored"

    @property
    def label(self) -> str:
        """In words."""
        return str(_LABELS[self])


_LABELS: dict[Role, Promise] = {
    Role.TITLE: _("Title"),
    Role.DESCRIPTION: _("Description"),
    Role.COLUMN: _("Column"),
    Role.TAGS: _("Tags"),
    Role.PEOPLE: _("Assignee"),
    Role.DUE: _("Due date"),
    Role.START: _("Start date"),
    Role.PRIORITY: _("Priority"),
    Role.PROGRESS: _("Progress"),
    Role.DONE: _("Completed, yes or no"),
    Role.CREATED: _("Created"),
    Role.COMPLETED: _("Completed on"),
    Role.UPDATED: _("Changed"),
    Role.NUMBER: _("Number"),
    Role.PARENT: _("Parent task"),
    Role.COMMENTS: _("Comment"),
    Role.CHECKLIST: _("Checklist items"),
    Role.ARCHIVED: _("Archived, yes or no"),
    Role.FIELD: _("Kept in the description"),
    Role.IGNORED: _("Left out"),
}
# Roles that several columns may play; of the others only the first that does counts.
MANY = frozenset({Role.TAGS, Role.PEOPLE, Role.COMMENTS, Role.CHECKLIST, Role.FIELD, Role.IGNORED})
DATES = frozenset({Role.DUE, Role.START, Role.CREATED, Role.COMPLETED, Role.UPDATED})
_WORDS: Map[str, tuple[str, ...]] = {
    role: tuple(dict.fromkeys(key(word) or word.strip() for word in table["words"].split(";") if word.strip()))
    for role, table in tomllib.loads(Path(__file__).with_name("headings.toml").read_text(encoding="utf-8")).items()
}
_SEPARATORS = (";", ",", "|", "\n")


@dataclass(frozen=True)
class Mapping:
    """A role for each column, by its place; for dates their order, for tags and people what separates several."""

    roles: tuple[Role, ...]
    orders: Map[int, Order] = field(default_factory=lambda: MappingProxyType({}))
    separators: Map[int, str] = field(default_factory=lambda: MappingProxyType({}))
    # Columns whose dates could be read in two ways.
    unsure: frozenset[int] = frozenset()

    def columns(self, role: Role) -> tuple[int, ...]:
        """The places of the columns that play a role."""
        return tuple(index for index, each in enumerate(self.roles) if each is role)

    def as_json(self) -> dict[str, object]:
        """To be kept, and to be sent by a form."""
        return {
            "roles": [str(role) for role in self.roles],
            "orders": {str(index): str(order) for index, order in self.orders.items()},
            "separators": {str(index): each for index, each in self.separators.items()},
        }

    @classmethod
    def of_json(cls, kept: Map[str, object]) -> Mapping:
        """What was kept. Raises ValueError, KeyError or TypeError for anything else."""
        roles, orders, separators = kept["roles"], kept.get("orders", {}), kept.get("separators", {})
        if not isinstance(roles, list) or not isinstance(orders, dict) or not isinstance(separators, dict):
            raise TypeError(kept)
        return cls(
            tuple(map(Role, roles)),
            {int(index): Order(order) for index, order in orders.items()},
            {int(index): str(each) for index, each in separators.items()},
        )


def guess(table: Table, known: Map[str, Role] = MappingProxyType({}), *, in_words: bool = False) -> Mapping:
    """What the columns seem to mean; `known` tells it for headings (as `tables.key` makes them) of a known tool.

    Other headings of a known tool are fields, or (`in_words`) what the same words mean anywhere.
    """
    roles = _roles(table, known, in_words=in_words or not known)
    orders, unsure = {}, set()
    for index, role in enumerate(roles):
        if role in DATES:
            orders[index], is_sure = dates.order_of(table.values(index), is_european=table.separator == ";")
            if not is_sure and any(table.values(index)):
                unsure.add(index)
    separators = {
        index: _separator(list(table.values(index)))
        for index, role in enumerate(roles)
        if role in (Role.TAGS, Role.PEOPLE, Role.CHECKLIST)
    }
    return Mapping(roles, _alike(orders, unsure), separators, frozenset(unsure))


def _alike(orders: dict[int, Order], unsure: set[int]) -> dict[int, Order]:
    """One program writes all dates alike: columns that don't tell follow one that does."""
    certain = {order for index, order in orders.items() if index not in unsure and order is not Order.YEAR_FIRST}
    if len(certain) == 1:
        (told,) = certain
        for index in list(unsure):
            if orders[index] is not Order.YEAR_FIRST:
                orders[index] = told
                unsure.discard(index)
    return orders


def _roles(table: Table, known: Map[str, Role], *, in_words: bool) -> tuple[Role, ...]:
    keys = [key(head) or head.strip() for head in table.heads]
    roles: list[Role | None] = [known.get(each) if each else Role.IGNORED for each in keys]
    if in_words:
        for role, words in _WORDS.items():
            _give(Role(role), words, keys, roles, table)
    found = [role or Role.FIELD for role in roles]
    if Role.TITLE not in found:
        found[_wordiest(table, found)] = Role.TITLE
    return tuple(_single(found))


def _give(role: Role, words: Sequence[str], keys: Sequence[str], roles: list[Role | None], table: Table) -> None:
    """The role to the columns with these headings that have none: one that is named earlier in the list goes first."""
    for word in words:
        for index, each in enumerate(keys):
            if each != word or roles[index] is not None or not _fits(role, table, index):
                continue
            if role in MANY or role not in roles:
                roles[index] = role


def _fits(role: Role, table: Table, index: int) -> bool:
    """Whether the values can be what the heading says: “Completed” may be a date or a yes."""
    values = list(table.values(index))[:200]
    if role in DATES:
        return not values or sum(map(dates.is_date, values)) * 2 >= len(values)
    if role is Role.DONE:
        return not any(map(dates.is_date, values))
    if role is Role.PROGRESS:
        return all(re.fullmatch(r"\d{1,3}([.,]\d+)?\s*%?", value) for value in values)
    return True


def _wordiest(table: Table, roles: Sequence[Role]) -> int:
    """The column most likely to be the title where no heading says so: full, and unlike from row to row."""
    free = [index for index, role in enumerate(roles) if role is Role.FIELD] or list(range(len(roles)))

    def weight(index: int) -> tuple[int, int]:
        values = [value for value in table.values(index) if not re.fullmatch(r"[\d.,:/\-\s]+", value)]
        return len(set(values)), -index

    return max(free, key=weight)


def _single(roles: Sequence[Role]) -> list[Role]:
    """Further columns of a role that only one can play are fields."""
    seen: set[Role] = set()
    found = []
    for role in roles:
        found.append(Role.FIELD if role in seen and role not in MANY else role)
        seen.add(role)
    return found


def _separator(values: Sequence[str]) -> str:
    """What stands between several words of a cell; "" if nothing does."""
    counts = {each: sum(each in value for value in values) for each in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda each: counts[each])
    return best if counts[best] else ""
