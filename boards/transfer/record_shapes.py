"""The shape of what the API tells of an import; `tests/api/test_record_shapes.py` holds it against the schema."""

from __future__ import annotations

from typing import TypedDict


class ImportBoardRecord(TypedDict):
    """A board of the file."""

    name: str
    cards: int


class ImportCountRecord(TypedDict):
    """How much the file holds of one kind."""

    name: str
    total: int
    text: str


class ImportListRecord(TypedDict):
    """A list of the board."""

    id: str
    name: str
    cards: int
    status: str


class ImportPersonRecord(TypedDict):
    """A person of the board."""

    id: str
    name: str
    email: str
    cards: int
    user_id: int | None
    role: str | None


class ImportNoteRecord(TypedDict):
    """Something that is not here as it was there."""

    text: str
    count: int
    examples: list[str]


class ImportEarlierRecord(TypedDict):
    """A project that cards of the file have come to before."""

    project_id: int
    cards: int


class ImportUpdateRecord(TypedDict):
    """What has become of the cards where a project was brought up to date."""

    added: int
    changed: int
    same: int
    kept: int
    gone: int
    absent: int


class ExportProgressRecord(TypedDict):
    """A file that is not done yet."""

    state: str
    detail: str


class ImportRecord(TypedDict):
    """A file that somebody has brought."""

    id: int
    name: str
    size: int
    state: str
    format: str | None
    into_project_id: int | None
    project_id: int | None
    problem: str | None
    done: int | None
    total: int | None
    created_at: str
    finished_at: str | None
    can_be_undone: bool
    board: int
    boards: list[ImportBoardRecord]
    counts: list[ImportCountRecord]
    lists: list[ImportListRecord]
    people: list[ImportPersonRecord]
    changed: list[ImportNoteRecord]
    left_out: list[ImportNoteRecord]
    earlier: ImportEarlierRecord | None
    updated: ImportUpdateRecord | None
