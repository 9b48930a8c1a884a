"""The small marks of every page: icons, avatars, and the files a page loads.

Each is a plain function, so that Jinja2 templates use the same ones. They are called dozens of times a page: strings,
not templates, and what never changes while the process runs is worked out once.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import DisallowedHost
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from boards import jinja
from boards.queries.formatting import short_day as in_short
from boardsite.bundles import SCRIPTS, STYLES, is_module, script_bundle, style_bundle

if TYPE_CHECKING:
    import datetime

    from django.forms import BoundField

    from boards.models import User
    from boards.queries.pickers import Picker

register = template.Library()


icon = register.simple_tag(jinja.icon)
asset = register.simple_tag(jinja.asset)


@register.simple_tag
def avatar(person: User | None, label: str = "", *, decorative: bool = False, css: str = "") -> SafeString:
    """A person's initials in their colour; nobody is an empty circle. `decorative`: the name stands beside it.

    Takes a `User` or any view object with `initials`, `hue` and `name`.
    """
    if person is None:
        return _circle("avatar-none", "·", label or _("Nobody"), decorative=decorative, css=css)
    words = label or getattr(person, "display_name", "") or getattr(person, "name", "")
    return _circle(f"avatar-{person.hue}", person.initials, words, decorative=decorative, css=css)


def _circle(hue: str, letters: str, label: str, *, decorative: bool, css: str) -> SafeString:
    words = escape(label)
    role = 'aria-hidden="true"' if decorative else f'role="img" aria-label="{words}"'
    kind = f"avatar {hue} {css}".rstrip()
    return mark_safe(  # noqa: S308  everything that people typed is escaped
        f'<span class="{kind}" {role} title="{words}">{escape(letters)}</span>'
    )


@register.simple_tag
def choices_of(picker: Picker, *, fact: bool = False, bare: bool = False, spread: bool = False) -> SafeString:
    """A picker with its list; `_picker.html` says how the words change it."""
    context = {"picker": picker, "fact": fact, "bare": bare, "spread": spread}
    return jinja.fragment("boards/_picker.html", context)


@register.simple_tag
def filter_bar(bar: object, action: str) -> SafeString:
    """The bar above a board or list (a `FilterBar`); `action` is the address of its page."""
    return jinja.fragment("boards/_filter_bar.html", {"filter": bar, "action": action})


@register.simple_tag
def filter_count(shown: int | None, total: int | None) -> SafeString:
    """How many tasks a filter leaves, of how many."""
    return jinja.fragment("boards/_filter_count.html", {"shown": shown, "total": total, "archived": False})


@register.simple_tag
@cache
def page_assets(*, paper: bool = False) -> SafeString:
    """The style sheets and scripts of every page. With `paper` it is printed by paper.css alone, as its PDF is."""
    media = ' media="screen"' if paper else ""
    styles = [style_bundle()] if _joined() else STYLES
    lines = [
        f'<script src="{asset("boards/js/boot.js")}"></script>',
        *(f'<link rel="stylesheet" href="{asset(path)}"{media}>' for path in styles),
        *([f'<link rel="stylesheet" href="{asset("boards/css/paper.css")}">'] if paper else []),
        page_scripts("site"),
    ]
    return mark_safe("\n".join(lines))  # noqa: S308  addresses of our own files


@register.simple_tag
@cache
def page_styles() -> SafeString:
    """The style sheets of every page, for one without scripts."""
    styles = [style_bundle()] if _joined() else STYLES
    lines = [f'<link rel="stylesheet" href="{asset(path)}">' for path in styles]
    return mark_safe("\n".join(lines))  # noqa: S308  addresses of our own files


@register.simple_tag
@cache
def page_scripts(name: str) -> SafeString:
    """The scripts of one kind of page (`boardsite.bundles.SCRIPTS`): joined where files are collected, else singly."""
    paths = [script_bundle(name)] if _joined() else SCRIPTS[name]
    kinds = {path: 'type="module"' if is_module(path) and not _joined() else "defer" for path in paths}
    lines = [f'<script src="{asset(path)}" {kind}></script>' for path, kind in kinds.items()]
    return mark_safe("\n".join(lines))  # noqa: S308  addresses of our own files


def _joined() -> bool:
    return getattr(staticfiles_storage, "joins_files", False)


@lru_cache(maxsize=512)
def _kept(language: str | None, name: str, values: tuple[tuple[str, object], ...]) -> SafeString:
    return mark_safe(get_template(name, using="django").render(dict(values)))  # noqa: S308  rendered with escaping


@register.simple_tag
def kept(name: str, **values: str | bool | None) -> SafeString:
    """A template that is the same for everybody, rendered once a language and combination of `values`.

    For the frame of the page, which is part of every answer: never give it anything a person typed.
    """
    render = _kept.__wrapped__ if settings.DEBUG else _kept
    return render(get_language(), name, tuple(values.items()))


@register.simple_tag
def has_passwords() -> bool:
    """Whether people can sign in by a password on this site."""
    return bool(getattr(settings, "PASSWORD_LOGIN", True))


@register.simple_tag
def sends_email() -> bool:
    """Whether e-mail really leaves the machine."""
    return bool(settings.SENDS_EMAIL)


@register.filter
def toast_undo(tags: str | None) -> str:
    """The id of the Activity that a message offers to undo (`undo:7` among its tags), or nothing."""
    found = [tag[5:] for tag in (tags or "").split() if tag.startswith("undo:") and tag[5:].isdigit()]
    return found[0] if found else ""


@register.filter
def short_day(day: datetime.date) -> str:
    """ "3 Nov", where the year goes without saying."""
    return in_short(day)


@register.filter
def toast_saved(tags: str | None) -> str:
    """The key of the draft that a message says is saved (`saved:new-project` among its tags), or nothing."""
    return next((tag[6:] for tag in (tags or "").split() if tag.startswith("saved:")), "")


@register.filter
def toast_moment(tags: str | None) -> str:
    """When what a message tells of was put away in the inbox (`moment:…` among its tags), or nothing."""
    return next((tag[7:] for tag in (tags or "").split() if tag.startswith("moment:")), "")


@register.filter
def widget_kind(field: object) -> str:
    """How a form field is laid out: `check`, `range`, `hidden`, `choices`, `day` or `line`."""
    if getattr(getattr(field, "field", None), "is_day", False):
        return "day"
    widget = getattr(getattr(field, "field", None), "widget", None)
    kind = getattr(widget, "input_type", "")
    if kind == "checkbox" and not hasattr(widget, "option_template_name"):
        return "check"
    if kind in {"radio", "checkbox"}:
        return "choices"
    return kind if kind in {"hidden", "range"} else "line"


@register.filter
def focused(field: BoundField) -> SafeString:
    """The control of a form field, with the focus when the page opens; for one field of a page."""
    return field.as_widget(attrs={"autofocus": True})


@register.simple_tag(takes_context=True)
def back_address(context: template.Context) -> str:
    """The page of this site that the reader came from, or nothing."""
    request = context.get("request")
    if request is None:
        return ""
    came_from = request.headers.get("Referer", "")
    if not came_from:
        return ""
    try:
        safe = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
        return came_from if safe and came_from != request.build_absolute_uri() else ""
    except DisallowedHost:  # the page that says so links nowhere
        return ""
