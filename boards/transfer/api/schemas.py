"""What the API of imports takes and gives."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StrictStr

from boards.api.schemas.common import Id, Input, Moment, Output, Title

StateName = Literal["reading", "ready", "waiting", "done", "failed", "cancelled", "undone"]
StatusName = Literal["pending", "in_progress", "completed"]
VisibilityName = Literal["personal", "public"]
Key = Annotated[StrictStr, Field(max_length=500)]
BOARD = "Which board of a file that holds several: its place in `boards`, from 0."


class ExportQuery(BaseModel):
    """As what a project is to be had."""

    format: Literal["boardsite", "csv", "xlsx", "markdown", "ics", "ms-project", "todo.txt"] = Field(
        "boardsite", description="`boardsite` is everything, for another Boardsite; admins of the project may have it."
    )
    separator: Literal["comma", "semicolon", "semicolon-point", "tab"] = Field(
        "comma", description="What stands between the cells of a CSV file, as for reports."
    )


class ExportProgress(Output):
    """A file that is not done yet."""

    state: Literal["making"] = Field(description="That it is being written, or about to be.")
    detail: str = Field(description="The same in words.")


class ImportBoardOut(Output):
    """A board of the file."""

    name: str = Field(examples=["Bakery"])
    cards: int = Field(examples=[120])


class ImportCountOut(Output):
    """How much the file holds of one kind."""

    name: str = Field(description="In the words of the tool's boards.", examples=["Cards"])
    total: int = Field(examples=[120])
    text: str = Field(description="With details.", examples=["120 (3 archived)"])


class ImportListOut(Output):
    """A list of the board, and what its cards count as."""

    id: str
    name: str = Field(examples=["Doing"])
    cards: int = Field(examples=[12])
    status: StatusName


class ImportPersonOut(Output):
    """A person of the board; `user_id` is who that is here."""

    id: str
    name: str = Field(examples=["Ann Baker"])
    email: str = Field(description="Empty if the file does not tell it.")
    cards: int = Field(examples=[4])
    user_id: int | None = Field(description="Null: the name stands in the descriptions.", examples=[7])
    role: Literal["owner", "admin", "member", "viewer"] | None = Field(
        description="What they were in a whole project of another Boardsite, and are here if they are chosen."
    )


class ImportEarlierOut(Output):
    """A project that cards of the file have come to before."""

    project_id: int = Field(examples=[7])
    cards: int = Field(description="How many of them, of those that were looked at.", examples=[118])


class ImportUpdateOut(Output):
    """What has become of the cards where a project was brought up to date."""

    added: int = Field(examples=[2])
    changed: int = Field(examples=[5])
    same: int = Field(description="Nothing was new of them.", examples=[110])
    kept: int = Field(
        description="Something of them stays as it is here: changed, completed or archived.", examples=[1]
    )
    gone: int = Field(description="Deleted here, and left so.", examples=[0])
    absent: int = Field(default=0, description="Here, but not in this file; they stay as they are.", examples=[3])


class ImportNoteOut(Output):
    """Something that is not here as it was there."""

    text: str = Field(examples=["Votes for cards"])
    count: int = Field(description="How often; 0: always so.", examples=[3])
    examples: list[str]


class ImportOut(Output):
    """A file that you have brought."""

    id: int = Field(examples=[3])
    name: str = Field(examples=["board.json"])
    size: int = Field(description="In bytes.", examples=[40960])
    state: StateName = Field(
        description="`reading`, then `ready` (or at once `waiting`), `waiting`, then `done`; or `failed`, with why in "
        "`problem`; `cancelled` or `undone` by you."
    )
    format: str | None = Field(description="What it was recognised as.", examples=["trello"])
    into_project_id: int | None = Field(description="The project that takes the cards; null: a new one.")
    project_id: int | None = Field(description="Where the cards are, once they are.", examples=[7])
    problem: str | None
    done: int | None = Field(description="How many tasks are made, while they are.")
    total: int | None
    created_at: Moment
    finished_at: Moment | None
    can_be_undone: bool = Field(description="For a day; it is refused where somebody has worked on what came.")
    board: int = Field(description=BOARD)
    boards: list[ImportBoardOut]
    counts: list[ImportCountOut]
    lists: list[ImportListOut]
    people: list[ImportPersonOut]
    changed: list[ImportNoteOut] = Field(description="What is different here.")
    left_out: list[ImportNoteOut] = Field(description="What has no place here.")
    earlier: ImportEarlierOut | None = Field(description="What `update` would bring up to date.")
    updated: ImportUpdateOut | None = Field(description="Null unless a project was brought up to date.")


class ImportsOut(Output):
    """Your imports, the newest first, fifty at most."""

    items: list[ImportOut]


class ImportStart(Input):
    """What becomes of the board; what is left out is as it was found out."""

    board: int | None = Field(None, ge=0, le=10_000, description=BOARD)
    title: Title | None = Field(None, description="Of the new project.")
    visibility: VisibilityName | None = None
    statuses: dict[Key, StatusName] = Field({}, description="What lists mean, by their ids.")
    people: dict[Key, Id | None] = Field({}, description="Who people are here, by their ids; null: nobody.")
    update: bool | None = Field(None, description="Bring the project in `earlier` up to date instead of making one.")
    mapping: dict[str, Any] | None = Field(
        None, description="Of a table: `roles` of its columns, `orders` of dates (`ymd`, `dmy`, `mdy`), `separators`."
    )
