"""What one hears of, by which way, for programs."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from ninja import Router

from boards.api import routes
from boards.api.auth import person
from boards.models import Reason, User
from boards.notifications import records
from boards.notifications.api.schemas import PreferencesOut, PreferencesPatch
from boards.notifications.preferences import DIGEST_WEEKDAYS
from boards.notifications.queries import preferences as queries
from boards.notifications.record_shapes import PreferencesRecord
from boards.notifications.services import preferences

router = Router(tags=["Inbox"])


@routes.get(router, "inbox/preferences", PreferencesOut)
def read_preferences(request: HttpRequest) -> HttpResponse:
    """How you hear of each reason, and when your digest comes."""
    return routes.record(request, _wishes(person(request)))


@routes.patch(router, "inbox/preferences", PreferencesOut)
def update_preferences(request: HttpRequest, body: PreferencesPatch) -> HttpResponse:
    """Change how you hear of some reasons, or when your digest comes."""
    user = person(request)
    routes.require_match_under(request, partial(preferences.hold, user=user), partial(_wishes, user))
    ways = {Reason(name): (way.inbox, str(way.email)) for name, way in body.reasons.items()}
    preferences.choose(ways=ways, actor=user)
    if body.digest_hour is not None or body.digest_weekdays is not None:
        kept = queries.digest_of(user)
        hour = kept.hour if body.digest_hour is None else body.digest_hour
        weekdays = body.digest_weekdays or kept.weekdays or DIGEST_WEEKDAYS
        preferences.set_digest(hour=hour, weekdays=weekdays, actor=user)
    return routes.record(request, _wishes(user))


def _wishes(user: User) -> PreferencesRecord:
    return records.wishes(user, queries.digest_of(user))
