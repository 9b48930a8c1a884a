"""What descriptions become, and what they cost."""

import html
import re

import pytest

from boards.rules import markdown

pytestmark = pytest.mark.once


@pytest.mark.parametrize("pattern", ["![", "[", "[a][", "![[", "[`", "> [", "![a "])
def test_long_texts_of_brackets_are_not_searched_for_links(pattern, monkeypatch):
    """Each bracket would be looked for its end over all of the text, which takes seconds."""
    monkeypatch.setattr(markdown, "_PARSER", None)
    assert "<a " not in markdown.to_html((pattern * 100_000)[:100_000])


def test_text_with_more_brackets_than_anybody_types_shows_them_as_they_are():
    many = "[a](https://example.com) " * markdown.MOST_BRACKETS
    assert markdown.to_html(many).count("<a ") == markdown.MOST_BRACKETS
    assert markdown.to_html(f"{many}[b](javascript:x)").count("<a ") == 0


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://example.com/a%20b?c=1&d=2#e.", ["https://example.com/a%20b?c=1&d=2#e"]),
        ("(http://example.com/x_(y))", ["http://example.com/x_(y)"]),
        ("**https://example.com/ä**", ["https://example.com/%C3%A4"]),
        ("mailto:ann@example.com", ["mailto:ann@example.com"]),
        ("[here](https://example.com)", ["https://example.com"]),
        ("setup.py, example.com, ann@example.com, v1.2 and //example.com", []),
        ("ftp://example.com javascript:alert(1) data:text/html,x file:///etc/passwd", []),
        ("`https://example.com`", []),
        ("    https://example.com", []),
    ],
)
def test_addresses_become_links(text, links):
    assert [html.unescape(link) for link in re.findall('<a href="([^"]*)"', markdown.to_html(text))] == links


def test_an_address_is_shown_as_it_was_typed():
    assert ">https://example.com/a%20b?c=ä&amp;d</a>" in markdown.to_html("https://example.com/a%20b?c=ä&d")


@pytest.mark.parametrize("pattern", ["http://", "http://a.b ", "https://a", "mailto:", "http://a.b/(", "x://"])
def test_long_texts_of_addresses_are_not_searched_for_them(pattern, monkeypatch):
    """Each would be looked for its end over all of the text, which takes half a minute."""
    monkeypatch.setattr(markdown, "_PARSER", None)
    assert "<a " not in markdown.to_html((pattern * 100_000)[:100_000])


def test_a_text_with_more_addresses_than_anybody_types_has_the_links_written_as_such():
    many = "https://example.com/page " * (markdown.MOST_LETTERS // 100_000 + 1)
    text = f"{many}{'word ' * 20_000}[a](https://example.com)"
    assert markdown.to_html(text).count("<a ") == 1
