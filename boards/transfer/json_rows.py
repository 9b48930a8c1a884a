"""JSON that somebody else wrote, read with care: whatever is wrong with it becomes one sentence."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.rules import strict_json
from boards.rules.strict_json import Json, JsonObject

T = TypeVar("T")
Made = TypeVar("Made")
MOST_BYTES = 200 * 1024 * 1024
# Each takes many times the room of what it is written with. (Marks within texts are counted too.)
MOST_VALUES = 20_000_000
# NUL and halves of character pairs: JSON can write them, and no database can hold them.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
REPLACEMENT = "\ufffd"
# Whole numbers of more digits are read as floating point, which takes no time and has no limit.
MOST_DIGITS = 20


def storable(text: str) -> str:
    """The text with “�” for what no database can hold."""
    return UNSTORABLE.sub(REPLACEMENT, text)


def refusal(sentence: str) -> InvalidInput:
    """The one error of this package: what is wrong with the file."""
    return InvalidInput("file", storable(sentence))


def read(content: bytes) -> Row:
    """The one object a file holds. Raises InvalidInput when it is anything else."""
    value = _parsed(content)
    if not isinstance(value, dict):
        raise refusal(_("The file holds %(kind)s, where a board is one object.") % {"kind": _kind(value)})
    return Row(value, "", [])


def read_list(content: bytes) -> list[Row]:
    """The objects of the one list a file holds. Raises InvalidInput when it is anything else."""
    value = _parsed(content)
    if not isinstance(value, list):
        raise refusal(_("The file holds %(kind)s, where a list is expected.") % {"kind": _kind(value)})
    return Row({"list": value}, "", []).rows("list")


def _parsed(content: bytes) -> Json:
    """Trello's files are trusted to mean what they say: they are read as far as anybody can, and mended by Row."""
    rules = strict_json.Rules(
        most_bytes=MOST_BYTES, any_encoding=True, doubled_names=True, constants=True, most_digits=MOST_DIGITS
    )
    try:
        if not content.strip():
            raise refusal(_("The file is empty."))
        if sum(map(content.count, (b"{", b"[", b","))) > MOST_VALUES:
            raise refusal(_("The file holds more than %(count)s values.") % {"count": f"{MOST_VALUES:,}"})
        text = strict_json.text_of(content, rules)
        if text.lstrip().startswith("<"):
            raise refusal(_("The file is a web page, not JSON. Download the export again while signed in."))
        return strict_json.parse(text, rules)
    except strict_json.NotJson as error:
        raise refusal(_sentence(error)) from None


