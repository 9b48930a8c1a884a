"""Names the browser and the system behind a User-Agent header, roughly: enough to know one's own devices again."""

from __future__ import annotations

# (what the header holds, what it means); the first that fits counts, so impostors come before what they claim to be.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi", "Vivaldi"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python-", "Python"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser(header: str) -> str:
    """The name of the browser that a User-Agent header tells of, "" for one that is not known."""
    return _first(_BROWSERS, header)


def system(header: str) -> str:
    """The name of the operating system that a User-Agent header tells of, "" for one that is not known."""
    return _first(_SYSTEMS, header)


def is_handheld(header: str) -> bool:
    """Whether it is a telephone or a tablet."""
    return system(header) in {"iPhone", "iPad", "Android"}


def _first(table: tuple[tuple[str, str], ...], header: str) -> str:
    return next((name for mark, name in table if mark in header), "")
