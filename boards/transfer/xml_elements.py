"""XML that somebody else wrote: without entities, without what lies elsewhere, and read by local names alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from boards.transfer import json_rows
from boards.transfer.files import Brought, refusal

# Each takes many times the room of what it is written with.
DEEPEST, MOST_TAGS = 100, 10_000_000


class Element:
    """An element of the file; what is missing is empty."""

    def __init__(self, found: Any) -> None:
        self._found = found

    @property
    def name(self) -> str:
        """Without its namespace."""
        tag = self._found.tag
        return tag.rpartition("}")[2] if isinstance(tag, str) else ""

    def attribute(self, name: str) -> str:
        """The value of an attribute."""
        return _storable(self._found.get(name, ""))

    @property
    def content(self) -> str:
        """Its text, and that of what lies in it."""
        return _storable("".join(self._found.itertext()))

    def text(self, name: str) -> str:
        """The text of the first child of that name, without blanks around it."""
        return self.child(name).content.strip()

    def child(self, name: str) -> Element:
        """The first child of that name, or an empty one."""
        return next(self.children(name), _EMPTY)

    def children(self, name: str = "") -> Iterator[Element]:
        """The children of that name, or all."""
        return (each for each in map(Element, self._found) if not name or each.name == name)


def read(file: Brought) -> Element:
    """The root of a file. Raises InvalidInput for what is no XML, and for XML that is made to do harm."""
    if file.content.count(b"<") > MOST_TAGS:
        raise refusal(_("The file holds more than %(count)s values.") % {"count": f"{MOST_TAGS:,}"})
    try:
        root = fromstring(file.content)
    except DefusedXmlException:
        raise refusal(_("The file defines entities, which no export needs, so it is not read.")) from None
    except ParseError as error:
        line, column = getattr(error, "position", (0, 0))
        words = _("The file is not XML: line %(line)s, column %(column)s can't be read.")
        raise refusal(words % {"line": line, "column": column + 1}) from None
    except (ValueError, LookupError):
        raise refusal(_("The file is not XML that can be read.")) from None
    _check_depth(root)
    return Element(root)


def _check_depth(root: Any) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise refusal(_("The file is nested too deeply to be read."))
        level = [child for element in level for child in element]


def _storable(text: str) -> str:
    return json_rows.UNSTORABLE.sub(json_rows.REPLACEMENT, text)


_EMPTY = Element(fromstring("<empty/>"))
