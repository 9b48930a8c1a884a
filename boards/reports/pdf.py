"""A page of HTML into a PDF, by WeasyPrint.

Imported by `pdf_worker.py` alone, which is a process of its own: WeasyPrint takes seconds of processor time and
hundreds of megabytes, and what it lays out was typed by people. So this module knows nothing of Django, the database
or a secret.
"""

from __future__ import annotations

import gc
import logging
import re
from base64 import b64decode
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.urls import URLFetcher, URLFetcherResponse

STATIC = Path(__file__).resolve().parents[2] / "static"
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
DRAWING = "data:image/svg+xml;base64,"
# Rules of WeasyPrint's own style for notes and markers: they match every element there is, and make six styles of each.
_NOTES = re.compile(r"^::[\w-]+[^\n{]*{[^\n]*}\n", flags=re.MULTILINE)


class OwnFiles(URLFetcher):
    """Reads style sheets, drawings and fonts of this site out of `static/`, and drawings that the page itself holds: no
    network, and no other file."""

    def __init__(self, site: str) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._site = site

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The file behind an address below /static/; ValueError for anything else, and the page goes without it."""
        if url.startswith(DRAWING):
            return URLFetcherResponse(url, b64decode(url.removeprefix(DRAWING)), {"Content-Type": TYPES[".svg"]})
        path = self._path(url)
        if path is None:
            raise ValueError(f"{url[:200]} is no file of this site.")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})

    def _path(self, url: str) -> Path | None:
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}" != self._site or not parts.path.startswith("/static/"):
            return None
        path = (STATIC / unquote(parts.path.removeprefix("/static/"))).resolve()
        return path if path.is_relative_to(STATIC) and path.suffix in TYPES and path.is_file() else None


class Paper(HTML):
    """HTML under a leaner style of WeasyPrint's own: without it 5,000 tasks take twice the time and memory."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        style = (files("weasyprint") / "css" / "html5_ua.css").read_text(encoding="utf-8")
        return [CSS(string=_NOTES.sub("", style))]


def write(html: str, site: str, tell: Callable[[str], None] = lambda step: None) -> bytes:
    """The PDF (PDF/UA-1: tagged, with bookmarks and embedded fonts) of a page of `site`; `tell` hears of each step."""
    logger = logging.getLogger("weasyprint.progress")
    handler = _Steps(tell)
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    try:
        page = Paper(string=html, base_url=f"{site}/", url_fetcher=OwnFiles(site), media_type="print")
        document = page.render(pdf_variant="pdf/ua-1")
        _forget_layout(document)
        written: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    finally:
        logger.removeHandler(handler)
    return written


def _forget_layout(document: Document) -> None:
    """Free what the layout has left before the file is written: each drawing would hold on to all of it."""
    for page in document.pages:
        for box in page._page_box.descendants():
            image = getattr(box, "replacement", None)
            if image is not None and hasattr(image, "_context"):
                image._context = None
    gc.collect()


class _Steps(logging.Handler):
    """Hands on what WeasyPrint says about how far it is, as `step page`: "5 84" is page 84 of the layout."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        found = re.match(r"Step (\d)(?:.* Page (\d+))?", record.getMessage())
        if found:
            self._tell(f"{found[1]} {found[2] or 0}")
