"""The services behind an import: many tasks, or a whole board, in one go."""

import datetime

import pytest

from boards import events
from boards.exceptions import InvalidInput, NotFound, ProjectArchived, RuleBroken
from boards.models import Activity, Project, Status, Tag, Task
from boards.rules import ordering
from boards.services import projects, tasks
from boards.services.bulk_creation import ColumnDraft, TagDraft, TaskDraft, create_tasks, import_board
from boards.services.bulk_talk import CommentDraft, Talk

LANES = (ColumnDraft("To do", Status.PENDING), ColumnDraft("Done", Status.COMPLETED))


def column_of(project, status=Status.PENDING):
    return project.columns.filter(status=status).first()


def test_cards_come_below_those_that_are_there(project, owner):
    column = column_of(project)
    for title in ("A", "B"):
        tasks.create(project=project, title=title, column=column, actor=owner)
    create_tasks(project=project, drafts=[TaskDraft(title=t, column=column) for t in "CDE"], actor=owner)
    assert [task.title for task in column.tasks.in_order()] == ["A", "B", "C", "D", "E"]
    assert [task.number for task in column.tasks.in_order()] == [1, 2, 3, 4, 5]


def test_archived_and_deleted_cards_keep_their_places(project, owner):
    column = column_of(project)
    kept = [tasks.create(project=project, title=title, column=column, actor=owner) for title in "AB"]
    tasks.archive(task=kept[0], actor=owner)
    tasks.delete(task=kept[1], actor=owner)
    create_tasks(project=project, drafts=[TaskDraft(title="C", column=column)], actor=owner)
    assert [Task.objects.get(pk=card.pk).position for card in kept] == [card.position for card in kept]
    assert column.tasks.on_board().get().title == "C"


def test_column_without_room_is_spaced_anew(project, owner):
    column = column_of(project)
    first = tasks.create(project=project, title="A", column=column, actor=owner)
    Task.objects.filter(pk=first.pk).update(position="z" * ordering.LONGEST)
    create_tasks(project=project, drafts=[TaskDraft(title=t, column=column) for t in "BCD"], actor=owner)
    assert [task.title for task in column.tasks.in_order()] == ["A", "B", "C", "D"]
    assert len(set(column.tasks.values_list("position", flat=True))) == 4


def test_completed_column_completes_and_keeps_the_times(project, owner):
    done = column_of(project, Status.COMPLETED)
    made, ended = (datetime.datetime(2024, 1, day, tzinfo=datetime.UTC) for day in (1, 2))
    drafts = [
        TaskDraft(title="A", column=done, created_at=made, completed_at=ended),
        TaskDraft(title="B", column=done, created_at=ended, completed_at=made),
        TaskDraft(title="C", column=done),
    ]
    create_tasks(project=project, drafts=drafts, actor=owner)
    first, second, third = Task.objects.order_by("number")
    assert (first.progress, first.created_at, first.completed_at) == (100, made, ended)
    assert second.created_at == second.completed_at == made
    assert third.created_at <= third.completed_at


def test_tags_are_found_by_any_spelling_and_made_once(project, owner):
    column = column_of(project)
    drafts = [
        TaskDraft(title="A", column=column, tags=["Bug", "bug", " Straße"]),
        TaskDraft(title="B", column=column, tags=["STRASSE"]),
    ]
    create_tasks(project=project, drafts=drafts, tags=[TagDraft("bug", 7), TagDraft("unused")], actor=owner)
    assert {tag.name: tag.colour for tag in Tag.objects.all()} == {"bug": 7, "unused": 1, "Straße": 2}
    assert [task.tags.count() for task in Task.objects.order_by("number")] == [2, 1]


def test_one_revision_and_a_history_row_each(project, owner):
    before = project.revision
    column = column_of(project)
    create_tasks(project=project, drafts=[TaskDraft(title=t, column=column, progress=50) for t in "AB"], actor=owner)
    project.refresh_from_db()
    column.refresh_from_db()
    assert (project.revision, column.revision, project.progress) == (before + 1, before + 1, 50)
    rows = project.activities.filter(kind="task.created")
    assert [(row.project_revision, row.actor, row.means) for row in rows] == [(before + 1, owner, "page")] * 2


def test_the_first_event_names_the_column(project, owner, django_capture_on_commit_callbacks, monkeypatch):
    seen = []
    monkeypatch.setattr(events, "_subscribers", [seen.append])
    column = column_of(project)
    with django_capture_on_commit_callbacks(execute=True):
        create_tasks(project=project, drafts=[TaskDraft(title=t, column=column) for t in "AB"], actor=owner)
    assert [event.columns for event in seen] == [((column.pk, column.revision),), ()]
    assert [event.follows for event in seen] == [False, True]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x\0"},
        {"tags": [""]},
        {"tags": ["x" * 51]},
        {"priority": 1000},
        {"progress": 100},
        {"description": "\ud800"},
    ],
)
def test_one_wrong_draft_refuses_all(project, owner, wrong):
    column = column_of(project)
    drafts = [TaskDraft(title="A", column=column), TaskDraft(**{"title": "B", "column": column, **wrong})]
    with pytest.raises(InvalidInput):
        create_tasks(project=project, drafts=drafts, actor=owner)
    assert not Task.objects.exists()


