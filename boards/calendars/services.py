"""The writer of calendar links."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from boards.exceptions import RuleBroken
from boards.models import CalendarFeed, Project, User
from boards.models.feeds import MARK
from boards.rules.text import NAME_LIMIT, clean_line
from boards.services import secrets
from boards.services.transactions import service

MOST_FEEDS = 50


@dataclass(frozen=True)
class NewFeed:
    """A link that has just been made, with the secret that nobody is shown again."""

    feed: CalendarFeed
    secret: str = field(repr=False)


@service
def create(*, name: str, project: Project | None, shows: str, with_watched: bool, actor: User) -> NewFeed:
    """Make a link to the actor's own tasks, or to those of a project they may see.

    RuleBroken when they have too many.
    """
    # Locks the person, so that two calls at once don't both make the last one.
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if actor.calendar_feeds.filter(revoked_at=None).count() >= MOST_FEEDS:
        sentence = _("You have %(count)s calendar links, the most there can be. Revoke one first.")
        raise RuleBroken(sentence % {"count": MOST_FEEDS})
    secret, kept = secrets.new(MARK)
    feed = CalendarFeed.objects.create(
        user=actor,
        project=project,
        name=clean_line("name", name, NAME_LIMIT),
        shows=shows,
        with_watched=with_watched and project is None,
        **kept,
    )
    return NewFeed(feed, secret)


@service
def revoke(*, feed: CalendarFeed, actor: User) -> CalendarFeed:
    """End a link at once; revoking it again changes nothing."""
    secrets.revoke(held=feed)
    return feed


@service
def hold(*, feed: CalendarFeed) -> None:
    """Lock a link for the rest of a transaction that the caller has opened."""
    CalendarFeed.objects.select_for_update(no_key=True).get(pk=feed.pk)


@service
def note_shown(*, feed: CalendarFeed, etag: str) -> datetime.datetime:
    """Since when the link shows what this mark stands for: from now on, unless it was so before. To the second."""
    if feed.shown == etag and feed.shown_since is not None:
        return feed.shown_since
    now = timezone.now().replace(microsecond=0)
    before = feed.shown_since
    # Two versions are never of the same second.
    feed.shown, feed.shown_since = etag, now if before is None else max(now, before + datetime.timedelta(seconds=1))
    feed.save(update_fields=["shown", "shown_since"])
    return feed.shown_since
