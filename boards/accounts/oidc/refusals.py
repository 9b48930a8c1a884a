"""Why somebody is not signed in: a sentence for the person, a reason for the operator's log."""

from __future__ import annotations

from django.utils.translation import gettext as _

SHOWN = 120


class Refused(Exception):
    """The sign-in ends here. `reason` never holds a token, a code or a secret."""

    status = 403

    def __init__(self, reason: str, sentence: str = "") -> None:
        self.reason = reason
        self.sentence = sentence or _(
            "The answer of the sign-in provider could not be trusted, so you have not been signed in. "
            "Try again; if it happens twice, tell the people who run this site."
        )
        super().__init__(reason)


class Unreachable(Refused):
    """The provider does not answer, or not in a way that could be understood."""

    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__(
            reason,
            _("The sign-in provider can't be reached at the moment. Try again in a few minutes."),
        )


def shown(value: object) -> str:
    """A value of a stranger's as it may stand in the log: on one line, and not too long."""
    text = ascii(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
