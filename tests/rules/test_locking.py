import pytest

from boards.rules.locking import LOCKED_FIELDS, Effect, effect_of_move, effect_of_progress, is_locked

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("source", "target", "effect"),
    [
        (False, False, Effect.NONE),
        (False, True, Effect.COMPLETES),
        (True, False, Effect.REOPENS),
        (True, True, Effect.NONE),
    ],
)
def test_move_between_open_and_completed(source, target, effect):
    assert effect_of_move(from_completed=source, to_completed=target) is effect


@pytest.mark.parametrize("progress", [0, 1, 99])
@pytest.mark.parametrize("completed", [True, False])
def test_progress_below_100_has_no_effect(progress, completed):
    assert effect_of_progress(completed=completed, progress=progress) is Effect.NONE


def test_progress_100_completes_once():
    assert effect_of_progress(completed=False, progress=100) is Effect.COMPLETES
    assert effect_of_progress(completed=True, progress=100) is Effect.NONE


@pytest.mark.parametrize("field", sorted(LOCKED_FIELDS))
def test_completed_task_locks_its_fields(field):
    assert is_locked(completed=True, fields={field})
    assert not is_locked(completed=False, fields={field})


@pytest.mark.parametrize("field", ["column", "position", "archived_at", "deleted_at"])
def test_place_archive_and_delete_are_not_locked(field):
    assert not is_locked(completed=True, fields={field})


def test_no_change_is_no_breach():
    assert not is_locked(completed=True, fields=set())


def test_locked_fields_are_those_of_the_design():
    assert {
        "title",
        "description",
        "tags",
        "priority",
        "assignee",
        "other_assignees",
        "due_date",
        "progress",
        "follows_items",
    } == LOCKED_FIELDS
