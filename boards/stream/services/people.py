"""Who there is, as the stream was last told: found by looking, so that no way to change a person can be forgotten."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from django.utils import timezone

from boards.models import StreamPerson, User
from boards.services.transactions import service


class PersonNow(NamedTuple):
    """A person as they are; None of one who has left."""

    row: StreamPerson
    user: User | None


def is_anything_new(*, epoch: str) -> bool:
    """Whether there is somebody to tell of; two queries, and no transaction that others would wait for."""
    users, known = _users(), StreamPerson.objects.values_list("pk", "mark", "is_sent")
    told = {pk: mark for pk, mark, is_sent in known if is_sent}
    marks = {pk: _mark(epoch, user) for pk, user in users.items()}
    return marks != {pk: mark for pk, mark in told.items() if mark} or len(told) < len(known)


@service
def noticed(*, epoch: str) -> list[PersonNow]:
    """Write down who has changed since they were last told of, and return all that are still to be sent.

    That it is written before it is sent keeps the ids right: a version is only ever sent with one content.
    """
    users, known = _users(), {row.pk: row for row in StreamPerson.objects.all()}
    now = timezone.now()
    new = [
        StreamPerson(person_id=pk, mark=_mark(epoch, user), changed_at=now)
        for pk, user in users.items()
        if pk not in known
    ]
    changed = [row for pk, row in known.items() if row.mark != _mark(epoch, users.get(pk))]
    for row in changed:
        row.version, row.mark = row.version + 1, _mark(epoch, users.get(row.pk))
        row.changed_at, row.is_sent = now, False
    StreamPerson.objects.bulk_create(new, batch_size=500)
    StreamPerson.objects.bulk_update(changed, ["version", "mark", "changed_at", "is_sent"], batch_size=500)
    return [PersonNow(row, users.get(row.pk)) for row in (*known.values(), *new) if not row.is_sent]


@service
def note_sent(*, rows: Sequence[StreamPerson]) -> None:
    """The broker has these."""
    StreamPerson.objects.filter(pk__in=[row.pk for row in rows]).update(is_sent=True)


def _users() -> dict[int, User]:
    return {user.pk: user for user in User.objects.filter(left_at=None).only("display_name", "is_active")}


def _mark(epoch: str, user: User | None) -> str:
    """Tells one content from another, and says nothing of it to whoever reads the table."""
    if user is None:
        return ""
    told = f"{epoch}\0{user.pk}\0{user.display_name}\0{user.is_active}"
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()
