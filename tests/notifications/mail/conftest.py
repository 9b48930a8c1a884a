"""A mail server of our own that does as it is told, and entries to be mailed."""

import email
import email.policy
import socket
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone

from boards.models import Activity, EmailPace, Notification, Reason, User
from boards.notifications.mail import smtp
from boards.notifications.mail.jobs import mail_entry
from boards.services import jobs, tasks
from tests.factories import fresh, make_task


class Receiver:
    """What the server does with a message; `taken` is what it has said yes to."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.sessions: list[Session] = []
        # Answers to the receiver's address and to the message, by address; "" hangs up.
        self.at_mail = "250 OK"
        self.at_rcpt: dict[str, str] = {}
        self.at_data: dict[str, str] = {}
        # Takes the next message, and hangs up instead of saying so.
        self.takes_silently = 0
        # What is done when so many have been taken, before the answer.
        self.at_count: dict[int, Callable[[], object]] = {}

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, _options) -> str:
        if self.at_mail.startswith("2"):
            envelope.mail_from = address
        return self.at_mail

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, _options) -> str:
        answer = self.at_rcpt.get(address, "250 OK")
        if not answer:
            server.transport.close()
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer or "421 bye"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.at_data.get(envelope.rcpt_tos[0], "250 taken")
        if not answer:
            server.transport.close()
        if answer.startswith("2"):
            self.taken.append(envelope)
            self.sessions.append(session)
            self.at_count.pop(len(self.taken), int)()
        if self.takes_silently:
            self.takes_silently -= 1
            server.transport.close()
        return answer

    # No properties: aiosmtpd reads every attribute of its handler at each connection.
    def messages(self) -> list[EmailMessage]:
        """As a mail program reads them."""
        return [email.message_from_bytes(each.content, policy=email.policy.default) for each in self.taken]

    def message(self) -> EmailMessage:
        (only,) = self.messages()
        return only


@pytest.fixture
def no_server(settings):
    """The site sends by SMTP, and nobody listens."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 5
    settings.DEFAULT_FROM_EMAIL = "Boardsite <boards@site.example>"
    smtp.hang_up()
    yield
    smtp.hang_up()


@pytest.fixture
def server(no_server, settings):
    """The site sends to a server, which takes everything unless told otherwise."""
    receiver = Receiver()
    # aiosmtpd can't say which port it was given for 0: it asks that one whether it is there.
    with socket.create_server(("127.0.0.1", 0)) as free:
        settings.EMAIL_PORT = free.getsockname()[1]
    controller = Controller(receiver, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    yield receiver
    smtp.hang_up()
    controller.stop()


@pytest.fixture
def task(project):
    return make_task(project=project, title="Write the texts")


def make_entry(
    *, user, task=None, project=None, reason=Reason.CHANGED, pace=EmailPace.AT_ONCE, changed=None, actor=None, **fields
) -> Notification:
    """An entry of somebody's, of a change that is made here, with the job that mails it where it is to go at once."""
    if task is not None:
        actor = actor or task.project.owner
        if changed is None:
            changed = {"priority": (fresh(task).priority + 1) % 5}
        tasks.update(task=fresh(task), changed=changed, seen_version=None, actor=actor)
    now = timezone.now()
    activity = Activity.objects.latest("pk")
    entry = Notification.objects.create(
        **{
            "user": user,
            "project": project or task.project,
            "task": task,
            "actor": actor,
            "reason": reason,
            "activities": [activity.pk],
            "created_at": now,
            "changed_at": now,
            "by_email": pace,
            **fields,
        }
    )
    if pace == EmailPace.AT_ONCE:
        jobs.add(mail_entry.ask(entry.pk))
    return entry


def make_entries(task, count: int) -> list[User]:
    """An entry for each of so many people, of one change, with its job; returns the people."""
    tasks.update(task=fresh(task), changed={"priority": 3}, seen_version=None, actor=task.project.owner)
    people = [User(email=f"watcher-{number}@example.com", is_staff=True) for number in range(count)]
    User.objects.bulk_create(people)
    now, activity = timezone.now(), Activity.objects.latest("pk")
    given = {"project": task.project, "task": task, "reason": Reason.CHANGED, "activities": [activity.pk]}
    given |= {"created_at": now, "changed_at": now, "by_email": EmailPace.AT_ONCE}
    entries = Notification.objects.bulk_create(Notification(user=person, **given) for person in people)
    jobs.add(*(mail_entry.ask(entry.pk) for entry in entries))
    return people
