"""Texts on their way: how what is being written will look."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from boards.rules.markdown import to_html
from boards.rules.text import clean_text
from boards.views.answers import signed_in


@signed_in("POST")
def preview(request: HttpRequest) -> HttpResponse:
    """A description, or a comment, as it will be shown, as a fragment; nothing is saved, and no query asked."""
    name = "text" if "text" in request.POST else "description"
    text = clean_text(name, request.POST.get(name, ""))
    return render(request, "boards/_preview.html", {"html": to_html(text)})
