"""A demonstration that can't be made whole."""

import pytest

from boards.management import demo
from boards.models import User


def test_nothing_is_made_if_something_fails(db, monkeypatch):
    monkeypatch.setattr(demo, "_personal", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        demo.create("secret")
    assert not User.objects.exists()
