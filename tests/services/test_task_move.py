import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.exceptions import BadMove, InvalidInput, NotFound, ProjectArchived, TaskArchived
from boards.models import Task
from boards.rules import ordering
from boards.services import positions, projects, tasks
from tests.factories import column_of, fresh, make_column, make_project, make_task, make_tasks, make_user
from tests.watching import latest, nothing_written, one_revision, statements_in


def move(task, column, actor, after=None, left=None):
    return tasks.move(
        task=task,
        column_id=column.pk,
        after_id=after.pk if after else None,
        left_id=left.pk if left else None,
        actor=actor,
    )


def titles(column):
    return [task.title for task in column.tasks.on_board().in_order()]


@pytest.fixture
def cards(project, pending):
    return [make_task(project=project, column=pending, title=title) for title in "abcd"]


def test_below_a_neighbour(cards, project, member, pending):
    with one_revision(project, pending):
        moved = move(cards[0], pending, member, after=cards[2], left=pending)
    assert titles(pending) == ["b", "c", "a", "d"]
    assert not moved.neighbour_gone
    assert [column.pk for column in moved.columns] == [pending.pk]


def test_below_the_last(cards, member, pending):
    move(cards[0], pending, member, after=cards[3])
    assert titles(pending) == ["b", "c", "d", "a"]


def test_without_a_neighbour_on_top(cards, member, pending):
    move(cards[2], pending, member)
    assert titles(pending) == ["c", "a", "b", "d"]


def test_into_another_column(cards, project, member, pending, doing):
    with one_revision(project, pending, doing):
        moved = move(cards[1], doing, member, left=pending)
    assert titles(pending) == ["a", "c", "d"]
    assert titles(doing) == ["b"]
    assert {column.pk for column in moved.columns} == {pending.pk, doing.pk}
    assert {column.revision for column in moved.columns} == {fresh(project).revision}


def test_only_the_card_is_written(cards, member, pending):
    others = [fresh(task).position for task in cards[1:]]
    move(cards[0], pending, member, after=cards[1])
    assert [fresh(task).position for task in cards[1:]] == others


def test_version_rises_with_the_column_and_not_with_the_order(cards, project, member, pending, doing):
    move(cards[0], pending, member, after=cards[3])
    assert fresh(cards[0]).version == 1
    assert set(latest(project).changes) == {"position"}
    move(cards[0], doing, member)
    assert fresh(cards[0]).version == 2
    assert latest(project).changes["column"] == [
        {"id": pending.pk, "name": "Pending"},
        {"id": doing.pk, "name": "In progress"},
    ]
    assert latest(project).kind == "task.moved"


@pytest.mark.parametrize(("index", "after"), [(0, None), (1, 0), (3, 2), (2, 2)])
def test_dropped_where_it_was_writes_nothing(cards, project, member, pending, index, after):
    with nothing_written(project):
        moved = move(cards[index], pending, member, after=None if after is None else cards[after], left=pending)
    assert moved.activity_id is None
    assert [column.pk for column in moved.columns] == [pending.pk]


def test_card_dropped_after_itself_in_another_column_goes_to_its_end(cards, project, member, doing):
    make_task(project=project, column=doing, title="x")
    assert move(cards[0], doing, member, after=cards[0]).neighbour_gone
    assert titles(doing) == ["x", "a"]


@pytest.mark.parametrize("vanish", ["move", "archive", "delete"])
def test_neighbour_gone_means_the_end_of_the_column(cards, project, member, owner, pending, doing, vanish):
    make_task(project=project, column=doing, title="x")
    neighbour = make_task(project=project, column=doing, title="y")
    if vanish == "move":
        move(neighbour, pending, owner)
    else:
        getattr(tasks, vanish)(task=neighbour, actor=owner)
    moved = move(cards[0], doing, member, after=neighbour, left=pending)
    assert moved.neighbour_gone
    assert titles(doing)[:2] == ["x", "a"]


def test_neighbour_that_never_was(cards, member, pending):
    assert tasks.move(task=cards[0], column_id=pending.pk, after_id=10**17, actor=member).neighbour_gone
    assert titles(pending) == ["b", "c", "d", "a"]


def test_last_card_whose_neighbour_is_gone_stays(cards, project, member, pending):
    with nothing_written(project):
        assert tasks.move(task=cards[3], column_id=pending.pk, after_id=10**17, actor=member).neighbour_gone


