"""Types and shapes that several nouns share."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StrictInt,
    StrictStr,
    WithJsonSchema,
)
from pydantic_core import CoreSchema

from boards.exceptions import InvalidInput
from boards.rules import addresses
from boards.rules.text import NAME_LIMIT, TEXT_LIMIT, TITLE_LIMIT, WORD_LIMIT

LARGEST_ID = 2**63 - 1
LARGEST_VERSION = 2**31 - 1
EXAMPLE_TIME = "2026-11-21T09:30:00.000000+00:00"


def _address(value: str) -> str:
    """Compared letter for letter, so nothing is folded here but ASCII case."""
    try:
        return addresses.checked("email", value)
    except InvalidInput as error:
        raise ValueError(error.sentence) from error


def _day(value: object) -> object:
    """A day is a text as 2026-11-30 and nothing else; pydantic would take numbers for days too."""
    if value is None or type(value) is datetime.date:
        return value
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("Write the date as year-month-day, like 2026-11-30.")
    return value


PathId = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Id = Annotated[StrictInt, Field(ge=1, le=LARGEST_ID, examples=[7])]
Version = Annotated[StrictInt, Field(ge=1, le=LARGEST_VERSION, examples=[3])]
Title = Annotated[StrictStr, Field(min_length=1, max_length=TITLE_LIMIT)]
Text = Annotated[StrictStr, Field(max_length=TEXT_LIMIT)]
Word = Annotated[StrictStr, Field(min_length=1, max_length=WORD_LIMIT)]
Name = Annotated[StrictStr, Field(min_length=1, max_length=NAME_LIMIT)]
Address = Annotated[StrictStr, Field(max_length=254), AfterValidator(_address)]
Day = Annotated[
    datetime.date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-30"]}),
]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=[EXAMPLE_TIME])]


class Input(BaseModel):
    """What a caller sends: no field but these. How it is checked is worked out with the first call."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        """Without defaults: a field that is left out is left alone, or gets what its description says."""
        found = handler.resolve_ref_schema(handler(schema))
        for field in found.get("properties", {}).values():
            field.pop("default", None)
        return found

    def given(self) -> dict[str, Any]:
        """The fields that were sent."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Output(BaseModel):
    """What a caller gets."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class Person(Output):
    """A person, as others see them."""

    id: int = Field(examples=[3])
    name: str = Field(examples=["Ada"])


class FieldError(Output):
    """One value that is wrong, and why."""

    field: str = Field(examples=["title"])
    sentence: str = Field(examples=["Enter at least one visible character."])


class ProblemOut(BaseModel):
    """What went wrong, as RFC 9457 has it. `type` tells refusals of a status apart; `current` is the present state."""

    type: str = Field(examples=["urn:boardsite:task-locked"])
    title: str = Field(examples=["Conflict"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["This task is completed. Reopen it to make changes."])
    errors: list[FieldError]
    request_id: str = Field(examples=["3f2a9c1e5b7d4a60"])
    current: dict[str, object] | None = None
    blocked_by: list[dict[str, object]] | None = None


class VersionIn(Input):
    """The version that the caller has seen."""

    version: Version | None = Field(None, description="The version you have seen.")


class PageQuery(BaseModel):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=200, description="How many to give, at most 200.")
    cursor: str | None = Field(None, description="Where to go on: out of `next` or `previous`.", max_length=4000)
    total: bool = Field(False, description="Whether to count them all.")


class PageOut(Output):
    """A part of a list, and the addresses of its neighbours."""

    next: str | None = Field(description="The address of the next part.")
    previous: str | None = Field(description="The address of the part before.")
    total: int | None = Field(description="How many there are in all, if you asked with `total=true`.", examples=[12])
