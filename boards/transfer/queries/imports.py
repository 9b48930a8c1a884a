"""Imports as their owner sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from boards.exceptions import NotFound
from boards.models import Import, ImportState, Job, JobState, Membership, Project, User
from boards.models.imports import AT_WORK
from boards.policy import GRANTS, Action
from boards.queries import people
from boards.rules.text import natural_key

# So many are offered to be chosen for members of a board.
MOST_PEOPLE = 1_000


# The jobs that read a file, and carry it out (transfer/jobs).
JOBS = ("imports.read", "imports.carry_out")


@dataclass(frozen=True)
class Progress:
    """How far an import is."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        """Of the tasks; what belongs to them comes after."""
        return min(99, 100 * self.done // self.total) if self.total else 0


def of(owner: User, project: Project | None = None) -> QuerySet[Import]:
    """A person's, the newest first; only those into a project if one is named. Three queries."""
    found = _with_projects(Import.objects.filter(owner=owner), owner)
    found = found if project is None else found.filter(Q(into=project) | Q(project=project))
    return found.exclude(state=ImportState.CANCELLED).defer("outline", "report")


def one(owner: User, pk: int) -> Import:
    """One of a person's. NotFound for those of others. Three queries."""
    mine = Import.objects.select_related("owner").filter(owner=owner, pk=pk)
    found = _with_projects(mine, owner).first()
    if found is None:
        raise NotFound
    return found


def is_at_work(found: Import) -> bool:
    """Whether something is done with it, so that it is worth asking again."""
    return found.state in AT_WORK


def with_a_job() -> set[int]:
    """The ids of those for which a job waits or is being done."""
    found = Job.objects.filter(name__in=JOBS, state__in=(JobState.WAITING, JobState.RUNNING))
    return {arguments[0] for arguments in found.values_list("arguments", flat=True) if arguments}


def before(found: Import) -> Import | None:
    """The last import of the very same file by the same person that is still to be seen, beside this one."""
    same = Import.objects.filter(owner=found.owner_id, sha256=found.sha256, state=ImportState.DONE)
    seen = Project.objects.visible_to(found.owner)
    there = same.filter(project__in=seen, outline__board=found.outline.get("board", 0))
    return there.exclude(pk=found.pk).select_related("project").order_by("-pk").first()


def mapping_of(owner: User, key: str) -> dict[str, Any] | None:
    """What the person has made of the last table with these headings that was imported."""
    same = Import.objects.filter(owner=owner, state=ImportState.DONE, outline__table__key=key)
    choices = same.order_by("-pk").values_list("choices", flat=True).first()
    return (choices or {}).get("mapping")


def project_of(found: Import) -> Project | None:
    """The project that would be brought up to date, if its owner sees it still."""
    earlier = found.outline.get("earlier")
    return Project.objects.visible_to(found.owner).filter(pk=earlier["project"]).first() if earlier else None


def choosable(found: Import) -> list[User]:
    """Whom members of the board may be: the people of the project, or whoever the owner works with already. Nobody
    where the owner doesn't look after the project any more."""
    if found.into_id is not None:
        return people.of_project(found.into) if found.into else []
    mine = Project.objects.alive().taken_part_in_by(found.owner)
    known = Q(pk=found.owner_id) | Q(pk__in=mine.values("owner"))
    known |= Q(pk__in=Membership.objects.filter(project__in=mine).values("user"))
    users = User.objects.filter(known, is_active=True).order_by("pk")[:MOST_PEOPLE]
    return sorted(users, key=lambda user: (natural_key(user.display_name), user.pk))


def matched(outline: dict[str, Any]) -> dict[int, User]:
    """Whom addresses in the file have led to, by their ids."""
    return User.objects.in_bulk(set(outline.get("people", {}).values()))


def _with_projects(found: QuerySet[Import], owner: User) -> QuerySet[Import]:
    """With `project` where the person sees it, and `into` where they look after it; else these are None. Who has
    brought a file may have lost the project since, and is told nothing of it then."""
    seen = Project.objects.visible_to(owner) | Project.objects.filter(owner=owner)
    return found.prefetch_related(
        Prefetch("project", seen.select_related("owner")),
        Prefetch("into", _looked_after(owner).select_related("owner")),
    )


def _looked_after(owner: User) -> QuerySet[Project]:
    """The projects whose settings the person may change; the SQL twin of `policy.can(…, Action.EDIT_PROJECT)`."""
    there = Project.objects.alive()
    if owner.is_staff:
        return there
    roles = [role for role, granted in GRANTS.items() if Action.EDIT_PROJECT in granted]
    managed = Membership.objects.filter(user=owner, role__in=roles).values("project")
    return there.filter(Q(owner=owner) | Q(pk__in=managed))
