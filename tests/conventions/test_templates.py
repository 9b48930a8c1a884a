"""Templates: short, addresses by their routes, dates by the language's formats, nothing inline."""

import re

import pytest
from django.template import engines

from tests.conventions.sources import breaches, name_of, read, sources, templates

pytestmark = pytest.mark.once

INLINE = {
    "style attribute": r"<[^>]*\sstyle\s*=",
    "style element": r"<style\b",
    "script without src": r"<script\b(?![^>]*\b(?:src=|type=\"application/json\"))",
    "event attribute": r"<[^>]*\son[a-z]+\s*=",
    "hx-on": r"<[^>]*\shx-on\b",
    "evaluated value": r"=\s*[\"']js:",
    "javascript address": r"javascript:",
}
FORMATS = re.compile(r"""(?:date:["']|date_format\([^"'\n]*,\s*["'])(?!c["']|l["']|M Y["']|Y-m-d["']|[A-Z_]{6,}["'])""")


def inline(text: str) -> list[str]:
    """What the Content-Security-Policy would block."""
    text = re.sub(r"{#.*?#}|{% comment .*?endcomment %}|<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}", "x", text, flags=re.DOTALL)
    return [what for what, pattern in INLINE.items() if re.search(pattern, text, flags=re.DOTALL | re.IGNORECASE)]


def test_templates_are_short():
    assert {name_of(path): length for path in templates() if (length := len(read(path).splitlines())) > 120} == {}


def test_templates_have_short_lines():
    long = [name_of(path) for path in templates() if any(len(line) > 160 for line in read(path).splitlines())]
    assert [name for name in long if not name.endswith(".txt")] == []  # in an e-mail a new line is a new line


# A tag that is broken after its name or before its end, which no reader expects.
BROKEN = re.compile(r"<[a-z][\w-]*$|^\s*/?>", re.MULTILINE)
# Blanks are kept in it (`white-space: pre-wrap`), so that its lines may be broken inside tags alone.
KEEPS_BLANKS = {"templates/boards/_diff.html"}


def test_templates_break_no_tag_where_it_reads_oddly():
    assert BROKEN.search("<span\n  class='x'>") and BROKEN.search("<b>x</b\n  >")
    assert not BROKEN.search("<span class='x'\n  id='y'>\n<b>")
    assert {name_of(path) for path in templates() if BROKEN.search(read(path))} == KEEPS_BLANKS


def test_templates_name_addresses_by_their_routes():
    """Those of Jinja stand on hundreds of cards, and are put together by hand for speed."""
    by_hand = r'\b(?:href|action|formaction|hx-get|hx-post)="/(?!static/)'
    assert [
        name_of(path) for path in templates() if "jinja2" not in path.parts and re.search(by_hand, read(path))
    ] == []


def test_templates_have_nothing_inline():
    assert breaches(lambda text, _name: inline(text), templates()) == {}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<p style="color:red">', "style attribute"),
        ("<p\n  STYLE='x'>", "style attribute"),
        ("<style>p {}</style>", "style element"),
        ("<script>alert(1)</script>", "script without src"),
        ('<script type="module">import x</script>', "script without src"),
        ('<button onclick="go()">', "event attribute"),
        ('<button hx-on:click="go()">', "hx-on"),
        ("<a href='javascript:go()'>", "javascript address"),
        ("<div hx-vals='js:{a: 1}'>", "evaluated value"),
    ],
)
def test_inline_things_are_found(text, what):
    assert what in inline(text)


@pytest.mark.parametrize(
    "text",
    [
        '<script src="{% static "x.js" %}" type="module"></script>',
        '<script type="application/json">{}</script>',
        '<p class="style">on = style=</p>',
        "{# <p style='x'> #}",
        '<option value="one">',
        '<a href="{% url "x" on=1 %}">',
    ],
)
def test_what_is_not_inline_is_left_alone(text):
    assert inline(text) == []


def test_dates_are_written_as_the_language_writes_them():
    """Django's own formats, or one that can be translated; the letters of a format stand in no page."""
    assert FORMATS.search('{{ at|date:"j M Y" }}') and FORMATS.search('date_format(day, "j M")')
    assert not FORMATS.search('{{ at|date:"DATE_FORMAT" }} {{ at|date:"c" }}')
    assert [path.name for path in [*templates(), *sources()] if FORMATS.search(path.read_text(encoding="utf-8"))] == []


def loaded_in_vain(text: str) -> list[str]:
    """The libraries of tags and filters of which a template uses none."""
    known = engines["django"].engine.template_libraries
    body = re.sub(r"{% load .*?%}", "", text)
    used = set(re.findall(r"{%\s*(\w+)", body)) | set(re.findall(r"\|\s*(\w+)", body))
    # _("…") as an argument takes the words of i18n, and no tag of it.
    used |= {"translate"} if '_("' in body else set()
    names = [name for found in re.findall(r"{% load (.*?) %}", text) if " from " not in found for name in found.split()]
    return [name for name in names if not used & {*known[name].tags, *known[name].filters}]


def test_templates_load_what_they_use():
    assert loaded_in_vain('{% load i18n static %}{% static "a.css" %}') == ["i18n"]
    assert {name_of(path): found for path in templates() if (found := loaded_in_vain(read(path)))} == {}
