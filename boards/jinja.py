"""Jinja2 for what is rendered by the hundred: cards and choices. All other templates are Django's."""

from __future__ import annotations

import re
import threading
from functools import cache
from typing import Any

from django.conf import settings
from django.template import engines
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined
from jinja2.compiler import CodeGenerator
from jinja2.nodes import Expr
from markupsafe import Markup, escape


@cache
def asset(path: str) -> str:
    """Where a static file is served; its plain name if the files were not collected, so that error pages still work."""
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@cache
def icon(name: str, css: str = "icon") -> SafeString:
    """An icon of the sprite, unseen by screen readers: what it means is said beside it."""
    return mark_safe(  # noqa: S308  both arguments come from templates
        f'<svg class="{css}" aria-hidden="true"><use href="{asset("boards/icons.svg")}#{name}"/></svg>'
    )


# Whether a text holds what HTML writes in another way: looking takes a third of what it takes to escape.
_special = re.compile("[&<>\"']").search


class _Generator(CodeGenerator):
    """Has a compiled template call `_escaped` for each value that it shows: half of what a card took was to escape
    numbers and what is HTML already."""

    def _output_child_pre(self, node: Expr, frame: Any, finalize: Any) -> None:
        """What stands before a value; Jinja writes the end, and `str` for what stands outside of autoescape."""
        if not frame.eval_ctx.autoescape or frame.eval_ctx.volatile or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


def _escaped(value: Any) -> str:
    """HTML of a value, as `markupsafe.escape` makes it: whole numbers and what is safe need no look, texts need one."""
    kind = type(value)
    if kind is str:
        return value if _special(value) is None else escape(value)
    if kind is int:
        return str(value)
    return value if kind is Markup or kind is SafeString else escape(value)


class _Words(dict[str, str]):
    """What templates say, in one language: each is looked up once."""

    def __missing__(self, message: str) -> str:
        said = self[message] = gettext(message)
        return said


class _Speaking(threading.local):
    """The words of the language in which this thread renders a fragment."""

    words: _Words | None = None


_speaking = _Speaking()


@cache
def _words_in(_language: str | None) -> _Words:
    return _Words()


def _said(message: str) -> str:
    """As gettext, which finds out each time which language is spoken: that takes longer than to find the word."""
    words = _speaking.words
    return gettext(message) if words is None else words[message]


class _Environment(Environment):
    """Jinja's, with templates compiled as `_Generator` has it."""

    code_generator_class = _Generator
    escaped = staticmethod(_escaped)


def environment(**options: Any) -> Environment:
    """The environment of templates/jinja2: escaping on, unknown names are errors."""
    given = {**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    given.pop("autoescape", None)
    env = _Environment(autoescape=True, **given)
    env.globals.update(icon=icon, _=_said, ngettext=ngettext)
    return env


def fragment(name: str, context: dict[str, object]) -> SafeString:
    """A template of templates/jinja2, rendered; the engine has escaped whatever came from people."""
    before, _speaking.words = _speaking.words, _words_in(get_language())
    try:
        return SafeString(engines["jinja2"].get_template(name).render(context))
    finally:
        _speaking.words = before
