"""Ids in addresses."""

from __future__ import annotations


class NumberConverter:
    """Digits, however many: whether they make an id is checked by the endpoint, which answers 400 if not."""

    regex = "[0-9]+"

    def to_python(self, value: str) -> str:
        """The digits."""
        return value

    def to_url(self, value: object) -> str:
        """The digits."""
        return str(value)
