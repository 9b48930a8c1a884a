"""The columns of a project, read once: which of them a change means."""

from __future__ import annotations

from collections.abc import Iterable

from boards.models import Column, Project, Status
from boards.services import positions, validation
from boards.services.positions import Ends
from boardsite.database.prepared import Prepared
from boardsite.database.statements import Statement

_COLUMNS = Prepared(lambda project: Column.objects.filter(project=project), project=int)


def columns_of(project_id: int) -> Statement:
    """Asks for the columns of a project, to be given to `Lanes`."""
    return _COLUMNS.of(project=project_id)


def for_a_new_card(project_id: int, column_id: int | None) -> list[Statement]:
    """The same for a card that is to be made, with the ends of the column that is named."""
    return [columns_of(project_id), *([positions.ends_of(column_id)] if column_id else ())]


class Lanes:
    """The columns as they are under the lock, however many changes name them; of some of them the ends are known."""

    def __init__(self, project: Project, columns: Iterable[Column], ends: Iterable[Iterable[Ends]] = ()) -> None:
        self._by_id = {column.pk: column for column in columns}
        self.ends = {found[0]: found for some in ends for found in some}
        for column in self._by_id.values():
            column.project = project

    def one(self, column_id: int) -> Column:
        """A column by id; InvalidInput for any other."""
        return validation.known_column(self._by_id.get(column_id))

    def first(self, status: Status) -> Column:
        """The first column of a status; RuleBroken if there is none."""
        return validation.needed_column(next((each for each in self._by_id.values() if each.status == status), None))

    def meant(self, column_id: int | None, status: str | None, *, now: Column | None = None) -> Column | None:
        """The column that is named; for a status alone its first.

        None for a task whose column `now` has the status already, or that is to be completed: that is up to progress.
        """
        if column_id is not None:
            return self.one(column_id)
        if status is None or (now and status in (now.status, Status.COMPLETED)):
            return None
        return self.first(Status(status))
