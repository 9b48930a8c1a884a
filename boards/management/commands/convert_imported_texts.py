"""Makes real the checklists and comments that imports wrote into descriptions before there were real ones."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from boards.models import Project
from boards.queries import imported
from boards.services import converting
from boards.transfer import written_talks
from boards.transfer.plans import printable


class Command(BaseCommand):
    """Project by project, each in one transaction; says what it changes, and what it leaves and why."""

    help = (
        "Makes real checklists and comments of those that imports (of Trello, say) have written into descriptions. "
        "Changes only text that is to the letter what the import wrote. Run it with --dry-run first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be changed, and change nothing")
        parser.add_argument("--project", type=int, metavar="ID", help="this project alone")

    def handle(self, *, dry_run: bool, project: int | None, **_options: Any) -> None:
        found = imported.projects(project)
        if project is not None and not found:
            raise CommandError(_("There is no project %(id)s that was imported.") % {"id": project})
        for one in found:
            self._convert(one, dry_run=dry_run)
        if not found:
            self.stdout.write(_("No project was imported."))

    def _convert(self, project: Project, *, dry_run: bool) -> None:
        wanted = []
        lists = items = comments = 0
        self.stdout.write(f"{printable(project.title)} ({project.pk}):")
        for task, before in self._imported(project):
            found = written_talks.convert(before, task.description, project.owner.zone)
            if found is None:
                continue
            name = f"#{task.number} {printable(task.title)}"
            if found.left:
                self.stdout.write("  " + _("left as it is: %(task)s: %(why)s") % {"task": name, "why": found.left})
                continue
            wanted.append((task.pk, task.description, found.rest, found.talk))
            lists += len(found.talk.checklists)
            items += sum(len(each.items) for each in found.talk.checklists)
            comments += len(found.talk.comments)
        words = {"tasks": len(wanted), "lists": lists, "items": items, "comments": comments}
        if not dry_run and wanted:
            words["tasks"] = converting.make_real(project=project, wanted=wanted)
        said = _("%(tasks)s tasks: %(lists)s checklists with %(items)s items, %(comments)s comments") % words
        self.stdout.write(f"  {said}" + (" " + _("(nothing was changed)") if dry_run else ""))

    def _imported(self, project: Project) -> Iterator[Any]:
        yield from imported.tasks(project)
