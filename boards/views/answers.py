"""What views share: who asks, and the answers many of them give."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from boards.exceptions import NotAllowed, RuleBroken
from boards.models import User
from boards.views import once, typed

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def signed_in(*methods: str) -> Callable[[View[P]], View[P]]:
    """Let signed-in people through by these methods (GET covers HEAD); others go to the sign-in page.

    A stranger's htmx request is answered with HX-Redirect, and comes back to the page it was sent from; what a plain
    form has sent is given back, for its page is gone.
    """
    allowed = {*methods, "HEAD"} if "GET" in methods else set(methods)

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if request.method not in allowed:
                return HttpResponseNotAllowed(sorted(allowed))
            response = once.answered(request, person(request), lambda: view(request, *args, **kwargs))
            patch_vary_headers(response, ["HX-Request", "Cookie"])
            return response

        return cast(View[P], guarded)

    return decorate


def administrators(*methods: str) -> Callable[[View[P]], View[P]]:
    """Let site administrators through by these methods; other people get 403."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not person(request).is_staff:
                raise NotAllowed(_("This page is for the administrators of this site."))
            return view(request, *args, **kwargs)

        return signed_in(*methods)(cast(View[P], guarded))

    return decorate


def person(request: HttpRequest) -> User:
    """Who asks; only behind `signed_in`."""
    return cast(User, request.user)


def browser_language(request: HttpRequest) -> str:
    """The language tag that the reader's browser asks for first, with its region: the site may not have it. Lower case,
    empty if it asks for none."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return accepted[0][0] if accepted else ""


def is_htmx(request: HttpRequest) -> bool:
    """Whether a fragment is wanted instead of a page."""
    return request.headers.get("HX-Request") == "true"


def even_if_blocked(request: HttpRequest) -> bool:
    """Whether the person has been asked already (`views.blocked`), and said yes."""
    return request.POST.get("even_if_blocked") == "1"


def refusal(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    """Why something was refused: a page of its own, with what was typed, which is a toast for htmx (error.html)."""
    context = {"sentence": sentence, "typed": [] if is_htmx(request) else typed.texts(request)}
    return render(request, f"{status}.html", context, status=status)


def form_page(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """A page with a form: 422 once `form` was sent and is not valid."""
    form = context.get("form")
    return render(request, template, context, status=422 if isinstance(form, BaseForm) and form.is_bound else 200)


def refused_form(request: HttpRequest, template: str, context: dict[str, object], error: RuleBroken) -> HttpResponse:
    """The page with its form as it was filled in, and above it why a rule says no (409)."""
    form = context["form"]
    if isinstance(form, BaseForm):
        form.add_error(None, error.sentence)
    return render(request, template, context, status=409)


def done(request: HttpRequest, to: str, text: str, *, undo: int | None = None) -> HttpResponse:
    """Go on to a page, where a toast says what was done; `undo` is the id of the Activity it offers to undo.

    The toast says too which draft is saved now, so that the browser forgets it.
    """
    draft = request.POST.get("draft", "")
    tags = (f"undo:{undo}" if undo else "", f"saved:{draft}" if re.fullmatch(r"[\w-]{1,60}", draft, re.ASCII) else "")
    messages.success(request, text, extra_tags=" ".join(filter(None, tags)))
    return see_other(request, to)


def undoable(response: HttpResponse, activity: int | None) -> HttpResponse:
    """X-Undo tells the page which change its key for Undo takes back next."""
    if activity:
        response["X-Undo"] = str(activity)
    return response


def in_dialog(response: HttpResponse) -> HttpResponse:
    """Let htmx open the answer in the dialog, wherever it was asked from."""
    response["HX-Retarget"], response["HX-Reswap"] = "#dialog-inside", "innerHTML"
    return response


def then_focus(response: HttpResponse, selector: str) -> HttpResponse:
    """Let htmx give the focus to something once the answer lies in the page (dialog.js): what had it may be gone."""
    response["HX-Trigger"] = json.dumps({"boards:focus": {"target": selector}})
    return response


def see_other(request: HttpRequest, to: str) -> HttpResponse:
    """303 to a page, for htmx as HX-Redirect."""
    url = resolve_url(to)
    if is_htmx(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    redirect = HttpResponseRedirect(url)
    redirect.status_code = 303
    return redirect


def came_from(request: HttpRequest, default: str) -> str:
    """Where to go back to: the `next` that the form carried, if it lies on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted.startswith("/") and safe else default


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if not is_htmx(request):
        if request.method in ("GET", "HEAD"):
            return redirect_to_login(request.get_full_path())
        return typed.page(request) or redirect_to_login(typed.came_from(request))
    # Not 204, which would say that the change was made.
    response = HttpResponse(status=401)
    page = request.headers.get("HX-Current-URL", "").removeprefix(f"{request.scheme}://{request.get_host()}")
    response["HX-Redirect"] = redirect_to_login(page if page.startswith("/") else "/", settings.LOGIN_URL).url
    return response
