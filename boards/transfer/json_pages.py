"""The objects that a JSON file is about, however programs wrap a list of them.

A list may be cut into pages that follow each other (`gh api --paginate`) or lie in a list of their own (`--slurp`),
each object may stand on a line of its own, and an answer of an API may hold the list somewhere within.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from boards.exceptions import InvalidInput
from boards.rules.strict_json import Json
from boards.transfer import json_rows
from boards.transfer.files import Brought
from boards.transfer.json_rows import Row

# Where answers of REST and GraphQL have their lists, from outside to inside.
_WRAPPERS = (
    "data",
    "repository",
    "project",
    "group",
    "search",
    "items",
    "tasks",
    "issues",
    "workItems",
    "nodes",
    "edges",
)
# More pages than this no program writes; a file of many small objects is read line by line.
MOST_PAGES = 200_000


def rows(file: Brought) -> list[Row]:
    """The objects of a file; none where it is no JSON, or holds anything else."""
    found = file.made.get("objects")
    if not isinstance(found, list):
        found = file.made["objects"] = _read(file)
    return found


def _read(file: Brought) -> list[Row]:
    if file.json_list is not None:
        return file.json_list
    if file.json is not None:
        return _as_rows(list(_within(file.json.values)))
    if not file.head_text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return []
    try:
        return _as_rows([each for page in _pages(file.text) for each in _within(page)])
    except InvalidInput:
        return []


def _as_rows(values: list[Json]) -> list[Row]:
    if not values or not all(isinstance(each, dict) for each in values):
        return []
    return Row({"objects": values}, "", []).rows("objects")


def _pages(text: str) -> Iterator[Json]:
    """Values that follow each other, each read with the same care as a file of one."""
    decoder, at = json.JSONDecoder(), 0
    for _page in range(MOST_PAGES):
        while at < len(text) and text[at] in "\ufeff \t\r\n,":
            at += 1
        if at >= len(text):
            return
        try:
            _value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            raise json_rows.refusal("") from None
        content = b'{"value": ' + text[at:end].encode("utf-8", "surrogatepass") + b"}"
        yield json_rows.read(content).values["value"]
        at = end


def _within(value: Json, depth: int = 0) -> Iterator[Json]:
    if isinstance(value, list):
        for each in map(_node, value):
            yield from _within(each, depth + 1) if isinstance(each, list) and depth < len(_WRAPPERS) else [each]
        return
    if isinstance(value, dict) and not ("title" in value or "gid" in value):
        wrapped = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), dict | list)), None)
        if wrapped is not None and depth < len(_WRAPPERS):
            yield from _within(wrapped, depth + 1)
            return
    yield value


def several(row: Row, key: str) -> list[Row]:
    """The objects of a list, or of a connection as GraphQL has it; of words each is an object with a name."""
    value = row.values.get(key)
    if isinstance(value, dict):
        nodes = value.get("nodes")
        edges = value.get("edges")
        value = nodes if isinstance(nodes, list) else list(map(_node, edges)) if isinstance(edges, list) else []
    if not isinstance(value, list):
        return []
    named: list[Json] = [{"name": each} if isinstance(each, str) else each for each in value]
    return Row({key: [each for each in named if isinstance(each, dict)]}, row.path, row.mended).rows(key)


def _node(edge: Json) -> Json:
    """What an edge leads to; anything else is itself."""
    return edge["node"] if isinstance(edge, dict) and "node" in edge and "title" not in edge else edge
