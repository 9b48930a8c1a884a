"""An archive becomes a project of this site: as a whole or not at all, row by row, as everything was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from types import SimpleNamespace
from typing import Any

from django.db import connection, models
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, sql
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from boards.models import (
    ChecklistItem,
    Comment,
    LinkKind,
    Membership,
    Project,
    Role,
    Tag,
    Task,
    TaskAssignee,
    TaskLink,
    User,
)
from boards.models.projects import new_epoch
from boards.rules.addresses import in_small_letters
from boards.rules.text import NAME_LIMIT, TEXT_LIMIT, fold
from boards.services import link_counts
from boards.services.transactions import service
from boards.transfer.archive import numbers, reading, tables
from boards.transfer.archive.numbers import NOBODY
from boards.transfer.archive.reading import Decode, Row, Wrong
from boards.transfer.archive.tables import PEOPLE, TABLES, Table
from boards.transfer.files import Archive, Brought, refusal
from boards.transfer.talks import spoken
from boardsite.database import statements
from boardsite.database.statements import BATCH, MOST_VALUES, together

# More people than a site has hardly take part in one project; each costs memory.
MOST_PEOPLE = 100_000


def bring_in(file: Brought, actor: User) -> Project:
    """Make the project that is in the file, as the actor's own. Raises InvalidInput for a file that is not whole.

    People are found by their e-mail addresses, and are what they were in the project; who owned it becomes an admin of
    it. Where somebody has no account here nobody stands in their place, and a comment tells their name.
    """
    archive = file.archive
    if archive is None or not reading.recognises(file):
        raise refusal(_("The file is no archive of a Boardsite project."))
    head = reading.head(archive)
    with reading.whole():
        return _restore(archive=archive, head=head["project"], actor=actor)


@service
def _restore(*, archive: Archive, head: Row, actor: User) -> Project:
    return _Restorer(archive, head, actor).restore()


class _Person:
    """Somebody of the archive: the account here, and the name there."""

    __slots__ = ("name", "pk")

    def __init__(self, pk: int | None, name: str) -> None:
        self.pk, self.name = pk, name


class _Restorer:
    def __init__(self, archive: Archive, head: Row, actor: User) -> None:
        self.archive, self.head, self.actor = archive, head, actor
        self.people = dict(_people(archive))
        self.numbers = numbers.by_table()
        # Of rows that refer to others of their own table: who refers to whom, by their numbers.
        self.later: list[tuple[int, int]] = []

    def restore(self) -> Project:
        self.project = self._project()
        for table in TABLES:
            self._load(table)
        _refuse_circles(self.project)
        self._keep_owner()
        _promote(self.project)
        _count(self.project)
        return Project.objects.get(pk=self.project)

    def _project(self) -> int:
        told = [each for each in tables.of_project() if each.name != "owner"]
        fields = [each for each in Project._meta.concrete_fields if not each.primary_key]
        values = self._values("project", self.head, 1, told, self._decoders(told))
        if not values:
            raise Wrong
        row = SimpleNamespace(
            **values,
            owner_id=self.actor.pk,
            title_key=fold(values["title"]),
            epoch=new_epoch(),
            linked_projects="",
            deleted_at=None,
        )
        return _insert(Project, fields, [row])[0]

    def _load(self, table: Table) -> None:
        fields = [each for each in table.model._meta.concrete_fields if not each.primary_key]
        size = max(1, min(1_000, MOST_VALUES // len(fields)))
        for some in _batches(self._rows(table), size):
            for key in _insert(table.model, fields, some):
                self.numbers[table.name].add(key)
        self._tie(table)

    def _tie(self, table: Table) -> None:
        """Write what could not be written before all rows of the table had keys."""
        own = [each for each in table.fields if each.related_model is table.model]
        for field in own:
            keys = ((self._key(table.name, one), self._key(table.name, other)) for one, other in self.later)
            rows = [table.model(pk=one, **{field.attname: other}) for one, other in keys]
            together(*statements.saving_each(rows, [field.name]))
        self.later.clear()

    def _rows(self, table: Table) -> Iterator[SimpleNamespace]:
        """The rows as they are to be written. What is nothing without somebody is left out where that one is not here;
        no other row refers to it."""
        more = _more(table, self.project)
        fields = [each for each in table.fields if not each.primary_key and each.related_model is not table.model]
        own = [each for each in table.fields if each.related_model is table.model]
        decoders = self._decoders(fields)
        for place, row in enumerate(reading.lines(self.archive, table.name), start=1):
            if row.get("id") != place:
                raise reading.wrong(table.name, place, "id")
            self.later += [(place, row[each.name]) for each in own if each.name in row]
            values = self._values(table.name, row, place, fields, decoders)
            if values is not None and not self._is_the_owners(table, values):
                yield SimpleNamespace(**more | self._finished(table, row, values))

    def _values(
        self, name: str, row: Row, place: int, fields: Sequence[models.Field], decoders: Mapping[str, Decode]
    ) -> dict[str, Any] | None:
        """What a line says, by the names of columns; None if it is of somebody who is not here."""
        found: dict[str, Any] = {}
        for field in fields:
            value = row.get(field.name)
            if value is None and field.has_default():
                # Written by a release that did not know of it yet.
                value = field.get_default()
            try:
                made = None if value is None else decoders[field.name](value)
            except (Wrong, TypeError, ValueError, KeyError, OverflowError):
                raise reading.wrong(name, place, field.name) from None
            if made is None and not field.null:
                if value is not None and tables.refers_to(field) == PEOPLE:
                    return None
                raise reading.wrong(name, place, field.name)
            found[field.attname] = made
        return found

    def _decoders(self, fields: Sequence[models.Field]) -> Mapping[str, Decode]:
        return {each.name: self._decoder(each) for each in fields}

    def _decoder(self, field: models.Field) -> Decode:
        target = tables.refers_to(field)
        if target == PEOPLE:
            return lambda number: self._person(number).pk
        if target:
            return lambda number: self._key(target, number)
        plain = reading.decoder(field)
        if isinstance(field, models.JSONField):
            return lambda value: self._changes(plain(value))
        if isinstance(field, models.TextField):
            return lambda value: numbers.mentions(plain(value), self._translate)
        return plain

    def _person(self, number: object) -> _Person:
        return self.people[number]  # type: ignore[index]

    def _key(self, table: str, number: object) -> int:
        key = self.numbers[table].key(number) if isinstance(number, int) else NOBODY
        if not key:
            raise Wrong
        return key

    def _translate(self, table: str, number: int) -> int:
        if table in ("mentions", PEOPLE):
            person = self.people.get(number)
            return person.pk if person and person.pk else NOBODY
        return self.numbers[table].key(number) if table in self.numbers else NOBODY

    def _changes(self, told: Row) -> dict[str, object]:
        return numbers.changes(told, self._translate)

    def _is_the_owners(self, table: Table, values: Row) -> bool:
        return table.model is Membership and values["user_id"] == self.actor.pk

    def _finished(self, table: Table, row: Row, values: Row) -> Row:
        """With what is worked out from the rest of the row."""
        if table.model is Comment:
            values["text"] = self._said(row, values)
            values["search_text"] = fold(values["text"])
        elif table.model is Task:
            values["search_text"] = fold(f"{values['title']}\n{values['description']}")
        elif table.model is Tag:
            values["name_key"] = fold(values["name"])
        return values

    def _said(self, row: Row, values: Row) -> str:
        author = self.people.get(row.get("author", NOBODY))
        if author is None or author.pk:
            return str(values["text"])
        whole = spoken(author.name, values["text"])
        return whole if len(whole) <= TEXT_LIMIT else str(values["text"])

    def _keep_owner(self) -> None:
        """Who owned it there is an admin here, if the actor is somebody else."""
        owner = self.people.get(self.head.get("owner", NOBODY))
        if owner and owner.pk and owner.pk != self.actor.pk:
            members = Membership.objects.filter(project=self.project, user=owner.pk)
            if not members.update(role=Role.ADMIN):
                Membership.objects.create(project_id=self.project, user_id=owner.pk, role=Role.ADMIN)


def _people(archive: Archive) -> Iterator[tuple[int, _Person]]:
    """Everybody by their number, with their account if they have one here; a query for each thousand."""
    for some in _batches(enumerate(reading.lines(archive, PEOPLE), start=1), 1_000):
        addresses = {place: in_small_letters(reading.address(row.get("email", ""))) for place, row in some}
        accounts = User.objects.filter(email__in=set(addresses.values()) - {""}, left_at=None)
        found = dict(accounts.values_list("email", "pk"))
        for place, row in some:
            if row.get("id") != place or place > MOST_PEOPLE:
                raise reading.wrong(PEOPLE, place, "id")
            yield place, _Person(found.get(addresses[place]), reading.text(row.get("name", ""), NAME_LIMIT))


def _more(table: Table, project: int) -> Row:
    """What no row of the table tells, because it is the same for all, or counted later."""
    names = {each.name for each in table.fields if each.related_model is not table.model}
    found: Row = {}
    for field in table.model._meta.concrete_fields:
        if field.related_model is Project:
            found[field.attname] = project
        elif field.name not in names:
            found[field.attname] = None if field.null else field.get_default()
    return found | ({"is_told": True} if "is_told" in found else {})


def _batches(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    remaining = iter(rows)
    while some := list(islice(remaining, size)):
        yield some


def _insert(model: tables.Model, fields: Sequence[models.Field], rows: Sequence[SimpleNamespace]) -> list[int]:
    """As they are: no signal, no time of today in place of the time that was. Returns the keys, in the same order."""
    query = sql.InsertQuery(model)
    query.insert_values(fields, rows, raw=True)  # type: ignore[arg-type]
    key = model._meta.pk
    found = query.get_compiler(connection=connection).execute_sql(returning_fields=[key])
    return [row[0] for row in found]


def _refuse_circles(project: int) -> None:
    """No task is its own parent, or waits for itself, by whatever way round."""
    links = TaskLink.objects.filter(first__project=project)
    for kind in (LinkKind.BLOCKS, LinkKind.DUPLICATES, LinkKind.PARENT):
        graph: dict[int, list[int]] = defaultdict(list)
        for first, second in links.filter(kind=kind).values_list("first", "second"):
            graph[second].append(first)
        try:
            TopologicalSorter(graph).prepare()
        except CycleError:
            raise refusal(_("Links between tasks in the archive make a circle, so nothing was imported.")) from None


def _promote(project: int) -> None:
    """Nobody has a task beside nobody: the first of those who are here takes the place of who isn't."""
    for row in TaskAssignee.objects.filter(task__project=project, task__assignee=None).order_by("-pk"):
        first = TaskAssignee.objects.filter(task=row.task_id).order_by("pk").first()
        if first == row:
            Task.objects.filter(pk=row.task_id).update(assignee=row.user_id)
            row.delete()


