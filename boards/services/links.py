"""The only writer of public links and of their visits."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput, NotFound, RuleBroken
from boards.models import BoardLink, BoardVisit, Project, User
from boards.models.links import MARK
from boards.rules import days
from boards.rules.text import NAME_LIMIT, check_storable, clean_line
from boards.services import secrets
from boards.services.transactions import lock, service

logger = logging.getLogger("boardsite.people")
MOST_LINKS = 20
# Months of visits are kept.
KEPT = datetime.timedelta(days=400)
# A day before the last that something can be due on: no zone makes it one that no calendar knows.
_LATEST = datetime.datetime.combine(days.LAST, datetime.time(), datetime.UTC)
_TABLE = BoardVisit._meta.db_table
_COUNT = f"""
    INSERT INTO {_TABLE} (link_id, day, count) VALUES (%s, %s, 1)
    ON CONFLICT (link_id, day) DO UPDATE SET count = {_TABLE}.count + 1
"""  # noqa: S608  the name of a table of ours


@dataclass(frozen=True)
class NewLink:
    """A link that has just been made, with the secret that nobody is shown again."""

    link: BoardLink
    secret: str = field(repr=False)


@service
def create(
    *, project: Project, name: str, password: str = "", expires_at: datetime.datetime | None = None, actor: User
) -> NewLink:
    """Make a link to the board. RuleBroken when there are too many."""
    project = lock(project.pk)
    if project.public_links.filter(revoked_at=None).count() >= MOST_LINKS:
        sentence = _("There are %(count)s public links, the most there can be. Revoke one first.")
        raise RuleBroken(sentence % {"count": MOST_LINKS})
    if expires_at is not None and not timezone.now() < expires_at < _LATEST:
        raise InvalidInput("expires_at", _("Choose a time that is yet to come, and before the year 3000."))
    secret, kept = secrets.new(MARK)
    link = BoardLink.objects.create(
        project=project,
        created_by=actor,
        name=clean_line("name", name, NAME_LIMIT),
        password=make_password(check_storable("password", password)) if password else "",
        expires_at=expires_at,
        **kept,
    )
    logger.info("Public link %s to project %s was made by person %s", link.pk, project.pk, actor.pk)
    return NewLink(link, secret)


@service
def revoke(*, link: BoardLink, actor: User) -> BoardLink:
    """End a link at once: nothing behind it is kept anywhere. NotFound if it has been."""
    lock(link.project_id, archived=True)
    link = BoardLink.objects.select_for_update(no_key=True).get(pk=link.pk)
    if link.revoked_at is not None:
        raise NotFound
    secrets.revoke(held=link)
    logger.info("Public link %s to project %s was revoked by person %s", link.pk, link.project_id, actor.pk)
    return link


def note_visit(*, link: BoardLink) -> None:
    """Count it for today; one statement, whoever counts beside."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [link.pk, timezone.localdate()])


@service
def purge() -> int:
    """Forget old counts; returns how many."""
    return BoardVisit.objects.filter(day__lt=timezone.localdate() - KEPT).delete()[0]
