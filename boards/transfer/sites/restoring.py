"""The file of a site comes into this one: people who are not here, groups, and each project as a whole or not at all.

People are known by their addresses, groups by their names, projects by a mark. Whoever and whatever is here already
stays as it is, so the same file may be brought again, as after one of its projects failed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from allauth.account.models import EmailAddress
from django.db import Error

from boards.exceptions import InvalidInput, RuleBroken
from boards.models import Group as GroupHere
from boards.models import Import, ImportState, Project, Task, User
from boards.rules.text import fold
from boards.transfer import archive as archives
from boards.transfer.files import OPERATORS, Archive, Brought
from boards.transfer.services import sites
from boards.transfer.services.sites import NewLink, NewPerson
from boards.transfer.sites import reading
from boards.transfer.sites.contents import FORMAT, Row, mark_of, project_entry, settings_here
from boards.transfer.sites.reading import Coming, Group, Link, Person
from boardsite.attachments import PIECE

CHUNK = 1_000
Tell = Callable[[str], None]


@dataclass
class Came:
    """What has come, or with a dry run would: numbers, titles, and a sentence for what could not."""

    people: int = 0
    people_here: int = 0
    # Addresses that stand beside the main one of somebody's account here.
    people_taken: list[str] = field(default_factory=list)
    administrators: list[str] = field(default_factory=list)
    groups: int = 0
    groups_here: list[str] = field(default_factory=list)
    projects: list[tuple[str, int | None]] = field(default_factory=list)
    projects_here: list[tuple[str, int]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    links: int = 0
    links_lost: int = 0
    # Variables of the environment: what they are there, and here.
    settings: list[tuple[str, object, object]] = field(default_factory=list)


def bring_in(
    path: Path, *, dry_run: bool = False, administrators: bool = False, tell: Tell = lambda line: None
) -> Came:
    """Bring what is in the file; `tell` gets the title of each project before it comes. Raises InvalidInput for a file
    that is none, before anything has changed. `administrators`: who is one there is made one, if the account is new."""
    archive, head = reading.opened(path)
    # All that is not a project is read once before anything is written.
    for _each in (*reading.groups(archive), *reading.projects(archive)):
        pass
    for _person in reading.people(archive):
        pass
    came = Came(settings=_others(head["settings"]))
    _Bringer(archive, came, dry_run=dry_run, administrators=administrators, tell=tell).bring()
    return came


class _Bringer:
    def __init__(self, archive: Archive, came: Came, *, dry_run: bool, administrators: bool, tell: Tell) -> None:
        self.archive, self.came, self.tell = archive, came, tell
        self.dry_run, self.administrators = dry_run, administrators
        # By the numbers of the file: the ids here.
        self.people: dict[int, int] = {}
        self.groups: dict[int, GroupHere] = {}
        self.projects: dict[int, int] = {}
        # The ids of projects that were here before.
        self.before: set[int] = set()

    def bring(self) -> None:
        for some in _batches(reading.people(self.archive), CHUNK):
            self._bring_people(some)
        for group in reading.groups(self.archive):
            self._bring_group(group)
        known = _marks_here()
        for coming in reading.projects(self.archive):
            self._bring_project(coming, known)
        for links in _batches(reading.links(self.archive), CHUNK):
            self._bring_links(links)

    def _bring_people(self, some: list[Person]) -> None:
        there = dict(User.objects.filter(email__in=[each.email for each in some]).values_list("email", "pk"))
        beside = EmailAddress.objects.filter(email__in=[each.email for each in some]).values_list("email", flat=True)
        taken = set(beside) - there.keys()
        new: list[Person] = []
        for each in some:
            if each.email in there:
                self.people[each.number] = there[each.email]
                self.came.people_here += 1
            elif each.email in taken:
                self.came.people_taken.append(each.email)
            else:
                # Of two lines with one address the first counts.
                taken.add(each.email)
                new.append(each)
        self.came.people += len(new)
        self.came.administrators += [each.email for each in new if each.is_administrator]
        if not self.dry_run:
            keys = sites.make_people(people=[self._account(each) for each in new])
            self.people |= {each.number: key for each, key in zip(new, keys, strict=True)}

    def _account(self, person: Person) -> NewPerson:
        rank = self.administrators and person.is_administrator
        fields = person.values | {"is_staff": rank, "is_superuser": rank}
        return NewPerson(person.email, fields, person.is_confirmed, person.notifications, person.digest)

    def _bring_group(self, group: Group) -> None:
        """One that is here keeps its people: it may open projects that those of the file are not to see."""
        here = GroupHere.objects.filter(name_key=fold(group.name)).first()
        if here is not None:
            self.groups[group.number] = here
            self.came.groups_here.append(here.name)
            return
        self.came.groups += 1
        if not self.dry_run:
            people = [self.people[number] for number in group.people if number in self.people]
            self.groups[group.number] = sites.make_group(
                name=group.name, is_offered=group.is_offered, issuer=group.issuer, claim=group.claim, people=people
            )

    def _bring_project(self, coming: Coming, known: dict[str, int]) -> None:
        here = next((known[mark] for mark in coming.marks if mark in known), None)
        if here is not None:
            self.projects[coming.number] = here
            self.before.add(here)
            self.came.projects_here.append((coming.title, here))
            return
        self.tell(coming.title)
        if self.dry_run:
            self.came.projects.append((coming.title, None))
            return
        try:
            made = self._made(coming)
        except (InvalidInput, RuleBroken) as error:
            self.came.failed.append((coming.title, error.sentence))
        except (OSError, Error) as error:
            self.came.failed.append((coming.title, f"{type(error).__name__}: {error}".splitlines()[0]))
        else:
            self.projects[coming.number] = made.pk
            self.came.projects.append((made.title, made.pk))

    def _made(self, coming: Coming) -> Project:
        # An archive is read from its end: what stands inside of another one has to be a file by itself.
        with tempfile.NamedTemporaryFile(suffix=".zip") as file:
            with self.archive.open(project_entry(coming.number)) as source:
                shutil.copyfileobj(source, file, PIECE)
            file.flush()
            brought = Brought(Path(file.name), limits=OPERATORS)
            return archives.bring_in(brought, None, lambda project: self._finish(project, coming))

    def _finish(self, project: Project, coming: Coming) -> None:
        given = [(self.groups[number], role) for number, role in coming.roles if number in self.groups]
        raised = {self.people[number]: own for number, own in coming.raised if number in self.people}
        if given:
            sites.settle(project=project, given=given, raised=raised)
        sites.note(project=project, mark=coming.marks[0], form=FORMAT, rows=coming.rows)

    def _bring_links(self, links: list[Link]) -> None:
        """Between two projects of which one has just come; what somebody has unlinked here stays so."""
        wanted = [each for each in links if self._is_new(each)]
        if not wanted:
            return
        tasks = self._tasks({end for each in wanted for end in (each.first, each.second)})
        new = [
            NewLink(tasks[each.first], tasks[each.second], each.kind, self.people.get(each.created_by), each.created_at)
            for each in wanted
            if each.first in tasks and each.second in tasks
        ]
        made = sites.link(links=new, shown=self.before) if new else 0
        self.came.links += made
        self.came.links_lost += len(wanted) - made

    def _is_new(self, link: Link) -> bool:
        ends = {self.projects.get(project, 0) for project, _number in (link.first, link.second)}
        return 0 not in ends and len(ends) == 2 and not ends <= self.before

    def _tasks(self, ends: set[tuple[int, int]]) -> dict[tuple[int, int], int]:
        """The ids of tasks by project and number; a query for each project."""
        found: dict[tuple[int, int], int] = {}
        for project in {project for project, _number in ends}:
            numbers = [number for of, number in ends if of == project]
            rows = Task.objects.filter(project=self.projects[project], number__in=numbers)
            found |= {(project, number): pk for number, pk in rows.values_list("number", "pk")}
        return found


def _marks_here() -> dict[str, int]:
    """What is here already, by the marks of what it is and was."""
    found = {mark_of(each): each.pk for each in Project.objects.alive().only("pk", "created_at").iterator(CHUNK)}
    brought = Import.objects.filter(format=FORMAT, state=ImportState.DONE, project__deleted_at=None)
    return found | dict(brought.exclude(project=None).values_list("sha256", "project"))


def _others(there: Row) -> list[tuple[str, object, object]]:
    return [(name, there[name], here) for name, here in settings_here().items() if there.get(name, here) != here]


def _batches(rows: Iterable, size: int) -> Iterator[list]:
    remaining = iter(rows)
    while some := list(islice(remaining, size)):
        yield some
