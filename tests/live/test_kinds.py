"""Every kind of change, by what another connection is told of it and what it is then brought.

A new kind without a row in `tests/live/kinds.py` fails.
"""

import pytest

from boards.models import Kind
from tests.drills import seen
from tests.factories import fresh
from tests.live.conftest import frame_of
from tests.live.kinds import ROWS, World

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_kind_has_a_row():
    assert set(ROWS) == set(Kind)


def test_every_kind_is_timed_between_two_browsers():
    assert set().union(*seen.STEPS.values()) == set(Kind)


@pytest.mark.parametrize("kind", [kind for kind in ROWS if ROWS[kind].brings in ("cards", "board")])
def test_change_is_told_and_brought(board, client_of, project, owner, member, kind):
    row, world = ROWS[kind], World(project, owner, member)
    row.before(world)
    client = client_of(member)
    seen = client.get(f"/projects/{project.pk}/")
    before, mark = fresh(project).revision, frame_of(seen)
    there = board(member, client=client)
    named_columns, named_tasks = row.change(world)
    now = fresh(project).revision
    columns, tasks = set(), set()

    def all_is_told(message):
        """A change may be told in two messages of one revision, or in one that names none because they are many."""
        columns.update(named_columns if message["columns"] is None else message["columns"])
        tasks.update(named_tasks if message["tasks"] is None else message["tasks"])
        return message["revision"] == now and columns >= named_columns and tasks >= named_tasks

    assert now > before
    there.until("changed", all_is_told)
    answer = client.get(f"/projects/{project.pk}/changes/", {"since": before, "frame": mark})
    assert answer.status_code == 200 and answer["X-Revision"] == str(now)
    assert ('hx-target="#board"' in answer.text) == (row.brings == "board")
    assert row.shows in answer.text
    again = client.get(f"/projects/{project.pk}/changes/", {"since": now, "frame": answer["X-Frame"]})
    assert again.status_code == 204


@pytest.mark.parametrize("kind", [kind for kind in ROWS if ROWS[kind].brings == "end"])
def test_change_ends_it(board, project, owner, member, kind):
    there, world = board(member), World(project, owner, member)
    ROWS[kind].change(world)
    assert there.end() == 4404


@pytest.mark.parametrize("kind", [kind for kind in ROWS if ROWS[kind].brings == "nothing"])
def test_change_concerns_nobody_here(board, project, owner, member, kind):
    world = World(project, owner, member)
    there = board(member)
    ROWS[kind].change(world)
    assert there.hears_nothing("changed", "gone")
