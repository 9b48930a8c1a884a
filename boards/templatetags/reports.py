"""The compiled fragments of reports (templates/jinja2), for Django's templates."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from boards.jinja import fragment
from boards.queries.formatting import DayWords

register = template.Library()


@register.simple_tag
def task_lines(listing: object, paper: bool) -> SafeString:
    """The rows of a table of tasks (a `Listing` of `reports.page_context`)."""
    context = {"list": listing, "paper": paper, "day": DayWords()}
    return fragment("boards/reports/_task_lines.html", context)
