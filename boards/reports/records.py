"""The figures as plain records, for the API. Sections that were not asked for are null."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from boards.reports import words
from boards.reports.days import Period
from boards.reports.details import NOTHING, Details
from boards.reports.figures import ColumnCount, ProjectReport, Standing
from boards.reports.flow import DayCount, Percentiles
from boards.reports.forecast import Forecast
from boards.reports.lists import Changes, Load, TaskLine
from boards.reports.record_shapes import (
    BlockedRecord,
    ChangesRecord,
    DayRecord,
    ForecastRecord,
    LineRecord,
    LoadRecord,
    PaceRecord,
    PercentilesRecord,
    PeriodRecord,
    ReportChecklistRecord,
    ReportColumnRecord,
    ReportCommentRecord,
    ReportRecord,
    StandingRecord,
    WorkloadRecord,
)


def record(report: ProjectReport, sections: Collection[str], details: Details = NOTHING) -> ReportRecord:
    """The report; its members in the order of the page."""
    return {
        "project_id": report.project_id,
        "title": report.title,
        "owner": report.owner,
        "finish_date": report.finish_date,
        "archived": report.is_archived,
        "revision": report.revision,
        "period": _period(report.period),
        "at_start": _standing(report.before),
        "at_end": _standing(report.now),
        "changes": _changes(report.changes) if "changes" in sections else None,
        "columns": [_column(each) for each in report.columns] if "status" in sections else None,
        "overdue": _lines(report.overdue) if "overdue" in sections else None,
        "at_risk": _lines(report.at_risk) if "overdue" in sections else None,
        "blocked": _blocked(details) if "blocked" in sections else None,
        "due_next": _lines(report.due_next) if "next" in sections else None,
        "workload": _workload(report) if "workload" in sections else None,
        "progress": [_day(each) for each in report.flow.days] if "progress" in sections else None,
        "pace": _pace(report) if "pace" in sections else None,
        "forecast": _forecast(report.forecast) if "forecast" in sections else None,
        "tasks": _lines(report.tasks) if "tasks" in sections else None,
        "checklists": _checklists(details) if "checklists" in sections else None,
        "comments": _comments(details) if "comments" in sections else None,
    }


def _period(found: Period) -> PeriodRecord:
    return {
        "first": found.first,
        "last": found.last,
        "start": found.start,
        "time_zone": str(found.zone),
        "since_last_report": found.is_since_last,
    }


def _standing(standing: Standing) -> StandingRecord:
    return {
        "progress": standing.progress,
        "total": standing.total,
        "pending": standing.pending,
        "in_progress": standing.in_progress,
        "completed": standing.completed,
        "overdue": standing.overdue,
        "open": standing.open,
    }


def _changes(changes: Changes) -> ChangesRecord:
    return {
        "created": _lines(changes.created),
        "completed": _lines(changes.completed),
        "reopened": _lines(changes.reopened),
        "moved": _lines(changes.moved),
        "redated": _lines(changes.redated),
        "reassigned": _lines(changes.reassigned),
        "dropped": _lines(changes.dropped),
    }


def _column(column: ColumnCount) -> ReportColumnRecord:
    return {
        "id": column.pk,
        "name": column.name,
        "status": column.status,
        "count": column.count,
        "wip_limit": column.wip_limit,
        "removed": column.is_removed,
    }


def _lines(lines: Iterable[TaskLine]) -> list[LineRecord]:
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


def _blocked(details: Details) -> list[BlockedRecord]:
    return [
        {
            "id": task.pk,
            "number": task.number,
            "title": task.title,
            "assignee": task.assignee or None,
            "due": task.due,
            "overdue": task.is_overdue,
            "blockers": [
                {
                    "id": each.pk,
                    "number": each.number,
                    "title": each.title,
                    "project": each.project,
                    "column": each.column,
                    "assignee": each.assignee or None,
                    "due": each.due,
                    "overdue": each.is_overdue,
                }
                for each in task.blockers
            ],
        }
        for task in details.blocked
    ]


def _workload(report: ProjectReport) -> WorkloadRecord:
    return {"people": [_load(each) for each in report.people], "tags": [_load(each) for each in report.tags]}


def _load(found: Load) -> LoadRecord:
    return {
        "name": found.name,
        "open": found.open,
        "in_progress": found.in_progress,
        "overdue": found.overdue,
        "completed": found.completed,
        "shared": found.shared,
    }


def _day(found: DayCount) -> DayRecord:
    return {
        "day": found.day,
        "pending": found.pending,
        "in_progress": found.in_progress,
        "completed": found.completed,
    }


def _pace(report: ProjectReport) -> PaceRecord:
    flow = report.flow
    return {
        "weeks": [
            {"first": week.first, "last": week.last, "completed": week.completed, "whole": week.is_whole}
            for week in flow.weeks
        ],
        "lead_time": _percentiles(flow.lead),
        "cycle_time": _percentiles(flow.cycle),
        "completed": [
            {
                "id": task.pk,
                "number": task.number,
                "title": task.title,
                "completed": task.completed,
                "lead_time": task.lead,
                "cycle_time": task.cycle,
            }
            for task in flow.durations
        ],
        "ageing": [
            {"id": task.pk, "number": task.number, "title": task.title, "column": task.column, "days": task.days}
            for task in flow.ageing
        ],
    }


def _percentiles(found: Percentiles) -> PercentilesRecord:
    return {"count": found.count, "p50": found.p50, "p85": found.p85, "p95": found.p95}


def _forecast(forecast: Forecast) -> ForecastRecord:
    return {
        "open": forecast.remaining,
        "completed": forecast.completed,
        "days": forecast.days,
        "added": forecast.added,
        "p50": forecast.p50,
        "p85": forecast.p85,
        "p95": forecast.p95,
        "on_time": forecast.on_time,
        "refusal": words.refusal(forecast) or None,
        "assumptions": [] if forecast.refusal else words.assumptions(forecast),
    }


def _checklists(details: Details) -> list[ReportChecklistRecord]:
    return [
        {
            "task_id": task.pk,
            "number": task.number,
            "title": each.title,
            "items": [
                {
                    "text": item.text,
                    "done": item.is_done,
                    "assignee": item.assignee or None,
                    "due_date": item.due,
                }
                for item in each.items
            ],
        }
        for task in details.checklists
        for each in task.lists
    ]


def _comments(details: Details) -> list[ReportCommentRecord]:
    return [
        {
            "id": each.pk,
            "task_id": each.task_id,
            "number": each.number,
            "author": each.author or None,
            "created_at": each.at,
            "text": each.text,
        }
        for each in details.comments
    ]
