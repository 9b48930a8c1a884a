"""Words of todo.txt that are no marks."""

import pytest

from boards.rules import todo_words

TITLES = [
    "+1 from me",
    "Ask @anna",
    "due:2026-03-01 is too late",
    "a pri:A b t:2026-01-01 rec:+1w",
    r"\+1 and \\@x",
    r"due\:2026-03-01",
    r"C:\temp a+b me@example.com due: now",
    "+ alone",
    "overdue:2026-01-01",
    r"p:1 before id:2, p\:3 and id:x",
]


@pytest.mark.parametrize("title", TITLES)
def test_what_looks_like_a_mark_is_written_as_words_and_comes_back(title):
    written = todo_words.escaped(title)
    assert not todo_words.PAIR.search(written) and not todo_words.WORD.search(written)
    assert not todo_words.TIE.search(written)
    assert todo_words.unescaped(written) == title


def test_plain_titles_stay_as_they_are():
    assert todo_words.escaped(TITLES[6]) == TITLES[6]


def test_a_line_of_very_many_marks_takes_no_longer_than_its_length():
    line = " +a" * 200_000
    assert todo_words.sentence(f"{line} b{line} c") == f"b{line} c" and todo_words.sentence(line) == ""
