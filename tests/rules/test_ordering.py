import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.rules import ordering
from boards.rules.ordering import NoRoom, between, spaced

pytestmark = pytest.mark.once

CANONICAL = re.compile(r"[0-9a-z]*[1-9a-z]")
positions = st.text(ordering.DIGITS, min_size=1, max_size=20).map(lambda text: text.rstrip("0")).filter(bool)


@given(positions, positions)
def test_between_two_lies_strictly_between(one, other):
    low, high = sorted([one, other])
    if low == high:
        with pytest.raises(NoRoom):
            between(low, high)
        return
    found = between(low, high)
    assert low < found < high
    assert CANONICAL.fullmatch(found)


@given(positions)
def test_either_end_has_room(place):
    assert between(None, place) < place < between(place, None)
    assert CANONICAL.fullmatch(between(None, place))
    assert CANONICAL.fullmatch(between(place, None))


@given(positions, positions)
def test_wrong_order_has_no_room(one, other):
    low, high = sorted([one, other])
    with pytest.raises(NoRoom):
        between(high, low)


def test_first_card_lies_in_the_middle():
    assert between(None, None) == "i"


def test_trailing_zeros_count_as_equal():
    with pytest.raises(NoRoom):
        between("a", "a0")


@pytest.mark.parametrize("at_end", [True, False])
def test_five_thousand_at_an_end_stay_short(at_end):
    place = between(None, None)
    for _step in range(5000):
        after = between(place, None) if at_end else between(None, place)
        assert (place < after) is at_end
        place = after
        assert len(place) <= ordering.WIDTH


def test_ends_go_on_when_the_steps_are_used_up():
    highest, lowest = "z" * ordering.WIDTH, "0" * (ordering.WIDTH - 1) + "1"
    assert between(highest, None) > highest
    assert between(None, lowest) < lowest


@pytest.mark.parametrize("keep_upper", [True, False])
def test_always_the_same_spot_ends_in_no_room_and_not_before_a_hundred(keep_upper):
    low, high, count = "a", "b", 0
    with pytest.raises(NoRoom):
        while count < 10_000:
            middle = between(low, high)
            low, high = (middle, high) if keep_upper else (low, middle)
            count += 1
    assert count > 100


@given(st.lists(st.integers(min_value=0, max_value=1000), max_size=200))
def test_any_insertions_keep_their_order(spots):
    order = []
    for spot in spots:
        index = spot % (len(order) + 1)
        before = order[index - 1] if index else None
        after = order[index] if index < len(order) else None
        order.insert(index, between(before, after))
    assert order == sorted(order)
    assert len(set(order)) == len(order)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 60, 5000, 40_000])
def test_spaced_are_ascending_canonical_and_short(count):
    places = list(spaced(count))
    assert len(places) == len(set(places)) == count
    assert places == sorted(places)
    assert all(CANONICAL.fullmatch(place) and len(place) <= ordering.WIDTH for place in places)


def test_spaced_beyond_the_width_grow_by_one_digit(monkeypatch):
    monkeypatch.setattr(ordering, "WIDTH", 2)
    monkeypatch.setattr(ordering, "STEP", 36)
    places = list(spaced(100))
    assert places == sorted(places)
    assert len(set(places)) == 100
    assert max(map(len, places)) == 3


@pytest.mark.parametrize("count", [1, 2, 5000])
def test_spaced_leave_room_everywhere(count):
    places = list(spaced(count))
    assert between(None, places[0]) < places[0]
    assert between(places[-1], None) > places[-1]
    assert all(low < between(low, high) < high for low, high in zip(places, places[1:], strict=False))
