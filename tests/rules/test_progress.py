import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.rules.progress import is_consistent, of_project

pytestmark = pytest.mark.once


def test_no_tasks_no_progress():
    assert of_project(0, 0) == 0


def test_mean_is_rounded_down():
    assert of_project(50 + 25 + 24, 3) == 33
    assert of_project(100 + 99, 2) == 99


@given(st.lists(st.integers(0, 100), min_size=1, max_size=50))
def test_full_only_when_all_are(values):
    assert (of_project(sum(values), len(values)) == 100) == all(value == 100 for value in values)


def test_completed_is_all_three_or_none():
    for column, progress, time in itertools.product([True, False], [0, 99, 100], [True, False]):
        expected = (column, progress == 100, time) in {(True, True, True), (False, False, False)}
        assert is_consistent(in_completed_column=column, progress=progress, has_completed_at=time) is expected
