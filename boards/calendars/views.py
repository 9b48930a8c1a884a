"""Calendar links: the calendar behind one, and the pages on which people make, see and revoke theirs."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from boards import access, etags
from boards.calendars import queries, services
from boards.calendars.forms import FeedForm
from boards.calendars.queries import Opened
from boards.exceptions import InvalidInput, RuleBroken
from boards.models import CalendarFeed, Project
from boards.policy import Action
from boards.services import rate_limits, secrets
from boards.views.answers import came_from, done, form_page, person, refusal, refused_form, signed_in
from boards.views.project_context import in_project

WINDOW = 60
# Calendars ask a few times an hour. What has not changed is answered without counting: it costs next to nothing.
MOST_IN_WINDOW = 20


@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a link, for whoever has it; 304 for who has what it shows already."""
    opened = queries.opened(secret)
    secrets.note_use(held=opened.feed)
    with translation.override(opened.feed.user.language or settings.LANGUAGE_CODE):
        return _not_modified(request, opened) or _calendar(request, opened)


@signed_in("GET", "POST")
def feed_list(request: HttpRequest) -> HttpResponse:
    """All of a person's links, and a form for one to their own tasks."""
    return _page(request, "boards/calendars/mine.html", None, {"rows": queries.of(person(request))})


@signed_in("GET", "POST")
def project_feeds(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's links to one project, and a form for another."""
    project, rights = access.get_project(person(request), pk, Action.VIEW)
    context = in_project(project, rights, tab="", rows=queries.of(person(request), project))
    return _page(request, "boards/calendars/of_project.html", project, context)


@signed_in("POST")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link."""
    feed = services.revoke(feed=queries.get(person(request), pk), actor=person(request))
    to = came_from(request, reverse("calendar-feeds"))
    return done(request, to, _("Calendar link “%(name)s” revoked.") % {"name": feed.name})


def _page(request: HttpRequest, template: str, project: Project | None, context: dict[str, object]) -> HttpResponse:
    """The page, or what its form has made: the link is kept nowhere to be shown again."""
    form = FeedForm(request.POST if request.method == "POST" else None, of_project=project is not None)
    context |= {"form": form}
    if not form.is_valid():
        return form_page(request, template, context)
    try:
        made = services.create(**form.values(), project=project, actor=person(request))
    except InvalidInput as error:
        form.add_error(error.field, error.sentence)
        return form_page(request, template, context)
    except RuleBroken as error:
        return refused_form(request, template, context, error)
    link = queries.address(made.secret)
    context |= {"form": FeedForm(of_project=project is not None), "rows": queries.of(person(request), project)}
    context |= {"made": made.feed, "link": link, "webcal": f"webcal{link.removeprefix('https').removeprefix('http')}"}
    response = render(request, template, context, status=201)
    response["Cache-Control"] = "no-store"
    return response


def _etag(opened: Opened) -> str:
    """Of what the calendar depends on; who asks, by which address, is no part of it."""
    feed, user = opened.feed, opened.feed.user
    shown = (feed.pk, feed.shows, feed.with_watched, user.language, queries.kept_since(), settings.SITE_URL)
    return etags.of_parts(*shown, settings.RELEASE, *opened.state)


def _not_modified(request: HttpRequest, opened: Opened) -> HttpResponse | None:
    etag = _etag(opened)
    if found := etags.not_modified(request, etag):
        return _dated(found, opened.feed)
    if "If-None-Match" in request.headers or opened.feed.shown != etag or opened.feed.shown_since is None:
        return None
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    if since is None or since < opened.feed.shown_since.timestamp():
        return None
    return _dated(etags.mark(HttpResponseNotModified(), etag), opened.feed)


def _calendar(request: HttpRequest, opened: Opened) -> HttpResponse:
    now = int(time.time())
    if rate_limits.take(caller=f"feed:{opened.feed.pk}", window=now // WINDOW, count=1) > MOST_IN_WINDOW:
        response = refusal(request, _("This calendar was asked for many times. Try again in a minute."), 429)
        response["Retry-After"] = str(WINDOW - now % WINDOW)
        return response
    etag = _etag(opened)
    services.note_shown(feed=opened.feed, etag=etag)
    # With the first calendar: nobody else needs the library, which takes a while to load.
    from boards.calendars import rendering

    content = rendering.calendar(opened.feed, queries.tasks(opened))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="boardsite.ics"'
    response["X-Robots-Tag"] = "noindex"
    return _dated(etags.mark(response, etag), opened.feed)


def _dated(response: HttpResponse, feed: CalendarFeed) -> HttpResponse:
    if feed.shown_since is not None:
        response["Last-Modified"] = http_date(feed.shown_since.timestamp())
    return response
