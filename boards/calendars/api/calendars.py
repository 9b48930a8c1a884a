"""A person's calendar links: by one of them a calendar reads due dates without signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from boards import access
from boards.api import routes
from boards.api.auth import person
from boards.api.errors import invalid
from boards.api.schemas.common import PathId
from boards.calendars import queries, records, services
from boards.calendars.api.schemas import CalendarIn, CalendarOut, CalendarsOut
from boards.policy import Action

router = Router(tags=["Calendars"])
ONE = "calendars/{number:calendar_id}"


@routes.get(router, "calendars/", CalendarsOut)
def list_calendars(request: HttpRequest) -> HttpResponse:
    """Your links that are not revoked."""
    return routes.items(request, [records.calendar(row) for row in queries.of(person(request))])


@routes.post(router, "calendars/", CalendarOut, status=201)
def create_calendar(request: HttpRequest, body: CalendarIn) -> HttpResponse:
    """Make a link. Its address stands in this answer alone, and not in what is kept for an `Idempotency-Key`."""
    user, project = person(request), None
    if body.project_id is not None:
        if body.with_watched:
            raise invalid(("with_watched", _("A link to one project shows all of its tasks. Leave this out.")))
        project = access.get_project(user, body.project_id, Action.VIEW).thing
    made = services.create(
        name=body.name, project=project, shows=body.shows, with_watched=body.with_watched, actor=user
    )
    shown = records.calendar(queries.row(user, made.feed.pk))
    address = {"link": queries.address(made.secret)}
    location = f"/api/v1/calendars/{made.feed.pk}"
    response = routes.record(request, shown, status=201, location=location, more=address)
    response.kept_content = routes.dump(shown)  # type: ignore[attr-defined]
    response["Cache-Control"] = "private, no-store"
    return response


@routes.get(router, ONE, CalendarOut)
def read_calendar(request: HttpRequest, calendar_id: PathId) -> HttpResponse:
    """One of your links."""
    return routes.record(request, records.calendar(queries.row(person(request), calendar_id)))


@routes.delete(router, ONE)
def revoke_calendar(request: HttpRequest, calendar_id: PathId) -> HttpResponse:
    """End a link at once."""
    user = person(request)
    feed = queries.row(user, calendar_id).feed
    routes.require_match_under(
        request, lambda: services.hold(feed=feed), lambda: records.calendar(queries.row(user, calendar_id))
    )
    services.revoke(feed=feed, actor=user)
    return routes.gone()
