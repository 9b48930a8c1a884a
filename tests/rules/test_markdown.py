"""What descriptions become, and what they cost."""

import time

import pytest

from boards.rules import markdown


@pytest.mark.parametrize("pattern", ["![", "[", "[a][", "![[", "[`", "> [", "![a "])
def test_no_text_takes_seconds(pattern):
    text = (pattern * 100_000)[:100_000]
    began = time.process_time()
    markdown.to_html(text)
    assert time.process_time() - began < 1


def test_text_with_more_brackets_than_anybody_types_shows_them_as_they_are():
    many = "[a](https://example.com) " * markdown.MOST_BRACKETS
    assert markdown.to_html(many).count("<a ") == markdown.MOST_BRACKETS
    assert markdown.to_html(f"{many}[b](javascript:x)").count("<a ") == 0
