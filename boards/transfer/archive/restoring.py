"""An archive becomes a project of this site: as a whole or not at all, row by row, as everything was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from boards.models import Activity, Attachment, Comment, Membership, Preview, Project, Tag, Task, User, WebLink
from boards.models.projects import new_epoch
from boards.rules import file_names
from boards.rules.file_kinds import PICTURES
from boards.rules.text import TEXT_LIMIT, fold, searched
from boards.rules.web_addresses import is_web_address
from boards.services import bulk_creation, stored_files
from boards.services.transactions import service
from boards.transfer.archive import checks, contents, history, numbers, people, reading, tables
from boards.transfer.archive.numbers import NOBODY
from boards.transfer.archive.people import Person
from boards.transfer.archive.reading import Decode, Row
from boards.transfer.archive.tables import PEOPLE, TABLES, Table
from boards.transfer.archive.values import Wrong
from boards.transfer.batches import batches
from boards.transfer.files import Archive, Brought, refusal
from boards.transfer.services import archives
from boards.transfer.talks import spoken


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What whoever brings an archive has chosen. The defaults are those of who runs the site.

    `people` says by their numbers who people are here; None: whoever has their address. `trusts` that the history is
    true: only then changes in it are somebody's here, and else they have nothing but names.
    """

    people: Mapping[int, int] | None = None
    trusts: bool = True
    title: str = ""
    visibility: str = ""
    # Is told how many tasks there are already, and may break off.
    tell: Callable[[int], None] = bulk_creation.nobody


DEFAULT = Wishes()


def _nothing(_project: Project) -> None:
    """Is done with it."""


def bring_in(
    file: Brought, actor: User | None, finish: Callable[[Project], None] = _nothing, *, wishes: Wishes = DEFAULT
) -> Project:
    """Make the project that is in the file, as the actor's own. Raises InvalidInput for a file that is not whole.

    People are what they were in the project; who owned it becomes an admin of it. Where somebody has no account here
    nobody stands in their place, and a comment or a change tells their name. Without an actor it stays whose it was,
    who needs an account here. `finish` gets the project in the same transaction.
    """
    with transaction.atomic(), brought_in(file, actor, wishes, finish) as project:
        return project


@contextmanager
def brought_in(
    file: Brought, actor: User | None, wishes: Wishes = DEFAULT, finish: Callable[[Project], None] = _nothing
) -> Iterator[Project]:
    """The same within the caller's transaction: what lies in the store goes out of it if that is taken back."""
    archive = file.archive
    if archive is None or not reading.recognises(file):
        raise refusal(_("The file is no archive of a Boardsite project."))
    head = reading.head(archive)
    stored: list[str] = []
    try:
        with reading.whole():
            project = _restore(
                archive=archive, head=head["project"], wishes=wishes, stored=stored, finish=finish, actor=actor
            )
        yield project
    except BaseException:
        stored_files.discard(stored)
        raise
    if transaction.get_rollback():
        stored_files.discard(stored)


@service
def _restore(
    *,
    archive: Archive,
    head: Row,
    wishes: Wishes,
    stored: list[str],
    finish: Callable[[Project], None],
    actor: User | None,
) -> Project:
    made = _Restorer(archive, head, wishes, stored, actor).restore()
    finish(made)
    return made


