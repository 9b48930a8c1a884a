import pytest

from boards.exceptions import InvalidInput, NotFound, ProjectArchived, RuleBroken
from boards.models import Column
from boards.services import columns, projects, tasks, undo
from boards.services.columns import MOST_COLUMNS
from tests.factories import column_of, fresh, make_column, make_project, make_task, make_tasks, make_user
from tests.watching import latest, nothing_written, one_revision


def names(project):
    return [column.name for column in project.columns.all()]


def test_new_column_stands_before_the_completed_ones(project, admin):
    with one_revision(project):
        column = columns.create(project=project, name=" Review ", status="in_progress", wip_limit=3, actor=admin)
    assert names(project) == ["Pending", "In progress", "Review", "Completed"]
    assert (column.wip_limit, fresh(column).revision) == (3, fresh(project).revision)
    assert latest(project).changes == {
        "column": [None, {"id": column.pk, "name": "Review"}],
        "status": [None, "in_progress"],
    }


def test_new_completed_column_stands_last(project):
    make_column(project=project, name="Shipped", status="completed")
    assert names(project)[-1] == "Shipped"


def test_board_is_full_some_time(project):
    for number in range(MOST_COLUMNS - 3):
        make_column(project=project, name=str(number))
    with nothing_written(project), pytest.raises(RuleBroken):
        make_column(project=project, name="One more")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name", {"name": ""}),
        ("name", {"name": "x" * 51}),
        ("name", {"name": "a\nb"}),
        ("status", {"status": "doing"}),
        ("wip_limit", {"wip_limit": 0}),
        ("wip_limit", {"wip_limit": 10_000}),
    ],
)
def test_bad_value_is_refused_by_name(project, admin, doing, field, values):
    good = {"name": "New", "status": "in_progress", "wip_limit": 1}
    for call, about in ((columns.create, {"project": project}), (columns.update, {"column": doing})):
        with nothing_written(project), pytest.raises(InvalidInput) as caught:
            call(**about, **good | values, actor=admin)
        assert caught.value.field == field


@pytest.mark.parametrize("name", ["Pending", "PENDING", " pending ", "ｐending"])
def test_two_columns_do_not_share_a_name(project, admin, doing, name):
    with nothing_written(project), pytest.raises(InvalidInput) as caught:
        columns.create(project=project, name=name, status="pending", actor=admin)
    assert caught.value.field == "name" and "column of that name" in caught.value.sentence
    with nothing_written(project), pytest.raises(InvalidInput):
        columns.update(column=doing, name=name, status="in_progress", wip_limit=None, actor=admin)
    columns.update(column=doing, name="IN PROGRESS", status="in_progress", wip_limit=None, actor=admin)
    assert fresh(doing).name == "IN PROGRESS"


def test_twins_that_came_another_way_can_still_be_changed(project, admin, doing):
    Column.objects.filter(pk=doing.pk).update(name="Pending")
    columns.update(column=doing, name="pending", status="in_progress", wip_limit=5, actor=admin)
    assert (fresh(doing).name, fresh(doing).wip_limit) == ("pending", 5)


def test_rename_and_limit(project, admin, doing):
    with one_revision(project, doing):
        columns.update(column=doing, name="Doing", status="in_progress", wip_limit=5, actor=admin)
    assert (fresh(doing).name, fresh(doing).wip_limit) == ("Doing", 5)
    assert latest(project).changes == {
        "name": ["In progress", "Doing"],
        "wip_limit": [None, 5],
        "column": [{"id": doing.pk, "name": "Doing"}] * 2,
    }


def test_same_values_write_nothing(project, admin, doing):
    with nothing_written(project):
        columns.update(column=doing, name="In progress", status="in_progress", wip_limit=None, actor=admin)


def test_status_of_an_empty_column(project, admin, doing):
    columns.update(column=doing, name="In progress", status="pending", wip_limit=None, actor=admin)
    assert fresh(doing).status == "pending"


@pytest.mark.parametrize("state", ["open", "archived"])
def test_status_of_a_column_in_use_stays(project, admin, doing, state):
    task = make_task(project=project, column=doing)
    if state == "archived":
        tasks.archive(task=task, actor=admin)
    with nothing_written(project), pytest.raises(RuleBroken) as caught:
        columns.update(column=doing, name="x", status="completed", wip_limit=None, actor=admin)
    assert "empty" in caught.value.sentence


