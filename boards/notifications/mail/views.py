"""Pages about e-mail: the way out of it, which needs no session, and a person's own test of it."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from boards.exceptions import RuleBroken
from boards.notifications.mail import services, unsubscribing
from boards.notifications.mail.jobs import mail_test
from boards.notifications.mail.unsubscribing import Link
from boards.services import jobs
from boards.views.answers import came_from, done, person, signed_in


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Say what a link would turn off, and turn it off by POST (RFC 8058). Who looks at links first changes nothing.

    It needs no session and no CSRF token: whoever has the link may do this, and mail programs have nothing else.
    """
    link = unsubscribing.read(token)
    if link is None or link.is_withdrawn:
        return _page(request, link, status=404 if link is None else 410)
    if request.method != "POST":
        return _page(request, link, token=token)
    return _page(request, link, token=token, before=unsubscribing.turn_off(link))


@csrf_exempt
@never_cache
@require_POST
def subscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Undo that."""
    link = unsubscribing.read(token)
    if link is None or link.is_withdrawn:
        return _page(request, link, status=404 if link is None else 410)
    is_on = unsubscribing.turn_on_again(link, request.POST.get("before", ""))
    return _page(request, link, token=token, is_on=is_on)


@signed_in("POST")
def test_mail(request: HttpRequest) -> HttpResponse:
    """Send the person a mail to see whether e-mail arrives."""
    user = person(request)
    if not services.may_test(user=user):
        raise RuleBroken(_("That were many test mails in a short time. Try again in ten minutes."))
    jobs.add(mail_test.ask(user.pk, int(time.time() * 1000)))
    text = (
        _("A test mail is on its way to %(address)s.")
        if settings.SENDS_EMAIL
        else _("This site sends no e-mail yet: the test mail for %(address)s is written to its log.")
    )
    return done(request, came_from(request, reverse("notification-preferences")), text % {"address": user.email})


@signed_in("POST")
def withdraw_links(request: HttpRequest) -> HttpResponse:
    """Make the links in all e-mails that the person has got so far worthless."""
    services.withdraw_links(user=person(request), actor=person(request))
    return done(
        request,
        came_from(request, reverse("notification-preferences")),
        _("Links in earlier e-mails turn nothing off any more."),
    )


def _page(request: HttpRequest, link: Link | None, *, status: int = 200, **more: object) -> HttpResponse:
    """The page of a link; it knows nothing of the person, and keeps the link from other sites and search engines."""
    response = render(request, "boards/unsubscribe.html", {"link": link, "status": status} | more, status=status)
    response["Referrer-Policy"], response["X-Robots-Tag"] = "no-referrer", "noindex"
    return response
