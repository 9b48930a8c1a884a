"""What differs between two texts."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.rules.differing import Part, parts, shortened

pytestmark = pytest.mark.once

TEXTS = st.text(alphabet="ab \n.é", max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_it(old, new):
    found = parts(old, new)
    assert "".join(part.text for part in found if part.kind != "ins") == old
    assert "".join(part.text for part in found if part.kind != "del") == new
    assert all(part.text for part in found)
    assert all(left.kind != right.kind for left, right in zip(found, found[1:], strict=False))


def test_it_goes_word_by_word():
    assert parts("The quick fox", "The slow fox") == [
        Part("same", "The "),
        Part("del", "quick"),
        Part("ins", "slow"),
        Part("same", " fox"),
    ]


def test_equal_texts_are_one_part():
    assert parts("same", "same") == [Part("same", "same")]
    assert parts("", "") == []


def _words(seed, count, letters, joint=" "):
    chosen = random.Random(seed)
    return joint.join(chosen.choice(letters) for _ in range(count))[:100_000]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x" * 100_000, "y" * 100_000),
        (_words(1, 50_000, "ab"), _words(2, 50_000, "ab")),
        (_words(1, 400, "ab", "\n"), _words(2, 400, "ab", "\n")),
        ("a " * 50_000, "a " * 49_999 + "b"),
        ("\n" * 100_000, "\n \n" * 33_000),
    ],
)
def test_the_longest_texts_are_compared_in_the_end(old, new):
    """Comparing each word with each would take minutes."""
    start = time.process_time()
    found = parts(old, new)
    assert time.process_time() - start < 10
    assert "".join(part.text for part in found if part.kind != "del") == new


def test_long_stretches_are_cut_for_reading():
    text = " ".join(str(number) for number in range(1_000))
    found = shortened(parts(f"{text} old {text}", f"{text} new {text}"))
    assert [part.kind for part in found] == ["same", "del", "ins", "same"]
    assert found[0].text.startswith(" … ") and found[0].text.endswith("998 999 ")
    assert found[3].text.startswith(" 0 1 2") and len(found[3].text) < 300
