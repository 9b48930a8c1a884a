import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.exceptions import InvalidInput
from boards.rules.text import (
    TEXT_LIMIT,
    TITLE_LIMIT,
    WORD_LIMIT,
    check_storable,
    clean_line,
    clean_tag,
    clean_text,
    fold,
    is_blank,
    natural_key,
)

pytestmark = pytest.mark.once

anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)


def refusal(function, *args, **kwargs):
    with pytest.raises(InvalidInput) as caught:
        function(*args, **kwargs)
    return caught.value


@pytest.mark.parametrize(
    "cleaner", [lambda text: clean_line("title", text, 500), lambda text: clean_text("title", text)]
)
@pytest.mark.parametrize(("text", "word"), [("a\x00b", "NUL"), ("a\ud800b", "half"), ("\udc00", "half")])
def test_what_no_database_holds_is_refused_by_field_name(cleaner, text, word):
    error = refusal(cleaner, text)
    assert error.field == "title"
    assert word in error.sentence


@given(anything)
def test_other_text_is_storable(text):
    assert check_storable("title", text) == text


@given(anything)
def test_line_is_stripped_and_else_exact_or_refused(text):
    try:
        assert clean_line("title", text, 500) == text.strip()
    except InvalidInput as error:
        assert error.field == "title"
        assert is_blank(text) or set("\n\r") & set(text.strip())


@pytest.mark.parametrize(
    "text", ["", " ", "\t\n ", "\xa0", "\u200b", "\u200e \u200e", "\u3164", "\u2800", "\x08\x1b", "\ufeff"]
)
def test_invisible_line_is_refused_where_one_is_needed(text):
    assert "visible" in refusal(clean_line, "title", text, 500).sentence


def test_blank_line_is_fine_where_none_is_needed():
    assert clean_line("q", "  ", 500, required=False) == ""


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\r\nb"])
def test_line_breaks_are_refused_in_a_line(text):
    assert "single line" in refusal(clean_line, "title", text, 500).sentence


def test_line_keeps_what_is_inside_to_the_letter():
    odd = "e\u0301 \u202egnp.exe a\x85b\u2028c \U0001f468\u200d\U0001f469 <b>&amp;</b>  two"
    assert clean_line("title", f"  {odd}\t", 500) == odd


def test_limit_counts_characters():
    assert clean_line("title", "\U0001f600" * TITLE_LIMIT, TITLE_LIMIT)
    error = refusal(clean_line, "title", "x" * (TITLE_LIMIT + 1), TITLE_LIMIT)
    assert "500" in error.sentence
    assert "501" in error.sentence


def test_limit_is_that_of_the_stripped_line():
    assert clean_line("title", " " * 9 + "x" * TITLE_LIMIT, TITLE_LIMIT) == "x" * TITLE_LIMIT


@given(anything)
def test_text_is_kept_to_the_letter_but_for_crlf(text):
    assert clean_text("description", text) == text.replace("\r\n", "\n")


@given(anything)
def test_cleaning_twice_changes_nothing_more(text):
    once = clean_text("description", text.replace("\r", "\n"))
    assert clean_text("description", once) == once


def test_text_may_be_long_but_not_without_end():
    assert len(clean_text("description", "x" * TEXT_LIMIT)) == TEXT_LIMIT
    assert refusal(clean_text, "description", "x" * (TEXT_LIMIT + 1)).field == "description"


def test_crlf_counts_as_one_character():
    assert len(clean_text("description", "\r\n" * TEXT_LIMIT)) == TEXT_LIMIT


def test_tag_has_no_comma_and_is_short():
    assert clean_tag("tags", " ui/ux ") == "ui/ux"
    assert "comma" in refusal(clean_tag, "tags", "ui, ux").sentence
    assert refusal(clean_tag, "tags", "x" * (WORD_LIMIT + 1)).field == "tags"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("ﬁx", "FIX"),
        ("ＡＤＭＩＮ", "admin"),
        ("e\u0301", "É"),
        ("\u212b", "å"),
        ("ЖУК", "жук"),
    ],
)
def test_fold_knows_more_than_ascii(one, other):
    assert fold(one) == fold(other)


@given(anything)
def test_fold_is_stable(text):
    assert fold(fold(text)) == fold(text)


@given(anything)
def test_fold_ignores_case(text):
    assert fold(unicodedata.normalize("NFKC", text).casefold()) == fold(text)


def test_folded_word_fits_its_column():
    longest = max(len(fold(chr(code))) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF)
    assert longest <= 18


def test_natural_order_minds_numbers_and_neither_capitals_nor_accents():
    words = ["b", "a10", "A2", "Äa", "a2", "10", "9", "", "a2b10", "a2b9"]
    assert sorted(words, key=natural_key) == ["", "9", "10", "A2", "a2", "a2b9", "a2b10", "a10", "Äa", "b"]
