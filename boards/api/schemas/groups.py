"""Shapes of groups of people, and of their roles in projects."""

from __future__ import annotations

from pydantic import Field, StrictBool

from boards.api.schemas.common import Id, Input, Moment, Name, Output, PageOut, PageQuery, Person
from boards.api.schemas.rest import MemberRole


class GroupOut(Output):
    """Some people of the site under one name."""

    id: int = Field(examples=[4])
    name: str = Field(examples=["Designers"])
    people: int = Field(description="How many people are in it.", examples=[12])
    projects: int = Field(description="In how many projects it has a role.", examples=[3])
    is_offered: bool = Field(description="Whether the admins of any project may give it a role there.")
    issuer: str | None = Field(
        description="The provider of single sign-on that brings its people; told to site administrators.",
        examples=[None],
    )
    claim: str | None = Field(description="What that provider calls the group.", examples=[None])
    created_at: Moment


class GroupPage(PageOut):
    """A part of the list of groups."""

    items: list[GroupOut]


class GroupQuery(PageQuery):
    """Which groups."""

    q: str | None = Field(None, description="Text in the name.", max_length=100)


class GroupIn(Input):
    """A new group."""

    name: Name = Field(examples=["Designers"])
    is_offered: StrictBool = True
    issuer: str = Field("", max_length=200, description="With `claim`: the provider that brings its people.")
    claim: str = Field("", max_length=500, description="What the provider calls the group.")


class GroupPatch(Input):
    """Fields of a group to change. With another `issuer` or `claim` its people leave until they are brought."""

    name: Name = Field("", examples=["Designers"])
    is_offered: StrictBool = True
    issuer: str = Field("", max_length=200)
    claim: str = Field("", max_length=500)


class PeopleOut(Output):
    """Who is in a group, by name."""

    items: list[Person]


class GroupRoleOut(Output):
    """A group with its role in a project: everybody in it is at least that."""

    group: GroupRefOut
    role: MemberRole


class GroupRefOut(Output):
    """A group, in brief."""

    id: int = Field(examples=[4])
    name: str = Field(examples=["Designers"])
    people: int = Field(examples=[12])


class GroupRolesOut(Output):
    """The groups with a role in a project, by name."""

    items: list[GroupRoleOut]


class GroupRoleIn(Input):
    """A role for a group that has none in the project."""

    group: Id
    role: MemberRole
    model_config = {"json_schema_extra": {"examples": [{"group": 4, "role": "member"}]}}


class GroupRolePatch(Input):
    """Another role for the group."""

    role: MemberRole


GroupRoleOut.model_rebuild()
