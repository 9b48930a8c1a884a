"""The compiled fragments of a board (templates/jinja2), for Django's templates."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

from boards.jinja import fragment
from boards.models import Project
from boards.queries.board import ColumnView
from boards.queries.card_parts import CardView
from boards.queries.tasks import TaskRow

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


@register.simple_tag
def task_rows(rows: Sequence[TaskRow], project: Project | None) -> str:
    """Rows of a table of tasks, all of `project` if there is one."""
    return fragment("boards/_task_rows.html", {"rows": rows, "within": project is not None})


@register.simple_tag
def task_row(row: TaskRow, project: Project | None) -> str:
    """One such row."""
    return task_rows([row], project)
