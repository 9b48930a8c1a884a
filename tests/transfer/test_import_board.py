"""The command for files of any tool: recognised, whole or one board of it, into a new project or one that is there."""

import json

import pytest
from django.core.management import CommandError, call_command

from boards.models import Attachment, Project, Status, Task
from boards.services import members
from boards.transfer import importing
from boards.transfer.boards import Board, Card, Lane, Member
from boardsite.attachments import store
from tests.factories import make_attachment, make_project, make_task
from tests.transfer import board_samples as samples
from tests.transfer.archives import packed
from tests.transfer.exports import a_card, a_list, export, written


@pytest.fixture
def run(owner, tmp_path, capsys):
    """`run(content, **options)`: what the command prints."""

    def run(content, **options):
        path = tmp_path / "brought"
        path.write_bytes(content)
        call_command("import_board", path, **{"owner": owner.email, **options})
        return capsys.readouterr().out

    return run


def trello(**fields):
    return written(export(**fields))


def test_a_file_is_recognised(run):
    assert "as project" in run(trello(name="Bakery"))
    run(samples.TODO.encode())
    assert Project.objects.get(title="Bakery").tasks.get().title == "Card 1"
    assert Project.objects.count() == 2


def test_a_file_of_several_boards_makes_a_project_of_each(run):
    deck = json.loads(json.dumps(samples.DECK))
    said = run(json.dumps(deck).encode())
    assert said.count("Imported “") == Project.objects.count() >= 1


def test_one_board_of_several(run, tmp_path):
    run(TWO, board=["Second"])
    assert [project.title for project in Project.objects.all()] == ["Second"]
    with pytest.raises(CommandError, match="There is no board “Third” in the file. Its boards: “First”, “Second”."):
        run(TWO, board=["Third"])
    with pytest.raises(CommandError, match="several boards"):
        run(TWO, title="Both")


TWO = "\ufeff".encode() + (
    b'"Date: 2024-05-02+0000"\n"Version: 7.1"\n"Status: \n0 Normal\n1 Completed\n2 Archived"\n'
    b'"Folder Name","List Name","Title","Kind","Tags","Content","Is Check list","Start Date","Due Date","Reminder",'
    b'"Repeat","Priority","Status","Created Time","Completed Time","Order","Timezone","Is All Day","Is Floating",'
    b'"Column Name","Column Order","View Mode","taskId","parentId"\n'
    b'"","First","Rye","TEXT","","","N","","","","","0","0","2024-05-01T10:00:00+0000","","1","Europe/Berlin","","false",,,"list","1",""\n'
    b'"","Second","Oat","TEXT","","","N","","","","","0","0","2024-05-01T10:00:00+0000","","2","Europe/Berlin","","false",,,"list","2",""\n'
)


def test_what_is_nobodys_is_a_sentence(run):
    with pytest.raises(CommandError, match="This file can't be imported"):
        run(b"\x00\x01\x02 nothing")
    with pytest.raises(CommandError, match="The file is empty"):
        run(b"")
    assert not Project.objects.exists()


def test_dry_run_changes_nothing(run):
    assert "would be imported" in run(trello(), dry_run=True)
    assert not Project.objects.exists()


def test_dry_run_leaves_no_file_in_the_store(run, owner):
    task = make_task(project=make_project(owner=owner, title="Bakery"), title="Rye")
    make_attachment(task=task)
    before = sorted(each.name for each in store().names())
    for content in (packed(task.project), samples.VIKUNJA, json.dumps(samples.WEKAN).encode()):
        assert "would be imported" in run(content, dry_run=True)
        assert sorted(each.name for each in store().names()) == before
        assert Project.objects.count() == 1 and Attachment.objects.count() == 1


class TestIntoAProject:
    @pytest.fixture
    def project(self, owner, member):
        project = make_project(owner=owner, title="Bakery")
        make_task(project=project, title="Here before")
        members.add(project=project, user=member, role="member", actor=owner)
        return project

    def test_lists_go_to_columns_of_their_name_and_others_are_made(self, run, project):
        first = project.columns.first()
        done = project.columns.filter(status=Status.COMPLETED).get()
        lists = [a_list(1, name=first.name.upper()), a_list(2, name="Oven"), a_list(3, name=done.name)]
        cards = [a_card(number, idList=f"list{number}", idShort=number) for number in (1, 2, 3)]
        said = run(trello(lists=lists, cards=cards), project=project.pk)
        assert f"into “Bakery” (project {project.pk})" in said
        assert Project.objects.count() == 1
        placed = {task.title: task.column.name for task in project.tasks.select_related("column")}
        assert placed == {"Here before": first.name, "Card 1": first.name, "Card 2": "Oven", "Card 3": done.name}
        assert list(project.columns.values_list("name", flat=True)).count("Oven") == 1
        assert project.tasks.get(title="Card 3").is_completed

    def test_numbers_go_on_and_the_old_ones_stay_to_be_found(self, run, project):
        run(trello(cards=[a_card(1, idShort=41)]), project=project.pk)
        task = project.tasks.get(title="Card 1")
        assert task.number == 2 and "Number in Trello: 41" in task.description

    def test_columns_that_no_list_brings_are_not_made(self, run, project):
        before = project.columns.count()
        run(trello(lists=[a_list(1, name=project.columns.first().name)]), project=project.pk)
        assert project.columns.count() == before

    def test_a_viewer_gets_no_tasks_and_stays_a_viewer(self, owner, project, viewer):
        members.add(project=project, user=viewer, role="viewer", actor=owner)
        board = Board(
            tool="Other",
            name="B",
            lists=(Lane("1", "To do"),),
            cards=(Card(id="1", list_id="1", title="A", members=("v",)),),
            members={"v": Member("v", "Vera", viewer.email)},
        )
        wishes = importing.Wishes(people=importing.people_of(board, None), into=project)
        plan = importing.prepare(board, owner=owner, wishes=wishes)
        importing.carry_out(plan, actor=owner, into=project)
        assert project.tasks.get(title="A").assignee is None
        assert project.memberships.get(user=viewer).role == "viewer"

    def test_only_who_looks_after_it(self, run, project, member, outsider):
        for user in (member, outsider):
            with pytest.raises(CommandError, match="is no admin of project"):
                run(trello(), project=project.pk, owner=user.email)
        with pytest.raises(CommandError, match="There is no project 999"):
            run(trello(), project=999)
        assert Task.objects.count() == 1
