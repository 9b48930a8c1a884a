"""The web addresses that cards bring along: which become web links of their task."""

from __future__ import annotations

from dataclasses import replace

from boards.rules.text import TITLE_LIMIT
from boards.rules.web_addresses import is_web_address, shown
from boards.services.bulk_web_links import WebLinkDraft
from boards.services.web_links import MOST_LINKS
from boards.transfer.boards import Attachment, Card
from boards.transfer.texts import one_line


def of_card(card: Card) -> tuple[tuple[WebLinkDraft, ...], Card]:
    """The links, each address once, and the card without them. What can't be one is named in the description."""
    found: dict[str, WebLinkDraft] = {}
    rest: list[Attachment] = []
    for each in card.attachments:
        url = one_line(each.url)
        if each.open is not None or not is_web_address(url) or (url not in found and len(found) >= MOST_LINKS):
            rest.append(each)
        elif url not in found or not found[url].title:
            found[url] = WebLinkDraft(url, _title(each, url))
    return tuple(found.values()), replace(card, attachments=tuple(rest)) if found else card


def _title(attachment: Attachment, url: str) -> str:
    """Its name, unless that says no more than the address."""
    name = one_line(attachment.name)[:TITLE_LIMIT].strip()
    return "" if name in (url, shown(url)) else name
