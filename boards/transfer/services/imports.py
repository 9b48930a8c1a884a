"""The writer of imports: a file is brought, chosen for, carried out or cancelled, and what came of it taken back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards import policy
from boards.exceptions import RuleBroken
from boards.models import Activity, Import, ImportedTask, ImportState, Project, Task, User
from boards.models.imports import AT_WORK, OPEN
from boards.policy import Action
from boards.services import bulk_deletion, columns, jobs, projects
from boards.services.jobs import NewJob
from boards.services.transactions import lock, service
from boards.transfer.queries import imports as queries
from boardsite.database import loading

# The jobs (transfer/jobs) and their queue: those that take a while, beside the making of PDFs.
READ, CARRY_OUT, QUEUE = *queries.JOBS, "files"
# So many files of one person lie here at a time, and so long.
MOST_FILES = 5
KEPT = datetime.timedelta(days=1)
UNDO_FOR = datetime.timedelta(days=1)
# A job for it is there at once, and until it has been done or given up.
SILENT = datetime.timedelta(minutes=1)
NAME_LIMIT = 255


@dataclass(frozen=True)
class Brought:
    """A file that lies on the shelf."""

    name: str
    file: str
    size: int
    sha256: str


class TooManyFiles(RuleBroken):
    """A person has brought more files than can be kept for them."""


def check_room(owner: User) -> None:
    """TooManyFiles when the person has to finish, or cancel, something first. Files of what is over make room."""
    if owner.imports.filter(state__in=OPEN).exclude(file="").count() >= MOST_FILES:
        sentence = _("You have brought %(count)s files, the most there can be at a time. Import or cancel one of them.")
        raise TooManyFiles(sentence % {"count": MOST_FILES})


@service
def begin(
    *,
    owner: User,
    brought: Brought,
    into: Project | None,
    choices: Mapping[str, Any],
    remove: Callable[[str], None],
) -> Import:
    """Note a file that somebody has brought, and have it read. Older ones that make room are given to `remove`."""
    # Locks the person, so that two calls at once don't both bring the last one.
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    check_room(owner)
    _make_room(owner, remove)
    return _begun(owner, brought, into, choices)


@service
def begin_next(*, found: Import, choices: Mapping[str, Any]) -> Import:
    """Have the file of an import that is done read anew, for another of its boards: it goes with the new import.

    RuleBroken where it is not done, or the file has gone along already, or its project is looked after by others now.
    """
    if found.into_id is not None and found.into is None:
        raise RuleBroken(_("You don't look after the project any more. Import into a new one."))
    done = Import.objects.filter(pk=found.pk, state=ImportState.DONE, file=found.file).exclude(file="")
    if not done.update(file=""):
        raise RuleBroken(_("The file is not here any more. Bring it again."))
    brought = Brought(found.name, found.file, found.size, found.sha256)
    return _begun(found.owner, brought, found.into, choices)


def _make_room(owner: User, remove: Callable[[str], None]) -> None:
    """Let go of the oldest files of what is over, which were kept for their further boards."""
    over = owner.imports.exclude(file="").exclude(state__in=OPEN).order_by("-pk").values_list("pk", "file")
    for pk, file in over[MOST_FILES - 1 :]:
        Import.objects.filter(pk=pk).update(file="")
        transaction.on_commit(partial(remove, file), robust=True)


def _begun(owner: User, brought: Brought, into: Project | None, choices: Mapping[str, Any]) -> Import:
    now = timezone.now()
    made = Import.objects.create(
        owner=owner,
        into=into,
        name=_shown(brought.name),
        file=brought.file,
        size=brought.size,
        sha256=brought.sha256,
        choices=dict(choices),
        created_at=now,
        changed_at=now,
    )
    jobs.add(NewJob(READ, QUEUE, (made.pk,)))
    return made


@service
def choose(*, found: Import, choices: Mapping[str, Any], start: bool) -> Import:
    """Keep what the owner has chosen, and have it carried out, or looked at again."""
    state = ImportState.WAITING if start else ImportState.READING
    values = {"state": state, "choices": dict(choices), "problem": "", "changed_at": timezone.now()}
    if not _move(found, (ImportState.READY, ImportState.FAILED), **values):
        found.refresh_from_db(fields=["state"])
        raise RuleBroken(why_no_choice(found))
    jobs.add(NewJob(CARRY_OUT if start else READ, QUEUE, (found.pk,)))
    return found


def why_no_choice(found: Import) -> str:
    """Why nothing can be chosen for a file, in a sentence."""
    if found.state == ImportState.CANCELLED:
        return _("This import was cancelled. Bring the file again.")
    return _("This file is being imported, or has been. Look at it again.")


@service
def note_outline(
    *,
    found: Import,
    format: str,  # noqa: A002  the name of the field
    outline: Mapping[str, Any],
    choices: Mapping[str, Any],
    start: bool,
) -> bool:
    """It has been read; returns whether anybody still wanted it."""
    state = ImportState.WAITING if start else ImportState.READY
    values: dict[str, Any] = {"state": state, "format": format, "outline": dict(outline), "choices": dict(choices)}
    values["changed_at"] = timezone.now()
    wanted = _move(found, (ImportState.READING,), **values)
    if wanted and start:
        jobs.add(NewJob(CARRY_OUT, QUEUE, (found.pk,)))
    return wanted


@service
def finish(
    *,
    found: Import,
    project: Project,
    made: Sequence[tuple[str, Task]],
    report: Mapping[str, Any],
) -> bool:
    """It has been carried out, in the transaction of the caller, who breaks that off where this returns False: it was
    cancelled meanwhile. `made` are the tasks, each with what it is known by in the file."""
    now = timezone.now()
    last = Activity.objects.filter(project=project).order_by("-pk").values_list("pk", flat=True).first()
    values = {"state": ImportState.DONE, "project": project, "report": dict(report), "changed_at": now}
    if not _move(found, (ImportState.WAITING,), **values, finished_at=now, last_activity_id=last):
        return False
    rows = [{"task_id": task.pk, "foreign_id": foreign[:200]} for foreign, task in made]
    loading.make_rows(ImportedTask, rows, origin_id=found.pk)
    return True


@service
def fail(*, found: Import, problem: str) -> bool:
    """It can't be read, or not be carried out as it was chosen. Returns whether that was still of interest."""
    return _move(found, AT_WORK, state=ImportState.FAILED, problem=problem, changed_at=timezone.now())


