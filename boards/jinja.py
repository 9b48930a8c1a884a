"""Jinja2 for what is rendered by the hundred: cards. All other templates are Django's."""

from __future__ import annotations

from typing import Any

from django.template import engines
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    """The environment of templates/jinja2: escaping on, unknown names are errors."""
    given = {**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    given.pop("autoescape", None)
    env = Environment(autoescape=True, **given)
    env.globals.update(static=static, _=gettext, ngettext=ngettext)
    return env


def fragment(name: str, context: dict[str, object]) -> SafeString:
    """A template of templates/jinja2, rendered; the engine has escaped whatever came from people."""
    return SafeString(engines["jinja2"].get_template(name).render(context))
