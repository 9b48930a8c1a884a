"""What is kept of a board is dropped after the commit, and not when nothing was committed."""

import datetime
import zoneinfo

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from boards import cache, events
from boards.exceptions import TaskLocked
from boards.services import projects, tags, tasks
from tests.factories import column_of, fresh, make_project, make_tag, make_task


@pytest.fixture
def board(project, django_capture_on_commit_callbacks):
    """A card, and `kept()`: which columns of its project have a fragment under the key of that moment."""
    task = make_task(project=project)
    day = project.owner.today()
    keys = {
        column.status: cache.column_key(column.project.epoch, column.pk, column.revision, day)
        for column in project.columns.all()
    }
    menus = cache.menus_key(project.epoch, project.pk, fresh(project).revision)
    caches["fragments"].set_many(dict.fromkeys([*keys.values(), menus], "<li>"))

    def kept():
        found = caches["fragments"].get_many(keys.values())
        return {status for status, key in keys.items() if key in found}

    def run(call, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            return call(**arguments)

    return {"task": task, "kept": kept, "run": run, "menus": menus, "actor": project.owner}


EVERY = {"pending", "in_progress", "completed"}


def test_a_move_drops_two_columns(board, project):
    target = column_of(project=project, status="in_progress")
    board["run"](tasks.move, task=board["task"], column_id=target.pk, actor=board["actor"])
    assert board["kept"]() == {"completed"}


def test_a_change_drops_its_column_and_the_menus(board):
    board["run"](tasks.update, task=board["task"], changed={"title": "x"}, seen_version=None, actor=board["actor"])
    assert board["kept"]() == {"in_progress", "completed"}
    assert caches["fragments"].get(board["menus"]) is None


def test_a_tag_drops_all(board, project, django_capture_on_commit_callbacks):
    tag = make_tag(project=project)
    for column in project.columns.all():
        caches["fragments"].set(
            cache.column_key(column.project.epoch, column.pk, column.revision, project.owner.today()), "<li>"
        )
    board["run"](tags.delete, tag=tag, actor=board["actor"])
    assert board["kept"]() == set()


def test_a_project_drops_no_column(board, project):
    board["run"](projects.update, project=project, changed={"title": "x"}, seen_version=None, actor=board["actor"])
    assert board["kept"]() == EVERY


def test_nothing_is_dropped_before_the_commit(board, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        tasks.complete(task=board["task"], actor=board["actor"])
    assert board["kept"]() == EVERY


def test_nothing_is_dropped_on_a_rollback(board, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        tasks.complete(task=board["task"], actor=board["actor"])
        transaction.set_rollback(True)
    assert board["kept"]() == EVERY


def test_nothing_is_dropped_on_a_refusal(board, project, django_capture_on_commit_callbacks):
    done = make_task(project=project, column=column_of(project=project, status="completed"))
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(TaskLocked):
        tasks.update(task=done, changed={"title": "x"}, seen_version=None, actor=board["actor"])
    assert "in_progress" in board["kept"]()


@pytest.mark.parametrize("hour", range(24))
def test_the_days_of_every_zone_and_every_language_are_dropped(monkeypatch, hour):
    dropped, now = [], datetime.datetime(2026, 7, 1, hour, 30, tzinfo=datetime.UTC)
    days = {now.astimezone(zoneinfo.ZoneInfo(name)).date() for name in zoneinfo.available_timezones()}
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(type(caches["fragments"]), "delete_many", lambda _self, keys, **_rest: dropped.extend(keys))
    with override_settings(LANGUAGES=[("en", "English"), ("de", "Deutsch")]):
        cache.drop(iter([(3, 7), (4, 8)]), 1, "epoch", 9)
    columns = [key for key in dropped if key.startswith("column:")]
    assert {key.split(":")[-3] for key in columns} >= {day.isoformat() for day in days}
    assert len(columns) == len(set(columns)) in (2 * 2 * 2, 2 * 3 * 2)
    assert sum(":de:" in key for key in columns) == sum(key.endswith(":3:7") for key in columns) == len(columns) / 2


def failing(event):
    raise RuntimeError(f"no {event.kind}")


def test_a_reaction_that_fails_spares_the_others(project, monkeypatch, caplog, django_capture_on_commit_callbacks):
    heard = []
    monkeypatch.setattr(events, "_subscribers", [failing, heard.append])
    with django_capture_on_commit_callbacks(execute=True):
        make_task(project=project)
    assert [event.kind for event in heard] == ["task.created"]


@pytest.mark.django_db(transaction=True)
def test_a_reaction_that_fails_spares_the_caller_and_is_logged(monkeypatch, caplog):
    heard = []
    monkeypatch.setattr(events, "_subscribers", [failing, heard.append])
    project = make_project()
    assert make_task(project=project).pk
    assert [event.kind for event in heard] == ["project.created", "task.created"]
    assert "RuntimeError" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_reaction_sees_what_was_committed(monkeypatch):
    seen = []
    project = make_project()
    monkeypatch.setattr(
        events, "_subscribers", [lambda event: seen.append(fresh(project).revision == event.project_revision)]
    )
    tasks.complete(task=make_task(project=project), actor=project.owner)
    assert seen == [True, True]


def test_subscribing_twice_counts_once(monkeypatch):
    monkeypatch.setattr(events, "_subscribers", [])
    events.subscribe(failing)
    events.subscribe(failing)
    assert events._subscribers == [failing]


def test_fragments_that_are_missing_are_rendered_together(project):
    wanted, calls = list(project.columns.all()), []

    def render(columns):
        calls.append([column.pk for column in columns])
        return {column.pk: f"<li>{column.pk}" for column in columns}

    today = project.owner.today()
    first = cache.columns(wanted[:1], today, render)
    every = cache.columns(wanted, today, render)
    again = cache.columns(wanted, today, render)
    assert calls == [[wanted[0].pk], [column.pk for column in wanted[1:]]]
    assert first.items() <= every.items()
    assert every == again == {column.pk: f"<li>{column.pk}" for column in wanted}


def test_a_new_revision_a_new_day_a_new_release_and_a_restored_backup_are_other_keys(project):
    column, today = column_of(project=project), project.owner.today()
    keys = {cache.column_key(column.project.epoch, column.pk, revision, today) for revision in (1, 2)}
    keys.add(cache.column_key(column.project.epoch, column.pk, 1, today.replace(year=today.year + 1)))
    with override_settings(RELEASE="next"):
        keys.add(cache.column_key(column.project.epoch, column.pk, 1, today))
    keys.add(cache.column_key("another", column.pk, 1, today))
    assert len(keys) == 5


def test_menus_are_loaded_once_for_a_revision(project):
    calls = []

    def load():
        calls.append(project.revision)
        return ("tags", "people")

    assert cache.menus(project, load) == cache.menus(project, load) == ("tags", "people")
    project.revision += 1
    cache.menus(project, load)
    assert calls == [project.revision - 1, project.revision]


def test_what_is_made_of_parts_is_written_together_with_them(project, monkeypatch):
    written, kept = [], caches["fragments"]
    set_many = kept.set_many
    monkeypatch.setattr(kept, "set_many", lambda data, *rest: written.append(set(data)) or set_many(data, *rest))
    lanes, today = list(project.columns.all()), project.owner.today()

    def made():
        menus = cache.menus(project, lambda: "menus")
        return menus, cache.columns(lanes, today, lambda some: {each.pk: "<li>" for each in some})

    assert cache.pieces({"parts": "a-board"}, {"parts": made})["parts"][0] == "menus"
    assert len(written) == 1 and len(written[0]) == 2 + len(lanes)
    assert cache.menus(project, lambda: "others") == "menus"


def test_what_fails_halfway_leaves_nothing_behind(project):
    def failing():
        cache.menus(project, lambda: "menus")
        raise RuntimeError("no board")

    with pytest.raises(RuntimeError):
        cache.pieces({"parts": "a-board"}, {"parts": failing})
    assert cache.menus(project, lambda: "others") == "others"
    assert cache.menus(project, lambda: "more") == "others"