def test_moved_elsewhere_meanwhile_is_refused_with_the_column(cards, project, owner, member, pending, doing, done):
    move(cards[0], done, owner)
    with nothing_written(project), pytest.raises(BadMove) as caught:
        move(cards[0], doing, member, left=pending)
    assert "Completed" in caught.value.sentence


def test_reordered_meanwhile_is_fine(cards, owner, member, pending, doing):
    move(cards[0], pending, owner, after=cards[3])
    move(cards[0], doing, member, left=pending)
    assert titles(doing) == ["a"]


def test_column_of_another_project_is_refused(cards, project, member):
    other = column_of(project=make_project(owner=make_user(name="else")))
    with nothing_written(project), pytest.raises(InvalidInput) as caught:
        move(cards[0], other, member)
    assert caught.value.field == "column"


def test_archived_card_is_not_moved(cards, project, owner, doing):
    tasks.archive(task=cards[0], actor=owner)
    with nothing_written(project), pytest.raises(TaskArchived):
        move(cards[0], doing, owner)


def test_deleted_card_is_not_found(cards, owner, doing):
    tasks.delete(task=cards[0], actor=owner)
    with pytest.raises(NotFound):
        move(cards[0], doing, owner)


def test_archived_project_has_no_moves(cards, project, owner, doing):
    projects.archive(project=project, actor=owner)
    with nothing_written(project), pytest.raises(ProjectArchived):
        move(cards[0], doing, owner)


def test_into_a_completed_column_completes(cards, project, member, pending, done):
    with one_revision(project, pending, done):
        moved = move(cards[0], done, member, left=pending)
    row = fresh(cards[0])
    assert (row.progress, row.version) == (100, 2)
    assert row.completed_at
    assert latest(project).kind == "task.completed"
    assert moved.activity_id == latest(project).pk
    assert fresh(project).progress == 25


def test_within_completed_columns_stays_completed(cards, project, owner, done):
    shipped = make_column(project=project, name="Shipped", status="completed")
    move(cards[0], done, owner)
    move(cards[1], done, owner)
    since = fresh(cards[0]).completed_at
    move(cards[0], done, owner)
    move(cards[0], shipped, owner)
    row = fresh(cards[0])
    assert (row.column, row.progress, row.completed_at) == (shipped, 100, since)
    assert latest(project).kind == "task.moved"


def test_out_of_a_completed_column_reopens_with_the_progress_from_before(project, owner, doing, done):
    task = make_task(project=project, progress=70)
    move(task, done, owner)
    move(task, doing, owner)
    row = fresh(task)
    assert (row.column, row.progress, row.completed_at) == (doing, 70, None)
    assert latest(project).kind == "task.reopened"
    assert fresh(project).progress == 70


def test_task_born_completed_reopens_at_nothing(project, owner, doing, done):
    task = make_task(project=project, column=done)
    move(task, doing, owner)
    assert fresh(task).progress == 0


def test_equal_positions_hide_no_card(cards, member, pending):
    Task.objects.filter(column=pending).update(position="i")
    for step, task in enumerate([*cards, *reversed(cards)]):
        after = cards[(step * 3) % 4]
        move(task, pending, member, after=after if after != task else None)
        assert sorted(titles(pending)) == list("abcd")


@pytest.mark.parametrize("neighbour", range(1, 4))
def test_below_the_right_one_of_equals(cards, member, pending, neighbour):
    Task.objects.filter(column=pending).update(position="i")
    expected = ["b", "c", "d"]
    expected.insert(neighbour, "a")
    move(cards[0], pending, member, after=cards[neighbour])
    assert titles(pending) == expected


def test_among_equals_the_card_itself_is_no_obstacle(cards, member, pending):
    Task.objects.filter(column=pending).update(position="i")
    move(cards[2], pending, member, after=cards[0])
    assert titles(pending) == ["a", "c", "b", "d"]


def test_used_up_positions_are_spaced_again(cards, project, member, pending):
    low, high = "a" * ordering.LONGEST, "a" * (ordering.LONGEST - 1) + "b"
    for task, place in zip(cards, [low, high, "x", "y"], strict=True):
        Task.objects.filter(pk=task.pk).update(position=place)
    move(cards[3], pending, member, after=cards[0])
    assert titles(pending) == ["a", "d", "b", "c"]
    assert all(len(task.position) <= ordering.WIDTH for task in pending.tasks.all())


