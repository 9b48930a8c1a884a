"""On whose behalf something is sent, and whether they may still see it."""

from __future__ import annotations

from boards.models import Project, Role, Webhook
from boards.policy import Action, can, role_of


def role_for(webhook: Webhook, project: Project | None) -> Role | None:
    """The role by which the webhook's person is told of the project; None if they may not have such a webhook any more.

    One of a project takes an admin of it, one of the site a site administrator. At most one query.
    """
    user = webhook.user
    if user is None or not user.is_active:
        return None
    if webhook.project_id is None:
        return Role.ADMIN if user.is_staff else None
    role = role_of(user, project) if project is not None else None
    return role if role is not None and can(role, Action.EDIT_PROJECT) else None
