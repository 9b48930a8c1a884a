"""Makes projects out of the file of another tool, or puts its cards into a project."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from boards import policy
from boards.exceptions import InvalidInput, NotAllowed, NotFound, ProjectArchived, RuleBroken
from boards.management.stopping import stoppable
from boards.models import Project, User, Visibility
from boards.policy import Action
from boards.rules.addresses import in_small_letters
from boards.services import bulk_creation
from boards.transfer import archive, importing, luggage, opening, sites
from boards.transfer.boards import Board
from boards.transfer.files import Brought
from boards.transfer.formats.registry import FORMATS
from boards.transfer.importing import Wishes
from boards.transfer.plans import Plan, printable
from boardsite.garbage import looked_for_seldom


class Command(BaseCommand):
    """All or nothing; what is wrong is said in one sentence."""

    help = (
        "Imports the boards of a file that another tool has written, each as a new project, all or nothing, and prints "
        "what was made and what was left out. The file is recognised by what it holds."
    )
    # The format of a command that reads one alone.
    only = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the exported file")
        parser.add_argument("--owner", required=True, metavar="E-MAIL", help="whose project it becomes")
        parser.add_argument("--project", type=int, metavar="ID", help="put the cards into this project")
        if not self.only:
            keys = [each.key for each in FORMATS]
            parser.add_argument("--format", choices=keys, default="", help="how to read it, if it is not recognised")
        parser.add_argument(
            "--board",
            action="append",
            default=[],
            metavar="NAME",
            help="take this board of a file that holds several (may be given several times)",
        )
        parser.add_argument(
            "--completed",
            action="append",
            default=[],
            metavar="LIST",
            help="a list that is done, if its name doesn't tell (may be given several times)",
        )
        parser.add_argument("--visibility", choices=Visibility.values, help="who sees it (personal: its members)")
        parser.add_argument("--title", help="the title of the project, if not that of the board")
        parser.add_argument("--dry-run", action="store_true", help="print the plan and change nothing")

    def handle(self, **options: Any) -> None:
        # Names from the file may hold what this terminal can't show; that is no reason to fail after the work.
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="replace")
        try:
            with stoppable("Stopped. Nothing was changed."), looked_for_seldom():
                pages = self._imported(**options)
        except (InvalidInput, RuleBroken, ProjectArchived) as error:
            raise CommandError(error.sentence) from None
        self.stdout.write("\n\n".join(pages))

    def _imported(
        self,
        *,
        file: str,
        owner: str,
        project: int | None,
        board: list[str],
        completed: list[str],
        visibility: str | None,
        title: str | None,
        dry_run: bool,
        format: str = "",  # noqa: A002  the name of the option
        **_rest: object,
    ) -> list[str]:
        actor = person(owner)
        into = None if project is None else project_for(actor, project)
        found = brought(Path(file))
        if not (self.only or format) and archive.recognises(found):
            if project is not None or title is not None or visibility or board or completed:
                raise CommandError(
                    "The file holds a whole project, which comes in as it was: leave out --project, --title, "
                    "--visibility, --board and --completed."
                )
            return [self._whole(found, actor, dry_run=dry_run)]
        if sites.recognises(found):
            raise CommandError("The file holds a whole site. Bring it in with import_site.")
        opened = opening.opened(found, key=self.only or format)
        boards = opening.named(opened.boards, board)
        if title is not None and len(boards) > 1:
            raise CommandError("The file holds several boards. Name one with --board, or leave out --title.")
        plans = [
            importing.prepare(
                each,
                owner=actor,
                wishes=Wishes(
                    completed=self._of(each, completed, boards),
                    visibility=visibility or Visibility.PERSONAL.value,
                    title=title,
                    people=importing.people_of(each, None),
                    into=into,
                ),
            )
            for each in boards
        ]
        made = [None] * len(plans) if dry_run else self._made(plans, actor, into)
        return [self._page(plan, project, into) for plan, project in zip(plans, made, strict=True)]

    def _made(self, plans: Sequence[Plan], actor: User, into: Project | None) -> list[Project | None]:
        """Nobody waits while the file is read, and its files are put into the store: what is written is one
        transaction."""
        with ExitStack() as stack:
            files = [stack.enter_context(luggage.unpacked(plan, bulk_creation.nobody)) for plan in plans]
            stack.enter_context(transaction.atomic())
            return [
                importing.carry_out(plan, actor=actor, into=into, files=own).project
                for plan, own in zip(plans, files, strict=True)
            ]

    def _whole(self, file: Brought, actor: User, *, dry_run: bool) -> str:
        """A project of another Boardsite, which comes as it was or not at all."""
        with transaction.atomic(), archive.brought_in(file, actor) as made:
            told = f"“{printable(made.title)}”"
            if dry_run:
                transaction.set_rollback(True)
                return f"{told} would be imported as it was."
        address = f"{settings.SITE_URL.rstrip('/')}{made.get_absolute_url()}"
        return f"Imported {told} as project {made.pk}, as it was.\n{address}"

    def _of(self, board: Board, completed: Sequence[str], boards: Sequence[Board]) -> Sequence[str]:
        """The lists that are named as done; of several boards each needs not have all of them."""
        if len(boards) == 1:
            return completed
        names = {printable(lane.name).casefold() for lane in board.lists}
        return [name for name in completed if printable(name).casefold() in names]

    def _page(self, plan: Plan, project: Project | None, into: Project | None) -> str:
        title = printable(plan.title)
        if into is not None:
            target = f"“{printable(into.title)}” (project {into.pk})"
            done = f"Imported “{title}” into {target}." if project else f"“{title}” would be imported into {target}."
        else:
            done = f"Imported “{title}” as project {project.pk}." if project else f"“{title}” would be imported."
        address = [f"{settings.SITE_URL.rstrip('/')}{project.get_absolute_url()}"] if project else []
        return "\n".join([done, *address, *plan.lines()])


def person(address: str) -> User:
    """The account with this address."""
    found = User.objects.filter(email=in_small_letters(address)).first()
    if found is None:
        raise CommandError(f"There is no account with the address {printable(address)}.")
    if not found.is_active:
        raise CommandError(f"The account {found.email} is deactivated, so it can't own a new project.")
    return found


def project_for(actor: User, pk: int) -> Project:
    """The project with this id, which the person looks after."""
    found = Project.objects.alive().filter(pk=pk).first()
    try:
        if found is not None:
            policy.check(actor, found, policy.role_of(actor, found), Action.EDIT_PROJECT)
            return found
    except (NotFound, NotAllowed):
        raise CommandError(f"{actor.email} is no admin of project {pk}, so nothing can be put into it.") from None
    raise CommandError(f"There is no project {pk}.")


def brought(path: Path) -> Brought:
    """The file, which can be read."""
    try:
        with path.open("rb") as file:
            file.read(1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandError(f"{printable(str(path))} can't be read: {reason}.") from None
    return Brought(path)
