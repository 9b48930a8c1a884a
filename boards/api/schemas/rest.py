"""Shapes of columns, tags, members, people and the history."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictBool, StrictInt, model_validator

from boards.api.schemas.common import Address, Id, Input, Moment, Name, Output, PageOut, PageQuery, Person, Word
from boards.api.schemas.projects import RoleName
from boards.api.schemas.tasks import AnyStatus, StatusName
from boards.models.users import HUES
from boards.queries.history_kinds import GROUPS
from boards.services.columns import HIGHEST_LIMIT

MemberRole = Literal["admin", "member", "viewer"]
ONE_OF_A_NAME = "No other column of the project has it, upper or lower case alike."
NEW_ON_TOP = "Whether new cards go on top of it, not to its end."
ThemeName = Literal["system", "light", "dark"]


class ColumnOut(Output):
    """A column of a board."""

    id: int = Field(examples=[11])
    project_id: int = Field(examples=[7])
    name: str = Field(examples=["In progress"])
    status: StatusName
    wip_limit: int | None = Field(examples=[5])
    adds_on_top: bool = Field(description=NEW_ON_TOP)
    position: str = Field(examples=["i"])
    revision: int = Field(description="The project's revision at the last change in the column.", examples=[118])
    tasks: int = Field(description="How many tasks stand in it.", examples=[4])


class ColumnsOut(Output):
    """The columns of a board, from left to right."""

    items: list[ColumnOut]


class ColumnIn(Input):
    """A new column."""

    name: Word = Field(description=ONE_OF_A_NAME, examples=["Review"])
    status: AnyStatus
    wip_limit: StrictInt | None = Field(None, ge=1, le=HIGHEST_LIMIT, examples=[5])
    adds_on_top: StrictBool = Field(False, description=NEW_ON_TOP)


class ColumnPatch(Input):
    """Fields of a column to change. The status can be changed only while the column is empty."""

    name: Word = Field("", description=ONE_OF_A_NAME, examples=["Review"])
    status: AnyStatus = "pending"
    wip_limit: StrictInt | None = Field(None, ge=1, le=HIGHEST_LIMIT, examples=[5])
    adds_on_top: StrictBool = Field(False, description=NEW_ON_TOP)
    after: Id | None = Field(None, description="The id of the column to stand behind, null for the first place.")


class TagOut(Output):
    """A tag of a project."""

    id: int = Field(examples=[5])
    project_id: int = Field(examples=[7])
    name: str = Field(examples=["press"])
    colour: int = Field(description="One of twelve, 0 to 11.", examples=[4])
    tasks: int = Field(description="How many tasks have it.", examples=[3])


class TagsOut(Output):
    """The tags of a project, by name."""

    items: list[TagOut]


class TagIn(Input):
    """A new tag."""

    name: Word = Field(examples=["press"])
    colour: StrictInt | None = Field(None, ge=0, lt=HUES, examples=[4])


class TagPatch(Input):
    """Fields of a tag to change."""

    name: Word = Field("", examples=["press"])
    colour: StrictInt = Field(0, ge=0, lt=HUES, examples=[4])


class ThroughOut(Output):
    """A group that somebody is in, with its role in the project."""

    id: int = Field(examples=[4])
    name: str = Field(examples=["Designers"])
    role: MemberRole


class MemberOut(Output):
    """A person who takes part in a project."""

    user: Person
    role: RoleName = Field(
        description="What they may do here: the highest of their own role and those of their groups."
    )
    own_role: RoleName | None = Field(description="The role they have without groups, null for none.")
    groups: list[ThroughOut] = Field(description="The groups that they are here through, too.")
    open_tasks: int = Field(description="How many open tasks are theirs.", examples=[2])


class MembersOut(Output):
    """Everybody who takes part, the owner first."""

    items: list[MemberOut]


class MemberIn(Input):
    """A new member: by id or by e-mail address."""

    user: Id | None = Field(None, description="The id of a person you share a project with.")
    email: Address | None = Field(None, description="The address of a person you share a project with.")
    role: MemberRole
    model_config = {"json_schema_extra": {"examples": [{"email": "ada@example.com", "role": "member"}]}}

    @model_validator(mode="after")
    def _one(self) -> MemberIn:
        if (self.user is None) == (self.email is None):
            raise ValueError("Give user or email.")
        return self


class MemberPatch(Input):
    """A member's new role."""

    role: MemberRole
    tasks_to: Id | None = Field(
        None,
        description="Of who becomes a viewer: the id of who gets their open tasks, null for nobody.",
    )


class UserOut(Output):
    """A person. Address and preferences are shown to themselves and to site administrators."""

    id: int = Field(examples=[3])
    display_name: str = Field(examples=["Ada"])
    email: str | None = Field(None, examples=["ada@example.com"])
    time_zone: str | None = Field(None, examples=["Europe/Berlin"])
    theme: ThemeName | None = None
    shortcuts: bool | None = None
    is_visible: bool | None = Field(None, description="Whether others are shown that the person is on a board.")
    is_staff: bool | None = None
    is_active: bool | None = None


class UserPage(PageOut):
    """A part of the list of people."""

    items: list[UserOut]


class UserQuery(PageQuery):
    """Which people."""

    q: str | None = Field(None, description="Text in the name.", max_length=100)


class UserIn(Input):
    """A new account. Without a password the person sets one by “Forgot your password”."""

    email: Address = Field(examples=["ada@example.com"])
    display_name: Name = Field("", examples=["Ada"])
    password: str | None = Field(None, max_length=128)


class UserPatch(Input):
    """Fields of a person to change."""

    display_name: Name = Field("", examples=["Ada"])
    time_zone: str = Field("", max_length=64, examples=["Europe/Berlin"])
    theme: ThemeName = "system"
    shortcuts: StrictBool = True
    is_visible: StrictBool = True


class ActivityOut(Output):
    """A change: each field with what it was and what it became."""

    id: int = Field(examples=[1204])
    kind: str = Field(examples=["task.moved"])
    actor: Person | None
    actor_name: str | None = Field(
        description="Who it was in an imported history, where that is no account here.", examples=[None]
    )
    means: str = Field(examples=["api"])
    project_id: int = Field(examples=[7])
    task_id: int | None = Field(examples=[42])
    task_version: int | None = Field(examples=[3])
    project_revision: int = Field(examples=[118])
    changes: dict[str, object] = Field(examples=[{"priority": [1, 3]}])
    undoes: int | None = Field(description="The change that this one took back.", examples=[None])
    created_at: Moment


class ActivityPage(PageOut):
    """A part of a history, the newest first."""

    items: list[ActivityOut]


class ActivityQuery(PageQuery):
    """Which part of a history."""

    person: str | None = Field(None, description="Changes by a person: an id, or `me`.")
    kind: str | None = Field(
        None, description=f"Changes of a kind, such as `task.moved`, or of a group: {', '.join(GROUPS)}."
    )
    day: str | None = Field(None, description="Changes of a day, in your time zone, such as 2026-11-30.")


class EarlierText(Input):
    """Which text to write again."""

    field: Literal["title", "description", "text"] = Field(
        description="`text` is that of a comment.", examples=["description"]
    )
