import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.rules.merging import merge, merge_lines, merge_sets, merge_texts

pytestmark = pytest.mark.once

words = st.frozensets(st.sampled_from("abcdef"))
values = st.sampled_from(["x", "y", "z", None, 0])


def test_untouched_field_keeps_theirs():
    result = merge({"title": "a"}, {"title": "b"}, {"title": "a"})
    assert not result.changes
    assert not result.conflicts


def test_my_change_is_written_where_theirs_is_none():
    assert merge({"title": "a"}, {"title": "a"}, {"title": "b"}).changes == {"title": "b"}


def test_different_fields_merge():
    base = {"title": "a", "priority": 0}
    result = merge(base, base | {"priority": 3}, base | {"title": "b"})
    assert result.changes == {"title": "b"}
    assert not result.conflicts


def test_same_field_conflicts_with_all_three_values():
    assert merge({"title": "a"}, {"title": "b"}, {"title": "c"}).conflicts == {"title": ("a", "b", "c")}


def test_same_change_on_both_sides_is_no_conflict():
    result = merge({"title": "a"}, {"title": "b"}, {"title": "b"})
    assert not result.changes
    assert not result.conflicts


def test_clearing_a_field_is_a_change():
    assert merge({"due_date": "2030-01-01"}, {"due_date": "2030-01-01"}, {"due_date": None}).changes == {
        "due_date": None
    }


@given(values, values, values)
def test_a_field_is_changed_in_conflict_or_as_it_should_be(base, theirs, mine):
    result = merge({"f": base}, {"f": theirs}, {"f": mine})
    if result.conflicts:
        assert base != theirs
        assert base != mine
        assert theirs != mine
    else:
        assert result.changes.get("f", theirs) == (theirs if mine == base else mine)


@given(words, words, words)
def test_sets_merge_word_by_word(base, theirs, mine):
    merged = merge_sets(base, theirs, mine)
    assert (mine - base) <= merged
    assert not (base - mine) & merged
    for word in (base & mine) | (frozenset("abcdef") - base - mine):
        assert (word in merged) == (word in theirs)


@given(words, words, words)
def test_sets_never_conflict(base, theirs, mine):
    result = merge({"tags": base}, {"tags": theirs}, {"tags": mine})
    assert not result.conflicts
    assert result.changes.get("tags", theirs) == merge_sets(base, theirs, mine)


def test_word_removed_by_both_is_no_change():
    result = merge({"tags": frozenset("ab")}, {"tags": frozenset("a")}, {"tags": frozenset("a")})
    assert not result.changes


texts = st.lists(st.sampled_from(["", "one", "two", "three", "four"]), max_size=8).map("\n".join)


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "both"),
    [
        ("a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC"),
        ("a\nb", "a\nx\nb", "a\nb\ny", "a\nx\nb\ny"),
        ("old", "theirs", "mine", "theirs\n\nmine"),
        ("", "theirs", "mine", "theirs\n\nmine"),
        ("a\nold\nz", "a\nleft\nz", "a\nright\nz", "a\nleft\n\nright\nz"),
        ("a\nb\nc", "a\nc", "a\nb\nc\nd", "a\nc\nd"),
        ("a", "", "b", "\nb"),
        ("same", "other", "other", "other"),
    ],
)
def test_both_texts_as_one(base, theirs, mine, both):
    assert merge_texts(base, theirs, mine) == both


@given(base=texts, theirs=texts, mine=texts)
def test_one_text_of_both_loses_no_line_that_either_wrote(base, theirs, mine):
    both = merge_texts(base, theirs, mine).split("\n")
    written = (set(theirs.split("\n")) | set(mine.split("\n"))) - set(base.split("\n"))
    assert written <= set(both)


@given(base=texts, other=texts)
def test_one_text_where_only_one_has_changed_it(base, other):
    assert merge_texts(base, other, base) == merge_texts(base, base, other) == merge_texts(base, other, other) == other


def test_texts_too_long_to_be_compared_stand_one_after_the_other():
    theirs, mine = "\n".join(map(str, range(600))), "\n".join(map(str, range(600, 1200)))
    assert merge_texts(theirs + "\nx", theirs, mine) == f"{theirs}\n\n{mine}"


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "both"),
    [("a", "b", "c", "b / c"), ("a", "b", "b", "b"), ("a", "b", "a", "b"), ("a", "a", "a", "a"), ("a", "a", "b", "b")],
)
def test_both_titles_as_one_line(base, theirs, mine, both):
    assert merge_lines(base, theirs, mine) == both
