"""Shapes of invitations, and of projects that are offered."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from boards.api.schemas.common import Address, Input, Moment, Output, Person
from boards.api.schemas.rest import MemberRole

Delivery = Literal["waiting", "sent", "refused", "by hand"]


class InvitationOut(Output):
    """An address that was invited and has not accepted yet."""

    id: int = Field(examples=[9])
    project_id: int = Field(examples=[7])
    email: str = Field(examples=["ada@example.com"])
    role: MemberRole
    invited_by: Person
    created_at: Moment
    expires_at: Moment
    is_expired: bool = Field(description="Its link is dead; it can be sent again.")
    delivery: Delivery = Field(
        description="`refused`: the mail server takes nothing for this address. `by hand`: the site sends no e-mail."
    )
    link: str | None = Field(
        None,
        description="Where the site sends no e-mail: the link to hand over, in this answer alone.",
        examples=[None],
    )


class InvitationsOut(Output):
    """The invitations that wait, the newest first."""

    items: list[InvitationOut]


class InvitationIn(Input):
    """An address to invite."""

    email: Address = Field(examples=["ada@example.com"])
    role: MemberRole = "member"


class OfferOut(Output):
    """A project that its owner has offered to somebody."""

    project_id: int = Field(examples=[7])
    offered_by: Person
    to: Person
    created_at: Moment
