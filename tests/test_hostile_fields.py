"""What people who mean harm type, in every field of every page: it is refused with a sentence, or shown as text.

A field without a row fails. The fields are those that the pages offer to an owner and to a site administrator.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote_plus, urlencode, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import resolve

from tests import pages
from tests.factories import made_for_all
from tests.routes import address, build_world, routes

pytestmark = [pytest.mark.long, pytest.mark.unmeasured]

MARK = "harm"
HARM = f"\"'><img src=x onerror=alert(1)></textarea><script>{MARK}(1)</script>{{{{ 7*7 }}}}[x](javascript:{MARK}(1))"
# As they come in a form: NUL, half a character, broken UTF-8, what no number or day can be, what turns text around.
ODD = ("%00", "%ED%A0%80", "%FF", "9" * 4000, str(2**63), "0001-01-01", quote_plus("\u202e\u2028"), "+", "..%2F..%2Fx")
NAMES = (
    f"{HARM}.png",
    "../../x",
    "a\u202egnp.exe",
    "%00",
    "..",
    "a" * 400,
    "<svg onload=alert(1)>.svg",
    "x\r\nSet-Cookie: a=b",
)
# The fields of each route that take text or a file.
FIELDS = {
    "attachment-rename": "name",
    "calendar-feeds": "name",
    "checklist-edit": "title",
    "checklist-items": "lines",
    "column-create": "name wip_limit",
    "column-edit": "name wip_limit",
    "comment-edit": "text",
    "group-create": "name",
    "group-edit": "name",
    "group-people-add": "addresses",
    "import": "file",
    "inbox-snooze": "day",
    "item-edit": "due_date text",
    "keys": "name",
    "member-add": "email",
    "person-create": "display_name email",
    "profile": "display_name",
    "project-calendars": "name",
    "project-create": "description finish_date title",
    "project-delete": "title",
    "project-import": "file",
    "project-links": "name",
    "project-settings": "description finish_date title",
    "project-webhook-create": "address name",
    "tag-create": "name",
    "tag-edit": "name",
    "task-attachments": "file",
    "task-checklists": "title",
    "task-comments": "text",
    "task-create": "description due_date tags title",
    "task-edit": "description due_date tags title",
    "task-item": "into",
    "task-links": "other",
    "task-web-links": "title url",
    "web-link-edit": "title url",
    "webhook-create": "address name",
    "webhook-edit": "address name",
}


@dataclass
class Form:
    """A form of a page: where it goes, what a browser would send of it, and the fields that take text or a file."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    """Fields may stand outside their form, and name it."""

    def __init__(self, path: str) -> None:
        super().__init__(convert_charrefs=True)
        self.path, self.open, self.by_id = path, Form(""), {}
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        form, name = self.by_id.get(given.get("form"), self.open), given.get("name", "")
        if tag == "form" and given.get("method", "").lower() == "post":
            self.open = self.by_id[given.get("id", self.path)] = Form(given.get("action") or self.path)
            self.found.append(self.open)
        elif tag == "form":
            self.open = Form("")
        elif tag == "textarea" and name:
            form.texts.add(name)
        elif tag == "input" and name:
            kind = given.get("type", "text")
            if kind in ("text", "search", "email", "url", "date", "number"):
                form.texts.add(name)
            if kind == "file":
                form.files.add(name)
            elif kind not in ("radio", "checkbox") or "checked" in given:
                form.values[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = Form("")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with made_for_all(django_db_blocker, build_world) as made:
        yield made


@pytest.fixture
def forms(world, db):
    """The forms that take text or files, by route and person: the owner, or the site administrator for the rest."""
    found = {}
    for browser in (world["browsers"][0], world["browsers"][5]):
        for path in pages_of(world):
            answer = browser.answer("GET", path, {})
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                reader = _Forms(path)
                reader.feed(answer.text)
                for form in reader.found:
                    name = resolve(urlsplit(form.action).path).url_name
                    if (form.texts or form.files) and not form.action.startswith("/accounts/"):
                        found.setdefault((name, *sorted(form.texts | form.files)), (browser, form))
    return found


def pages_of(world):
    paths = (address(path, world["ids"]) for name, path in routes().items() if not path.startswith("accounts/"))
    return [path for path in paths if "(" not in path and path not in ("/metrics", "/account/data/download/")]


def names(forms):
    return {f"{name}.{each}" for (name, *_fields), (_who, form) in forms.items() for each in form.texts | form.files}


def send(browser, form, given):
    """A form, with these fields as they stand in the body."""
    values = {name: value for name, value in form.values.items() if name not in given}
    body = "&".join([urlencode(values), *(f"{name}={value}" for name, value in given.items())])
    return browser.client.post(form.action, body, content_type="application/x-www-form-urlencoded")


def test_every_field_has_a_row_and_every_row_a_field(forms):
    assert names(forms) == {f"{route}.{each}" for route, fields in FIELDS.items() for each in fields.split()}


def test_odd_texts_are_answered_in_every_field(forms):
    broken = []
    for (name, *_fields), (browser, form) in forms.items():
        browser.client.raise_request_exception = False
        for odd in ODD:
            with transaction.atomic():
                answer = send(browser, form, dict.fromkeys(form.texts, odd))
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                broken.append((name, odd[:20], answer.status_code))
    assert not broken


def test_what_means_harm_is_text_on_every_page(world, forms):
    for (_name, *_fields), (browser, form) in forms.items():
        browser.client.raise_request_exception = False
        for given in (form.texts, *({each} for each in form.texts)):
            answer = send(browser, form, dict.fromkeys(given, quote_plus(HARM)))
            assert answer.status_code < 500, form
            assert not dangers(answer), form
    for browser in world["browsers"][:1]:
        for path in pages_of(world):
            answer = browser.client.get(path)
            assert answer.status_code < 500, path
            assert not dangers(answer), path


def test_names_of_files_that_mean_harm_are_text_on_every_page(world, forms):
    for (_name, *_fields), (browser, form) in forms.items():
        for each in form.files:
            for name in NAMES:
                sent = SimpleUploadedFile("x", b"\x89PNG\r\n\x1a\n<script>harm(1)</script>")
                sent._name = name
                answer = browser.client.post(form.action, {**form.values, each: sent})
                assert answer.status_code < 500, (form, name)
                assert not dangers(answer), (form, name)
    for path in pages_of(world):
        answer = world["browsers"][0].client.get(path)
        assert answer.status_code < 500 and not dangers(answer), path


def dangers(answer):
    """What in a page might run; pictures of ours do not."""
    if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
        return []
    ours = ("'src': '/attachments/", "'src': '/static/", "'src': 'data:image/")
    return [each for each in pages.read(answer.text).dangers if not any(own in each for own in ours)]
