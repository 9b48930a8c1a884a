"""What a repository is called, as the addresses of its issues tell where no field of an export does."""

from __future__ import annotations

import re
from collections.abc import Iterable

# https://github.com/OWNER/NAME/issues/1, https://gitlab.example.com/GROUP/SUBGROUP/NAME/-/issues/1
_ISSUE = re.compile(r"https?://[^/\s]+/(?:[^/\s]+/)+?([^/\s]+)/(?:-/)?(?:issues|work_items|pull|merge_requests)/\d+")


def name_of(addresses: Iterable[str]) -> str:
    """The name of the repository that all of these are issues of; "" if they are of several, or of none."""
    found: set[str] = set()
    for address in addresses:
        match = _ISSUE.match(address)
        if match:
            found.add(match[0].rpartition(match[1])[0] + match[1])
    return found.pop().rpartition("/")[2] if len(found) == 1 else ""
