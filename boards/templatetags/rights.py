"""What the reader may do in a project, for templates that every page of a project includes."""

from __future__ import annotations

from django import template

from boards.policy import Action, Rights, can

register = template.Library()


@register.filter
def allow(rights: Rights, action: str) -> bool:
    """Whether the reader's role grants it: `rights|allow:"edit_tags"`. No query.

    A page whose context lacks `rights` breaks. Django takes an error within `and`, `or` and `not` for a no, so this
    stands in an `if` of its own.
    """
    return can(rights.role, Action(action))