class _Restorer:
    def __init__(self, archive: Archive, head: Row, wishes: Wishes, stored: list[str], actor: User | None) -> None:
        self.archive, self.head, self.wishes = archive, head, wishes
        self.people = dict(people.found(archive, wishes.people))
        self.actor = actor or self._owner()
        self.numbers = numbers.by_table()
        # Of rows that refer to what comes later, by the table and the field: who refers to whom, by their numbers.
        self.later: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        # What lies in the store already, by the names there.
        self.stored = stored
        self.file_bytes = 0

    def restore(self) -> Project:
        self.project = self._project()
        for table in TABLES:
            self._load(table)
        for table in TABLES:
            self._tie(table)
        checks.check(self.project)
        owner = self.people.get(self.head.get("owner", NOBODY))
        former_owner = owner.pk if owner else None
        grown = [table.model for table in TABLES]
        archives.finish(
            self.project, former_owner=former_owner, trusts=self.wishes.trusts, grown=grown, actor=self.actor
        )
        return Project.objects.get(pk=self.project)

    def _owner(self) -> User:
        owner = self.people.get(self.head.get("owner", NOBODY))
        if owner is None or owner.pk is None:
            raise refusal(_("Who owns the project has no account here."))
        return User.objects.get(pk=owner.pk)

    def _project(self) -> int:
        told = [each for each in tables.of_project() if each.name != "owner"]
        values = self._values("project", self.head, 1, told, self._decoders(told))
        if not values:
            raise Wrong
        wanted = {name: value for name in ("title", "visibility") if (value := getattr(self.wishes, name))}
        row = values | wanted
        row |= {
            "owner_id": self.actor.pk,
            "title_key": fold(row["title"]),
            "epoch": new_epoch(),
            "linked_projects": "",
            "deleted_at": None,
        }
        return int(archives.loader(Project).write([row])[0])

    def _load(self, table: Table) -> None:
        loader, numbered = archives.loader(table.model), self.numbers[table.name]
        for some in batches(self._rows(table), loader.most):
            keys = iter(loader.write([row for row in some if _is_there(row)]))
            self.wishes.tell(len(self.numbers["tasks"]))
            for row in some:
                numbered.add(next(keys) if _is_there(row) else NOBODY)

    def _tie(self, table: Table) -> None:
        """Write what could not be written before all rows had keys."""
        for field in table.fields:
            pairs = self.later.pop((table.name, field.name), [])
            target = tables.refers_to(field)
            if target == table.name and any(not isinstance(other, int) or other >= one for one, other in pairs):
                raise reading.wrong(table.name, 1, field.name)
            keys = [(self._key(table.name, one), self._later_key(table, target, other)) for one, other in pairs]
            archives.tie(table.model, field, [pair for pair in keys if pair[1]])

    def _later_key(self, table: Table, target: str, number: object) -> int:
        """0 for a file that did not come along."""
        if not isinstance(number, int) or not 0 < number <= len(self.numbers[target]):
            raise reading.wrong(table.name, 1, target)
        return self.numbers[target].key(number)

    def _rows(self, table: Table) -> Iterator[Row]:
        """The rows as they are to be written. What is nothing without somebody is left out where that one is not here;
        no other row refers to it."""
        more = _more(table, self.project)
        fields = [each for each in table.fields if not each.primary_key and not tables.comes_later(table, each)]
        later = [each.name for each in table.fields if tables.comes_later(table, each)]
        decoders = self._decoders(fields)
        for place, row in enumerate(reading.lines(self.archive, table.name), start=1):
            if row.get("id") != place:
                raise reading.wrong(table.name, place, "id")
            for name in later:
                if name in row:
                    self.later[table.name, name].append((place, row[name]))
            values = self._values(table.name, row, place, fields, decoders)
            if values is not None and not self._is_the_owners(table, values):
                yield more | self._checked(table, row, place, values)

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

    def _person(self, number: object) -> Person:
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

    def _checked(self, table: Table, row: Row, place: int, values: Row) -> Row:
        try:
            return self._finished(table, row, values)
        except Wrong:
            raise reading.wrong(table.name, place) from None

    def _finished(self, table: Table, row: Row, values: Row) -> Row:
        """With what is worked out from the rest of the row."""
        if table.model is Comment:
            values["text"] = self._said(row, values)
            values["search_text"] = searched(values["text"])
        elif table.model is Task:
            values["search_text"] = searched(values["title"], values["description"])
        elif table.model is Attachment:
            values |= self._file(row, values)
        elif table.model is WebLink:
            if not is_web_address(values["url"]):
                raise reading.wrong(table.name, row["id"], "url")
            values["search_text"] = searched(values["title"], values["url"])
        elif table.model is Tag:
            values["name_key"] = fold(values["name"])
        elif table.model is Activity:
            history.check(values["kind"], values["changes"])
            values |= self._done_by(row, values)
        return values

    def _done_by(self, row: Row, values: Row) -> Row:
        """Who made a change: somebody here, or a name."""
        actor = self.people.get(row.get("actor", NOBODY))
        if actor is None or (actor.pk and self.wishes.trusts):
            return {}
        return {"actor_id": None, "actor_name": actor.name or None}

    def _file(self, row: Row, values: Row) -> Row:
        """What is known of a file by what it holds."""
        self.file_bytes += values["size"]
        contents.check_room(self.file_bytes)
        stored = contents.keep(self.archive, row["id"], values["sha256"])
        if stored is None:
            return {"key": ""}
        self.stored.append(stored.key)
        preview = Preview.WAITING if stored.content_type in PICTURES else Preview.NONE
        name = file_names.clean(values["name"])
        return {
            "name": name,
            "key": stored.key,
            "content_type": stored.content_type,
            "size": stored.size,
            "preview": preview,
        }

    def _said(self, row: Row, values: Row) -> str:
        author = self.people.get(row.get("author", NOBODY))
        if author is None or author.pk:
            return str(values["text"])
        whole = spoken(author.name, values["text"])
        return whole if len(whole) <= TEXT_LIMIT else str(values["text"])


def _more(table: Table, project: int) -> Row:
    """What no row of the table tells, because it is the same for all, or counted later."""
    names = {each.name for each in table.fields if not tables.comes_later(table, each)}
    found: Row = {}
    for field in table.model._meta.concrete_fields:
        if field.related_model is Project:
            found[field.attname] = project
        elif field.name not in names:
            found[field.attname] = None if field.null else field.get_default()
    return found | ({"is_told": True} if "is_told" in found else {})


def _is_there(row: Row) -> bool:
    """All but a file that the archive names and does not hold."""
    return row.get("key") != ""
