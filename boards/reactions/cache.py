"""Free the memory of fragments that nobody will ask for again."""

from __future__ import annotations

from boards import cache
from boards.events import Event


def drop_old_fragments(event: Event) -> None:
    """Drop what was kept of the columns that changed; once, however many tasks changed with them."""
    if not event.follows:
        cache.drop(event.columns, event.project_id, event.project_epoch, event.project_revision)