def _sentence(error: strict_json.NotJson) -> str:
    if isinstance(error, strict_json.TooLarge):
        return _("The file is larger than %(limit)s MB.") % {"limit": MOST_BYTES // 1024**2}
    if isinstance(error, strict_json.NotText):
        words = _("The file is not text in %(encoding)s: byte %(place)s can't be read.")
        return words % {"encoding": error.encoding, "place": error.place}
    if isinstance(error, strict_json.TooDeep):
        return _("The file is nested too deeply to be read.")
    words = _("The file is not JSON: line %(line)s, column %(column)s can't be read.")
    return words % {"line": error.line, "column": error.column}


class Row:
    """An object of the file that knows where it stands, so that a wrong value can be named.

    A missing value and null are the same. Every text is storable: what isn't becomes "�", and its place is
    kept in `mended`, which all rows of a file share.
    """

    def __init__(self, values: JsonObject, path: str, mended: list[str]) -> None:
        self.values, self.path, self.mended = values, path, mended

    def __contains__(self, key: str) -> bool:
        return key in self.values

    @property
    def id(self) -> str:
        """What others name it by: its id, or where it stands in the file if it has none, so that no two are alike."""
        return self.text("id") or self.path

    def text(self, key: str) -> str:
        """A text; whole numbers count as one."""
        value = self.values.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return self._storable(key, self._checked(key, str) or "")

    def scalar(self, key: str) -> str:
        """A text or number or truth value, as it would be written down."""
        value = self.values.get(key)
        if value is None or isinstance(value, str):
            return self.text(key)
        if isinstance(value, dict | list):
            self._checked(key, str)
        return str(value).lower() if isinstance(value, bool) else str(value)

    def scalar_of(self, key: str) -> str:
        """The same; "" where it is a list or an object."""
        return "" if isinstance(self.values.get(key), dict | list) else self.scalar(key)

    def flag(self, key: str) -> bool:
        """True or false; false where it is missing."""
        return bool(self._checked(key, bool))

    def row(self, key: str) -> Row:
        """An object within; an empty one where it is missing."""
        return Row(self._checked(key, dict) or {}, self._at(key), self.mended)

    def rows(self, key: str) -> list[Row]:
        """The objects of a list; none where it is missing."""
        return list(self._each(key, dict, lambda value, path: Row(value, path, self.mended)))

    def each(self, key: str) -> list[Row]:
        """The objects of a list, or of an object whose names are their ids; none where it is missing.

        PHP writes an array with gaps as an object, and an empty object as a list.
        """
        value = self.values.get(key)
        if not isinstance(value, dict):
            return self.rows(key)
        within = Row({name: each for name, each in value.items() if each is not None}, self._at(key), self.mended)
        return [within.row(name) for name in within.values]

    def texts(self, key: str) -> list[str]:
        """The texts of a list; none where it is missing."""
        return list(self._each(key, str, lambda value, path: self._storable(path, value)))

    def size(self, key: str) -> int:
        """How many there are of something we don't look into."""
        value = self.values.get(key)
        return len(value) if isinstance(value, list) else 0

    def place(self, key: str, index: int) -> tuple[int, float, int]:
        """A sort key: numbers in their order, "top" first, "bottom" and whatever is no number last.

        What is equal or missing stays in the order of the file, which `index` tells.
        """
        value = self.values.get(key)
        if value == "top":
            return 0, 0, index
        try:
            number = float(value) if isinstance(value, int | float | str) else math.nan
        except (ValueError, OverflowError):
            number = math.nan
        return (1, number, index) if math.isfinite(number) else (2, 0, index)

    def _each(self, key: str, kind: type[T], made: Callable[[T, str], Made]) -> Iterator[Made]:
        for index, value in enumerate(self._checked(key, list) or ()):
            path = f"{self._at(key)}[{index}]"
            if not isinstance(value, kind):
                raise _wrong(path, kind, value)
            yield made(value, path)

    def _checked(self, key: str, kind: type[T]) -> T | None:
        value = self.values.get(key)
        if value is not None and not isinstance(value, kind):
            raise _wrong(self._at(key), kind, value)
        return value

    def _storable(self, key: str, value: str) -> str:
        if not UNSTORABLE.search(value):
            return value
        self.mended.append(self._at(key))
        return storable(value)

    def _at(self, key: str) -> str:
        name = storable(key)
        return f"{self.path}.{name}" if self.path else name


def in_order(rows: list[Row], key: str = "pos") -> list[Row]:
    """Rows in the order of their positions."""
    placed = sorted(enumerate(rows), key=lambda pair: pair[1].place(key, pair[0]))
    return [row for _index, row in placed]


def _wrong(path: str, wanted: type, value: Json) -> InvalidInput:
    return refusal(
        _("“%(place)s” should be %(wanted)s, but is %(kind)s.")
        % {"place": path, "wanted": _name(wanted), "kind": _kind(value)}
    )


def _kind(value: Json) -> str:
    return _("nothing") if value is None else _name(type(value))


def _name(kind: type) -> str:
    """A kind of value in words: asked for when one is wrong, and not for each that is right."""
    if kind is bool:
        return _("true or false")
    names = {str: _("text"), int: _("a number"), float: _("a number"), list: _("a list"), dict: _("an object")}
    return names[kind]
