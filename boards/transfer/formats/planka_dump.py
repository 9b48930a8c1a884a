"""What a backup of Planka holds (both versions): every board of the site, from its tables, and the files of its cards.

That is an archive (`…-backup.tgz`, by `docker-backup.sh`) of `postgres.sql` and the folders of files, or the dump
alone. The latter is read as text, row by row; nothing of it is ever run.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.rules.strict_json import Json, JsonObject
from boards.transfer.boards import Board
from boards.transfer.files import Archive, Brought, refusal
from boards.transfer.formats import planka
from boards.transfer.formats.base import Format
from boards.transfer.json_rows import Row, storable

# The tables that are read, and what the API calls their rows.
TABLES = {
    "user_account": "users",
    "project": "projects",
    "label": "labels",
    "list": "lists",
    "card": "cards",
    "card_membership": "cardMemberships",
    "card_label": "cardLabels",
    "task_list": "taskLists",
    "task": "tasks",
    "attachment": "attachments",
    "comment": "comments",
    "custom_field_group": "customFieldGroups",
    "custom_field": "customFields",
    "custom_field_value": "customFieldValues",
    "card_relation": "cardRelations",
}
# Columns of JSON.
JSON = frozenset(("data", "stopwatch", "timer", "location"))
DUMP, FILES = "postgres.sql", "attachments"
OF_CARDS = (
    *("card_membership", "card_label", "task_list", "task", "attachment", "comment", "custom_field_value"),
    "card_relation",
)
# Version 1 keeps comments among all that was done.
ACTIONS = "action"
MOST_ROWS = 2_000_000
_COPY = re.compile(r"COPY (?:public\.)?(?P<table>[a-z_]+) \((?P<columns>[^()]*)\) FROM stdin;")
_ESCAPED = re.compile(r"\\(.)")
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
Tables = Mapping[str, Sequence[JsonObject]]


def _recognises(file: Brought) -> bool:
    text = _dump(file)
    return "COPY public.card_membership (" in text and "COPY public.board (" in text


def _dump(file: Brought) -> str:
    """The dump, whether it is the file or within; "" where there is none."""
    archive = file.archive
    if archive is None:
        return file.text if _begins(file.head_text) else ""
    if DUMP not in file.made:
        name = next((name for name in archive if PurePosixPath(name).name == DUMP), "")
        text = archive.read(name).decode("utf-8", errors="replace") if name else ""
        file.made[DUMP] = storable(text) if _begins(text) else ""
    return str(file.made[DUMP])


def _begins(text: str) -> bool:
    return "-- PostgreSQL database" in text[:2000]


def _files(archive: Archive | None) -> planka.Files:
    """Those of cards, by their folders (one for each upload) and names."""
    if archive is None:
        return {}
    paths = ((PurePosixPath(name), name) for name in archive)
    return {
        (path.parent.name, path.name): (partial(archive.open, name), archive.size(name))
        for path, name in paths
        if path.parent.parent.name == FILES
    }


def _parse(file: Brought) -> Sequence[Board]:
    tables: dict[str, list[JsonObject]] = defaultdict(list)
    for number, (table, row) in enumerate(_rows(_dump(file))):
        if number >= MOST_ROWS:
            raise refusal(_("The database holds more than %(count)s rows.") % {"count": f"{MOST_ROWS:,}"})
        tables[table].append(row)
    tables["comment"] += [told for row in tables[ACTIONS] if (told := _comment(row))]
    boards = sorted(tables["board"], key=lambda row: (str(row.get("projectId")), _number(row.get("position"))))
    of_board = {each: _by(tables, each, "boardId") for each in ("label", "list", "card")}
    of_card = {each: _by(tables, each, "cardId") for each in TABLES}
    of_list = _by(tables, "task", "taskListId")
    files = _files(file.archive)
    return [_board(row, tables, of_board, of_card, of_list, files) for row in boards]


def _board(
    board: JsonObject,
    tables: Tables,
    of_board: Mapping[str, Mapping[str, Sequence[JsonObject]]],
    of_card: Mapping[str, Mapping[str, Sequence[JsonObject]]],
    of_list: Mapping[str, Sequence[JsonObject]],
    files: planka.Files,
) -> Board:
    """One of them, in the form in which the API answers."""
    key = str(board.get("id"))
    within: dict[str, list[JsonObject]] = {name: list(found.get(key, ())) for name, found in of_board.items()}
    for table in OF_CARDS:
        within[table] = [row for card in within["card"] for row in of_card[table].get(str(card.get("id")), ())]
    within["task"] += [row for each in within["task_list"] for row in of_list.get(str(each.get("id")), ())]
    # Projects and fields are few, and any board may name them.
    for table in ("project", "custom_field_group", "custom_field"):
        within[table] = list(tables.get(table, ()))
    told = (row.get(name) for rows in within.values() for row in rows for name in ("userId", "assigneeUserId"))
    people = set(map(str, filter(None, told)))
    within["user_account"] = [row for row in tables.get("user_account", ()) if str(row.get("id")) in people]
    included: JsonObject = {TABLES[table]: list[Json](rows) for table, rows in within.items()}
    return planka.board(Row(board, f"board {key}", []), Row(included, f"board {key}", []), files)


def _by(tables: Tables, table: str, key: str) -> dict[str, list[JsonObject]]:
    found: dict[str, list[JsonObject]] = defaultdict(list)
    for row in tables.get(table, ()):
        if row.get(key):
            found[str(row[key])].append(row)
    return found


def _rows(text: str) -> Iterator[tuple[str, JsonObject]]:
    """The rows of the tables that are read, each with the name of its table. InvalidInput for what ends within one."""
    table, columns = "", list[str]()
    for each in text.split("\n"):
        # Through the terminal of a container, as the script of Planka asks for it, lines end as on one.
        line = each.removesuffix("\r")
        if columns and line != "\\.":
            if table in TABLES or table in ("board", ACTIONS):
                values = (_value(name, cell) for name, cell in zip(columns, line.split("\t"), strict=False))
                yield table, dict(zip(map(_camel, columns), values, strict=False))
            continue
        match = _COPY.fullmatch(line)
        table = match["table"] if match else ""
        columns = [name.strip().strip('"') for name in match["columns"].split(",")] if match else []
    if columns:
        raise refusal(_("The dump is cut off within the table “%(name)s”. Make it anew.") % {"name": table})


def _value(column: str, cell: str) -> str | bool | JsonObject | None:
    """A cell as the API would answer it."""
    if cell == "\\N":
        return None
    text = _ESCAPED.sub(lambda match: _PLAIN.get(match[1], match[1]), cell) if "\\" in cell else cell
    if column.startswith("is_") and text in ("t", "f"):
        return text == "t"
    if column.endswith(("_at", "_date")) and re.match(r"\d{4}-\d\d-\d\d \d\d:", text):
        # Times of the database are of no zone, and mean UTC.
        return f"{text}+00:00"
    if column in JSON and text.startswith("{"):
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            return None
        return told if isinstance(told, dict) else None
    return storable(text)


def _comment(action: JsonObject) -> JsonObject | None:
    """What somebody said, if that is what was done."""
    data = action.get("data")
    text = data.get("text") if action.get("type") == "commentCard" and isinstance(data, dict) else None
    return {**action, "text": text} if isinstance(text, str) else None


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return 0


def _camel(column: str) -> str:
    """`due_date` is called dueDate by the API."""
    first, *rest = column.split("_")
    return first + "".join(word.capitalize() for word in rest)


FORMAT = Format(
    "planka-dump", "Planka", gettext_lazy("a backup of the site, or the dump of its database"), _recognises, _parse
)
