"""What descriptions become, and what they cost."""

import html
import re
import time

import pytest

from boards.rules import hosts, markdown

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


@pytest.mark.parametrize("marks", [">", "> ", "> - ", "- > ", "1. > ", " >"])
def test_long_texts_in_deep_quotations_show_their_marks(marks, monkeypatch):
    """Each quotation would look for its end over all of the text, which takes ten seconds."""
    monkeypatch.setattr(markdown, "_PARSER", None)
    shown = markdown.to_html(f"{marks * 30}a\n{'b' * 5}\n" + "c\n" * 20_000)
    assert "<blockquote>" not in shown and "&gt;" in shown


def test_a_long_letter_with_what_it_answers_to_keeps_its_quotations():
    letter = "".join(f"{'> ' * depth}Line\n" * 1_000 for depth in range(8))
    assert markdown.to_html(letter).count("<blockquote>") == 7


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://example.com/a%20b?c=1&d=2#e.", ["https://example.com/a%20b?c=1&d=2#e"]),
        ("(http://example.com/x_(y))", ["http://example.com/x_(y)"]),
        ("**https://example.com/ä**", ["https://example.com/%C3%A4"]),
        ("mailto:ann@example.com", ["mailto:ann@example.com"]),
        ("[here](https://example.com)", ["https://example.com"]),
        ("setup.py, example.com, ann@example.com, v1.2 and //example.com", []),
        (
            "www.example.com, or WWW.Example.co.uk:8080/A?b=c#d.",
            ["http://www.example.com", "http://WWW.Example.co.uk:8080/A?b=c#d"],
        ),
        ("example.com/x and example.com/", ["http://example.com/x", "http://example.com/"]),
        ("(see example.com/x_(y)), *example.com/b*", ["http://example.com/x_(y)", "http://example.com/b"]),
        ("example.com/foo_bar_baz?a=1&b=2!", ["http://example.com/foo_bar_baz?a=1&b=2"]),
        ("bücher.de/ä и пример.рф/я", ["http://xn--bcher-kva.de/%C3%A4", "http://xn--e1afmkfd.xn--p1ai/%D1%8F"]),
        ("README.md, main.rs, it.In time, Node.js, e.g. this, 3.5/x, www.de, www.README", []),
        ("README.md/CHANGELOG.md src/main.rs lib.rs/tests setup.py/x docs/example.com/x x@example.com/x", []),
        ("Fertig.Es/sie a.b/c and.or/x example.com:80 `www.example.com` foo.www.example.com", []),
        (
            "[www.example.com](https://example.org) [example.com/x](mailto:a@b.c)",
            ["https://example.org", "mailto:a@b.c"],
        ),
        ("https://www.example.com/www.example.org/x", ["https://www.example.com/www.example.org/x"]),
        ("www.example.com/javascript:alert(1)", ["http://www.example.com/javascript:alert(1)"]),
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


@pytest.mark.parametrize(
    "pattern",
    [
        "a.",
        "a.bc ",
        "www.",
        "www.a.bc ",
        "a.bc/ ",
        "a.bc/)",
        "a.bc/(",
        "-a",
        "a-",
        ".a.bc",
        "a" * 70 + ".",
        "www.a.bc/…",
    ],
)
def test_long_texts_of_names_cost_no_more_than_others(pattern):
    text = (pattern * 100_000)[:100_000]
    began = time.process_time()
    list(hosts.find(text))
    assert time.process_time() - began < 1


@pytest.mark.parametrize("pattern", ["www.a.bc ", "- [ ] a\n", "[ ] ", "- [x] www.a.bc/x\n"])
def test_long_texts_of_links_and_boxes_are_shown_in_time(pattern):
    text = (pattern * 100_000)[:100_000]
    began = time.process_time()
    markdown.to_html(text)
    assert time.process_time() - began < 8


@pytest.mark.parametrize(
    ("text", "boxes"),
    [
        ("- [ ] Buy\n- [x] **Sell**\n* [X] Swap\n1. [ ] Count", [False, True, True, False]),
        ("- [ ] One\n  - [x] Two", [False, True]),
        ("- [ ] One\n\n- [ ] Two", [False, False]),
        # A plugin loses the mark of both: findings/mdit-tasklists-lost-box.sh.
        ("- [x]\tA tab behind it", [True]),
        ("- [x]\n  A new line behind it", []),
        # A reader loses the boxes of these: findings/cmark-gfm-quoted-boxes.sh.
        ("> - [x] In a quotation\n\n1. - [ ] On the line of another", [True, False]),
        ("[ ] no list\n\n- []\n- [ ]\n- [y] no\n- \\[ ] no\n- a [ ] b\n- `[ ]` no\n- [x](https://example.com)", []),
    ],
)
def test_boxes_of_lists_are_shown(text, boxes):
    shown = re.findall('<input type="checkbox" disabled=""( checked="")? aria-label="(.*?)">', markdown.to_html(text))
    assert [(bool(checked), label) for checked, label in shown] == [
        (done, "Done" if done else "To do") for done in boxes
    ]
    assert boxes == [] or "[" not in markdown.to_html(text)


def test_nobody_can_make_other_fields():
    assert "<input" not in markdown.to_html('<input type="text" name="x"> - [ ] <input>')


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ask @[Mina Park](person:7).", '<p>ask <span class="mention">@Mina Park</span>.</p>'),
        ("@[a*b*](person:7)", '<p><span class="mention">@a*b*</span></p>'),
        ("@[<b>](person:7)", '<p><span class="mention">@&lt;b&gt;</span></p>'),
        ("`@[Mina](person:7)`", "<p><code>@[Mina](person:7)</code></p>"),
        ("@Mina Park", "<p>@Mina Park</p>"),
        ("@[Mina](persons:7)", '<p>@<a rel="nofollow noopener noreferrer">Mina</a></p>'),
        ('<span class="mention">x</span>', '<p>&lt;span class="mention"&gt;x&lt;/span&gt;</p>'),
    ],
)
def test_people_who_were_picked_are_names(text, shown):
    assert markdown.to_html(text).strip() == shown
