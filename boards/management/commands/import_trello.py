"""Makes a project out of the file that Trello's “Export as JSON” writes."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from boards.exceptions import InvalidInput, RuleBroken
from boards.models import Project, User, Visibility
from boards.rules.addresses import in_small_letters
from boards.transfer import importing, json_rows
from boards.transfer.formats import trello
from boards.transfer.plans import Plan, printable


class Command(BaseCommand):
    """All or nothing; what is wrong is said in one sentence."""

    help = (
        "Imports a Trello board (Menu, Print, export and share, Export as JSON) as a new project, all or nothing, "
        "and prints what it made and what it left out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the exported file")
        parser.add_argument("--owner", required=True, metavar="E-MAIL", help="whose project it becomes")
        parser.add_argument(
            "--completed",
            action="append",
            default=[],
            metavar="LIST",
            help="a list that is done, if its name doesn't tell (may be given several times)",
        )
        parser.add_argument("--visibility", choices=Visibility.values, default=Visibility.PERSONAL.value)
        parser.add_argument("--title", help="the title of the project, if not that of the board")
        parser.add_argument("--dry-run", action="store_true", help="print the plan and change nothing")

    def handle(self, **options: Any) -> None:
        try:
            self._import(**options)
        except (InvalidInput, RuleBroken) as error:
            raise CommandError(error.sentence) from None

    def _import(
        self,
        *,
        file: str,
        owner: str,
        completed: list[str],
        visibility: str,
        title: str | None,
        dry_run: bool,
        **_rest: object,
    ) -> None:
        actor = person(owner)
        board = trello.parse(content_of(Path(file)))
        plan = importing.prepare(
            board,
            owner=actor,
            completed=completed,
            visibility=visibility,
            title=title,
            people=importing.people_of(board),
        )
        project = None if dry_run else importing.carry_out(plan, actor=actor)
        self._print(plan, project)

    def _print(self, plan: Plan, project: Project | None) -> None:
        # Names from the file may hold what this terminal can't show; that is no reason to fail after the work.
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="replace")
        title = printable(plan.title)
        done = f"Imported “{title}” as project {project.pk}." if project else f"“{title}” would be imported."
        address = [f"{settings.SITE_URL.rstrip('/')}{project.get_absolute_url()}"] if project else []
        self.stdout.write("\n".join([done, *address, *plan.lines()]))


def person(address: str) -> User:
    """The account with this address."""
    found = User.objects.filter(email=in_small_letters(address)).first()
    if found is None:
        raise CommandError(f"There is no account with the address {printable(address)}.")
    if not found.is_active:
        raise CommandError(f"The account {found.email} is deactivated, so it can't own a new project.")
    return found


def content_of(path: Path) -> bytes:
    """The bytes of the file; of a file that is too large, one more than allowed."""
    try:
        with path.open("rb") as file:
            return file.read(json_rows.MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandError(f"{printable(str(path))} can't be read: {reason}.") from None
