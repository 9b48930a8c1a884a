"""Speaks with the mail server, and knows at each moment whether it may have taken the message.

Django's own way of sending tells no refusal of a person from one of the site, and not whether a connection broke before
or after the message was in the server's hands. So the steps are taken here, over a connection that Django has opened by
the settings. It is kept for a few seconds, for the next message: opening one takes several turns, with TLS and a
password ten. Where e-mail goes elsewhere than to a mail server (the console), Django's way will do.
"""

from __future__ import annotations

import email.policy
import re
import smtplib
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

# How long a connection is kept for the next message. Servers hang up after half a minute at the earliest.
KEPT_SECONDS = 5
# After a server could not be reached, others don't wait for it too.
AWAY_SECONDS = 15

_WIDE = email.policy.compat32.clone(max_line_length=400)

_lock = threading.Lock()
_kept: list[tuple[float, EmailBackend]] = []
_away_until = 0.0
_sweeper: threading.Timer | None = None


class NotTaken(Exception):
    """The mail server doesn't have the message, and may take it later. Its own words."""

    # Whether it was the person's mailbox, and not the mail server as such.
    of_person = False


class NotTakenForPerson(NotTaken):
    """The same, for reasons that lie with the person's mailbox."""

    of_person = True


class Refused(Exception):
    """The mail server will never take this message for this person. Its own words."""


class Unanswered(Exception):
    """The whole message was in the mail server's hands, and it has not said whether it takes it."""


class _HungUp(Exception):
    """The connection is no more, and the message was not begun."""


def send(message: EmailMessage, *, begin: Callable[[], object]) -> None:
    """Hand a message to one person over; raises one of the above if it was not taken.

    `begin` is called at the last moment at which it is certain that nobody has the message.
    """
    connection = get_connection()
    if not isinstance(connection, EmailBackend):
        begin()
        connection.send_messages([message])
        return
    kept = _take_kept(connection)
    if kept is not None:
        try:
            _send_over(kept, message, begin)
        except _HungUp:
            pass
        else:
            return
    try:
        _send_over(_opened(connection), message, begin)
    except _HungUp as error:
        raise NotTaken(str(error)) from error


def hang_up() -> None:
    """Close the connections that are kept, and forget that a server was away."""
    global _away_until
    _away_until = 0.0
    _close_older_than(0)


def _opened(connection: EmailBackend) -> EmailBackend:
    global _away_until
    if time.monotonic() < _away_until:
        raise NotTaken("The mail server could not be reached a moment ago.")
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _away_until = time.monotonic() + AWAY_SECONDS
        raise NotTaken(_words(error)) from error
    return connection


def _send_over(connection: EmailBackend, message: EmailMessage, begin: Callable[[], object]) -> None:
    """Send by a connection, which is kept if the server still answers on it, and closed if not."""
    try:
        _converse(_server(connection), message, begin)
    except (NotTaken, Refused):
        _keep_if_it_answers(connection)
        raise
    except BaseException:
        _drop(connection)
        raise
    _keep(connection)


def _server(connection: EmailBackend) -> smtplib.SMTP:
    if connection.connection is None:
        raise _HungUp("The connection is closed.")
    return connection.connection


def _converse(server: smtplib.SMTP, message: EmailMessage, begin: Callable[[], object]) -> None:
    sender, recipient = (sanitize_address(each, "utf-8") for each in (message.from_email, message.to[0]))
    content = _on_the_wire(bytes_of(message))
    try:
        server.ehlo_or_helo_if_needed()
        _check(_heard(server.mail(sender)), refused_as=NotTaken)
        _check(_heard(server.rcpt(recipient)), later_as=NotTakenForPerson)
        _check(_heard(server.docmd("data")), later_as=NotTakenForPerson, wanted=354)
    except (OSError, smtplib.SMTPException) as error:
        raise _HungUp(_words(error)) from error
    begin()
    try:
        server.send(content)
        answer = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Unanswered(_words(error)) from error
    _check(answer, later_as=NotTakenForPerson)


def bytes_of(message: EmailMessage) -> bytes:
    """As it goes out. An address of 100 letters stays on the line of its header: some read no further than that."""
    made = message.message()
    made.policy = _WIDE
    return made.as_bytes(linesep="\r\n")


def _heard(answer: tuple[int, bytes]) -> tuple[int, bytes]:
    """The answer, unless it is that the server hangs up: as it does with a connection that was idle for long."""
    code, text = answer
    if code == 421:
        raise smtplib.SMTPServerDisconnected(text.decode(errors="replace"))
    return answer


def _check(
    answer: tuple[int, bytes],
    *,
    later_as: type[Exception] = NotTaken,
    refused_as: type[Exception] = Refused,
    wanted: int = 250,
) -> None:
    """Whether the server said yes: 4xx means later, anything else never."""
    code, text = answer
    if code in (wanted, 251):
        return
    words = f"{code} {text.decode(errors='replace')}".replace("\n", " ")
    raise later_as(words) if 400 <= code < 500 else refused_as(words)


def _on_the_wire(content: bytes) -> bytes:
    """A message as SMTP sends it: a line that begins with a dot has one more, and a dot alone ends it."""
    stuffed = re.sub(rb"(?m)^\.", b"..", content)
    return stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    return f"{type(error).__name__}: {error}"


def _take_kept(wanted: EmailBackend) -> EmailBackend | None:
    """The connection to the same server that was used last, if it is not too old."""
    _close_older_than(KEPT_SECONDS)
    with _lock:
        for place, (_since, kept) in reversed(list(enumerate(_kept))):
            if _name(kept) == _name(wanted):
                del _kept[place]
                return kept
    return None


def _name(connection: EmailBackend) -> tuple[object, ...]:
    return connection.host, connection.port, connection.username, connection.use_tls, connection.use_ssl


def _keep_if_it_answers(connection: EmailBackend) -> None:
    try:
        code, _text = _server(connection).rset()
    except (OSError, smtplib.SMTPException, _HungUp):
        code = 0
    if code == 250:
        _keep(connection)
    else:
        _drop(connection)


def _keep(connection: EmailBackend) -> None:
    with _lock:
        _kept.append((time.monotonic(), connection))
        _sweep_later()


def _sweep_later() -> None:
    """See to it that what is kept is closed, if nobody sees to that yet. Caller holds the lock."""
    global _sweeper
    if _sweeper is None and _kept:
        _sweeper = threading.Timer(KEPT_SECONDS, _sweep)
        _sweeper.daemon = True
        _sweeper.start()


def _sweep() -> None:
    global _sweeper
    _close_older_than(KEPT_SECONDS)
    with _lock:
        _sweeper = None
        _sweep_later()


def _close_older_than(seconds: float) -> None:
    until = time.monotonic() - seconds
    with _lock:
        old = [connection for since, connection in _kept if since <= until]
        _kept[:] = [(since, connection) for since, connection in _kept if since > until]
    for connection in old:
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


def _drop(connection: EmailBackend) -> None:
    """Without a farewell: in the middle of a message it would be read as part of it."""
    if connection.connection is not None:
        connection.connection.close()
        connection.connection = None
