"""`#12` and `Launch#12`: how tasks are named in texts. What they mean is looked up by `queries.references`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

# A word right before the sign is the title of a project, with hyphens for spaces. What stands in an address, after a
# letter of another kind, or goes on as a word is none.
_NAMED = re.compile(r"(?<![\w/&#.:=?-])(?P<project>[\w][\w.-]{0,499})?#(?P<number>[1-9][0-9]{0,8})(?![\w#-])")


class Named(NamedTuple):
    """A task as a text names it; the project is empty for that of the text."""

    project: str
    number: int


class Reference(NamedTuple):
    """A task that was named, as a link to it shows it."""

    pk: int
    title: str
    column: str
    is_completed: bool
    is_archived: bool

    @property
    def state(self) -> str:
        """How far it is."""
        if self.is_archived:
            return _("archived")
        return _("completed") if self.is_completed else self.column


References = Mapping[Named, Reference]


def named_in(text: str) -> Iterator[Named]:
    """Every task that the text seems to name."""
    if "#" in text:
        for found in _NAMED.finditer(text):
            yield _of(found)


def find(text: str) -> Iterator[tuple[int, int, Named]]:
    """The same, with where each begins and ends."""
    for found in _NAMED.finditer(text):
        yield found.start(), found.end(), _of(found)


def _of(found: re.Match[str]) -> Named:
    return Named(found["project"] or "", int(found["number"]))
