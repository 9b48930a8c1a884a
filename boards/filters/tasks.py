"""The one place where a query parameter becomes a lookup: for pages, the board, the API and reports.

Check `is_valid()` before `.qs`: an invalid value is left out of the lookups. What each parameter takes stands
in its field (`filters.fields`); a parameter that may be repeated means any of its values, tags mean all.
"""

from __future__ import annotations

import copy
import datetime
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TypeAlias

import django_filters
from django import forms
from django.db.models import Case, Exists, Expression, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import Substr
from django.http import QueryDict
from django.utils.translation import gettext as _

from boards.filters.fields import (
    AssigneeField,
    BooleanField,
    DateField,
    DueField,
    InstantField,
    NumberField,
    PriorityField,
    SearchField,
    SortField,
    StatusField,
    TagField,
)
from boards.models import Comment, Priority, Project, Status, Task, User, WebLink
from boards.models.tasks import HIGHEST_PRIORITY, assigned_to
from boards.queries.task_links import is_blocked
from boards.queries.tasks import WEEK
from boards.rules.text import fold

# The name of a column, or what is worked out from several.
SortKey: TypeAlias = str | Expression
LARGEST_ID = 2**63 - 1
# Enough of the folded title to sort by.
SORTED_CHARACTERS = 200
# Parameters that choose how to show tasks, not which.
SHOWING = frozenset({"sort"})


class _Filters(OrderedDict[str, django_filters.Filter]):
    """Filters as django-filter wants them for each request: copies, but not of what they hold."""

    def __deepcopy__(self, memo: object) -> dict[str, django_filters.Filter]:
        return {name: _copied(known) for name, known in self.items()}


def _copied(known: django_filters.Filter) -> django_filters.Filter:
    made = copy.copy(known)
    # What calls the method knows the filter, and through it the set.
    made.method = known.method
    return made


class _Fields(dict[str, forms.Field]):
    """Fields that no request changes. A form copies its fields deeply, which costs more than to look at the values."""

    def __deepcopy__(self, memo: object) -> dict[str, forms.Field]:
        return dict(self)


def _filter(field: type, method: str, **options: object) -> django_filters.Filter:
    made = django_filters.Filter(method=method, **options)
    made.field_class = field
    return made