def test_assignee_must_take_part(project, owner, member, viewer, outsider):
    column = column_of(project)
    create_tasks(project=project, drafts=[TaskDraft(title="A", column=column, assignee=member)], actor=owner)
    for nobody in (viewer, outsider):
        with pytest.raises(InvalidInput):
            create_tasks(project=project, drafts=[TaskDraft(title="A", column=column, assignee=nobody)], actor=owner)


def test_column_of_another_project_is_not_found(project, owner):
    other = projects.create(title="Other", actor=owner)
    with pytest.raises(NotFound):
        create_tasks(project=project, drafts=[TaskDraft(title="A", column=column_of(other))], actor=owner)


def test_archived_project_takes_no_tasks(project, owner):
    projects.archive(project=project, actor=owner)
    with pytest.raises(ProjectArchived):
        create_tasks(project=project, drafts=[TaskDraft(title="A", column=column_of(project))], actor=owner)


def test_import_board_makes_everything(owner, member):
    project, made = import_board(
        title="Board",
        columns=LANES,
        tags=[TagDraft("red", 0)],
        people=[member],
        drafts=lambda columns: [TaskDraft(title="A", column=columns[1], assignee=member, archived=True)],
        actor=owner,
    )
    task = project.tasks.get()
    assert made == [task]
    assert (task.column.name, task.is_completed, task.is_archived, task.assignee) == ("Done", True, True, member)
    assert (project.last_number, project.progress) == (1, 0)
    assert {row.means for row in project.activities.all()} == {"import"}


@pytest.mark.parametrize("columns", [LANES[:1], LANES[1:], (), LANES * 26])
def test_columns_that_make_no_board_are_refused(owner, columns):
    with pytest.raises(RuleBroken):
        import_board(title="Board", columns=columns, drafts=lambda columns: [], actor=owner)
    assert not Project.objects.exists()


def test_a_wrong_card_leaves_no_project(owner):
    with pytest.raises(InvalidInput):
        import_board(title="B", columns=LANES, drafts=lambda lanes: [TaskDraft(title="", column=lanes[0])], actor=owner)
    assert not Project.objects.exists()


class TestManyAtOnce:
    """What waits for the end of a large import, or is made for it, doesn't grow with each task."""

    @pytest.fixture
    def create(self, project, owner):
        column = column_of(project)
        return lambda count: create_tasks(
            project=project,
            drafts=[TaskDraft(title=f"Card {each}", column=column) for each in range(count)],
            actor=owner,
        )

    def test_as_many_hooks_for_thirty_as_for_two(self, create, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as for_two:
            create(2)
        with django_capture_on_commit_callbacks() as for_thirty:
            create(30)
        assert 0 < len(for_two) == len(for_thirty)

    def test_each_is_told_once_in_parts_too(self, create, monkeypatch, django_capture_on_commit_callbacks):
        heard = []
        monkeypatch.setattr(events, "BATCH", 2)
        monkeypatch.setattr(events, "_subscribers", [heard.append])
        with django_capture_on_commit_callbacks(execute=True):
            made = create(5)
        assert [event.task_id for event in heard] == [task.pk for task in made]
        assert [event.follows for event in heard] == [False, True, True, True, True]
        assert [bool(event.columns) for event in heard] == [True, False, False, False, False]
        assert [row.pk for row in Activity.objects.order_by("pk")][-5:] == [event.activity_id for event in heard]

    def test_what_fails_for_one_spares_the_others(
        self, create, monkeypatch, caplog, django_capture_on_commit_callbacks
    ):
        heard = []

        def picky(event):
            if not event.follows:
                raise RuntimeError("not the first")
            heard.append(event)

        monkeypatch.setattr(events, "_subscribers", [picky, heard.append])
        with django_capture_on_commit_callbacks(execute=True):
            create(3)
        assert len(heard) == 2 + 3 and "not the first" in caplog.text

    def test_found_by_text_though_it_is_let_go_of(self, create):
        made = create(3)
        assert "search_text" not in vars(made[0])
        assert made[0].search_text.strip() == "card 0" == Task.objects.get(pk=made[0].pk).search_text.strip()

    def test_tags_of_many(self, project, owner, monkeypatch):
        monkeypatch.setattr("boards.services.bulk_creation.AT_ONCE", 2)
        column = column_of(project)
        talk = Talk(comments=[CommentDraft("Said")])
        drafts = [TaskDraft(title=f"{each}", column=column, tags=("a", "b"), talk=talk) for each in range(5)]
        made = create_tasks(project=project, drafts=drafts, actor=owner)
        assert all(task.tags.count() == 2 and task.comments.count() == 1 for task in made)
