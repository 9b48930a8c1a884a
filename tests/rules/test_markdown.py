"""What descriptions become, and what they cost."""

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
