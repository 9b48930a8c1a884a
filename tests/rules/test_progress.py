import itertools

import pytest

from boards.rules.progress import is_consistent

pytestmark = pytest.mark.once


def test_completed_is_all_three_or_none():
    for column, progress, time in itertools.product([True, False], [0, 99, 100], [True, False]):
        expected = (column, progress == 100, time) in {(True, True, True), (False, False, False)}
        assert is_consistent(in_completed_column=column, progress=progress, has_completed_at=time) is expected