@pytest.mark.parametrize("top", [True, False])
def test_used_up_end_is_spaced_again(cards, project, member, pending, doing, top):
    edge = "0" * 39 + "1" if top else "z" * 40
    Task.objects.filter(pk=cards[0 if top else 3].pk).update(position=edge)
    mover = make_task(project=project, column=doing, title="m")
    move(mover, pending, member, after=None if top else cards[3])
    assert titles(pending) == (["m", *"abcd"] if top else [*"abcd", "m"])


def test_hundreds_of_drops_at_one_spot_keep_the_order(cards, member, pending):
    a, _b, c, d = cards
    for step in range(300):
        move((c, d)[step % 2], pending, member, after=a)
        assert titles(pending)[:2] == ["a", "cd"[step % 2]]
        assert sorted(titles(pending)) == list("abcd")
    assert max(len(task.position) for task in pending.tasks.all()) <= ordering.LONGEST


def test_cards_off_the_board_keep_their_place_when_spaced_again(cards, owner, pending):
    tasks.archive(task=cards[1], actor=owner)
    positions.respace(pending)
    tasks.restore(task=cards[1], actor=owner)
    assert sorted(titles(pending)) == list("abcd")


def test_many_at_the_end_of_a_column_that_is_used_up(cards, pending):
    Task.objects.filter(pk=cards[3].pk).update(position="z" * 40)
    places = positions.many_at_end(pending, 3)
    present = [task.position for task in pending.tasks.in_order()]
    assert present[-1] < places[0] < places[1] < places[2]
    assert len(set(present)) == 4


def test_published_with_both_columns(cards, member, pending, doing, heard):
    before = {column.pk: fresh(column).revision for column in (pending, doing)}
    (event,) = heard(tasks.move, task=cards[0], column_id=doing.pk, actor=member)
    assert (event.kind, event.task_id) == ("task.moved", cards[0].pk)
    assert dict(event.columns) == before


def statements(call):
    """How many a service sends, without the marks of the transaction around it."""
    return statements_in(messages(call))


def messages(call):
    """In how many messages: PostgreSQL gets several statements in one."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]


@pytest.fixture
def board(project, request):
    """A middle card of a column of so many cards."""
    count = request.param
    return make_tasks(project=project, count=count)


def counted(board, member, columns):
    pending, doing, done = columns
    middle = board[len(board) // 2]
    last = board[-1]
    return {
        "reorder": len(statements(lambda: move(middle, pending, member, after=board[1], left=pending))),
        "top": len(statements(lambda: move(middle, pending, member))),
        "across": len(statements(lambda: move(middle, doing, member, left=pending))),
        "back": len(statements(lambda: move(middle, pending, member, after=last, left=doing))),
        "complete": len(statements(lambda: move(middle, done, member))),
        "reopen": len(statements(lambda: move(middle, doing, member))),
    }


EXPECTED = {"reorder": 8, "top": 8, "across": 8, "back": 8, "complete": 9, "reopen": 10}


@pytest.mark.parametrize("board", [10, 5000], indirect=True)
def test_statements_are_as_few_at_10_as_at_5000_cards(board, member, pending, doing, done):
    assert counted(board, member, (pending, doing, done)) == EXPECTED


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no way there and back")
@pytest.mark.parametrize("board", [10], indirect=True)
def test_lock_is_held_for_two_messages_and_one_more_to_read_the_past(board, member, pending, doing, done):
    middle = board[5]
    assert len(messages(lambda: move(middle, doing, member, left=pending))) == 2
    assert len(messages(lambda: move(middle, done, member))) == 2
    assert len(messages(lambda: move(middle, doing, member))) == 3


@pytest.mark.parametrize("board", [10, 5000], indirect=True)
def test_rows_written_are_as_few_at_10_as_at_5000_cards(board, project, member, pending, doing):
    def rows():
        return set(Task.objects.values_list("pk", "column", "position", "version", "updated_at"))

    before = rows()
    sent = statements(lambda: move(board[5], doing, member, left=pending))
    assert len(before - rows()) == 1
    assert [sql.split()[0] for sql in sent if not sql.startswith("SELECT")] == ["UPDATE", "UPDATE", "UPDATE", "INSERT"]
