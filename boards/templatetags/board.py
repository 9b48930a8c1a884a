"""The compiled fragments of a board (templates/jinja2), for Django's templates."""

from __future__ import annotations

from django import template

from boards.jinja import fragment
from boards.queries.board import CardView, ColumnView

register = template.Library()


@register.simple_tag
def card_html(card: CardView) -> str:
    """One card."""
    context = {"cards": [card], "has_more": False, "column_id": 0, "last": None}
    return fragment("boards/_cards.html", context)


@register.simple_tag
def column_head(column: ColumnView, can_edit_columns: bool) -> str:
    """The head of a column: name, count, menu."""
    context = {"column": column, "can_edit_columns": can_edit_columns}
    return fragment("boards/_column_head.html", context)
