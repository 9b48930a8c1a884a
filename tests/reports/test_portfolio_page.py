"""The portfolio, and the page that says what figures mean."""

import datetime

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Project
from boards.reports import portfolio
from boards.services import projects, tasks
from boards.services.bulk_creation import TaskDraft, create_tasks
from tests.factories import column_of, fresh, make_project, make_task
from tests.reports.conftest import report_of


def test_own_and_public_projects_are_shown(client_of, outsider, project):
    make_project(owner=project.owner, title="For everybody", visibility="public")
    make_project(owner=outsider, title="My own")
    page = client_of(outsider).get("/portfolio/").text
    assert "For everybody" in page
    assert "My own" in page
    assert "Launch" not in page


def test_archived_and_deleted_projects_are_left_out(client_of, owner, project):
    projects.archive(project=make_project(owner=owner, title="Put away"), actor=owner)
    projects.delete(project=make_project(owner=owner, title="Thrown away"), actor=owner)
    page = client_of(owner).get("/portfolio/").text
    assert "Launch" in page
    assert "away" not in page


def test_nothing_to_show_offers_the_first_step(client_of, outsider):
    page = client_of(outsider).get("/portfolio/").text
    assert "No projects yet" in page
    assert "/projects/new/" in page


def test_queries_do_not_grow_with_projects(owner):
    counts = []
    for _ in range(2):
        for number in range(3):
            make_task(project=make_project(owner=owner, title=f"Project {number}"))
        with CaptureQueriesContext(connection) as found:
            portfolio.lines(owner)
        counts.append(len(found))
    assert counts == [3, 3]


def test_forecasts_are_looked_up_and_kept_together(owner, monkeypatch):
    for number in range(4):
        make_task(project=make_project(owner=owner, title=f"Project {number}"))
    asked, kept, worked_out = [], [], []
    store = caches["fragments"]
    get_many, set_many, forecast = store.get_many, store.set_many, portfolio.forecast
    monkeypatch.setattr(store, "get_many", lambda keys, *more: asked.append(len(keys)) or get_many(keys, *more))
    monkeypatch.setattr(store, "set_many", lambda data, *more: kept.append(len(data)) or set_many(data, *more))
    monkeypatch.setattr(portfolio, "forecast", lambda *args, **more: worked_out.append(1) or forecast(*args, **more))
    first = portfolio.lines(owner)
    assert (asked, kept, len(worked_out)) == ([4], [4], 4)
    assert portfolio.lines(owner) == first
    make_task(project=Project.objects.get(pk=first[0].pk))
    assert len(portfolio.lines(owner)) == 4
    assert (asked, kept, len(worked_out)) == ([4, 4, 4], [4, 1], 5)


@pytest.fixture
def lively(clock, owner):
    """Thirty days in which two tasks a week were completed; three are open, one of them late."""
    project = make_project(owner=owner, title="Lively", finish_date=datetime.date(2026, 4, 30))
    clock.to(31, hour=12)
    drafts = [
        TaskDraft(
            title=f"Done {day}",
            column=column_of(project=project, status="completed"),
            created_at=clock.now.replace(day=1),
            completed_at=clock.now.replace(day=day),
        )
        for day in range(3, 31, 4)
    ]
    create_tasks(project=project, drafts=drafts, actor=owner)
    make_task(project=project, due_date=datetime.date(2026, 3, 30))
    for number in (1, 2):
        make_task(project=project, title=f"Open {number}")
    return project


def test_line_of_a_project(lively, owner):
    (line,) = portfolio.lines(owner)
    assert (line.progress, line.total, line.open, line.overdue, line.is_late) == (70, 10, 3, 1, False)
    # Seven days each, up to the 31st: 3, 7 | 11, 15 | 19, 23 | 27 of March.
    assert line.weeks == (0, 0, 0, 1, 1, 2, 2, 1)
    assert line.recent == 7


def test_forecast_is_that_of_the_report(lively, owner):
    (line,) = portfolio.lines(owner)
    assert line.forecast == report_of(lively, reader=owner).forecast
    assert line.forecast.p50 is not None


def test_forecast_is_that_of_the_report_whatever_was_deleted(lively, owner, clock):
    for task in lively.tasks.filter(title__in=["Done 3", "Done 7", "Open 2"]):
        tasks.delete(task=task, actor=owner)
    # Made long after the others, so that nothing older than the oldest is left.
    young = make_project(owner=owner, title="Young")
    deleted, kept = make_task(project=young), make_task(project=young)
    clock.to(14, month=5)
    tasks.delete(task=deleted, actor=owner)
    tasks.archive(task=kept, actor=owner)
    for line, project in zip(portfolio.lines(owner), (lively, young), strict=True):
        assert line.forecast == report_of(project, reader=owner).forecast


@pytest.mark.parametrize("oldest", [1, 20])
def test_days_before_the_oldest_task_that_is_left_do_not_count(clock, owner, oldest):
    project = make_project(owner=owner)
    clock.to(31)
    done = column_of(project=project, status="completed")
    moments = [clock.now.replace(day=1), *(clock.now.replace(day=oldest + step) for step in range(6))]
    drafts = [TaskDraft(title="Done", column=done, created_at=at, completed_at=at) for at in moments]
    first, *_others = create_tasks(project=project, drafts=drafts, actor=owner)
    make_task(project=project)
    tasks.delete(task=fresh(first), actor=owner)
    (line,) = portfolio.lines(owner)
    # The days from the oldest to yesterday.
    assert line.forecast.days == 31 - oldest
    assert line.forecast == report_of(project, reader=owner).forecast


def test_forecast_stays_the_same_with_the_readers_zone(lively, owner):
    for zone in ("Pacific/Auckland", "America/Los_Angeles"):
        owner.time_zone = zone
        (line,) = portfolio.lines(owner)
        assert line.forecast == report_of(lively, reader=owner).forecast


def test_a_completed_project_is_not_late(lively, owner, clock):
    clock.to(2, month=5)
    assert portfolio.lines(owner)[0].is_late
    for task in lively.tasks.filter(completed_at=None):
        tasks.complete(task=task, actor=owner)
    assert not portfolio.lines(owner)[0].is_late


def test_definitions_name_their_sources(client_of, outsider):
    page = client_of(outsider).get("/portfolio/definitions/").text
    assert "Vacanti" in page
    assert "Little" in page


def test_definitions_say_what_becomes_of_what_was_taken_back(client_of, outsider):
    page = client_of(outsider).get("/portfolio/definitions/").content.decode()
    for words in ("What was undone never happened", "has not begun", "begins anew", "completed in the days until"):
        assert words in page
