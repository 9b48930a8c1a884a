"""The figures as plain records, for the API. Sections that were not asked for are null."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict

from boards.reports import words
from boards.reports.figures import ColumnCount, ProjectReport, Standing
from boards.reports.forecast import Forecast
from boards.reports.lists import Changes, TaskLine

Record = dict[str, object]


def record(report: ProjectReport, sections: Collection[str]) -> Record:
    """The report; its members in the order of the page."""
    period = report.period
    found: Record = {
        "project_id": report.project_id,
        "title": report.title,
        "owner": report.owner,
        "finish_date": report.finish_date,
        "archived": report.is_archived,
        "revision": report.revision,
        "period": {
            "first": period.first,
            "last": period.last,
            "start": period.start,
            "time_zone": str(period.zone),
            "since_last_report": period.is_since_last,
        },
        "at_start": _standing(report.before),
        "at_end": _standing(report.now),
    }
    makers: dict[str, Callable[[], object]] = {
        "changes": lambda: {name: _lines(lines) for name, lines in _members(report.changes).items()},
        "columns": lambda: [_column(each) for each in report.columns],
        "overdue": lambda: _lines(report.overdue),
        "at_risk": lambda: _lines(report.at_risk),
        "due_next": lambda: _lines(report.due_next),
        "workload": lambda: {
            "people": [asdict(each) for each in report.people],
            "tags": [asdict(each) for each in report.tags],
        },
        "progress": lambda: [asdict(each) for each in report.flow.days],
        "pace": lambda: _pace(report),
        "forecast": lambda: _forecast(report.forecast),
        "tasks": lambda: _lines(report.tasks),
    }
    return found | {name: make() if _SECTION.get(name, name) in sections else None for name, make in makers.items()}


# The section that a member belongs to, where it has another name.
_SECTION = {"columns": "status", "at_risk": "overdue", "due_next": "next"}


def _members(changes: Changes) -> dict[str, list[TaskLine]]:
    return {name: getattr(changes, name) for name in changes.__slots__}


def _column(found: ColumnCount) -> Record:
    return {
        "id": found.pk,
        "name": found.name,
        "status": found.status,
        "count": found.count,
        "wip_limit": found.wip_limit,
        "removed": found.is_removed,
    }


def _standing(found: Standing) -> Record:
    return asdict(found) | {"open": found.open}


def _lines(lines: Iterable[TaskLine]) -> list[Record]:
    return [
        {
            "id": line.pk,
            "number": line.number,
            "title": line.title,
            "status": line.status,
            "column": line.column,
            "assignee": line.assignee or None,
            "priority": line.priority,
            "progress": line.progress,
            "due_date": line.due,
            "tags": list(line.tags),
            "created": line.created,
            "completed": line.completed,
            "days_late": line.days_late,
            "days_in_progress": line.age,
            "reason": line.reason or None,
            "before": line.before or None,
            "after": line.after or None,
        }
        for line in lines
    ]


def _pace(report: ProjectReport) -> Record:
    flow = report.flow
    return {
        "weeks": [
            {"first": week.first, "last": week.last, "completed": week.completed, "whole": week.is_whole}
            for week in flow.weeks
        ],
        "lead_time": asdict(flow.lead),
        "cycle_time": asdict(flow.cycle),
        "completed": [
            {
                "id": each.pk,
                "number": each.number,
                "title": each.title,
                "completed": each.completed,
                "lead_time": each.lead,
                "cycle_time": each.cycle,
            }
            for each in flow.durations
        ],
        "ageing": [
            {"id": each.pk, "number": each.number, "title": each.title, "column": each.column, "days": each.days}
            for each in flow.ageing
        ],
    }


def _forecast(found: Forecast) -> Record:
    return {
        "open": found.remaining,
        "completed": found.completed,
        "days": found.days,
        "added": found.added,
        "p50": found.p50,
        "p85": found.p85,
        "p95": found.p95,
        "on_time": found.on_time,
        "refusal": words.refusal(found) or None,
        "assumptions": [] if found.refusal else words.assumptions(found),
    }
