"""Projects that are offered to somebody: what the two sides see."""

from __future__ import annotations

from django.db.models import F, QuerySet

from boards.models import OwnershipOffer, Project, User


def of_project(project: Project) -> OwnershipOffer | None:
    """The offer that stands, if any; one query."""
    return _standing().filter(project=project).first()


def between(project: Project, user: User) -> OwnershipOffer | None:
    """The same, for who has made it or got it."""
    offer = of_project(project)
    return offer if offer is not None and user.pk in (offer.to_id, offer.offered_by_id) else None


def to_person(user: User) -> list[OwnershipOffer]:
    """What the person may accept; one query."""
    return list(_standing().filter(to=user, project__archived_at=None, project__deleted_at=None).order_by("pk"))


def by_id(pk: int) -> OwnershipOffer | None:
    """One that still stands."""
    return _standing().filter(pk=pk).first()


def _standing() -> QuerySet[OwnershipOffer]:
    """Made by who owns the project still, whose account is in use."""
    offers = OwnershipOffer.objects.select_related("project", "offered_by", "to")
    return offers.filter(offered_by=F("project__owner"), offered_by__is_active=True)
