"""What the API gives of the ways into a project: invitations, offers, and public links."""

from __future__ import annotations

from boards.models import Invitation, OwnershipOffer
from boards.queries.links import LinkRow
from boards.queries.record_shapes import InvitationRecord, LinkRecord, OfferRecord
from boards.queries.records import moment, person


def invitation(row: Invitation) -> InvitationRecord:
    """An invitation that waits, without its link."""
    return {
        "id": row.pk,
        "project_id": row.project_id,
        "email": row.email,
        "role": str(row.role),
        "invited_by": person(row.invited_by),
        "created_at": moment(row.created_at),
        "expires_at": moment(row.expires_at),
        "is_expired": row.is_expired,
        "delivery": _delivery(row),
    }


def _delivery(row: Invitation) -> str:
    if row.is_refused:
        return "refused"
    if not row.is_mailed:
        return "by hand"
    return "sent" if row.sent_at else "waiting"


def offer(row: OwnershipOffer) -> OfferRecord:
    """A project that is offered."""
    return {
        "project_id": row.project_id,
        "offered_by": person(row.offered_by),
        "to": person(row.to),
        "created_at": moment(row.created_at),
    }


def link(row: LinkRow) -> LinkRecord:
    """A public link, without its address."""
    one = row.link
    return {
        "id": one.pk,
        "project_id": one.project_id,
        "name": one.name,
        "prefix": one.prefix,
        "has_password": bool(one.password),
        "created_by": person(one.created_by) if one.created_by else None,
        "created_at": moment(one.created_at),
        "expires_at": moment(one.expires_at) if one.expires_at else None,
        "is_expired": one.is_expired,
        "visits": [{"day": date.isoformat(), "count": count} for date, count in row.days],
    }
