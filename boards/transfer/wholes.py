"""A project that comes as it was, out of an archive of ours: what its owner is told before, and how it is made.

Whoever has the file may have written it. So people are those alone whom the owner knows and has chosen, changes in the
history have names and no doers, and nobody but the owner takes part without having been chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from boards.models import Import, Project, Role, Status, Task, User
from boards.models.projects import MEMBER_ROLES
from boards.rules.addresses import in_small_letters
from boards.transfer import archive, outlines
from boards.transfer.archive import plain, reading
from boards.transfer.archive.values import Wrong
from boards.transfer.boards import Board
from boards.transfer.choices import Choices
from boards.transfer.files import Archive, Brought
from boards.transfer.formats import boardsite
from boards.transfer.plans import Notes
from boards.transfer.queries import imports as queries

# Who people of an archive are here, by their numbers there; a task with what it is known by in archives.
People = Mapping[str, int]
Made = list[tuple[str, Task]]
CHUNK = 2_000


def is_whole(found: Import, form: str) -> bool:
    """Whether a file of this format becomes a project as it was: as a new one, not among the tasks of another."""
    return form == boardsite.FORMAT.key and found.into_id is None


def outline(file: Brought, board: Board, told: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of a board, with what is different where it comes as it was."""
    changed, left_out = Notes(), Notes()
    changed.facts += [
        _("You become the owner. Others take part only where you name them; of the rest the names stay"),
        _("Changes in the history are told with the names of who made them, and belong to no account here"),
    ]
    left_out.facts += [
        _("Links to tasks of other projects, invitations, public links, calendar links, webhooks and mutes"),
    ]
    roles = _roles(file)
    history = {"name": _("Changes in the history"), "total": board.history, "text": str(board.history)}
    return {
        **told,
        "whole": True,
        "counts": [*told["counts"], history],
        "lists": [{**lane, "label": str(Status(lane["status"]).label)} for lane in told["lists"]],
        "members": [{**member, **_as(roles.get(member["id"]))} for member in told["members"]],
        "changed": outlines.written(changed),
        "left_out": outlines.written(left_out),
    }


def as_before(board: Board, earlier: Import) -> Board:
    """The board as it is compared with what has come by an earlier import: nothing stands below descriptions where they
    came as they were."""
    return replace(board, is_bare=is_whole(earlier, earlier.format))


def brought_in(
    found: Import, file: Brought, chosen: Choices, tell: Callable[[int], None]
) -> AbstractContextManager[Project]:
    """The project, within the caller's transaction: what was put into the store goes out of it if that fails."""
    wishes = archive.Wishes(
        people=_people(found, chosen.people),
        trusts=False,
        title=chosen.title,
        visibility=chosen.visibility,
        tell=tell,
    )
    return archive.brought_in(file, found.owner, wishes)


def number_of_tasks(outline: Mapping[str, Any]) -> int:
    """How many will come, for who looks at how far it is."""
    return sum(lane["cards"] for lane in outline.get("lists", ()))


def tasks_of(project: Project) -> Made:
    """The tasks that have come, each with what it is known by in archives."""
    rows = Task.objects.filter(project=project).only("number", "created_at").order_by("pk")
    return [(plain.origin(task.created_at.isoformat(), task.number), task) for task in rows.iterator(CHUNK)]


def _people(found: Import, chosen: People) -> dict[int, int]:
    """Those who were chosen and may be, and the owner, by their numbers in the archive."""
    allowed = {user.pk for user in queries.choosable(found)} | set(found.outline.get("people", {}).values())
    active = User.objects.filter(pk__in=allowed & set(chosen.values()), is_active=True).values_list("pk", flat=True)
    there = set(active)
    picked: dict[int, int] = {}
    for key, pk in chosen.items():
        if key.isdecimal() and pk in there and pk not in picked.values():
            picked[int(key)] = pk
    mine = in_small_letters(found.owner.email)
    for member in found.outline.get("members", ()):
        is_owner = in_small_letters(member["email"]) == mine
        if is_owner and member["id"] not in chosen and found.owner_id not in picked.values():
            picked[int(member["id"])] = found.owner_id
    return picked


def _as(role: Role | None) -> dict[str, str]:
    return {"role": role.value, "role_label": str(role.label)} if role else {}


def _roles(file: Brought) -> dict[str, Role]:
    """What people were in the project, by their numbers."""
    if file.archive is None:
        return {}
    owner = reading.head(file.archive)["project"].get("owner")
    with reading.whole():
        found = dict(_members(file.archive))
    return found | {str(owner): Role.OWNER}


def _members(archived: Archive) -> Iterator[tuple[str, Role]]:
    for place, row in enumerate(reading.lines(archived, "members"), start=1):
        try:
            role = Role(row["role"])
            if role not in MEMBER_ROLES:
                raise Wrong
            yield str(int(row["user"])), role
        except (KeyError, TypeError, ValueError, Wrong):
            raise reading.wrong("members", place, "role") from None