class TaskFilter(django_filters.FilterSet):
    """Tasks chosen by query parameters, in the order that `sort` asks for.

    `today` is the reader's day, `person` who `me` is. With a `project` the tasks are all of that project, and
    `archived` asks about the tasks alone; without, it counts the tasks of archived projects as archived too.
    """

    q = _filter(SearchField, "by_text")
    tag = _filter(TagField, "by_tags")
    status = _filter(StatusField, "by_status")
    assignee = _filter(AssigneeField, "by_assignee")
    mine = _filter(BooleanField, "by_mine")
    priority = _filter(PriorityField, "by_priority")
    priority_min = _filter(NumberField, "by_least_priority", largest=HIGHEST_PRIORITY)
    due = _filter(DueField, "by_due")
    due_before = _filter(DateField, "by_due_before")
    due_after = _filter(DateField, "by_due_after")
    blocked = _filter(BooleanField, "by_blocked")
    completed = _filter(BooleanField, "by_completed")
    archived = _filter(BooleanField, "by_archived")
    project = _filter(NumberField, "by_project", smallest=1, largest=LARGEST_ID)
    updated_since = _filter(InstantField, "by_update")
    sort = _filter(SortField, "in_order")

    def __init__(
        self,
        data: QueryDict | Mapping[str, object] | None,
        queryset: QuerySet[Task],
        *,
        person: User,
        today: datetime.date,
        project: Project | None = None,
        default_sort: str = "position",
    ) -> None:
        self.person, self.today, self.within, self.default_sort = person, today, project, default_sort
        super().__init__(data if data is not None else QueryDict(), queryset)

    def get_form_class(self) -> type[forms.Form]:
        """The same form for all requests."""
        return _form_class()

    def filter_queryset(self, queryset: QuerySet[Task]) -> QuerySet[Task]:
        """Every lookup that was asked for; archived tasks only for those who ask."""
        given = self.form.cleaned_data
        if given.get("archived") is None:
            queryset = self.by_archived(queryset, "archived", value=False)
        if not given.get("sort"):
            queryset = self.in_order(queryset, "sort", self.default_sort)
        return super().filter_queryset(queryset)

    def unfiltered(self) -> QuerySet[Task]:
        """What the same page shows without a filter: all tasks in use, or all archived ones if those were asked for."""
        return self.by_archived(self.queryset.all(), "archived", value=bool(self.given().get("archived")))

    @property
    def is_active(self) -> bool:
        """Whether a parameter that chooses tasks was given, valid or not."""
        return bool(self.given() or any(name not in SHOWING for name in self.errors))

    def given(self) -> dict[str, object]:
        """The valid values of the parameters that choose tasks."""
        self.is_valid()
        valid = self.form.cleaned_data
        return {name: value for name, value in valid.items() if name not in SHOWING and value not in (None, "", [])}

    @property
    def sorted_by(self) -> str:
        """The order in force, with its `-` when descending."""
        self.is_valid()
        return self.form.cleaned_data.get("sort") or self.default_sort

    def sentences(self) -> list[str]:
        """What is wrong with the parameters, in words."""
        return [
            _("“%(parameter)s”: %(sentence)s") % {"parameter": name, "sentence": sentence}
            for name, sentences in self.errors.items()
            for sentence in sentences
        ]

    def unknown(self, known: Sequence[str] = ()) -> list[str]:
        """Names of parameters that mean nothing here; `known` are those of the caller's own."""
        return [name for name in self.data if name not in self.filters and name not in known]

    def by_text(self, tasks: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        """The folded text in title, description, a comment or a web link; `#12` and `12` find that number too."""
        text = fold(value)
        found = self._says(text)
        digits = value.removeprefix("#")
        if digits.isascii() and digits.isdigit() and len(digits) < 10:
            found |= Q(number=int(digits))
        return tasks.filter(found)

    def _says(self, text: str) -> Q:
        """Tasks that say it, or on which it was said. Of one project, its own are gone through; of all,
        a list of ids from two indexes: an "or" over both would be looked for task by task."""
        comments = Comment.objects.filter(deleted_at=None, search_text__contains=text)
        links = WebLink.objects.filter(deleted_at=None, search_text__contains=text)
        if self.within:
            said = Q(Exists(comments.filter(task=OuterRef("pk")).order_by()))
            # Few tasks have any: the others are passed over by their own row.
            kept = Q(web_link_count__gt=0) & Q(Exists(links.filter(task=OuterRef("pk")).order_by()))
            return Q(search_text__contains=text) | said | kept
        tasks = Task.objects.filter(search_text__contains=text).order_by().values("pk")
        return Q(pk__in=tasks.union(*(rows.order_by().values("task") for rows in (comments, links)), all=True))

    def by_tags(self, tasks: QuerySet[Task], name: str, value: list[str]) -> QuerySet[Task]:
        """Tasks with all of the tags, whatever the spelling."""
        links = Task.tags.through.objects
        for key in dict.fromkeys(fold(word) for word in value):
            tasks = tasks.filter(Exists(links.filter(task_id=OuterRef("pk"), tag__name_key=key)))
        return tasks

    def by_status(self, tasks: QuerySet[Task], name: str, value: list[str]) -> QuerySet[Task]:
        """By what the task's column means."""
        return tasks.filter(column__status__in=value)

    def by_assignee(self, tasks: QuerySet[Task], name: str, value: list[int | str]) -> QuerySet[Task]:
        """One of these people has it, responsible or beside somebody; `me` is the reader, `none` nobody."""
        ids = [self.person.pk if one == "me" else int(one) for one in value if one != "none"]
        nobody = Q(assignee=None) if "none" in value else Q()
        return tasks.filter(assigned_to(ids) | nobody if ids else nobody)

    def by_mine(self, tasks: QuerySet[Task], name: str, value: bool) -> QuerySet[Task]:
        """The reader has it, responsible or beside somebody; `false` asks for nothing."""
        return tasks.filter(assigned_to([self.person.pk])) if value else tasks

    def by_priority(self, tasks: QuerySet[Task], name: str, value: list[int | str]) -> QuerySet[Task]:
        """Exactly one of these numbers, or `urgent`: 4 and all above it."""
        urgent = Q(priority__gte=Priority.URGENT) if "urgent" in value else Q()
        numbers = [one for one in value if one != "urgent"]
        return tasks.filter(Q(priority__in=numbers) | urgent if numbers else urgent)

    def by_least_priority(self, tasks: QuerySet[Task], name: str, value: int) -> QuerySet[Task]:
        """Of this priority or a higher one; 0 finds all."""
        return tasks.filter(priority__gte=value)

    def by_due(self, tasks: QuerySet[Task], name: str, value: list[str]) -> QuerySet[Task]:
        """By the reader's day; a completed task is no longer due. The SQL twin of `Task.due_state`."""
        end = self.today + datetime.timedelta(days=WEEK)
        dates = {
            "overdue": Q(due_date__lt=self.today, completed_at=None),
            "today": Q(due_date=self.today, completed_at=None),
            "week": Q(due_date__gte=self.today, due_date__lt=end, completed_at=None),
            "future": Q(due_date__gt=self.today, completed_at=None),
            "none": Q(due_date=None),
        }
        wanted = Q()
        for one in value:
            wanted |= dates[one]
        return tasks.filter(wanted)

    def by_due_before(self, tasks: QuerySet[Task], name: str, value: datetime.date) -> QuerySet[Task]:
        """Due earlier than that day."""
        return tasks.filter(due_date__lt=value)

    def by_due_after(self, tasks: QuerySet[Task], name: str, value: datetime.date) -> QuerySet[Task]:
        """Due later than that day."""
        return tasks.filter(due_date__gt=value)

    def by_blocked(self, tasks: QuerySet[Task], name: str, value: bool) -> QuerySet[Task]:
        """True: waiting for another task that the reader may see. False: not."""
        blocked = is_blocked(self.person)
        return tasks.filter(blocked) if value else tasks.exclude(blocked)

    def by_completed(self, tasks: QuerySet[Task], name: str, value: bool) -> QuerySet[Task]:
        """True: completed. False: not completed. Archived ones are the business of `by_archived`."""
        return tasks.filter(completed_at__isnull=not value)

    def by_archived(self, tasks: QuerySet[Task], name: str, value: bool) -> QuerySet[Task]:
        """True: archived. False: not. Over several projects, tasks of an archived project count as archived."""
        if self.within:
            return tasks.filter(archived_at__isnull=not value)
        if value:
            return tasks.filter(Q(archived_at__isnull=False) | Q(project__archived_at__isnull=False))
        return tasks.filter(archived_at=None, project__archived_at=None)

    def by_project(self, tasks: QuerySet[Task], name: str, value: int) -> QuerySet[Task]:
        """Of one project."""
        return tasks.filter(project_id=value)

    def by_update(self, tasks: QuerySet[Task], name: str, value: datetime.datetime) -> QuerySet[Task]:
        """Changed at that time or later."""
        return tasks.filter(updated_at__gte=value)

    def in_order(self, tasks: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        """Sorted, tasks without a date last either way, equal ones always in the same order."""
        keys = [_direction(key, descending=value.startswith("-")) for key in self.sort_keys(value)]
        return tasks.order_by(*keys)

    def sort_keys(self, sort: str) -> list[SortKey]:
        """What tasks are compared by, in turn, for an order; the id decides last."""
        word = sort.removeprefix("-")
        first = ["project__title_key", "project_id"] if word == "position" and not self.within else []
        return [*first, *_SORT_KEYS[word](), "pk"]


def _direction(key: SortKey, *, descending: bool) -> OrderBy:
    expression = F(key) if isinstance(key, str) else key
    # Only due dates can be missing; elsewhere the word would keep SQLite and PostgreSQL from using an index.
    last = True if key == "due_date" else None
    return expression.desc(nulls_last=last) if descending else expression.asc(nulls_last=last)


def _status_rank() -> Case:
    steps = [When(column__status=status, then=Value(step)) for step, status in enumerate(Status.values)]
    return Case(*steps, default=Value(len(steps)), output_field=IntegerField())


TaskFilter.base_filters = _Filters(TaskFilter.base_filters)


@cache
def _form_class() -> type[forms.Form]:
    made: type[forms.Form] = type("TaskFilterForm", (forms.Form,), {})
    made.base_fields = _Fields({name: known.field for name, known in TaskFilter.base_filters.items()})
    return made


# `search_text` begins with the folded title, so this order minds no capitals on either database.
_SORT_KEYS: dict[str, Callable[[], list[SortKey]]] = {
    "priority": lambda: ["priority"],
    "due_date": lambda: ["due_date"],
    "status": lambda: [_status_rank()],
    "title": lambda: [Substr("search_text", 1, SORTED_CHARACTERS)],
    "created_at": lambda: ["created_at"],
    "updated_at": lambda: ["updated_at"],
    "position": lambda: ["column__position", "column_id", "position"],
}
