"""Public links: the board behind one, and the page on which admins make, see and revoke them."""

from __future__ import annotations

import hashlib
import math
import time

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import InvalidInput, NotFound, RuleBroken
from boards.forms.links import LinkForm, UnlockForm
from boards.models import BoardLink
from boards.policy import Action
from boards.queries import formatting
from boards.queries import links as queries
from boards.services import links, rate_limits
from boards.views.answers import done, form_page, person, refused_form, signed_in
from boards.views.project_context import in_project

# Of one address of the network: looks in a minute, and wrong passwords in ten.
MOST_LOOKS, LOOKS_WINDOW = 60, 60
MOST_TRIES, TRIES_WINDOW = 10, 600
# And wrong passwords of one link, from all addresses together: whoever guesses may have many.
MOST_TRIES_IN_ALL = 100
SALT = "boards.shared"
UNLOCKED_SECONDS = 12 * 3600
# In the query of the page to which a wrong password leads, so that Back and a reload send none again.
WRONG = "wrong"


@signed_in("GET", "POST")
def links_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The links of a project with their visits; a POST makes one, whose address is shown this once."""
    project, rights = access.get_project(person(request), pk, Action.EDIT_PROJECT)
    form = LinkForm(request.POST if request.method == "POST" else None)
    context = in_project(project, rights, form=form, is_on=settings.PUBLIC_LINKS, days=queries.DAYS)
    context["rows"] = queries.of_project(project)
    template = "boards/settings/links.html"
    if not form.is_valid() or not settings.PUBLIC_LINKS:
        return form_page(request, template, context)
    try:
        made = links.create(project=project, **form.values(), actor=person(request))
    except InvalidInput as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
        return form_page(request, template, context)
    except RuleBroken as error:
        return refused_form(request, template, context, error)
    context |= {"form": LinkForm(), "rows": queries.of_project(project)}
    context |= {"made": made.link, "link": queries.address(made.secret)}
    response = render(request, template, context, status=201)
    response["Cache-Control"] = "no-store"
    return response


@signed_in("POST")
def revoke(request: HttpRequest, pk: int, link_id: int) -> HttpResponse:
    """End a link at once."""
    project, _rights = access.get_project(person(request), pk, Action.EDIT_PROJECT)
    found = queries.one(project, link_id)
    if found is None:
        raise NotFound
    links.revoke(link=found, actor=person(request))
    text = _("Public link “%(name)s” revoked. It leads nowhere any more.") % {"name": found.name}
    return done(request, reverse("project-links", args=[pk]), text)


def shared(request: HttpRequest, secret: str) -> HttpResponse:
    """The board behind a link, for whoever has it: nothing of it is kept, by browsers, proxies or here."""
    response = _shared(request, secret)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    # Not `no-referrer`: browsers would send the form for the password with `Origin: null`, which is nobody's.
    response["Referrer-Policy"] = "same-origin"
    return response


def _shared(request: HttpRequest, secret: str) -> HttpResponse:
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if not _is_within(f"link:look:{_sender(request)}", MOST_LOOKS, LOOKS_WINDOW):
        return _too_often(request, LOOKS_WINDOW)
    link = queries.by_secret(secret)
    if link is None or link.is_expired:
        return _said(request, 404 if link is None else 410)
    if request.method == "POST":
        return _unlock(request, link, secret) if link.password else HttpResponseNotAllowed(["GET", "HEAD"])
    if not _is_unlocked(request, link):
        return _asked(request, _form_after(request))
    if request.method == "GET":
        links.note_visit(link=link)
    return _board(request, link)


def _board(request: HttpRequest, link: BoardLink) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "project": link.project,
        "columns": queries.columns(link.project, today),
        "moment": timezone.localtime(),
        "day": formatting.full_day(today),
    }
    return render(request, "boards/shared/board.html", context)


def _unlock(request: HttpRequest, link: BoardLink, secret: str) -> HttpResponse:
    """Keep in the browser, signed, that its person knew the password; another password ends it.

    Each try counts before it is looked at, so that many at once get no further, and a right one no longer after it.
    """
    counts = _counts_of_tries(request, link)
    # In this order: what one address alone sends in vain shuts nobody else out.
    if not all(_is_within(caller, most, TRIES_WINDOW) for caller, most in counts):
        return _too_often(request, TRIES_WINDOW)
    form = UnlockForm(request.POST)
    if not form.is_valid():
        return _asked(request, form, 422)
    if not check_password(form.cleaned_data["password"], link.password):
        return _onward(f"{_address(secret)}?{WRONG}")
    for caller, _most in counts:
        rate_limits.give_back(caller=caller, window=int(time.time()) // TRIES_WINDOW, count=1)
    return _unlocked(link, secret)


def _unlocked(link: BoardLink, secret: str) -> HttpResponse:
    response = _onward(_address(secret))
    response.set_cookie(
        _cookie(link),
        signing.dumps(_key(link), salt=SALT),
        max_age=UNLOCKED_SECONDS,
        path=_address(secret),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _onward(to: str) -> HttpResponse:
    response = redirect(to)
    response.status_code = 303
    return response


def _address(secret: str) -> str:
    return reverse("shared-board", args=[secret])


def _is_unlocked(request: HttpRequest, link: BoardLink) -> bool:
    if not link.password:
        return True
    try:
        known = signing.loads(request.COOKIES.get(_cookie(link), ""), salt=SALT, max_age=UNLOCKED_SECONDS)
    except signing.BadSignature:
        return False
    return bool(known == _key(link))


def _cookie(link: BoardLink) -> str:
    return f"shared_{link.pk}"


def _key(link: BoardLink) -> list[object]:
    return [link.pk, hashlib.sha256(link.password.encode()).hexdigest()]


def _form_after(request: HttpRequest) -> UnlockForm:
    """The empty form, which says so after a wrong password."""
    form = UnlockForm()
    if WRONG in request.GET:
        form.errors["password"] = form.error_class([_("This is not the password. Ask whoever gave you the link.")])
    return form


def _asked(request: HttpRequest, form: UnlockForm, status: int = 200) -> HttpResponse:
    return render(request, "boards/shared/unlock.html", {"form": form}, status=status)


def _counts_of_tries(request: HttpRequest, link: BoardLink) -> list[tuple[str, int]]:
    return [
        (f"link:try:{link.pk}:{_sender(request)}", MOST_TRIES),
        (f"link:try:{link.pk}", MOST_TRIES_IN_ALL),
    ]


def _sender(request: HttpRequest) -> str:
    """The address in the network, of which a digest is kept, for as long as a window."""
    return hashlib.sha256(f"{settings.SECRET_KEY}:{get_ip(request)}".encode()).hexdigest()[:16]


def _is_within(caller: str, most: int, window: int) -> bool:
    return rate_limits.take(caller=caller, window=int(time.time()) // window, count=1) <= most


def _too_often(request: HttpRequest, window: int) -> HttpResponse:
    seconds = window - int(time.time()) % window
    response = _said(request, 429, minutes=math.ceil(seconds / 60))
    response["Retry-After"] = str(seconds)
    return response


def _said(request: HttpRequest, status: int, **more: object) -> HttpResponse:
    return render(request, "boards/shared/said.html", {"status": status, **more}, status=status)
