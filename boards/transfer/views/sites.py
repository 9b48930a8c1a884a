"""The whole site as a file, for its administrators: asked for, looked after, and fetched."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from boards.transfer import answers, site_files
from boards.views.answers import administrators, person, see_other


@administrators("GET", "POST")
def export(request: HttpRequest) -> HttpResponse:
    """What it is, how far the last one is, and the file itself once it is done."""
    if request.method == "POST":
        site_files.ask(person(request))
        return see_other(request, reverse("site-export"))
    parcel = site_files.known()
    if parcel is not None and parcel.is_done and "file" in request.GET:
        return answers.site(parcel)
    context = {"parcel": parcel, "sentence": answers.sentence(parcel) if parcel else ""}
    response = render(request, "boards/exports/site.html", context)
    if parcel is not None and parcel.is_making:
        response["Refresh"] = str(answers.AGAIN)
    response["Cache-Control"] = "private, no-store"
    return response
