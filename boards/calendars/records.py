"""What the API gives of calendar links: plain values, ready for JSON."""

from __future__ import annotations

from boards.calendars.queries import FeedRow
from boards.calendars.record_shapes import CalendarRecord
from boards.queries import records


def calendar(row: FeedRow) -> CalendarRecord:
    """A calendar link, without its address."""
    feed = row.feed
    return {
        "id": feed.pk,
        "name": feed.name,
        "project_id": feed.project_id,
        "shows": feed.shows,
        "with_watched": feed.with_watched,
        "prefix": feed.prefix,
        "leads_nowhere": row.is_lost,
        "created_at": records.moment(feed.created_at),
        "last_used_at": records.moment(feed.last_used_at) if feed.last_used_at else None,
    }
