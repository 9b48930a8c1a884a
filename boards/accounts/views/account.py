"""A person's own account beside the profile: devices and sign-ins, taking one's data along, leaving."""

from __future__ import annotations

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.accounts import data_files
from boards.accounts.forms.accounts import DeleteAccountForm
from boards.accounts.queries import data_export
from boards.accounts.queries import devices as device_queries
from boards.accounts.services import account_deletion, sign_ins
from boards.exceptions import RuleBroken
from boards.models import User
from boards.rules import file_names
from boards.services import made_files
from boards.views.answers import done, form_page, person, refused_form, signed_in
from boardsite.server.sending import ReadAsSent


@signed_in("GET")
def devices(request: HttpRequest) -> HttpResponse:
    """Where the person is signed in, and the log of their sign-ins."""
    user = person(request)
    context = {
        "devices": device_queries.of(user, request.session.session_key),
        "log": device_queries.log(user),
    }
    return render(request, "boards/account/devices.html", context)


@signed_in("POST")
def end_device(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one device out; this one goes on to the sign-in page."""
    sign_ins.end_device(user=person(request), pk=pk)
    if not request.session.exists(request.session.session_key or ""):
        logout(request)
        return HttpResponseRedirect(reverse("account_login"), status=303)
    return done(request, reverse("devices"), _("That device is signed out."))


@signed_in("POST")
def end_devices(request: HttpRequest) -> HttpResponse:
    """Sign all other devices out."""
    count = sign_ins.end_devices(user=person(request), besides=request.session.session_key)
    text = ngettext("%(count)s other device is signed out.", "%(count)s other devices are signed out.", count)
    return done(request, reverse("devices"), text % {"count": count})


@signed_in("GET")
def data(request: HttpRequest) -> HttpResponse:
    """What one can do with one's data: take it along, or go."""
    return render(request, "boards/account/data.html")


@signed_in("GET")
def download(request: HttpRequest) -> HttpResponse:
    """Everything the site knows about the person, as one JSON file, written while it is read."""
    user = person(request)
    response = StreamingHttpResponse(data_export.as_json(user), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="boardsite-{user.today().isoformat()}.json"'
    response["Cache-Control"] = "no-store"
    return cast(HttpResponse, response)


@signed_in("GET")
def download_files(request: HttpRequest) -> HttpResponse:
    """The same with the person's files, as a zip if it is small or done; else a page that tells how far it is and looks
    again by itself."""
    user = person(request)
    if data_files.is_small(user):
        return _zip(user, data_files.content(user))
    wants_file = "file" in request.GET
    parcel = data_files.ask(user, anew=not wants_file)
    if parcel.is_done and wants_file:
        headers = {"Content-Length": str(parcel.size)}
        # What views answer with is typed as an HttpResponse.
        return _zip(user, ReadAsSent(lambda: made_files.pieces(parcel), headers=headers))
    context = {"parcel": parcel, "name": data_files.name(user)}
    status = 202 if parcel.is_making else 200 if parcel.is_done else 503
    response = render(request, "boards/account/data_progress.html", context, status=status)
    if parcel.is_making:
        response["Refresh"] = "2"
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in("GET", "POST")
@reauthentication_required
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the account, once the person has shown again who they are and owns no project any more."""
    user = person(request)
    form = DeleteAccountForm(request.POST if request.method == "POST" else None)
    form.expected = user.email
    context = {"form": form, "owned": account_deletion.owned(user)}
    if not form.is_valid():
        return form_page(request, "boards/account/delete.html", context)
    try:
        account_deletion.leave(user=user, actor=user)
    except RuleBroken as error:
        return refused_form(request, "boards/account/delete.html", context, error)
    logout(request)
    return done(request, reverse("home"), _("Your account is deleted."))


def _zip(user: User, answer: bytes | ReadAsSent) -> HttpResponse:
    response = HttpResponse(answer) if isinstance(answer, bytes) else cast(HttpResponse, answer)
    response["Content-Type"] = "application/zip"
    response["Content-Disposition"] = file_names.disposition(data_files.name(user))
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
