"""Writes the style of a message into its elements: mail programs drop style sheets, or parts of them.

Templates name classes of `mail.css`, in which colours and sizes are tokens of the site. What a token is in dark goes
into a style sheet of the message, for the programs that look at one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from boardsite.mail.colours import without_oklch

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_ROOT = re.compile(r":root\s*\{(.*?)\}", re.DOTALL)
_TOKEN = re.compile(r"(--[\w-]+):\s*([^;]+);")
_BOTH = re.compile(r"light-dark\(\s*((?:\w+\([^()]*\))|[#\w]+)\s*,\s*((?:\w+\([^()]*\))|[#\w]+)\s*\)")
_REM = re.compile(r"(-?[\d.]+)rem\b")
_CLASS = re.compile(r'class="([\w-]+)"')


@dataclass(frozen=True)
class Sheet:
    """What each class looks like in light, and where that differs in dark, as CSS."""

    light: dict[str, str]
    dark: dict[str, str]

    def element(self) -> SafeString:
        """The style sheet of a message. `!important`, for it has to outweigh what stands in the elements."""
        rules = " ".join(f".{name} {{ {style} }}" for name, style in self.dark.items())
        css = f":root {{ color-scheme: light dark; }} @media (prefers-color-scheme: dark) {{ {rules} }}"
        return format_html("<style>{}</style>", mark_safe(css))  # noqa: S308  a style sheet of our own

    def written_into(self, html: str) -> str:
        """The message with its styles in its elements; texts of people are escaped, so no class stands in them."""
        return _CLASS.sub(self._with_style, html)

    def _with_style(self, found: re.Match[str]) -> str:
        style = self.light[found[1]].replace('"', "'")
        return f'{found[0]} style="{style}"'


@cache
def sheet() -> Sheet:
    """Read once, from the files of the site."""
    folder = Path(settings.BASE_DIR) / "static" / "boards" / "css"
    tokens = _read(folder / "tokens.css")
    root = _ROOT.search(tokens)
    known = dict(_TOKEN.findall(root[1] if root else ""))
    rules = {name: _declarations(body, known) for name, body in _RULE.findall(_read(folder / "mail.css"))}
    dark = {name: [each for each in body if _in(each, 1) != _in(each, 2)] for name, body in rules.items()}
    return Sheet(
        light={name: "; ".join(_in(each, 1) for each in body) for name, body in rules.items()},
        dark={name: " ".join(f"{_in(each, 2)} !important;" for each in body) for name, body in dark.items() if body},
    )


def _read(path: Path) -> str:
    return _COMMENT.sub("", path.read_text(encoding="utf-8"))


def _declarations(body: str, tokens: dict[str, str]) -> list[str]:
    """Each declaration with its tokens filled in, and sizes in pixels."""
    filled = re.sub(r"var\((--[\w-]+)\)", lambda found: tokens[found[1]], body)
    sized = _REM.sub(lambda found: f"{float(found[1]) * 16:g}px", filled)
    return [" ".join(each.split()) for each in sized.split(";") if each.strip()]


def _in(declaration: str, theme: int) -> str:
    """A declaration in light (1) or dark (2)."""
    return without_oklch(_BOTH.sub(lambda found: found[theme], declaration))
