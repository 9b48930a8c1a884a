"""What the board forgets by the clock, and catches up with: each by itself, so that one that fails stops nobody."""

from __future__ import annotations

import datetime

from boards.jobs import running
from boards.jobs.registry import job
from boards.services import cleaning, comments, idempotency, jobs, links, projects
from boardsite.database import statistics

DAY = datetime.timedelta(days=1)
# In the night of Europe and Africa, after the backups that people make at full hours.
NIGHT = datetime.timedelta(hours=2, minutes=40)


@job("projects.purge", seconds=900, every=DAY, at=NIGHT)
def purge_projects() -> None:
    """Remove for good what was deleted 30 days ago."""
    projects.purge()


@job("answers.purge", every=DAY, at=NIGHT)
def purge_answers() -> None:
    """Forget the answers to calls that are not repeated any more, and how many calls there were."""
    idempotency.purge()
    cleaning.purge_call_counts()


@job("comments.search", seconds=900, every=datetime.timedelta(minutes=10))
def make_comments_searchable() -> None:
    """Let the search find comments that came by another way than the pages and the API: with an older release, or by
    a backup of one."""
    comments.make_searchable()


@job("links.purge", every=DAY, at=NIGHT)
def purge_visits() -> None:
    """Forget how often boards were looked at by public links a year ago and more."""
    links.purge()


@job("cache.purge", seconds=300, every=DAY, at=NIGHT)
def purge_cache() -> None:
    """Delete what nobody will ask the cache for again."""
    cleaning.purge_cache()


@job("database.look", seconds=300, every=DAY, at=NIGHT)
def look_at_tables() -> None:
    """What the database goes by when it chooses an index, where it doesn't see to that itself."""
    statistics.refresh()


@job("jobs.purge", seconds=300, every=DAY, at=NIGHT)
def purge_jobs() -> None:
    """Forget jobs that were done long ago, but for those of periods that are not over."""
    jobs.purge(but=running.slots())