@service
def cancel(*, found: Import) -> bool:
    """Nothing is to come of it. Returns whether that was so still; the caller removes the file."""
    now = timezone.now()
    return _move(found, OPEN, state=ImportState.CANCELLED, file="", changed_at=now, finished_at=now)


@service
def let_go(*, found: Import) -> None:
    """The file is removed, or about to be."""
    Import.objects.filter(pk=found.pk).update(file="")


@service
def take_back(*, found: Import, actor: User) -> Import:
    """Undo an import: its project goes, or its tasks do from the project they were put into.

    RuleBroken after a day, and where somebody has worked on what came: that is nothing to be lost by one click; and for
    who may not import into the project any more.
    """
    _hold(found)
    project = _to_be_taken_from(found, actor)
    if hindrance := work_since(found):
        raise RuleBroken(hindrance)
    if found.into_id is None:
        projects.delete(project=project, actor=actor)
    else:
        bulk_deletion.delete_tasks(project=project, chosen=Task.objects.filter(imported__origin=found), actor=actor)
        _remove_columns(found, project, actor)
    _move(found, (ImportState.DONE,), state=ImportState.UNDONE, changed_at=timezone.now())
    return found


@service
def forget_old() -> list[str]:
    """Let go of files that were brought a day ago, and give up what nobody is at work with any more; returns the names
    of the files, for the caller to remove."""
    now = timezone.now()
    at_work = Import.objects.filter(state__in=AT_WORK, changed_at__lt=now - SILENT)
    lost = at_work.exclude(pk__in=queries.with_a_job())
    lost.update(state=ImportState.FAILED, problem=_("The work on it broke off. Try again."), changed_at=now)
    old = Import.objects.filter(changed_at__lt=now - KEPT).exclude(file="")
    files = list(old.values_list("file", flat=True))
    old.filter(state__in=OPEN).update(state=ImportState.CANCELLED, finished_at=now)
    Import.objects.filter(file__in=files).update(file="")
    Import.objects.filter(state=ImportState.CANCELLED, finished_at__lt=now - KEPT).delete()
    return files


