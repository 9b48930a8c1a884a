"""The figures as rows of a spreadsheet: one figure a row, so that any program can filter and sum them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import fields
from itertools import chain

from django.utils import timezone

from boards.reports.details import Details
from boards.reports.figures import ProjectReport
from boards.reports.lists import Changes, Load, TaskLine
from boards.rules import spreadsheets
from boards.rules.spreadsheets import Dialect

HEAD = ("section", "figure", "name", "day", "value")
Row = tuple[str, str, str, datetime.date | None, object]


def as_csv(report: ProjectReport, sections: Collection[str], details: Details, dialect: Dialect) -> bytes:
    """The file. Days are as ISO 8601 has them, which spreadsheets of every region take for days."""
    return spreadsheets.write(chain([HEAD], rows(report, sections, details)), dialect)


def rows(report: ProjectReport, sections: Collection[str], details: Details) -> Iterator[Row]:
    """The head of the report, then its sections."""
    yield from _head(report)
    makers: dict[str, Callable[[ProjectReport], Iterator[Row]]] = {
        "changes": _changes,
        "status": _status,
        "overdue": _overdue,
        "blocked": lambda _found: _blocked(details),
        "next": lambda found: _tasks("next", "due", found.due_next),
        "workload": _workload,
        "progress": _progress,
        "pace": _pace,
        "forecast": _forecast,
        "tasks": lambda found: _tasks("tasks", "progress", found.tasks),
        "checklists": lambda _found: _checklists(details),
        "comments": lambda _found: _comments(details),
    }
    for section, make in makers.items():
        if section in sections:
            yield from make(report)


def _head(report: ProjectReport) -> Iterator[Row]:
    yield "report", "project", report.title, None, report.project_id
    yield "report", "owner", report.owner, None, ""
    yield "report", "first day", "", report.period.first, ""
    yield "report", "last day", "", report.period.last, ""
    if report.finish_date:
        yield "report", "finish date", "", report.finish_date, ""
    for day, standing in ((report.period.first, report.before), (report.period.last, report.now)):
        figure = "at start" if standing is report.before else "at end"
        for each in fields(standing):
            yield "report", figure, each.name.replace("_", " "), day, getattr(standing, each.name)


def _changes(report: ProjectReport) -> Iterator[Row]:
    for each in fields(Changes):
        for line in getattr(report.changes, each.name):
            day = {"created": line.created, "completed": line.completed}.get(each.name)
            value = f"{line.before or '–'} → {line.after or '–'}" if line.before or line.after else ""
            yield "changes", each.name, _named(line), day, value


def _status(report: ProjectReport) -> Iterator[Row]:
    for column in report.columns:
        yield "status", column.status, column.name, report.period.last, column.count


def _overdue(report: ProjectReport) -> Iterator[Row]:
    for line in report.overdue:
        yield "overdue", "days late", _named(line), line.due, line.days_late
    for line in report.at_risk:
        yield "overdue", f"at risk, {line.reason}", _named(line), line.due, line.age or ""


def _blocked(details: Details) -> Iterator[Row]:
    for task in details.blocked:
        for each in task.blockers:
            place = f"{each.project}#{each.number}"
            yield "blocked", f"#{task.number} {task.title}", f"{place} {each.title}", each.due, each.column


def _tasks(section: str, figure: str, lines: Iterable[TaskLine]) -> Iterator[Row]:
    for line in lines:
        yield section, figure, _named(line), line.due, line.progress


def _workload(report: ProjectReport) -> Iterator[Row]:
    for kind, loads in (("person", report.people), ("tag", report.tags)):
        for load in loads:
            for each in fields(Load)[1:]:
                if (kind, each.name) == ("tag", "shared"):
                    continue
                figure = f"{kind}, {each.name.replace('_', ' ')}"
                yield "workload", figure, load.name, report.period.last, getattr(load, each.name)


def _progress(report: ProjectReport) -> Iterator[Row]:
    for day in report.flow.days:
        for name in ("pending", "in_progress", "completed"):
            yield "progress", name.replace("_", " "), "", day.day, getattr(day, name)


def _pace(report: ProjectReport) -> Iterator[Row]:
    for week in report.flow.weeks:
        yield "pace", "completed in week", "", week.first, week.completed
    for kind, percentiles in (("lead time", report.flow.lead), ("cycle time", report.flow.cycle)):
        for level in ("p50", "p85", "p95"):
            value = getattr(percentiles, level)
            yield "pace", f"{kind}, {level[1:]} %", "", report.period.last, "" if value is None else value
    for duration in report.flow.durations:
        name = f"#{duration.number} {duration.title}"
        yield "pace", "lead time, days", name, duration.completed, duration.lead
        if duration.cycle is not None:
            yield "pace", "cycle time, days", name, duration.completed, duration.cycle
    for ageing in report.flow.ageing:
        yield "pace", "age, days", f"#{ageing.number} {ageing.title}", report.period.last, ageing.days


def _forecast(report: ProjectReport) -> Iterator[Row]:
    forecast = report.forecast
    yield "forecast", "open tasks", "", report.period.last, forecast.remaining
    for level, day in ((50, forecast.p50), (85, forecast.p85), (95, forecast.p95)):
        if day:
            yield "forecast", "done by", "", day, level
    if forecast.refusal:
        yield "forecast", "none", "", None, forecast.refusal


def _checklists(details: Details) -> Iterator[Row]:
    for task in details.checklists:
        for each in task.lists:
            for item in each.items:
                state = "done" if item.is_done else "open"
                text = f"#{task.number} {each.title}: {item.text}"
                yield "checklists", state, text, item.due, item.assignee


def _comments(details: Details) -> Iterator[Row]:
    for each in details.comments:
        yield "comments", each.author, f"#{each.number} {each.title}", timezone.localtime(each.at).date(), each.text


def _named(line: TaskLine) -> str:
    return f"#{line.number} {line.title}"
