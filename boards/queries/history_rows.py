"""Rows of the history as pages read them: with whom and what they are about, and without the long texts.

A text that changed stands in `changes` as [None, None]; `queries.history_change` reads it, once somebody opens it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Func, JSONField, QuerySet, TextField

from boards.models import Activity, Comment
from boards.rules.changes import ref_id

# What may be long: told in full by the change alone.
LONG = ("description", "text")


class _WithoutLongTexts(Func):
    """The changes of a row, those of long texts without the texts."""

    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        emptied = ", ".join(f"'$.{name}', JSON('[null,null]')" for name in LONG)
        return self.as_sql(compiler, connection, template=f"JSON_REPLACE(%(expressions)s, {emptied})", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "%(expressions)s"
        for name in LONG:
            template = f"JSONB_SET({template}, '{{{name}}}', '[null,null]', FALSE)"
        return self.as_sql(compiler, connection, template=template, **more)


class Fields(Func):
    """The names of the fields that a row changed, with commas between them."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "(SELECT GROUP_CONCAT(key) FROM JSON_EACH(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "(SELECT STRING_AGG(field, ',') FROM JSONB_OBJECT_KEYS(%(expressions)s) AS field)"
        return self.as_sql(compiler, connection, template=template, **more)


class Remark(NamedTuple):
    """What the history asks of a comment."""

    pk: int
    author_id: int | None
    version: int
    deleted_at: datetime.datetime | None


def newest() -> QuerySet[Activity]:
    """All rows, the newest first, with their actors, tasks, and what has undone them."""
    rows = Activity.objects.select_related("actor", "task", "undone_by")
    put_off = ("changes", "undone_by__changes", "task__description", "task__search_text")
    return rows.defer(*put_off).annotate(told=_WithoutLongTexts("changes")).order_by("-pk")


def read(rows: QuerySet[Activity]) -> list[Activity]:
    """The rows of a part of `newest`; one query."""
    found = list(rows)
    for row in found:
        row.changes = getattr(row, "told")  # noqa: B009  an annotation
    return found


def comment_of(row: Activity) -> int | None:
    """The id of the comment that a change was of."""
    before, after = row.changes.get("comment", (None, None))
    return ref_id(after) or ref_id(before)


def remarks(rows: Iterable[Activity]) -> dict[int, Remark]:
    """The comments that these changes were of, those that are deleted too; a query if there are any."""
    pks = {pk for row in rows if (pk := comment_of(row))}
    if not pks:
        return {}
    return {one[0]: Remark(*one) for one in Comment.objects.filter(pk__in=pks).values_list(*Remark._fields)}