def test_new_status_sends_deleted_tasks_where_they_mean_the_same(project, admin, pending, doing):
    task = make_task(project=project, column=doing, progress=30)
    tasks.delete(task=task, actor=admin)
    columns.update(column=doing, name="Shipped", status="completed", wip_limit=None, actor=admin)
    assert (fresh(task).column, fresh(task).progress, fresh(task).completed_at) == (pending, 30, None)


@pytest.mark.parametrize("status", ["pending", "completed"])
def test_last_of_a_needed_status_keeps_it(project, admin, status):
    column = column_of(project=project, status=status)
    with nothing_written(project), pytest.raises(RuleBroken):
        columns.update(column=column, name="x", status="in_progress", wip_limit=None, actor=admin)
    make_column(project=project, status=status)
    columns.update(column=column, name="x", status="in_progress", wip_limit=None, actor=admin)


def test_move_behind_another(project, admin, pending, done):
    with one_revision(project):
        columns.move(column=pending, after=done, actor=admin)
    assert names(project) == ["In progress", "Completed", "Pending"]
    assert latest(project).kind == "column.moved"


def test_move_to_the_front(project, admin, done):
    columns.move(column=done, after=None, actor=admin)
    assert names(project) == ["Completed", "Pending", "In progress"]


def test_move_behind_itself_or_a_stranger_is_refused(project, admin, doing):
    other = column_of(project=make_project(owner=make_user(name="else")))
    for after in (doing, other):
        with nothing_written(project), pytest.raises(InvalidInput) as caught:
            columns.move(column=doing, after=after, actor=admin)
        assert caught.value.field == "after"


def test_move_behind_a_column_that_is_gone_is_refused(project, admin, pending, doing):
    gone = make_column(project=project)
    columns.delete(column=fresh(gone), actor=admin)
    with nothing_written(project), pytest.raises(InvalidInput):
        columns.move(column=doing, after=gone, actor=admin)


def test_equal_positions_of_columns_are_spaced(project, admin, pending, doing, done):
    Column.objects.filter(project=project).update(position="i")
    columns.move(column=fresh(done), after=fresh(pending), actor=admin)
    assert names(project) == ["Pending", "Completed", "In progress"]


def test_many_moves_to_one_spot(project, admin, pending, doing, done):
    for step in range(300):
        columns.move(column=(doing, done)[step % 2], after=pending, actor=admin)
    assert names(project) == ["Pending", "Completed", "In progress"]


def test_delete_of_an_empty_column(project, admin, pending, doing):
    pk = doing.pk
    columns.delete(column=doing, actor=admin)
    assert names(project) == ["Pending", "Completed"]
    assert latest(project).changes["column"] == [{"id": pk, "name": "In progress"}, None]


def test_delete_of_an_empty_column_beside_several_of_another_status(project, admin, doing):
    make_column(project=project, name="Inbox", status="pending")
    columns.delete(column=doing, actor=admin)
    assert "In progress" not in names(project)


def test_column_with_tasks_needs_a_place_for_them(project, admin, doing):
    make_task(project=project, column=doing)
    with nothing_written(project), pytest.raises(RuleBroken):
        columns.delete(column=doing, actor=admin)


def test_delete_into_another_puts_all_at_its_end_in_order(project, admin, pending, doing):
    kept = make_task(project=project, column=doing)
    one, archived, deleted, two = (make_task(project=project, column=pending) for _ in range(4))
    tasks.archive(task=archived, actor=admin)
    tasks.delete(task=deleted, actor=admin)
    make_column(project=project, name="Inbox", status="pending")
    with one_revision(project, doing):
        columns.delete(column=pending, into=doing, actor=admin)
    assert list(doing.tasks.on_board().in_order()) == [kept, one, two]
    assert {archived, deleted} < set(doing.tasks.all())
    assert fresh(one).version == 2
    row = one.activities.latest("pk")
    assert (row.kind, row.task_version, row.changes["column"][1]["id"]) == ("task.moved", 2, doing.pk)
    assert latest(project).kind == "column.deleted"


def test_delete_into_a_completed_column_completes(project, admin, doing, done):
    task = make_task(project=project, column=doing, progress=30)
    columns.delete(column=doing, into=done, actor=admin)
    assert fresh(task).progress == fresh(project).progress == 100
    assert fresh(task).completed_at
    assert task.activities.latest("pk").kind == "task.completed"


def test_deleted_tasks_of_a_column_emptied_into_a_completed_one_stay_open(project, admin, pending, doing, done):
    kept, gone = (make_task(project=project, column=doing, progress=30) for _ in range(2))
    tasks.delete(task=gone, actor=admin)
    deletion = gone.activities.latest("pk")
    columns.delete(column=doing, into=done, actor=admin)
    assert fresh(kept).completed_at
    undo.undo(activity=deletion, actor=admin)
    back = fresh(gone)
    assert (back.column, back.progress, back.completed_at, back.deleted_at) == (pending, 30, None, None)


