"""The entries of the inbox, of which a page shows many: by Jinja2."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from boards import jinja
from boards.templatetags.ui import avatar

register = template.Library()


@register.simple_tag(takes_context=True)
def inbox_groups(context: template.Context, inbox: Any, here: str) -> SafeString:
    """What is told, task by task (a page of `notifications.listing`); `here` is the address of the page."""
    shown = {
        "groups": inbox.groups,
        "tab": inbox.wanted.tab,
        "here": here,
        "csrf": str(context.get("csrf_token", "")),
        "tomorrow": inbox.tomorrow.isoformat(),
        "avatar": avatar,
    }
    return jinja.fragment("boards/_inbox_groups.html", shown)
