"""What a calendar is told of tasks: each value held against what the library reads and writes itself."""

import datetime

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.calendars import rendering
from boards.calendars.queries import DueTask
from boards.models import CalendarFeed, Project
from boards.rules.calendar_texts import MOST_OCTETS, content_line, escaped
from tests.calendars.steps import tasks_of

MADE, CHANGED = (datetime.datetime(2026, 11, day, 9, 30, 15, 99, tzinfo=datetime.UTC) for day in (1, 20))
TASK = DueTask(
    pk=7,
    project_title="Launch",
    number=12,
    title="Write the texts",
    description="For the *landing* page",
    due_date=datetime.date(2026, 11, 30),
    priority=2,
    progress=40,
    status="in_progress",
    column="Doing",
    assignee="Ana",
    version=3,
    created_at=MADE,
    updated_at=CHANGED,
    completed_at=None,
    tags=("copy", "design"),
)


def written(*tasks, shows="both", project=True) -> bytes:
    feed = CalendarFeed(pk=1, user_id=4, shows=shows, project=Project(pk=9, title="Launch") if project else None)
    return rendering.calendar(feed, tasks)


def parsed(*tasks, **options) -> list:
    return icalendar.Calendar.from_ical(written(*tasks, **options)).subcomponents


def test_event_of_a_whole_day_keeps_nobody_busy():
    (event,) = parsed(TASK, shows="events")
    assert event.name == "VEVENT"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (TASK.due_date, TASK.due_date + datetime.timedelta(1))
    assert event["dtstart"].params["VALUE"] == event["dtend"].params["VALUE"] == "DATE"
    assert (event["transp"], event["status"], event["uid"]) == ("TRANSPARENT", "CONFIRMED", "task-7@testserver")
    assert event["summary"] == "Write the texts · Launch"
    assert event["description"] == "#12 · Doing · Ana\n\nFor the *landing* page\n\nhttp://testserver/tasks/7/"
    assert event["url"] == "http://testserver/tasks/7/"
    assert event["categories"].cats == ["copy", "design"]
    assert (event["sequence"], event["priority"]) == (3, 5)


def test_moments_are_those_of_the_task_so_that_nothing_changes_by_itself():
    (event,) = parsed(TASK, shows="events")
    changed, made = CHANGED.replace(microsecond=0), MADE.replace(microsecond=0)
    assert event.decoded("dtstamp") == event.decoded("last-modified") == changed
    assert event.decoded("created") == made
    assert written(TASK) == written(TASK)


def test_todo():
    (todo,) = parsed(TASK, shows="todos")
    assert todo.name == "VTODO"
    assert (todo.decoded("due"), todo["due"].params["VALUE"]) == (TASK.due_date, "DATE")
    assert (todo["status"], todo["percent-complete"], todo["uid"]) == ("IN-PROCESS", 40, "todo-7@testserver")
    assert "completed" not in todo


def test_completed_ones_are_marked():
    done = TASK._replace(completed_at=CHANGED, status="completed", progress=100)
    event, todo = parsed(done)
    assert event["summary"] == todo["summary"] == "✓ Write the texts · Launch"
    assert (event["status"], todo["status"], todo["percent-complete"]) == ("CONFIRMED", "COMPLETED", 100)
    assert todo.decoded("completed") == CHANGED.replace(microsecond=0)


@pytest.mark.parametrize(("ours", "theirs"), [(0, 0), (1, 9), (2, 5), (3, 3), (4, 1), (999, 1)])
def test_priority(ours, theirs):
    (event,) = parsed(TASK._replace(priority=ours), shows="events")
    assert event["priority"] == theirs


def test_calendar_names_itself_and_says_how_often_to_ask():
    (calendar,) = icalendar.Calendar.from_ical(written(), multiple=True)
    assert (calendar["x-wr-calname"], calendar["name"], calendar["url"]) == (
        "Launch",
        "Launch",
        "http://testserver/projects/9/",
    )
    assert calendar.decoded("refresh-interval") == datetime.timedelta(hours=1)
    assert calendar["refresh-interval"].params["VALUE"] == "DURATION"
    assert calendar["x-published-ttl"] == "PT1H"
    assert calendar["color"] in dict(rendering.COLOURS)
    assert "METHOD" not in calendar
    assert icalendar.Calendar.from_ical(written(project=False))["name"] == "My tasks"


