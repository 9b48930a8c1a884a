"""People named in a text: `@[Mina Park](person:7)`, as picked from a list while typing, or just `@Mina Park`, `@mina`.

The text is kept to the letter. The first form goes on meaning the same person after they have taken another name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from boards.rules.text import fold

PICKED = re.compile(r"@\[([^\[\]\n]{1,100})\]\(person:([0-9]{1,18})\)")
# Before an @ that names somebody stands no letter, as in an address.
_TYPED = re.compile(r"(?<![\w@.+-])@(?=\w)")
_WORD = re.compile(r"\w+")
# Each @ is compared with the names: with more of them, a text names nobody but by picking.
_MOST_TYPED = 200


@dataclass(frozen=True)
class Names:
    """What people are called, folded, and who is."""

    whole: Mapping[str, set[int]]
    words: Mapping[str, set[int]]
    longest: int

    @classmethod
    def of(cls, people: Mapping[int, str]) -> Names:
        """Of people by their ids."""
        whole, words = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
        for pk, name in people.items():
            whole[fold(name.strip())].add(pk)
            for word in _WORD.findall(fold(name)):
                words[word].add(pk)
        return cls(whole, words, max(map(len, whole), default=0))

    def at(self, text: str) -> set[int]:
        """Whom the text begins with: all of a name, or one word of it that nobody else has in theirs."""
        near = fold(text[: self.longest + 1])
        for end in range(min(self.longest, len(near)), 0, -1):
            if near[:end] in self.whole and not near[end : end + 1].isalnum():
                return self.whole[near[:end]]
        first = _WORD.match(fold(text[:100]))
        found = self.words.get(first[0], set()) if first else set()
        return found if len(found) == 1 else set()


def picked(text: str) -> set[int]:
    """The ids of those who were picked."""
    return {int(found[2]) for found in PICKED.finditer(text)}


def named(text: str, people: Mapping[int, str]) -> set[int]:
    """Those of `people` (id: name) whom a text mentions, in either form."""
    found = picked(text) & people.keys()
    starts = [match.end() for match in _TYPED.finditer(text)]
    if starts and len(starts) <= _MOST_TYPED:
        names = Names.of(people)
        return found.union(*(names.at(text[start : start + 200]) for start in starts))
    return found


def plain(text: str) -> str:
    """The text with names alone where somebody was picked."""
    return PICKED.sub(r"@\1", text)


def line_of(text: str, user_id: int, people: Mapping[int, str]) -> str:
    """The first line of a text that mentions that person, with names alone; "" if none does."""
    for line in text.split("\n"):
        if "@" in line and user_id in named(line, people):
            return plain(line).strip()
    return ""
