"""The wiki markup of Jira as Markdown."""

import time

import pytest

from boards.transfer.wiki_text import markdown


@pytest.mark.parametrize(
    ("wiki", "found"),
    [
        ("h2. Steps", "## Steps"),
        ("* one\n** two\n# three", "- one\n   - two\n1. three"),
        ("*bold* and -gone- and {{code}}", "**bold** and ~~gone~~ and `code`"),
        ("2*3*4 of a well-known-thing", "2*3*4 of a well-known-thing"),
        ("[docs|https://example.com/a_b|smart-link]", "[docs](<https://example.com/a_b>)"),
        ("[https://example.com]", "<https://example.com>"),
        # findings/jira2markdown-signs-in-braces.sh
        (
            "[https://e.example.com|https://e.example.com|smart-card]",
            "[https://e.example.com](<https://e.example.com>)",
        ),
        ("un{*}bold{*}ly {_}so{_}, {-}gone{-}! x{^}2{^} {*} {-}", "un**bold**ly *so*, ~~gone~~! x^2^ {*} {-}"),
        ("ask [~accountid:5:a] or [~bob]", "ask @Ada or @bob"),
        ("{code:java}\nint *a*;\n{code}", "```java\nint *a*;\n```"),
        ("{noformat}\nnever closed *x*", "```\nnever closed *x*\n```"),
        ("{quote}said\nso{quote}\nnext", "> said\n> so\n\nnext"),
        ("bq. one line", "> one line"),
        ("||a||b||\n|c|[d|https://e.example.com]|", "| a | b |\n| --- | --- |\n| c | [d](<https://e.example.com>) |"),
        ("{panel:title=Mind}careful{panel} {color:red}red{color}", "**Mind** careful red"),
        ("!shot.png|thumbnail!", "`shot.png`"),
        ("plain text\n\n  as it is", "plain text\n\n  as it is"),
    ],
)
def test_what_becomes_of_it(wiki, found):
    assert markdown(wiki, {"5:a": "Ada"}) == found


@pytest.mark.parametrize(
    "piece", ["*", "-", "[", "!", "{code", "{quote}", "|", "{{", "* ", "[a|", "!a.b|", "{*}a ", "{-}"]
)
def test_a_long_line_takes_no_time(piece):
    start = time.process_time()
    markdown(piece * (60_000 // len(piece)))
    assert time.process_time() - start < 5
