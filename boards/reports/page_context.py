"""What `_report_body.html` takes: figures with what a template can't work out. The same for screen, paper and PDF."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple, TypedDict

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from boards.models import Project, User
from boards.queries import comments, references
from boards.reports import charts, summary, words
from boards.reports.blocked import BlockedTask
from boards.reports.choices import Choice
from boards.reports.details import Details, Saying, TaskChecklists
from boards.reports.figures import ProjectReport
from boards.reports.lists import TaskLine


@dataclass(frozen=True)
class Listing:
    """A list of tasks: `kind` names its columns in the template, `rest` how many are not shown."""

    kind: str
    title: str
    lines: list[TaskLine]
    count: int
    rest: int


class Said(NamedTuple):
    """A comment, ready for its template."""

    saying: Saying
    html: SafeString


class Told(NamedTuple):
    """A task with what was said about it."""

    pk: int
    number: int
    title: str
    comments: list[Said]


class Section(NamedTuple):
    """What is told of single tasks: what they wait for, checklists, or comments. `rest` is how many are not shown."""

    tasks: Sequence[TaskChecklists | Told | BlockedTask]
    rest: int


class Standing(NamedTuple):
    """A figure of the board at both ends of the period, and the difference, as they are written."""

    label: str
    before: str
    now: str
    change: str


class ReportContext(TypedDict):
    """What the templates of a report, on the screen and on paper, are given."""

    report: ProjectReport
    sections: Collection[str]
    charts: dict[str, charts.Chart]
    changes: list[Listing]
    lists: dict[str, Listing]
    columns: list[Listing]
    items: bool
    blocked: Section
    checklists: Section
    talk: Section
    paper: bool
    tiles: list[summary.Tile]
    standings: list[Standing]
    refusal: str
    assumptions: list[str]
    made_at: datetime.datetime
    reader: User


def context(
    report: ProjectReport,
    choice: Choice,
    details: Details,
    *,
    project: Project,
    reader: User,
    made_at: datetime.datetime,
    limit: int | None = None,
    paper: bool = False,
) -> ReportContext:
    """The context. `limit` cuts each list to so many tasks; None shows all. On `paper` the list of all tasks is never
    cut, and tasks are no links: each costs the PDF memory."""
    sections = choice.sections
    return {
        "report": report,
        "sections": sections,
        "charts": charts.of_report(report, sections),
        "changes": [each for each in _changes(report, limit) if each.count],
        "lists": {
            "overdue": listing("overdue", _("Overdue"), report.overdue, limit),
            "at_risk": listing("at_risk", _("At risk"), report.at_risk, limit),
            "due_next": listing("due", _("Due next"), report.due_next, limit),
        },
        "columns": [
            listing("column", name, list(lines), None if paper else limit)
            for (_id, name), lines in groupby(report.tasks, key=lambda line: (line.column_id, line.column))
        ],
        "items": choice.items,
        "blocked": Section(details.blocked, details.blocked_rest),
        "checklists": Section(details.checklists, details.checklists_rest),
        "talk": Section(_talk(details.comments, project, reader), details.comments_rest),
        "paper": paper,
        "tiles": summary.tiles(report, sections),
        "standings": _standings(report),
        "refusal": words.refusal(report.forecast),
        "assumptions": words.assumptions(report.forecast),
        "made_at": made_at.astimezone(reader.zone),
        "reader": reader,
    }


def _talk(found: Sequence[Saying], project: Project, reader: User) -> list[Told]:
    """The comments by the tasks they are about, by number."""
    known = references.resolved((each.text for each in found), project, reader)
    ordered = sorted(found, key=lambda each: (each.number, each.pk))
    return [
        Told(pk, number, title, [Said(each, comments.html(each.text, known)) for each in those])
        for (pk, number, title), those in groupby(ordered, key=lambda each: (each.task_id, each.number, each.title))
    ]


def listing(kind: str, title: str, lines: list[TaskLine], limit: int | None) -> Listing:
    """The first tasks of a list."""
    shown = lines[:limit]
    return Listing(kind, title, shown, len(lines), len(lines) - len(shown))


def _changes(report: ProjectReport, limit: int | None) -> list[Listing]:
    titles = {
        "completed": _("Completed"),
        "created": _("Created"),
        "reopened": _("Reopened"),
        "moved": _("Moved"),
        "redated": _("Re-dated"),
        "reassigned": _("Re-assigned"),
        "dropped": _("Taken off the board without being completed"),
    }
    return [listing(kind, title, getattr(report.changes, kind), limit) for kind, title in titles.items()]


def _standings(report: ProjectReport) -> list[Standing]:
    """Each figure of the board."""
    names = {
        "progress": _("Progress"),
        "total": _("Tasks on the board"),
        "pending": _("Pending"),
        "in_progress": _("In progress"),
        "completed": _("Completed"),
        "overdue": _("Overdue"),
    }
    rows = []
    for name, label in names.items():
        before, now = getattr(report.before, name), getattr(report.now, name)
        unit = "\u00a0%" if name == "progress" else ""
        rows.append(Standing(label, f"{before}{unit}", f"{now}{unit}", _signed(now - before)))
    return rows


def _signed(number: int) -> str:
    return f"+{number}" if number > 0 else f"\u2212{-number}" if number else "0"
