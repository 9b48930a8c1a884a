"""What holds for the files of the interface, whatever page they stand on."""

import hashlib
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

from boards.models import User
from boards.templatetags import ui
from boardsite.bundles import SCRIPTS, STYLES

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
VENDOR = ROOT / "static" / "vendor"


def vendored():
    rows = (VENDOR / "README.md").read_text().splitlines()
    return [(cells[1].strip(" `"), cells[-2].strip(" `")) for row in rows if len(cells := row.split("|")) == 7][2:]


@pytest.mark.parametrize(("name", "digest"), vendored())
def test_files_of_others_are_as_published(name, digest):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest


def test_every_file_of_others_is_listed():
    there = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.suffix in {".js", ".woff2"}}
    assert there == {name for name, _ in vendored()}


def test_the_sprite_has_every_icon_that_is_named():
    there = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/boards/icons.svg").read_text()))
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text())}
    assert named <= there


def test_every_page_asset_exists():
    paths = [*STYLES, *(path for scripts in SCRIPTS.values() for path in scripts)]
    assert [path for path in paths if finders.find(path) is None] == []


def test_the_page_for_failures_needs_no_context_and_no_database():
    page = get_template("500.html", using="django").render()
    assert "Something broke on our side" in page
    assert "boards/css/index" in page


def test_avatar_escapes_the_name():
    person = User(pk=3, display_name='"><script>x</script>')
    assert "<script>" not in ui.avatar(person)


def test_avatar_of_nobody_says_so():
    assert 'aria-label="Nobody"' in ui.avatar(None)


@pytest.mark.parametrize(("tags", "activity"), [("undo:12", "12"), ("", ""), (None, ""), ("undo:x safe", "")])
def test_a_message_names_what_it_offers_to_undo(tags, activity):
    assert ui.toast_undo(tags) == activity


def test_back_leads_to_pages_of_this_site_alone(rf):
    request = rf.get("/projects/1/", headers={"referer": "http://testserver/tasks/"})
    assert ui.back_address({"request": request}) == "http://testserver/tasks/"
    request = rf.get("/projects/1/", headers={"referer": "https://elsewhere.example/"})
    assert ui.back_address({"request": request}) == ""
    assert ui.back_address({}) == ""
