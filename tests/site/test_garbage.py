"""While much is made that stays, garbage is looked for seldom; and as ever afterwards."""

import gc

import pytest

from boardsite.garbage import SELDOM, looked_for_seldom


def test_it_is_as_before_when_the_last_one_is_done():
    before = gc.get_threshold()
    with looked_for_seldom():
        assert gc.get_threshold() == (SELDOM, *before[1:])
        with pytest.raises(ZeroDivisionError), looked_for_seldom():
            assert gc.get_threshold()[0] == SELDOM
            raise ZeroDivisionError
        assert gc.get_threshold()[0] == SELDOM
    assert gc.get_threshold() == before
