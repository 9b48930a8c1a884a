"""What every message has: the headers of a machine that means well, and one receiver."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.charset import QP, Charset
from email.header import Header

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from boards.models import Mail, Project, User
from boards.notifications.mail import plain
from boards.notifications.mail.services import domain

# A subject shows some sixty letters; what is longer is cut, lest servers refuse it.
TITLE_LETTERS, PROJECT_LETTERS = 150, 60
_PLAIN = re.compile(r"[A-Za-z0-9]+( [A-Za-z0-9]+)*")
# Seven bits on the way, whatever the text: no server has to change a message, which would break its signature.
_CHARSET = Charset("utf-8")
_CHARSET.body_encoding = QP


@dataclass(frozen=True)
class Letter:
    """What a message says. `off` is the link that turns such messages off, "" for one that was asked for."""

    text: str
    html: str
    off: str = ""
    project: Project | None = None


def subject_of_task(project: str, title: str, number: int) -> str:
    """The subject of everything that is told of a task."""
    return f"[{_short(project, PROJECT_LETTERS)}] {_short(title, TITLE_LETTERS)} (#{number})"


def message(mail: Mail, user: User, letter: Letter) -> EmailMultiAlternatives:
    """The message as it is sent. The receiver stands in it by address alone: a name could hold anything."""
    made = EmailMultiAlternatives(
        subject=plain.line(mail.subject),
        body=letter.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[user.email],
        headers=_headers(mail, user, letter),
    )
    made.encoding = _CHARSET
    made.attach_alternative(letter.html, "text/html")
    return made


def _headers(mail: Mail, user: User, letter: Letter) -> dict[str, str]:
    headers = {
        "Message-ID": mail.message_id,
        # Neither answered by machines that are away, nor by people's own.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if mail.task_id:
        root = f"<task-{mail.task_id}.{user.pk}@{domain()}>"
        headers |= {"In-Reply-To": root, "References": root}
    if letter.project:
        headers["List-Id"] = f"{_phrase(letter.project.title)} <project-{letter.project.pk}.{domain()}>"
    if letter.off:
        headers["List-Unsubscribe"] = f"<{letter.off}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _phrase(title: str) -> str:
    """A text before an address in angle brackets: encoded, for it may hold brackets of its own."""
    short = _short(title, PROJECT_LETTERS)
    return short if _PLAIN.fullmatch(short) else Header(short, "utf-8").encode(linesep="")


def _short(text: str, letters: int) -> str:
    one = plain.line(text)
    return plain.isolated(one if len(one) <= letters else f"{one[: letters - 1].rstrip()}…")
