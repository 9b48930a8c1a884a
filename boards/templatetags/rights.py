"""What the reader may do in a project, for templates that every page of a project includes."""

from __future__ import annotations

from django import template

from boards.models import Project
from boards.policy import Action, can

register = template.Library()


@register.filter
def allows(project: Project, action: str) -> bool:
    """Whether the reader's role grants it: `project|allows:"edit_tags"`. No query."""
    return can(project.role, Action(action))


@register.filter
def can_be_left(project: Project) -> bool:
    """Whether the reader has a membership to give up, as `access` found it. No query."""
    return project.membership_role is not None