def test_last_of_all_days_has_no_day_after():
    (event,) = parsed(TASK._replace(due_date=datetime.date.max), shows="events")
    assert "dtend" not in event
    assert event.decoded("dtstart") == datetime.date.max


def test_first_of_all_days():
    (event,) = parsed(TASK._replace(due_date=datetime.date.min), shows="events")
    assert event.decoded("dtstart") == datetime.date.min


def test_long_description_ends_where_the_link_begins():
    (event,) = parsed(TASK._replace(description="x" * 1001), shows="events")
    assert "x" * 1000 + "…\n\nhttp" in event["description"]


@pytest.mark.parametrize("text", ["計画を立てる" * 60, "👩‍👩‍👧" * 40, "a,b;c\\d\\Nope: \\n" * 20, "\\" * 400, "é" * 37])
def test_texts_come_back_from_both_readers(text):
    content = written(TASK._replace(title=text, description=text, tags=(text, "x")), shows="events")
    (own,) = tasks_of(content)
    (event,) = icalendar.Calendar.from_ical(content).subcomponents
    assert own["SUMMARY"] == event["summary"] == f"{text} · Launch"
    assert text in own["DESCRIPTION"] and text in event["description"]
    assert event["categories"].cats == [text, "x"]


def test_hostile_texts_come_back_without_control_characters(hostile_texts):
    for text in hostile_texts:
        title = "".join(one for one in text if not "\ud800" <= one <= "\udfff")
        content = written(TASK._replace(title=title, description=title, tags=(title,)), shows="both")
        wanted = rendering.escaped_line(f"{title} · Launch")
        for component in tasks_of(content):
            assert rendering.escaped_line(component["SUMMARY"]) == wanted
        assert len(icalendar.Calendar.from_ical(content).subcomponents) == 2


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_lines_are_folded_between_characters_and_escapes(text):
    line = content_line("SUMMARY", escaped(text))
    parts = line.encode().split(b"\r\n")
    assert all(len(part) <= MOST_OCTETS and part.decode() for part in parts)
    assert all(part.startswith(b" ") for part in parts[1:])
    assert line.replace("\r\n ", "") == f"SUMMARY:{escaped(text)}"
    assert all((len(part) - len(part.rstrip(b"\\"))) % 2 == 0 for part in parts)


@pytest.mark.parametrize("done", [None, CHANGED])
@pytest.mark.parametrize("tags", [(), ("copy", "a, b; c")])
def test_what_is_put_in_is_what_the_library_writes(done, tags):
    task = TASK._replace(completed_at=done, tags=tags, title="Комментарии, „да“; \\ и так далее", priority=4)
    text = written(task).decode().replace("\r\n ", "")
    for is_event in (True, False):
        assert as_the_library_writes(task, is_event=is_event).replace("\r\n ", "") in text


def as_the_library_writes(task: DueTask, *, is_event: bool) -> str:
    """A component built with the library from the task alone."""
    made = icalendar.Event() if is_event else icalendar.Todo()
    made.add("uid", f"{'task' if is_event else 'todo'}-{task.pk}@testserver")
    made.add("dtstamp", task.updated_at)
    made.add("created", task.created_at)
    made.add("last-modified", task.updated_at)
    made.add("sequence", task.version)
    if is_event:
        made.add("dtstart", task.due_date)
        made.add("dtend", task.due_date + datetime.timedelta(days=1))
        made.add("status", "CONFIRMED")
        made.add("transp", "TRANSPARENT")
    else:
        made.add("due", task.due_date)
        made.add("percent-complete", task.progress)
        made.add("status", "COMPLETED" if task.completed_at and task.status == "completed" else "IN-PROCESS")
    made.add("summary", ("✓ " if task.completed_at else "") + f"{task.title} · {task.project_title}")
    made.add("description", f"#12 · Doing · Ana\n\n{task.description}\n\nhttp://testserver/tasks/7/")
    made.add("url", "http://testserver/tasks/7/")
    if task.tags:
        made.add("categories", list(task.tags))
    made.add("priority", 1)
    if task.completed_at and not is_event:
        made.add("completed", task.completed_at)
    return made.to_ical(sorted=False).decode()
