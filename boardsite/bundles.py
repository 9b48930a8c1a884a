"""The style sheets and scripts of a page, and how they are joined when static files are collected.

Sources stay one file a component, and developers are served those. `collectstatic` joins them by these functions
(`boardsite.storage`), so that a first visit asks for few files. A bundle is a plain script: files of others stand in it
as they are, and each JavaScript module of ours becomes a function that is run at once and returns what the module
exports. Only the ways to import and export that our sources use are known; any other is refused, not guessed at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# index.css declares the order of the layers and must be the first; the order of the others is free.
STYLES = tuple(
    f"boards/css/{name}.css"
    for name in (
        *("index", "tokens", "base", "layout", "utilities", "buttons", "forms", "chips", "progress", "top-bar", "menu"),
        *("dialog", "toast", "card", "board", "filter-bar", "project", "task", "table", "lists", "panel", "history"),
        *("checklists", "comments", "files", "imports", "entry", "account", "inbox", "webhooks", "reports", "waiting"),
        *("drafts", "live", "print", "task-links", "viewer", "web-links"),
    )
)
_LIVE = tuple(f"boards/js/{name}.js" for name in ("live", "presence", "offline"))
# Every page loads "site" and at most one of the others after it, which leaves out what "site" holds.
SCRIPTS = {
    "site": (
        "vendor/htmx.min.js",
        *(f"boards/js/{name}.js" for name in ("theme", "toast", "menu", "picker", "dialog", "shortcuts", "guard")),
        *(f"boards/js/{name}.js" for name in ("history", "requests", "range", "date-field", "drafts", "mentions")),
    ),
    "board": ("vendor/Sortable.min.js", "boards/js/board.js", "boards/js/task.js", *_LIVE),
    "task": ("vendor/Sortable.min.js", "boards/js/task.js", *_LIVE),
    "list": (
        "vendor/Sortable.min.js",
        "boards/js/task.js",
        "boards/js/task-list.js",
        "boards/js/cell-editor.js",
        *_LIVE,
    ),
    "inbox": ("boards/js/inbox.js", *_LIVE),
    "live": _LIVE,
}

# Where the modules of a page leave what they export: seen by later scripts, but no property of `window`.
_START = "const modules = {};\n"
_MODULE = """\
try {{
  modules["{name}"] = (() => {{
"use strict";
{body}
return {{ {exports} }};
  }})();
}} catch (error) {{
  reportError(error);
}}
"""
_IMPORT = re.compile(r'^import (?:\{([^{}]*)\} from )?"\./([\w-]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|const|class) (\w+)\b", re.MULTILINE)
_UNKNOWN_SCRIPT = re.compile(r"^\s*(?:import|export)\b.*|.*\bimport(?:\.meta|\s*\().*", re.MULTILINE)
_UNKNOWN_STYLE = re.compile(r"@(?:import|charset|namespace)\b.*")


class CannotBeJoinedError(Exception):
    """A source is written in a way that the joining does not know; says the file and the place."""


def is_module(path: str) -> bool:
    """Whether a script is a JavaScript module of ours; files of others are plain scripts."""
    return not path.startswith("vendor/")


def style_bundle() -> str:
    """Where the joined style sheet lies: as deep as its sources, so that addresses in them stay right."""
    return "boards/bundles/site.css"


def script_bundle(name: str) -> str:
    """Where the joined scripts of `SCRIPTS[name]` lie."""
    return f"boards/bundles/{name}.js"


def bundles(read: Callable[[str], str]) -> dict[str, str]:
    """The content of every bundle by its path; `read` gives the text of a source."""
    site = in_order(SCRIPTS["site"], read)
    found = {style_bundle(): join_styles(STYLES, read), script_bundle("site"): _START + join_scripts(site, read)}
    for name in SCRIPTS.keys() - {"site"}:
        own = [path for path in in_order(SCRIPTS[name], read) if path not in site]
        found[script_bundle(name)] = join_scripts(own, read)
    return found


def join_styles(paths: Iterable[str], read: Callable[[str], str]) -> str:
    """Style sheets one after the other; what would only work at the top of a file is refused."""
    texts = {path: read(path) for path in paths}
    for path, text in texts.items():
        _refuse(path, _UNKNOWN_STYLE.search(text))
    return "\n".join(texts.values())


def join_scripts(paths: Iterable[str], read: Callable[[str], str]) -> str:
    """Scripts one after the other: modules wrapped, files of others as they are."""
    return "".join(wrapped(path, read(path)) if is_module(path) else f"{read(path)}\n;\n" for path in paths)


def in_order(paths: Iterable[str], read: Callable[[str], str]) -> list[str]:
    """The files and all that they import, each once and after what it imports, as a browser runs modules."""
    done: dict[str, None] = {}
    for path in paths:
        _visit(path, read, done, ())
    return list(done)


def _visit(path: str, read: Callable[[str], str], done: dict[str, None], above: tuple[str, ...]) -> None:
    if path in above:
        raise CannotBeJoinedError(f"{path} imports itself, by way of {above[-1]}")
    if path in done:
        return
    for name in imports(read(path)) if is_module(path) else []:
        _visit(f"{path.rpartition('/')[0]}/{name}", read, done, (*above, path))
    done[path] = None


def imports(text: str) -> list[str]:
    """The names of the files beside it that a module imports."""
    return [match[2] for match in _IMPORT.finditer(text)]


def wrapped(path: str, text: str) -> str:
    """A module as a statement of a plain script. If it fails, those that don't import it run all the same."""
    names = [match[2] for match in _EXPORT.finditer(text)]
    body = _EXPORT.sub(r"\1 \2", _IMPORT.sub(_taken, text))
    _refuse(path, _UNKNOWN_SCRIPT.search(re.sub(r"^\s*//.*", "", body, flags=re.MULTILINE)))
    return _MODULE.format(name=path.rpartition("/")[2], body=body.rstrip(), exports=", ".join(names))


def _taken(match: re.Match[str]) -> str:
    if match[1] is None:
        return ""
    return f'const {{{match[1].replace(" as ", ": ")}}} = modules["{match[2]}"];'


def _refuse(path: str, found: re.Match[str] | None) -> None:
    if found:
        raise CannotBeJoinedError(f"{path} can't be joined with others: {found[0].strip()}")
