"""Custom fields of Trello before 2019, when they were a power-up: JSON in texts of the board and of each card."""

from __future__ import annotations

from collections.abc import Iterator

from boards.exceptions import InvalidInput
from boards.transfer import json_rows
from boards.transfer.json_rows import Row

# The power-up's own id.
CUSTOM_FIELDS = "56d5e249a98895a9797bebb9"


def fields_of_board(root: Row) -> dict[str, Row]:
    """What each field is, by its id; none for boards that had no such power-up."""
    return {field.id: field for told in _told(root) for field in _rows(told, "fields")}


def fields_of_card(card: Row, known: dict[str, Row]) -> Iterator[tuple[str, str]]:
    """Names and values of a card's; without what is not filled in."""
    for told in _told(card) if known else ():
        values = told.row("fields") if isinstance(told.values.get("fields"), dict) else Row({}, "", [])
        for key in values.values:
            if key in known and values.scalar_of(key):
                options = {option.id: option.scalar_of("value") for option in _rows(known[key], "o")}
                yield known[key].scalar_of("n"), options.get(values.scalar_of(key), values.scalar_of(key))


def _told(row: Row) -> Iterator[Row]:
    """The objects that the power-up has kept with a board or card."""
    for each in _rows(row, "pluginData"):
        if each.scalar_of("idPlugin") == CUSTOM_FIELDS and isinstance(each.values.get("value"), str):
            try:
                yield json_rows.read(each.text("value").encode())
            except InvalidInput:
                continue


def _rows(row: Row, key: str) -> list[Row]:
    """The objects of a list; none where it is anything else, for power-ups keep whatever they like."""
    found = row.values.get(key)
    return row.rows(key) if isinstance(found, list) and all(isinstance(each, dict) for each in found) else []
