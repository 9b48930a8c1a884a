"""Reads pages as a browser would, to see what text they show and whether anything in them could run."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr", "img", "use", "path", "circle", "wbr"}


@dataclass
class Page:
    """What stands in a page: texts of elements by class, values of fields, and what could run or load."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)
    dangers: list[str] = field(default_factory=list)


def flat(html: str) -> str:
    """HTML on one line, without what a browser makes nothing of: where its template breaks a line is no matter."""
    return re.sub(r"\s+>", ">", re.sub(r"\s+", " ", html))


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


def form_values(html: str, name: str) -> dict[str, str]:
    """What a browser would send of the form that has a field of this name, as the page stands."""
    reader = _FormReader()
    reader.feed(html)
    reader.close()
    return next(values for values in reader.forms if name in values)


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[dict[str, str]] = [{}]
        self.text_of = self.select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        name, sent = given.get("name", ""), self.forms[-1]
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and name and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            sent[name] = given.get("value", "on" if given.get("type") == "checkbox" else "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and ("selected" in given or self.select not in sent):
            sent[self.select] = given.get("value", "")
        elif tag == "textarea":
            self.text_of, sent[name] = name, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.forms[-1][self.text_of] = self.forms[-1][self.text_of].removeprefix("\n")
            self.text_of = ""

    def handle_data(self, data: str) -> None:
        if self.text_of:
            self.forms[-1][self.text_of] += data
