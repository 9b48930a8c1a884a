"""Marks which rows of the history have been told to those who subscribed for certain."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from boards.models import Activity
from boards.services.transactions import service
from boardsite.database.prepared import Prepared

_TABLE = Activity._meta.db_table
# Whoever does the same at the same time waits, and then finds these marked: rows are locked in the order of their ids
# before any is written to, for two that hold some each would wait for each other.
_TAKE = f"""
    WITH next AS MATERIALIZED (SELECT id FROM {_TABLE} WHERE NOT is_told ORDER BY id LIMIT %s{{lock}})
    UPDATE {_TABLE} SET is_told = %s WHERE NOT is_told AND id IN (SELECT id FROM next) RETURNING id
"""  # noqa: S608  the name of a table of ours


_UNTOLD = Prepared(lambda: Activity.objects.filter(is_told=False).values_list("pk")[:1])
_READ = Prepared(
    lambda ids: Activity.objects.filter(pk__among=ids).select_related("project", "task", "actor").order_by("pk"),
    ids=list,
)


def any_untold() -> bool:
    """Whether there is something to tell."""
    return bool(_UNTOLD.all())


@service
def take_untold(*, most: int) -> list[Activity]:
    """Mark the next rows as told, and return them in the order of their ids, with project, task and actor.

    Caller has opened the transaction: the marks hold only if what follows from them is written too. In each project
    the order is that of the history: a row is written under the project's lock, so no earlier one appears later.
    """
    lock = " FOR NO KEY UPDATE" if connection.features.has_select_for_no_key_update else ""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE.format(lock=lock), [most, True])
        pks = [pk for (pk,) in cursor.fetchall()]
    return read(pks)


def read(pks: Sequence[int]) -> list[Activity]:
    """Rows of the history as subscribers get them."""
    return _READ.all(ids=list(pks)) if pks else []


@service
def take_all_as_told() -> None:
    """What has happened so far is no news to anybody, as the past of a demonstration."""
    Activity.objects.filter(is_told=False).update(is_told=True)
