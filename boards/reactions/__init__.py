"""What follows from a change after it has been committed, in this order. Nothing imports this but `apps`."""

from boards import events
from boards.reactions import cache


def subscribe_all() -> None:
    """Connect each reaction; called once, when Django starts."""
    events.subscribe(cache.drop_old_fragments)
