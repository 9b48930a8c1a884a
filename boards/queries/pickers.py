"""What a picker offers: the choices of one fact or parameter, and in words those that are chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from boards.models.users import hue_of, initials_of
from boards.queries.icons import PRIORITY_ICONS, STATUS_ICONS
from boards.rules.text import fold

# Shorter lists are seen at a glance.
SEARCHED_FROM = 8
# What the button of a filter has room for, and that of a fact.
LONGEST_SUMMARY = 28
CHIPS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a picker; `css` is the class of the mark before it, `icon` its picture, `initials` a person's."""

    value: str
    label: str
    checked: bool
    css: str = ""
    icon: str = ""
    initials: str = ""

    @classmethod
    def of_person(cls, pk: int, name: str, *, checked: bool, is_off: bool = False) -> Choice:
        """A person with their avatar; `is_off` marks an account that is switched off."""
        label = _("%(name)s (switched off)") % {"name": name} if is_off else name
        return cls(str(pk), label, checked, f"avatar avatar-{hue_of(pk)}", initials=initials_of(name))

    @classmethod
    def of_priority(cls, value: str, step: int, label: str, *, checked: bool) -> Choice:
        """A priority with its picture; `step` is its place among the words."""
        return cls(value, label, checked, f"priority priority-{step}", PRIORITY_ICONS[step])

    @classmethod
    def of_status(cls, value: str, status: str, label: str, *, checked: bool) -> Choice:
        """A status, or a column with that of its own."""
        return cls(value, label, checked, f"status status-{status}", STATUS_ICONS[status])

    @classmethod
    def of_tag(cls, name: str, hue: int | None, *, checked: bool) -> Choice:
        """A tag in its colour; without one it is not among those of the project."""
        return cls(name, name, checked, "tag" if hue is None else f"tag tag-{hue}")


def tag_choices(
    there: Collection[tuple[str, int]], chosen: Iterable[str], *, most_new: int | None = None
) -> list[Choice]:
    """The tags there are, (name, hue), in their order, and then those that are chosen and not there."""
    names = {fold(name): name for name in chosen}
    offered = [Choice.of_tag(name, hue, checked=fold(name) in names) for name, hue in there]
    new = sorted(names.keys() - {fold(name) for name, _hue in there})[:most_new]
    return offered + [Choice.of_tag(names[key], None, checked=True) for key in new]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picker:
    """A button that opens a list of `choices`, to be narrowed by typing: boxes, or with `many=False` one of them.

    `name` is that of the controls, `form` the id of a form they belong to from afar, `sends` whether a choice sends it;
    `empty` is what is said without any choice, `none` what the button says while nothing is chosen, `adds` whether new
    words may be typed, `searched` whether even a short list is narrowed by typing.
    """

    id: str
    name: str
    label: str
    choices: list[Choice]
    icon: str = ""
    empty: str = ""
    none: str = ""
    many: bool = True
    adds: bool = False
    form: str = ""
    sends: bool = False
    searched: bool = False
    shortcut: str = ""

    @property
    def kind(self) -> str:
        """The type of the controls."""
        return "checkbox" if self.many else "radio"

    @property
    def chosen(self) -> list[Choice]:
        """The choices that are made."""
        return [choice for choice in self.choices if choice.checked]

    @property
    def count(self) -> int:
        """How many are chosen."""
        return len(self.chosen)

    @property
    def summary(self) -> str:
        """What is chosen, as short as a button: `design`, `design, copy`, `design +2`."""
        names = [choice.label for choice in self.chosen]
        whole = ", ".join(names)
        if len(names) < 2 or (len(names) == 2 and len(whole) <= LONGEST_SUMMARY):
            return whole
        return f"{names[0]} +{len(names) - 1}"

    @property
    def shown(self) -> list[Choice]:
        """The first of the chosen, for the button of a fact."""
        return self.chosen[:CHIPS_SHOWN]

    @property
    def more(self) -> int:
        """How many more are chosen than shown."""
        return max(0, self.count - CHIPS_SHOWN)

    @property
    def is_searched(self) -> bool:
        """Whether there is a field to narrow the list."""
        return self.adds or self.searched or len(self.choices) >= SEARCHED_FROM
