"""From the history to deliveries: each row once, to every webhook that wants it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from boards.models import Activity, Webhook
from boards.webhooks.services import deliveries


def write_for(activities: Sequence[Activity]) -> None:
    """Write what is to be sent of these changes; one query where no webhook wants any, four otherwise."""
    projects = {activity.project_id for activity in activities}
    webhooks = Webhook.objects.filter(Q(project__in=projects) | Q(project=None), is_on=True)
    pairs = [
        (webhook, activity)
        for webhook in (webhooks if projects else ())
        for activity in activities
        if deliveries.wants(webhook, activity)
    ]
    # In the order of the history, so that the ids of each lane have it too.
    pairs.sort(key=lambda pair: pair[1].pk)
    if pairs:
        deliveries.write(pairs=pairs)
