"""What is done with a file that somebody has brought: it is read and shown, or carried out.

This, and with it what knows the formats of other tools, is loaded with the first file (`jobs/imports.py`).

All that an import makes is one transaction, with the word that it is made: whoever is killed before its end has made
nothing, and who begins it after that finds nothing to do.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import Error, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import InvalidInput, NotAllowed, NotFound, RuleBroken
from boards.jobs.limits import TookTooLong
from boards.models import Import, Project, Task, User
from boards.policy import Action
from boards.rules.addresses import in_small_letters
from boards.services import transactions
from boards.transfer import importing, luggage, opening, outlines, shelf, updating, wholes
from boards.transfer.boards import Board
from boards.transfer.choices import Choices
from boards.transfer.files import Brought
from boards.transfer.importing import Wishes
from boards.transfer.opening import Opened
from boards.transfer.plans import Plan
from boards.transfer.queries import imports as queries
from boards.transfer.queries import origins
from boards.transfer.services import imports as services
from boardsite.garbage import looked_for_seldom
from boardsite.observing import telemetry

logger = logging.getLogger("boardsite.imports")


class Stopped(Exception):
    """Its owner doesn't want it any more."""


def read(found: Import) -> None:
    """Find out what its file is and holds."""
    with _said(found), looked_for_seldom():
        chosen = Choices.of_json(found.choices)
        file = _file(found)
        opened = opening.opened(file, key=chosen.format, mapping=chosen.table)
        if (remembered := _remembered(found, file, opened, chosen)) is not None:
            chosen = replace(chosen, mapping=remembered)
            opened = opening.opened(file, key=chosen.format, mapping=chosen.table)
        place = outlines.at(opened, chosen.board)
        plan = _plan(found, opened, place, chosen)
        earlier = _earlier(found, opened, plan)
        if earlier:
            before = Import.objects.select_related("project").get(pk=earlier["id"])
            chosen = _chosen_before(found, before, opened, place, chosen)
            plan = _plan(found, opened, place, chosen)
        told = outlines.outline(opened, place, plan, found.into)
        if earlier and not found.into_id:
            # What it says is of bringing the project up to date, which is offered first.
            told |= outlines.notes(_plan(found, opened, place, chosen, before))
        told["table"] = outlines.table(file, opened, chosen.table)
        told["people"] = _people(found.owner, opened.boards[place])
        told["earlier"] = earlier
        if wholes.is_whole(found, opened.format.key):
            told = wholes.outline(file, opened.boards[place], told)
        if chosen.updates and told["earlier"]:
            chosen = replace(chosen, update=told["earlier"]["id"])
        choices = chosen.as_json()
        services.note_outline(found=found, choices=choices, format=opened.format.key, outline=told, start=chosen.start)


def carry_out(found: Import) -> None:
    """Make what its file holds, as its owner has chosen."""
    with _said(found), looked_for_seldom():
        _carry_out(found)


def _file(found: Import) -> Brought:
    path = shelf.path_of(found.file)
    if not path.is_file():
        raise InvalidInput("file", _("The file is not here any more. Bring it again."))
    return Brought(path, found.name)


def _earlier(found: Import, opened: Opened, plan: Plan) -> dict[str, Any] | None:
    """The import by which the cards of this board have come before, if there is one."""
    cards = [(task.origin, task.title) for task in plan.tasks if task.origin]
    before = origins.earlier(found.owner, opened.format.key, cards, found.into_id)
    return {"id": before[0].pk, "project": before[0].project_id, "cards": before[1]} if before else None


def _chosen_before(found: Import, earlier: Import, opened: Opened, place: int, chosen: Choices) -> Choices:
    """With who people were said to be then, and what the lists count as there, where nothing is chosen anew."""
    if wholes.is_whole(found, opened.format.key):
        return chosen
    before, project = Choices.of_json(earlier.choices), earlier.project
    named = origins.people_then(earlier)
    known = {user.pk for user in queries.choosable(found)} if any(named.values()) else set()
    people = {key: pk for key, pk in named.items() if pk in known}
    there = importing.statuses_there(opened.boards[place], project) if project else {}
    statuses = {**before.statuses, **{key: str(status) for key, status in there.items()}}
    return replace(chosen, people={**people, **chosen.people}, statuses={**statuses, **chosen.statuses})


def _plan(found: Import, opened: Opened, place: int, chosen: Choices, earlier: Import | None = None) -> Plan:
    if earlier is not None:
        # As it was planned then, so that what has not changed in the file is the same.
        chosen = replace(chosen, statuses={**chosen.statuses, **Choices.of_json(earlier.choices).statuses})
    if found.into is not None:
        access.get_project(found.owner, found.into.pk, Action.EDIT_PROJECT)
    board = wholes.as_before(opened.boards[place], earlier) if earlier else opened.boards[place]
    by_hand = {key: _chosen(chosen.people[key]) for key in chosen.people if key in board.members}
    wishes = Wishes(
        statuses=chosen.lists,
        visibility=chosen.visibility,
        title=chosen.title or None,
        people=importing.people_of(board, found.owner),
        by_hand=by_hand,
        into=earlier.project if earlier else found.into,
    )
    return importing.prepare(board, owner=found.owner, wishes=wishes, keeps_numbers=_keeps_numbers(found, earlier))