def test_deleted_tasks_of_a_completed_column_emptied_into_an_open_one_stay_completed(project, admin, doing, done):
    shipped = make_column(project=project, name="Shipped", status="completed")
    kept, gone = (make_task(project=project, column=shipped) for _ in range(2))
    tasks.delete(task=gone, actor=admin)
    columns.delete(column=shipped, into=doing, actor=admin)
    assert (fresh(kept).column, fresh(kept).completed_at) == (doing, None)
    assert (fresh(gone).column, fresh(gone).progress) == (done, 100)


def test_delete_of_a_completed_column_reopens_each_with_its_progress(project, admin, doing):
    shipped = make_column(project=project, name="Shipped", status="completed")
    moved = [make_task(project=project, progress=progress) for progress in (10, 60)]
    born = make_task(project=project, column=shipped)
    for task in moved:
        tasks.move(task=task, column_id=shipped.pk, actor=admin)
    columns.delete(column=shipped, into=doing, actor=admin)
    assert [fresh(task).progress for task in (*moved, born)] == [10, 60, 0]
    assert {fresh(task).completed_at for task in (*moved, born)} == {None}
    assert born.activities.latest("pk").kind == "task.reopened"
    assert fresh(project).progress == 70 // 3


@pytest.mark.parametrize("status", ["pending", "completed"])
def test_last_of_a_needed_status_is_kept(project, admin, doing, status):
    with nothing_written(project), pytest.raises(RuleBroken) as caught:
        columns.delete(column=column_of(project=project, status=status), into=doing, actor=admin)
    assert "at least one" in caught.value.sentence


def test_delete_into_itself_a_stranger_or_nothing_is_refused(project, admin, doing):
    other = column_of(project=make_project(owner=make_user(name="else")))
    gone = make_column(project=project)
    columns.delete(column=fresh(gone), actor=admin)
    for into in (doing, other, gone):
        with nothing_written(project), pytest.raises(InvalidInput) as caught:
            columns.delete(column=doing, into=into, actor=admin)
        assert caught.value.field == "into"


def test_column_that_is_gone_is_not_found(project, admin, doing):
    columns.delete(column=fresh(doing), actor=admin)
    for call, values in (
        (columns.update, {"name": "x", "status": "pending", "wip_limit": None}),
        (columns.move, {"after": None}),
        (columns.delete, {}),
    ):
        with pytest.raises(NotFound):
            call(column=doing, **values, actor=admin)


def test_queries_of_a_delete_do_not_grow_with_the_tasks(project, admin, django_assert_max_num_queries):
    shipped = make_column(project=project, name="Shipped", status="completed")
    make_tasks(project=project, column=shipped, count=120)
    with django_assert_max_num_queries(22):
        columns.delete(column=shipped, into=column_of(project=project), actor=admin)


def test_archived_project_keeps_its_columns(project, owner, doing):
    projects.archive(project=project, actor=owner)
    for call, values in (
        (columns.create, {"project": project, "name": "x", "status": "pending"}),
        (columns.update, {"column": doing, "name": "x", "status": "pending", "wip_limit": None}),
        (columns.move, {"column": doing, "after": None}),
        (columns.delete, {"column": doing}),
    ):
        with nothing_written(project), pytest.raises(ProjectArchived):
            call(**values, actor=owner)


def test_fragments_of_a_deleted_column_are_told_to_go(project, admin, doing, heard):
    pk, revision = doing.pk, fresh(doing).revision
    events = heard(columns.delete, column=doing, actor=admin)
    assert (pk, revision) in events[-1].columns


def test_a_column_takes_new_cards_on_top_if_it_says_so(project, owner, member):
    column = column_of(project=project)
    first = make_task(project=project, title="First")
    columns.update(column=column, name=column.name, status=column.status, wip_limit=None, adds_on_top=True, actor=owner)
    second = make_task(project=project, title="Second", column=column)
    assert list(column.tasks.in_order()) == [second, first]
    columns.update(column=column, name="To do", status=column.status, wip_limit=None, actor=owner)
    assert fresh(column).adds_on_top
    made = columns.create(project=project, name="Inbox", status="pending", adds_on_top=True, actor=owner)
    assert made.adds_on_top and not column_of(project=project, status="completed").adds_on_top
