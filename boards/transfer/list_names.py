"""What a list means, told by its name: finished, under way, or still to come.

The words, language by language, are in `list_names.toml`. Names are compared without case, accents, punctuation and
emoji. A name means done only if all of it does ("Done 🎉", "Done this week", "Erledigt (KW 12)"), for "To be done" and
"Not done" mean the opposite; one that tells of work under way or to come may say more.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from boards.models import Status

# Letters with a stroke, which Unicode does not take apart as it does with accents.
LIKE = str.maketrans({"ı": "i", "đ": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe"})


def key(name: str) -> str:
    """A name without case, accents, punctuation, emoji: words of letters and digits with one space between."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold()).translate(LIKE)
    kept = "".join(_kept(character) for character in folded)
    return " ".join(kept.split())


def _kept(character: str) -> str:
    kind = unicodedata.category(character)
    if kind[0] in "LN":
        return character
    return "" if kind[0] == "M" or kind == "Cf" else " "


def _keys(languages: dict[str, str]) -> frozenset[str]:
    words = (word for text in languages.values() for word in text.replace("\n", ";").split(";"))
    return frozenset(key(word) for word in words if word.strip())


# Table → language → words.
WORDS: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_DONE, _UNDER_WAY, _TO_COME, _BESIDE = (_keys(WORDS[table]) for table in ("done", "under_way", "to_come", "beside"))


def meaning(name: str) -> Status | None:
    """The status a list's name tells; None if it doesn't."""
    words = key(name).split()
    if _means_done(words):
        return Status.COMPLETED
    parts = frozenset(_parts(words))
    if parts & _TO_COME:
        return Status.PENDING
    return Status.IN_PROGRESS if parts & _UNDER_WAY else None


def _means_done(words: list[str]) -> bool:
    if " ".join(words) in _DONE:
        return True
    telling = [word for word in words if word not in _BESIDE and not any(map(str.isnumeric, word))]
    return bool(telling) and (" ".join(telling) in _DONE or all(word in _DONE for word in telling))


def _parts(words: list[str]) -> Iterable[str]:
    """Every run of up to four words."""
    for start in range(min(len(words), 50)):
        for length in range(1, 5):
            yield " ".join(words[start : start + length])


def statuses(names: Iterable[str], told: Iterable[Status | None]) -> list[Status]:
    """A status for each list of a board, left to right; `told` says which have one whatever their name.

    A list whose name tells nothing is under way between the first that is and the first completed one,
    else pending.
    """
    meant = [sure or meaning(name) for name, sure in zip(names, told, strict=True)]
    found: list[Status] = []
    for status in meant:
        begun, ended = Status.IN_PROGRESS in found, Status.COMPLETED in found
        found.append(status or (Status.IN_PROGRESS if begun and not ended else Status.PENDING))
    return found