def _count(project: int) -> None:
    """What rows tell of others, worked out from what has come."""
    tasks = Task.objects.filter(project=project)
    said = Comment.objects.filter(task=OuterRef("pk"), deleted_at=None)
    items = ChecklistItem.objects.filter(checklist__task=OuterRef("pk"), deleted_at=None, checklist__deleted_at=None)
    tasks.filter(pk__in=Comment.objects.filter(task__project=project).values("task")).update(
        comment_count=_number_of(said, "task")
    )
    tasks.filter(
        pk__in=ChecklistItem.objects.filter(checklist__task__project=project).values("checklist__task")
    ).update(
        item_count=_number_of(items, "checklist__task"),
        items_done=_number_of(items.exclude(done_at=None), "checklist__task"),
    )
    linked = Q(pk__in=_ends(project, "first")) | Q(pk__in=_ends(project, "second"))
    for some in _batches(tasks.filter(linked).only("pk", *link_counts.COUNTS).order_by("pk").iterator(BATCH), BATCH):
        link_counts.write(some)
    highest = tasks.order_by("-number").values("number")[:1]
    Project.objects.filter(pk=project).update(
        last_number=Greatest(F("last_number"), Coalesce(Subquery(highest, output_field=IntegerField()), 0))
    )


def _ends(project: int, side: str) -> QuerySet[TaskLink, Any]:
    return TaskLink.objects.filter(first__project=project).order_by().values(side)


def _number_of(rows: QuerySet[Any], task: str) -> Coalesce:
    counted = rows.order_by().values(task).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
