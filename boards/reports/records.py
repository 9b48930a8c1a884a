"""The figures as plain records, for the API. Sections that were not asked for are null."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from boards.reports import words
from boards.reports.days import Period
from boards.reports.figures import ColumnCount, ProjectReport, Standing
from boards.reports.flow import DayCount, Percentiles
from boards.reports.forecast import Forecast
from boards.reports.lists import Changes, Load, TaskLine
from boards.reports.record_shapes import (
    ChangesRecord,
    DayRecord,
    ForecastRecord,
    LineRecord,
    LoadRecord,
    PaceRecord,
    PercentilesRecord,
    PeriodRecord,
    ReportColumnRecord,
    ReportRecord,
    StandingRecord,
    WorkloadRecord,
)


def record(report: ProjectReport, sections: Collection[str]) -> ReportRecord:
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
        "due_next": _lines(report.due_next) if "next" in sections else None,
        "workload": _workload(report) if "workload" in sections else None,
        "progress": [_day(each) for each in report.flow.days] if "progress" in sections else None,
        "pace": _pace(report) if "pace" in sections else None,
        "forecast": _forecast(report.forecast) if "forecast" in sections else None,
        "tasks": _lines(report.tasks) if "tasks" in sections else None,
    }


def _period(found: Period) -> PeriodRecord:
    return {
        "first": found.first,
        "last": found.last,
        "start": found.start,
        "time_zone": str(found.zone),
        "since_last_report": found.is_since_last,
    }


def _standing(found: Standing) -> StandingRecord:
    return {
        "progress": found.progress,
        "total": found.total,
        "pending": found.pending,
        "in_progress": found.in_progress,
        "completed": found.completed,
        "overdue": found.overdue,
        "open": found.open,
    }


def _changes(found: Changes) -> ChangesRecord:
    return {
        "created": _lines(found.created),
        "completed": _lines(found.completed),
        "reopened": _lines(found.reopened),
        "moved": _lines(found.moved),
        "redated": _lines(found.redated),
        "reassigned": _lines(found.reassigned),
        "dropped": _lines(found.dropped),
    }


def _column(found: ColumnCount) -> ReportColumnRecord:
    return {
        "id": found.pk,
        "name": found.name,
        "status": found.status,
        "count": found.count,
        "wip_limit": found.wip_limit,
        "removed": found.is_removed,
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


def _workload(report: ProjectReport) -> WorkloadRecord:
    return {"people": [_load(each) for each in report.people], "tags": [_load(each) for each in report.tags]}


def _load(found: Load) -> LoadRecord:
    return {
        "name": found.name,
        "open": found.open,
        "in_progress": found.in_progress,
        "overdue": found.overdue,
        "completed": found.completed,
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


def _percentiles(found: Percentiles) -> PercentilesRecord:
    return {"count": found.count, "p50": found.p50, "p85": found.p85, "p95": found.p95}


def _forecast(found: Forecast) -> ForecastRecord:
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
