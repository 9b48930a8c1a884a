"""The field for new cards: which words are tags, a priority, a person, a date, and which stay text."""

import datetime

import pytest

from boards.rules.quick_add import Known, read

TODAY = datetime.date(2026, 11, 27)  # a Friday
PEOPLE = [(1, "Dana Alvarez"), (2, "Dan Brown"), (3, "Mina Ito"), (4, "Ana-Lúcia Öztürk"), (5, "Mina Koh")]
PRIORITIES = {"none": 0, "low": 1, "medium": 2, "high": 3, "urgent": 4, "hoch": 3} | {str(n): n for n in range(5)}
KNOWN = Known(load_people=lambda: PEOPLE, me=3, priorities=PRIORITIES, day=TODAY)


def test_all_at_once():
    typed = read("Write the texts #design !high @dana ^tomorrow for the landing page", KNOWN)
    assert typed.title == "Write the texts for the landing page"
    assert (typed.tags, typed.priority, typed.assignee) == (["design"], 3, 1)
    assert typed.due_date == datetime.date(2026, 11, 28)
    assert typed.sentences == [] and not typed.is_plain


@pytest.mark.parametrize(
    "text",
    [
        "Plain words",
        "C# and F#",
        "a@b.example",
        "Hello!",
        "2^10",
        "# not a tag",
        "#",
        "##",
        "!",
        "!!",
        "!important",
        "@",
        "@ home",
        "^",
        "^_^",
        "see #12",
        "#12",
        "#12, then #13",
        r"C:\path",
        "two  blanks  inside",
        "日本語",
        '#""',
        'a "#b"',
    ],
)
def test_what_stays_as_it_was_typed(text):
    typed = read(text, KNOWN)
    assert (typed.title, typed.is_plain) == (text, True)


@pytest.mark.parametrize(
    ("text", "title", "tags"),
    [
        ("Fix #bug", "Fix", ["bug"]),
        ("#bug Fix", "Fix", ["bug"]),
        ("Fix #bug, then rest", "Fix then rest", ["bug"]),
        ("Fix #a #b #A", "Fix", ["a", "b"]),
        ('Fix #"to do" now', "Fix now", ["to do"]),
        ('Fix #"to do', "Fix do", ["to"]),
        ("Fix #c++ #v1.2 #größe #日本", "Fix", ["c++", "v1.2", "größe", "日本"]),
        ("Fix #2nd", "Fix", ["2nd"]),
        (r"Fix \#bug", "Fix #bug", []),
        (r"Fix \\#bug", r"Fix \#bug", []),
        (r"\#bug \!high \@dana \^tomorrow", "#bug !high @dana ^tomorrow", []),
    ],
)
def test_tags(text, title, tags):
    typed = read(text, KNOWN)
    assert (typed.title, typed.tags, typed.sentences) == (title, tags, [])


@pytest.mark.parametrize(
    ("word", "priority"), [("!high", 3), ("!HIGH", 3), ("!hoch.", 3), ("!4", 4), ("!0", 0), ("!none", 0)]
)
def test_priorities(word, priority):
    assert read(f"Fix {word}", KNOWN).priority == priority


@pytest.mark.parametrize("word", ["!5", "!hi", "!highest", "high!"])
def test_no_priorities(word):
    assert (read(f"Fix {word}", KNOWN).title, read(f"Fix {word}", KNOWN).priority) == (f"Fix {word}", None)


@pytest.mark.parametrize(
    ("word", "person"),
    [
        ("@dana", 1),
        ("@Dan", 2),
        ("@DanBrown", 2),
        ("@dan.brown", 2),
        ('@"dan brown"', 2),
        ("@alv", 1),
        ("@brown,", 2),
        ("@ito", 3),
        ("@me", 3),
        ("@ana-lúcia", 4),
        ("@analúcia", 4),
        ("@ÖZTÜRK", 4),
        ("@mina-koh", 5),
    ],
)
def test_people(word, person):
    typed = read(f"Fix {word} soon", KNOWN)
    assert (typed.assignee, typed.title, typed.sentences) == (person, "Fix soon", [])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Fix @mina", "“@mina” stays in the title: it fits Mina Ito, Mina Koh."),
        ("Fix @da", "“@da” stays in the title: it fits Dana Alvarez, Dan Brown."),
        ("Fix @zoe", "“@zoe” stays in the title: nobody of that name takes tasks here."),
        ("Fix ^someday", "“^someday” stays in the title. Use a date such as tomorrow, fri, +2w, 24 Dec or 2026-12-24."),
    ],
)
def test_what_fits_nothing_or_too_much_stays_text_with_a_sentence(text, sentence):
    typed = read(text, KNOWN)
    assert (typed.title, typed.sentences) == (text, [sentence])


def test_a_second_one_of_what_there_is_once_stays_text():
    typed = read("Fix !low !high @dana @brown ^today ^tomorrow", KNOWN)
    assert (typed.priority, typed.assignee, typed.due_date) == (1, 1, TODAY)
    assert typed.title == "Fix !high ^tomorrow"
    assert [sentence.split("”")[0] for sentence in typed.sentences] == ["“!high", "“^tomorrow"]


def test_several_people_have_a_card_and_the_first_is_responsible():
    typed = read("Fix @dana @brown @dana @brown, together", KNOWN)
    assert (typed.assignee, typed.others, typed.sentences) == (1, [2], [])
    assert typed.title == "Fix together"


@pytest.mark.parametrize(
    ("text", "title", "day"),
    [
        ("Pay ^24 Dec rent", "Pay rent", (2026, 12, 24)),
        ("Pay ^24.12. rent", "Pay rent", (2026, 12, 24)),
        ("Pay ^fri 3 rents", "Pay 3 rents", (2026, 12, 4)),
        ("Pay ^next week", "Pay", (2026, 11, 30)),
        ("Pay ^next-week.", "Pay", (2026, 11, 30)),
        ("Pay ^+2w", "Pay", (2026, 12, 11)),
        ("Pay ^end of the month now", "Pay now", (2026, 11, 30)),
        ('Pay ^"1 March 2027"', "Pay", (2027, 3, 1)),
        ("Pay ^tomorrow, please", "Pay please", (2026, 11, 28)),
        ("Pay ^2026-12-24 #rent", "Pay", (2026, 12, 24)),
    ],
)
def test_dates_take_as_many_words_as_they_need(text, title, day):
    typed = read(text, KNOWN)
    assert (typed.title, typed.due_date, typed.sentences) == (title, datetime.date(*day), [])


def test_marks_alone_ask_for_a_title():
    typed = read("#design !high", KNOWN)
    assert typed.title == "" and "Type a title too." in typed.sentences[0]
    assert read("  ", KNOWN).is_plain


def test_nobody_is_me_where_the_person_takes_no_tasks():
    assert read("Fix @me", Known(list, 3, {}, TODAY)).assignee is None


def test_hostile_texts_are_read(hostile_texts):
    for text in hostile_texts:
        for mark in ("", "#", "!", "@", "^", "\\", "\\#", '#"'):
            assert isinstance(read(mark + text, KNOWN).title, str)


@pytest.mark.parametrize("text", ['Water #"a, b"', "Water #a,b", "Water #a,,b,"])
def test_comma_stands_between_two_tags_as_it_will_when_they_are_saved(text):
    assert read(text, KNOWN).tags == ["a", "b"]
