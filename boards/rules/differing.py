"""What differs between two texts, word by word, at a bounded cost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

# Comparing takes time in proportion to the product of the two lengths: above this it is done by lines instead
# of words, and above this in lines the whole stretch counts as replaced.
MOST_COMPARED = 160_000
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


class Part(NamedTuple):
    """A stretch of text: `same`, `del` (only in the old one) or `ins` (only in the new one)."""

    kind: str
    text: str


def parts(old: str, new: str) -> list[Part]:
    """The old and the new text as one sequence of stretches; without its `ins` it reads as the old, without its
    `del` as the new text."""
    return _joined(_compared(_WORDS.findall(old), _WORDS.findall(new)))


def shortened(found: Sequence[Part], around: int = 120, most: int = 2_000) -> list[Part]:
    """The same with long stretches that did not change cut to what stands next to a change, for reading."""
    last = len(found) - 1
    return [
        Part(part.kind, _middle_cut(part.text, most))
        if part.kind != "same"
        else Part("same", _around(part.text, around, first=index == 0, last=index == last))
        for index, part in enumerate(found)
    ]


def _compared(old: Sequence[str], new: Sequence[str]) -> list[Part]:
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    head, tail = old[:start], old[len(old) - end :]
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    middle = _core(old, new)
    return [Part("same", "".join(head)), *middle, Part("same", "".join(tail))]


def _core(old: Sequence[str], new: Sequence[str]) -> list[Part]:
    if len(old) * len(new) <= MOST_COMPARED:
        return _matched(old, new)
    old_lines, new_lines = _LINES.findall("".join(old)), _LINES.findall("".join(new))
    if len(old_lines) * len(new_lines) <= MOST_COMPARED:
        return _matched(old_lines, new_lines)
    return [Part("del", "".join(old)), Part("ins", "".join(new))]


def _matched(old: Sequence[str], new: Sequence[str]) -> list[Part]:
    result = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            result.append(Part("same", "".join(old[old_from:old_to])))
        else:
            result += [Part("del", "".join(old[old_from:old_to])), Part("ins", "".join(new[new_from:new_to]))]
    return result


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words both begin with."""
    for index, (left, right) in enumerate(zip(old, new, strict=False)):
        if left != right:
            return index
    return min(len(old), len(new))


def _joined(found: Sequence[Part]) -> list[Part]:
    """Without empty stretches, neighbours of one kind put together, blanks between two changes part of both."""
    result: list[Part] = []
    old = new = ""
    for index, part in enumerate(found):
        blank_between = (old or new) and not part.text.strip() and _changes_behind(found, index)
        if part.kind == "same" and not blank_between:
            result += [each for each in (Part("del", old), Part("ins", new), part) if each.text]
            old = new = ""
            continue
        old += part.text if part.kind != "ins" else ""
        new += part.text if part.kind != "del" else ""
    return [*result, *(each for each in (Part("del", old), Part("ins", new)) if each.text)]


def _changes_behind(found: Sequence[Part], index: int) -> bool:
    return index + 1 < len(found) and found[index + 1].kind != "same" and bool(found[index + 1].text)


def _around(text: str, around: int, *, first: bool, last: bool) -> str:
    if len(text) <= 2 * around + 1:
        return text
    before = "" if first else text[:around]
    return f"{before} … {'' if last else text[-around:]}"


def _middle_cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 2 :]}"
