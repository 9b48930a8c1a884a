"""HTML of other tools' editors: the Markdown of it says the same, and as a list where it was one."""

from __future__ import annotations

import html as html_of
import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from boards.rules.markdown import to_html
from boards.transfer.html_text import markdown


@pytest.mark.parametrize(
    ("html", "text"),
    [
        # findings/markdown-picture-of-link.sh
        ('<p>Done!<a href="https://example.com">Look</a></p>', "Done\\![Look](<https://example.com>)\n"),
        ("<p>Done!</p>", "Done!\n"),
        # findings/markdown-names-of-characters.sh
        ("<p>Not &amp;nbsp; and &amp;#35; <code>&amp;lt;</code> R&amp;D</p>", "Not \\&nbsp; and \\&#35; `&lt;` R&D\n"),
        ("<p>a<pre>&amp;nbsp;</pre></p>", "a\n\n```\n&nbsp;\n```\n"),
        ("<p>a<b> b </b>c<strong> </strong>d</p>", "a **b** c d\n"),
        ("<p><b>a<br>b</b></p>", "**a**\n**b**\n"),
        ("<b><p>one</p><ul><li>two</li></ul></b>", "**one**\n\n- **two**\n"),
        ("<p>never <b>closed</p><p>and</em> never opened</p>", "never closed\n\nand never opened\n"),
        ("<p><code>a`b</code> <code>``</code></p>", "``a`b`` ` `` `\n"),
        ("<pre>a\n```\nb\n</pre>", "````\na\n```\nb\n````\n"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n   - b\n2. c\n"),
        ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n- c\n"),
        ("<ul><li>a<pre>x\ny</pre></li><li>c<br>d</li></ul>", "- a\n\n  ```\n  x\n  y\n  ```\n\n- c\n  d\n"),
        ("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>", "- a\n- b\n  - c\n- d\n"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul><p>c</p>", "- a\n  - b\n\nc\n"),
        ("<ul><li><blockquote>a</blockquote></li><li>b</li></ul>", "- > a\n\n- b\n"),
        ("<blockquote><ul><li>a</li><li>b</li></ul></blockquote><p>c</p>", "> - a\n> - b\n\nc\n"),
    ],
)
def test_html_says_the_same_in_markdown(html, text):
    assert markdown(html) == text


SIGNS = list("ab1 \\`*_~[]()<>&;#!|=-+.:@/x") + ["://", "&amp;", "](", "[x]", "1. ", "## ", "http://a.b/_c_", "a@b.cd"]


def _shown(text):
    return " ".join(html_of.unescape(re.sub("<[^<>]*>", "", str(to_html(text)))).split())


@pytest.mark.parametrize("around", ["<p>{}</p>", "<ul><li>{}</li></ul>", '<p><a href="https://example.com">{}</a></p>'])
@given(words=st.lists(st.sampled_from(SIGNS)).map("".join).map(str.strip))
@example(words="3 * 4 * 5")
@example(words="__init__.py and *args, **kwargs")
@example(words="- not an item")
@example(words="[ ] not a box")
@example(words="@[Mina](person:7)")
def test_plain_words_are_shown_as_they_are(around, words):
    assert _shown(markdown(around.format(html_of.escape(words)))) == " ".join(words.split())


@pytest.mark.parametrize(
    "words", ["2 * 3 = 6", "snake_case of x_1", "[draft] a (b)", "#12 is C#", "http://a.b/_c_?d=1&e=2", "-5 to 7", "<3"]
)
def test_words_that_are_no_signs_get_no_backslash(words):
    assert markdown(f"<p>{html_of.escape(words)}</p>") == f"{words}\n"


def test_signs_in_code_stay_as_they_are():
    assert markdown("<p><code>*a* [b](c)</code></p><pre>- *a*</pre>") == "`*a* [b](c)`\n\n```\n- *a*\n```\n"


def test_lists_below_numbers_of_two_digits_stay_lists():
    # findings/html2text-tenth-item.sh
    steps = "".join(f"<li>step<ul><li>detail {number}</li></ul></li>" for number in range(1, 13))
    shown = str(to_html(markdown(f"<ol>{steps}</ol>")))
    assert (shown.count("<ol>"), shown.count("<ul>"), shown.count("<li>")) == (1, 12, 24)


@pytest.mark.parametrize(
    "html",
    ["<b>" * 50_000 + "x" + "</b>" * 50_000, "<ul><li>" * 20_000 + "x", "<p><b>x<br>" * 20_000 + "</b>" * 20_000],
)
def test_what_is_nested_deeply_is_soon_read(html):
    start = time.process_time()
    assert "x" in markdown(html)
    assert time.process_time() - start < 20
