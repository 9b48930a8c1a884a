"""Reads pages as a browser would, to see what text they show and whether anything in them could run."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr", "img", "use", "path", "circle", "wbr"}


@dataclass
class Page:
    """What stands in a page: texts of elements by class, values of fields, and what could run or load."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)
    dangers: list[str] = field(default_factory=list)


def read(html: str) -> Page:
    """The page behind the HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[tuple[str, list[str], list[str]]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.look_for_danger(tag, given)
        if tag in ("input", "option") and "value" in given:
            self.page.values.setdefault(given.get("name", tag), []).append(given["value"])
        if tag not in VOID:
            self.open.append((tag, given.get("class", "").split() + ([given["name"]] if "name" in given else []), []))

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            closed, classes, parts = self.open.pop()
            text = "".join(parts)
            for name in classes:
                kept = text.removeprefix("\n") if closed == "textarea" else text
                self.page.texts.setdefault(name, []).append(kept)
            if self.open:
                self.open[-1][2].append(text)
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1][2].append(data)

    def look_for_danger(self, tag: str, given: dict[str, str]) -> None:
        inline_script = tag == "script" and "src" not in given and given.get("type") != "application/json"
        foreign = tag in ("img", "iframe", "object", "embed", "video", "audio", "base", "style")
        handlers = [name for name in given if name.startswith(("on", "hx-on")) or name == "style"]
        target = given.get("href", "") + given.get("src", "") + given.get("action", "")
        runs = target.strip().lower().startswith(("javascript:", "data:", "vbscript:"))
        if inline_script or foreign or handlers or runs:
            self.page.dangers.append(f"<{tag} {given}>")
