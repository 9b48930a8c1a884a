"""Names of sites in a text, as people type them: `www.example.com`, and `example.com/page` with its path.

A bare `example.com` may as well be a file (`README.md`, `main.rs`) or two sentences without a blank ("Do it.In
time"), so it stays text. All is found in one walk over the text, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkify_it.tlds import TLDS

# As people write them; the list has those beyond ASCII as machines do.
_ENDINGS = frozenset(
    name[4:].encode().decode("punycode") if name.startswith("xn--") else name for name in map(str.lower, TLDS)
)
# Countries and brands that share their ending with files: `main.rs/tests` is no site of Serbia.
_FILES = frozenset({"cc", "md", "mov", "pm", "ps", "py", "rs", "sh", "so", "zip"})
# A name begins where nothing of a name, path, address or e-mail address goes before; no label has more than 63 letters.
_NAME = re.compile(
    r"(?<![\w@./:+=&#%~-])(?P<labels>(?:[^\W_](?:[^\W_]|-){0,62}\.)+)(?P<ending>[^\W\d_]{2,24})(?![\w-])"
    r"(?::\d{1,5}(?!\w))?(?P<path>/[^\s<>]*)?"
)
_TRAILING = frozenset("?!.,:;*_~'\"…’”«»")


def find(text: str) -> Iterator[tuple[int, int]]:
    """Each host name that is meant as a link, with the path behind it, as the (start, end) of a slice."""
    for match in _NAME.finditer(text):
        if _is_site(match["labels"].lower(), match["ending"], match["path"]):
            yield match.start(), match.end() - _loose(match["path"] or "")


def _is_site(labels: str, ending: str, path: str | None) -> bool:
    if labels.startswith("www.") and labels.count(".") > 1:
        return ending.lower() in _ENDINGS
    return path is not None and ending in _ENDINGS - _FILES


def _loose(path: str) -> int:
    """How many characters at the end belong to the sentence and not to the path: stops, brackets opened before it."""
    opened = {")": path.count("(") - path.count(")"), "]": path.count("[") - path.count("]")}
    for count, last in enumerate(reversed(path)):
        if opened.get(last, 0) < 0:
            opened[last] += 1
        elif last not in _TRAILING:
            return count
    return len(path)
