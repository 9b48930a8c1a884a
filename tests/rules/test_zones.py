"""The time zones people choose from are places."""

import pytest

from boards.rules import zones

pytestmark = pytest.mark.once


def test_neither_the_machine_nor_nowhere_is_a_place():
    assert {"Europe/Berlin", "UTC"} <= set(zones.names())
    assert not zones.NOWHERE & set(zones.names())