def can_be_taken_back(found: Import) -> bool:
    """Whether it may be tried: it is there, not older than a day, and `into` a project that its owner looks after."""
    is_recent = found.finished_at is not None and found.finished_at > timezone.now() - UNDO_FOR
    is_there = found.state == ImportState.DONE and found.project_id is not None
    return is_there and is_recent and "update" not in found.report and (found.into_id is None or found.into is not None)


def work_since(found: Import) -> str:
    """What somebody has worked on since, in a sentence, so that it can't be taken back; "" if nothing. One query."""
    if found.into_id is None:
        later = Activity.objects.filter(project=found.project_id, pk__gt=found.last_activity_id or 0)
        sentence = _("The project has been worked on since. If you don't need it, delete it in its settings.")
        return sentence if later.exists() else ""
    return _worked_on(found)


def _hold(found: Import) -> None:
    """Lock the project that has taken the cards, before it is asked what was done to them: whoever is at work on one
    of them now is heard first."""
    if found.project_id is not None:
        found.project = lock(found.project_id, archived=True, deleted=True)
    found.refresh_from_db(fields=["state", "report"])


def _to_be_taken_from(found: Import, actor: User) -> Project:
    if found.state == ImportState.UNDONE:
        raise RuleBroken(_("This import has been taken back already."))
    if found.project_id is None or found.state != ImportState.DONE:
        raise RuleBroken(_("Nothing has come of this file that could be taken back."))
    if "update" in found.report:
        raise RuleBroken(_("This file has updated tasks that were there. Undo what you don't want in their histories."))
    project = _still_theirs(found, actor)
    if not can_be_taken_back(found):
        raise RuleBroken(_("An import can be taken back for a day. Delete what you don't need by hand."))
    if project.deleted_at:
        raise RuleBroken(_("The project is deleted already."))
    return project


def _still_theirs(found: Import, actor: User) -> Project:
    """The project that has taken the cards. RuleBroken unless the actor owns what was made, or looks after what was
    there."""
    project = found.project
    if found.into_id is None:
        if project is None or project.owner_id != actor.pk:
            raise RuleBroken(_("The project has been handed over. Its owner can delete it."))
        return project
    role = policy.role_of(actor, project) if project else None
    if project is None or role is None or not policy.can(role, Action.EDIT_PROJECT):
        raise RuleBroken(_("You don't look after the project any more. Ask its admins to delete what came."))
    return project


def _remove_columns(found: Import, project: Project, actor: User) -> None:
    """Those that were made for what has come, if nobody has called them otherwise or put anything in since."""
    names = {each["id"]: each["name"] for each in found.report.get("columns", ())}
    for column in project.columns.filter(pk__in=names):
        if column.name == names[column.pk] and not column.tasks.filter(deleted_at=None).exists():
            # It may be the last of its kind by now: the board keeps it.
            with suppress(RuleBroken):
                columns.delete(column=column, actor=actor)


def _worked_on(found: Import) -> str:
    later = Q(activities__pk__gt=found.last_activity_id or 0)
    touched = Task.objects.filter(later, imported__origin=found, deleted_at=None).distinct().order_by("number")
    numbers = list(touched.values_list("number", flat=True)[:6])
    names = ", ".join(f"#{number}" for number in numbers[:5]) + (", …" if len(numbers) > 5 else "")
    sentence = ngettext(
        "%(tasks)s has been worked on since. Delete what you don't need by hand.",
        "%(tasks)s have been worked on since. Delete what you don't need by hand.",
        len(numbers),
    )
    return sentence % {"tasks": names} if numbers else ""


def _move(found: Import, states: Sequence[str], **values: Any) -> bool:
    """Write what has become of it, unless it is not as the caller thinks any more."""
    moved = bool(Import.objects.filter(pk=found.pk, state__in=states).update(**values))
    if moved:
        for name, value in values.items():
            setattr(found, name, value)
    return moved


def _shown(name: str) -> str:
    """The last part of a name, as far as it can be shown and kept."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(each for each in last if each.isprintable())[-NAME_LIMIT:] or _("File")
