"""What of all that was noted for a person they may still be told: asked anew each time."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from boards.models import Project, User


def seen_by(user: User) -> Q:
    """Entries of projects that the person may see, and of webhooks that they manage.

    Asked row by row: how many projects there are has no say.
    """
    if user.is_staff:
        return Q(project__deleted_at=None)
    seen = Project.objects.visible_to(user).filter(pk=OuterRef("project"))
    managed = Project.objects.managed_by(user).filter(pk=OuterRef("project"))
    return Q(Exists(seen)) & (Q(webhook=None) | Q(Exists(managed)))
