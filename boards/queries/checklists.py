"""The checklists of a task as its page shows them: two queries, however many items there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from boards.models import Checklist, ChecklistItem, Task, User
from boards.policy import Action, Rights, can
from boards.queries import formatting, references
from boards.queries.card_parts import Due
from boards.rules.markdown import to_line
from boards.rules.progress import COMPLETE
from boards.rules.references import References

# A list with its items, each in order.
Rows = Sequence[tuple[Checklist, Sequence[ChecklistItem]]]


@dataclass(frozen=True)
class ItemView:
    """An item, ready for its template."""

    item: ChecklistItem
    html: SafeString
    due: Due | None


@dataclass(frozen=True)
class ListView:
    """A checklist, ready for its template."""

    checklist: Checklist
    items: Sequence[ItemView]
    done: int

    @property
    def count(self) -> int:
        """How many items it has."""
        return len(self.items)

    @property
    def percent(self) -> int:
        """How far it is."""
        return self.done * COMPLETE // self.count if self.count else 0


@dataclass(frozen=True)
class Section:
    """All checklists of a task. `words` are what is said while an item is carried by keys."""

    lists: Sequence[ListView]
    can_edit: bool
    words: dict[str, str]

    @property
    def count(self) -> int:
        """How many items there are."""
        return sum(each.count for each in self.lists)

    @property
    def done(self) -> int:
        """How many of them are done."""
        return sum(each.done for each in self.lists)


class Step(NamedTuple):
    """Where an item goes by one step: below which other, None for the top."""

    after: int | None


def rows(task: Task) -> Rows:
    """The lists with their items; two queries."""
    lists = list(Checklist.objects.filter(task=task, deleted_at=None))
    found: dict[int, list[ChecklistItem]] = {each.pk: [] for each in lists}
    for item in items_of(task) if lists else ():
        found[item.checklist_id].append(item)
    return [(each, found[each.pk]) for each in lists]


def items_of(task: Task) -> QuerySet[ChecklistItem]:
    """The items of a task in the order of each list."""
    items = ChecklistItem.objects.filter(checklist__task=task, checklist__deleted_at=None, deleted_at=None)
    return items.select_related("assignee", "done_by").order_by("position", "pk")


def texts(found: Rows) -> Iterable[str]:
    """What tasks may be named in."""
    return [item.text for _each, items in found for item in items]


def of_task(task: Task, reader: User, rights: Rights) -> Section:
    """By themselves, without the rest of the page."""
    found = rows(task)
    return section(task, found, reader, rights, references.resolved(texts(found), task.project, reader))


def section(task: Task, found: Rows, reader: User, rights: Rights, known: References) -> Section:
    """What the page shows of these rows; no query."""
    today = reader.today()

    def due(item: ChecklistItem) -> Due | None:
        if item.due_date is None or item.is_done:
            return None
        state = "overdue" if item.due_date < today else "today" if item.due_date == today else "future"
        return Due(state, formatting.day(item.due_date, today), formatting.full_day(item.due_date))

    lists = [
        ListView(
            each,
            [ItemView(item, to_line(item.text, known), due(item)) for item in items],
            sum(item.is_done for item in items),
        )
        for each, items in found
    ]
    return Section(lists, can_edit(task, rights), _words() if found else {})


def can_edit(task: Task, rights: Rights) -> bool:
    """Whether somebody may change the checklists: as the other fields of the task."""
    is_open = not (task.is_completed or task.is_archived or task.project.is_archived)
    return is_open and can(rights.role, Action.EDIT_TASK)


def step(item: ChecklistItem, to: str) -> Step | None:
    """Where an item goes `up` or `down` by one within its list; None if there is no way. One query."""
    rows = ChecklistItem.objects.filter(checklist=item.checklist_id, deleted_at=None)
    return _step(list(rows.values_list("pk", flat=True)), item.pk, to)


def _step(order: Sequence[int], moved: int, to: str) -> Step | None:
    place = order.index(moved)
    others = [pk for pk in order if pk != moved]
    wanted = place + {"up": -1, "down": 1}.get(to, 0)
    if wanted == place or not 0 <= wanted <= len(others):
        return None
    return Step(others[wanted - 1] if wanted else None)


def list_step(checklist: Checklist, to: str) -> Step | None:
    """The same for a whole checklist among those of its task. One query."""
    return _step([each.pk for each in lists_of(checklist.task)], checklist.pk, to)


def last_of(checklist_id: int) -> int | None:
    """The id of the last item of a list; one query."""
    rows = ChecklistItem.objects.filter(checklist=checklist_id, deleted_at=None)
    return rows.order_by("-position", "-pk").values_list("pk", flat=True).first()


def lists_of(task: Task) -> list[Checklist]:
    """The checklists of a task; one query."""
    return list(Checklist.objects.filter(task=task, deleted_at=None))


def targets(task: Task, most: int = 50) -> list[Task]:
    """Tasks of the same project that could take this one as an item, those lately changed first; one query."""
    found = Task.objects.filter(project=task.project_id).on_board().open().exclude(pk=task.pk)
    return list(found.only("number", "title").order_by("-updated_at")[:most])


def target(task: Task, number: int) -> Task | None:
    """The task of the same project that has this number."""
    found = Task.objects.filter(project=task.project_id, number=number, deleted_at=None)
    return found.select_related("column", "assignee").first()


def _words() -> dict[str, str]:
    return {
        "lifted": _(
            "Picked up %(item)s, in %(list)s, place %(place)s of %(count)s. "
            "Move it with the arrow keys, drop it with Space, put it back with Escape."
        ),
        "carried": _("%(item)s, in %(list)s, place %(place)s of %(count)s."),
        "listlifted": _(
            "Picked up the checklist %(list)s, place %(place)s of %(count)s. "
            "Move it with the arrow keys, drop it with Space, put it back with Escape."
        ),
        "listcarried": _("The checklist %(list)s, place %(place)s of %(count)s."),
        "listdropped": _("Dropped the checklist %(list)s, place %(place)s of %(count)s."),
        "listcancelled": _("Put the checklist %(list)s back, place %(place)s of %(count)s."),
        "dropped": _("Dropped %(item)s in %(list)s, place %(place)s of %(count)s."),
        "cancelled": _("Put %(item)s back in %(list)s, place %(place)s of %(count)s."),
    }
