"""Addresses in the web that people keep beside a task: which can be kept, and how one without a title is shown.

They are only ever shown as links. Nothing here, or anywhere else, fetches what lies there.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.rules.text import TITLE_LIMIT, clean_line

URL_LIMIT = 2000
_SCHEMES = ("http", "https", "mailto")
# A name with a dot in it, as people type it: example.com/prices.
_BARE = re.compile(r"[^\s/:@?#\\]+\.[^\s/:@?#\\.]{2,}(:[0-9]{1,5})?([/?#]\S*)?")
_PERSON = re.compile(r"[^\s@?]+@[^\s@?]+(\?\S*)?")


def completed(typed: str) -> str:
    """What was typed, with the scheme that people leave out."""
    typed = typed.strip()
    return f"https://{typed}" if _BARE.fullmatch(typed) else typed


def clean_url(value: str) -> str:
    """The address to the letter; InvalidInput for what is none, or would lead elsewhere than it seems to."""
    value = clean_line("url", value, URL_LIMIT)
    if "\\" in value or any(unicodedata.category(character)[0] in "CZ" for character in value):
        raise InvalidInput("url", _("An address has no spaces, backslashes or invisible characters. Take them out."))
    parts = _split(value)
    if parts is None or parts.scheme not in _SCHEMES:
        raise InvalidInput("url", _("Enter an address that begins with https://, http:// or mailto:."))
    if parts.scheme == "mailto":
        if not _PERSON.fullmatch(value.partition(":")[2]):
            raise InvalidInput("url", _("Enter an e-mail address after mailto:, such as mailto:ana@example.com."))
    elif not parts.hostname:
        raise InvalidInput("url", _("Enter a whole address, such as https://example.com/prices."))
    elif parts.username is not None:
        raise InvalidInput("url", _("Leave out the name and password before the @ of the address."))
    return value


def clean_title(value: str) -> str:
    """The title; it may be empty."""
    return clean_line("title", value, TITLE_LIMIT, required=False)


def is_web_address(value: str) -> bool:
    """Whether it can be kept as it is."""
    try:
        return clean_url(value) == value
    except InvalidInput:
        return False


def shown(url: str) -> str:
    """What is shown where there is no title: host and path, or whom it is sent to."""
    parts = _split(url)
    if parts is None:
        return url
    if parts.scheme == "mailto":
        return parts.path
    return f"{parts.netloc}{parts.path.rstrip('/')}"


def host(url: str) -> str:
    """Where it leads, in a word: the host, or whom it is sent to."""
    parts = _split(url)
    return "" if parts is None else parts.netloc or parts.path


def _split(url: str) -> SplitResult | None:
    """The parts of an address; None where they can't be told apart."""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        return None
    return parts