def _to_update(owner: User, pk: int) -> Import:
    """An earlier import, to whose project the person may bring more."""
    found = Import.objects.filter(pk=pk).exclude(project=None).first()
    if found is None:
        raise NotFound
    found.project = access.get_project(owner, found.project_id or 0, Action.EDIT_PROJECT).thing
    return found


def _keeps_numbers(found: Import, earlier: Import | None) -> bool:
    """Where the project is, or was, a new one."""
    return (earlier or found).into_id is None


def _remembered(found: Import, file: Brought, opened: Opened, chosen: Choices) -> Mapping[str, Any] | None:
    """What the owner has said of a table with the same headings before."""
    told = outlines.table(file, opened, None) if chosen.mapping is None else None
    return queries.mapping_of(found.owner, told["key"]) if told else None


def _chosen(pk: int) -> User | None:
    return User.objects.filter(pk=pk, is_active=True).first() if pk else None


def _people(owner: User, board: Board) -> dict[str, int]:
    """Whom the addresses in the file lead to, by the ids of the members there."""
    found = {email: user.pk for email, user in importing.people_of(board, owner).items()}
    theirs = {key: in_small_letters(member.email) for key, member in board.members.items()}
    return {key: found[email] for key, email in theirs.items() if email in found}


def _carry_out(found: Import) -> None:
    shelf.begin(found.file)
    chosen = Choices.of_json(found.choices)
    file = _file(found)
    if wholes.is_whole(found, chosen.format or found.format) and not chosen.update:
        _carry_out_whole(found, file, chosen)
        return
    opened = opening.opened(file, key=chosen.format or found.format, mapping=chosen.table)
    earlier = _to_update(found.owner, chosen.update) if chosen.update else None
    plan = _plan(found, opened, outlines.at(opened, chosen.board), chosen, earlier)
    if earlier is None and not found.outline.get("earlier") and _earlier(found, opened, plan):
        raise RuleBroken(_("This board has been imported since you looked. Look again to choose what becomes of it."))
    # The plan has all of it.
    del opened
    file.let_go()
    tell = _teller(found, len(plan.tasks))
    tell(0)
    with luggage.unpacked(plan, tell) as files, transaction.atomic():
        report: dict[str, Any] = {"title": plan.title, "tool": plan.tool, "counts": outlines.counts(plan)}
        report |= outlines.notes(plan)
        if found.into is not None:
            # Its columns are read before its cards are made.
            transactions.hold(project_id=found.into.pk)
        if earlier is None:
            there = set(found.into.columns.values_list("pk", flat=True)) if found.into else set()
            project, tasks = importing.carry_out(plan, actor=found.owner, into=found.into, files=files, tell=tell)
            made = [(planned.origin, task) for planned, task in zip(plan.tasks, tasks, strict=True)]
            fresh = project.columns.exclude(pk__in=there) if found.into else ()
            report["columns"] = [{"id": column.pk, "name": column.name} for column in fresh]
        else:
            is_whole = wholes.is_whole(earlier, earlier.format)
            updated = updating.update(plan, earlier, files=files, actor=found.owner, tell=tell, is_whole=is_whole)
            project, made = updated.project, updated.added
            report["update"] = updated.report()
            report["left_out"] += outlines.written(updated.left_out)
        _finish(found, project, made, report)


def _carry_out_whole(found: Import, file: Brought, chosen: Choices) -> None:
    tell = _teller(found, wholes.number_of_tasks(found.outline))
    tell(0)
    kept = {name: found.outline.get(name) for name in ("title", "tool", "counts", "changed", "left_out")}
    with transaction.atomic(), wholes.brought_in(found, file, chosen, tell) as project:
        _finish(found, project, wholes.tasks_of(project), {**kept, "title": project.title})


def _finish(found: Import, project: Project, made: Sequence[tuple[str, Task]], report: dict[str, Any]) -> None:
    report["tasks"] = len(made)
    if not services.finish(found=found, project=project, made=made, report=report):
        raise Stopped


def _teller(found: Import, total: int) -> Callable[[int], None]:
    """Tells how far it is, and hears whether it is to end."""

    def tell(done: int) -> None:
        if shelf.is_to_stop(found.file):
            raise Stopped
        shelf.tell_progress(found.file, done, total)

    return tell


@contextmanager
def _said(found: Import) -> Iterator[None]:
    """In the words of the owner's language; what goes wrong is told to them. A database that is away, or busy, is a
    matter of the job, which is tried again."""
    with translation.override(found.owner.language or settings.LANGUAGE_CODE):
        try:
            yield
        except (InvalidInput, RuleBroken) as refused:
            services.fail(found=found, problem=refused.sentence)
        except (NotFound, NotAllowed):
            services.fail(found=found, problem=_("You don't look after the project any more. Import into a new one."))
        except TookTooLong:
            services.fail(found=found, problem=_("It took too long. Export less at a time, and import it in parts."))
        except Stopped:
            file = found.file
            services.cancel(found=found)
            shelf.remove(file)
        except Error:
            raise
        except Exception as error:
            logger.exception("A file could not be imported.")
            telemetry.report(error)
            services.fail(found=found, problem=_("Something went wrong here, and has been logged."))
