"""Refusals, as problem details (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus


class Problem(Exception):
    """An answer other than success: a sentence, and (parameter, sentence) of each that is wrong."""

    def __init__(self, status: int, detail: str, *, errors: list[tuple[str, str]] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, errors or []

    @property
    def body(self) -> dict[str, object]:
        """The members of the answer; the same as those of the site."""
        return {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "errors": [{"field": field, "sentence": sentence} for field, sentence in self.errors],
        }
