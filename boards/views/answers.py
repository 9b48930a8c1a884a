"""Answers that many views give: refusals."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def refusal(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    """A page (or a toast, for htmx) that says why something was refused."""
    return render(request, f"{status}.html", {"sentence": sentence}, status=status)
