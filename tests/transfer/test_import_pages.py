"""Bringing a board on the pages: the file, what is chosen, the work, the result, and taking it back."""

import datetime
import json
import os
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from boards.jobs import running
from boards.models import Import, ImportState, Job, Project, Task
from boards.services import bulk_creation, members, projects, tasks
from boards.transfer import bringing, importing, shelf
from boards.transfer.jobs import imports as jobs
from boards.transfer.services import imports as services
from tests.factories import make_project, make_task, make_user
from tests.transfer.exports import a_card, a_list, export, written
from tests.transfer.test_tables import workbook

pytestmark = pytest.mark.django_db

CSV = "Task,Due,Who,Room\nRye,03/04/2026,Ann,Oven\nOat,05/06/2026,Bob,Shop\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def client(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def bring(client, owner):
    """`bring(content)`: the import as it is once the file has been read."""

    def bring(content, name="board.json", into=None, **fields):
        address = reverse("project-import", args=[into.pk]) if into else reverse("import")
        response = client.post(address, {"file": SimpleUploadedFile(name, content), **fields})
        assert response.status_code == 303, response.content.decode()
        running.run_due()
        return Import.objects.latest("pk")

    return bring


@pytest.fixture
def choose(client):
    """`choose(found, **fields)`: send the form as it stands but for these fields, and have it carried out."""

    def choose(found, then="import", status=303, **fields):
        form = client.get(address(found)).context["form"]
        sent = {name: form[name].value() or "" for name in form.fields}
        response = client.post(address(found), {**sent, **fields, "then": then})
        assert response.status_code == status, response.content.decode()
        running.run_due()
        found.refresh_from_db()
        return response

    return choose


def address(found):
    return reverse("import-one", args=[found.pk])


def trello(**fields):
    return written(export(name="Bakery", **fields))


def test_a_board_from_file_to_project(client, bring, choose, folder):
    found = bring(trello(lists=[a_list(1, name="Oven")], cards=[a_card(1), a_card(2, due="2030-01-01")]))
    page = client.get(address(found)).content.decode()
    assert "What the file holds: Trello" in page and "Oven" in page and "Members" not in page
    assert not Project.objects.exists()
    choose(found, title="Bread", visibility="public", **{"list-0": "in_progress"})
    project = Project.objects.get()
    assert (project.title, project.visibility, project.tasks.count()) == ("Bread", "public", 2)
    assert project.columns.get(name="Oven").status == "in_progress"
    page = client.get(address(found)).content.decode()
    assert "Imported" in page and project.get_absolute_url() in page
    assert found.state == ImportState.DONE and not list(folder.iterdir())


def test_people_by_address_by_hand_and_by_name(client, bring, choose, owner):
    known, other = make_user(name="known"), make_user(name="other")
    make_project(owner=owner, roles={other: "viewer"})
    content = written(
        [
            {
                "number": 1,
                "title": "Rye",
                "state": "OPEN",
                "url": "https://github.com/a/b/issues/1",
                "assignees": [{"login": "carl"}],
            }
        ]
    )
    found = bring(content)
    assert found.format == "github-issues"
    response = choose(found, status=422, **{"member-0": "stranger@example.com"})
    assert "Choose one of the addresses" in response.content.decode()
    choose(found, status=422, **{"member-0": known.email})
    choose(found, **{"member-0": other.email.upper()})
    task = Task.objects.get()
    assert task.assignee == other and task.project.memberships.get().user == other


def test_of_strangers_in_the_file_nothing_is_told_and_none_is_made_a_member(client, bring, choose, owner):
    stranger = make_user(name="stranger", display_name="Sara Stranger")
    found = bring(f"Title,Assignee\nRye,<{stranger.email}>\nOat,<nobody@example.com>\n".encode(), "list.csv")
    page = client.get(address(found)).content.decode()
    assert "Sara Stranger" not in page and f'value="{stranger.email}"' not in page
    assert not found.outline["people"]
    choose(found)
    assert not Task.objects.filter(assignee__isnull=False) and not Project.objects.get().memberships.exists()


def test_whoever_has_the_address_in_the_file_is_offered(client, bring, choose, owner):
    baker = make_user(name="baker")
    make_project(owner=owner, roles={baker: "viewer"})
    content = f"Title,Assignee\nRye,Baker <{baker.email}>\n".encode()
    found = bring(content, "list.csv")
    assert baker.email in client.get(address(found)).content.decode()
    choose(found)
    assert Task.objects.get().assignee == baker


def test_a_table_with_the_meaning_of_its_columns(client, bring, choose):
    found = bring(CSV.encode(), "list.csv")
    assert "can be read in two ways" in client.get(address(found)).content.decode()
    choose(found, then="look", **{"role-3": "column", "order-1": "mdy"})
    assert found.state == ImportState.READY
    choose(found, **{"order-1": "mdy"})
    project = Project.objects.get()
    assert {task.title: (task.due_date.month, task.column.name) for task in project.tasks.all()} == {
        "Rye": (3, "Oven"),
        "Oat": (5, "Shop"),
    }
    again = bring(CSV.replace("Rye", "Wheat").encode(), "list.csv")
    assert again.outline["table"]["mapping"]["roles"][3] == "column"
    assert again.outline["table"]["mapping"]["orders"]["1"] == "mdy"


def test_how_a_table_was_read_is_said(client, bring):
    page = client.get(address(bring("Title;Notes\nRoggen;süß\n".encode("cp1252"), "list.csv"))).content.decode()
    assert "Semicolons stand between its cells. Its letters are read as Windows-1252." in page
    page = client.get(address(bring(b"Title\tNotes\nRye\tsweet\n", "list.tsv"))).content.decode()
    assert "Tabs stand between its cells." in page and "letters are read" not in page
    book = workbook(["Title", "Notes"], ["Rye", "sweet"], title="Baking")
    assert "It stands on the sheet “Baking”." in client.get(address(bring(book, "list.xlsx"))).content.decode()


def test_what_was_read_is_let_go_of_before_rows_are_made(bring, choose, monkeypatch):
    held, texts, opened, carry_out = [], [], bringing._file, importing.carry_out
    monkeypatch.setattr(bringing, "_file", lambda found: held.append(opened(found)) or held[-1])

    def looked_at(*args, **kwargs):
        assert not held[-1].made and not {"content", "text", "json", "json_list"} & vars(held[-1]).keys()
        # It can be read anew.
        texts.append(held[-1].text[:1])
        return carry_out(*args, **kwargs)

    monkeypatch.setattr(importing, "carry_out", looked_at)
    for content in (b"Task,Status\nBake,Now\nEat,Done\n", trello(lists=[a_list(1)], cards=[a_card(1)])):
        found = bring(content)
        choose(found)
        assert found.state == ImportState.DONE
    assert texts == ["T", "{"]


def test_another_meaning_is_looked_at_before_anything_is_made(bring, choose):
    found = bring(CSV.encode(), "list.csv")
    choose(found, **{"role-3": "column"})
    assert found.state == ImportState.READY and not Project.objects.exists()
    assert [lane["name"] for lane in found.outline["lists"]] == ["Oven", "Shop"]


def test_several_boards_in_a_file(client, bring, choose):
    from tests.transfer.test_import_board import TWO

    found = bring(TWO, "ticktick.csv")
    choose(found, board="1")
    assert found.state == ImportState.READY and found.outline["title"] == "Second"
    choose(found)
    assert [project.title for project in Project.objects.all()] == ["Second"]
    assert "Another board of this file" in client.get(address(found)).content.decode()
    client.post(reverse("import-again", args=[found.pk]))
    running.run_due()
    choose(Import.objects.latest("pk"))
    assert Project.objects.filter(title="First").exists()


def test_the_next_board_of_a_file_is_asked_for_with_the_people_as_they_were(client, bring, choose, owner, folder):
    ada = make_user(name="ada")
    make_project(owner=owner, roles={ada: "viewer"}, title="Shared")
    boards = [{"id": number, "title": f"B{number}", "stacks": [stack(number)]} for number in (1, 2, 3)]
    found = bring(json.dumps({"boards": boards}).encode(), "deck.json")
    for title in ("B1", "B2", "B3"):
        assert found.outline["title"] == title and client.get(address(found)).context["form"]["title"].value() == title
        choose(found, **({"member-0": ada.email} if title == "B1" else {}))
        assert found.project.title == title and found.project.tasks.get().assignee == ada
        client.post(reverse("import-again", args=[found.pk]))
        running.run_due()
        # The file has gone along with the new one.
        assert "Another board" not in client.get(address(found)).content.decode()
        assert client.post(reverse("import-again", args=[found.pk])).status_code == 409
        found = Import.objects.latest("pk")
    assert [path.name for path in folder.iterdir() if not path.suffix] == [found.file]


def stack(number):
    person = {"participant": {"uid": "ada", "displayname": "Ada"}}
    return {
        "id": number,
        "title": "To do",
        "cards": [{"id": number, "title": f"Rye {number}", "assignedUsers": [person]}],
    }


def test_files_of_what_is_done_make_room(client, bring, choose, folder):
    made = []
    for number in range(10, 10 * services.MOST_FILES + 20, 10):
        boards = [{"id": each, "title": f"B{each}", "stacks": [stack(each)]} for each in (number, number + 1)]
        made.append(bring(json.dumps({"boards": boards}).encode(), "deck.json"))
        choose(made[-1])
    assert [bool(each.file) for each in Import.objects.order_by("pk")] == [False, *[True] * services.MOST_FILES]
    assert "Another board" in client.get(address(made[1])).content.decode()
    assert "Another board" not in client.get(address(made[0])).content.decode()


class TestIntoAProject:
    @pytest.fixture
    def project(self, owner, member):
        project = make_project(owner=owner, title="Shop", roles={member: "member"})
        make_task(project=project, title="Here before")
        return project

    def test_cards_come_below_and_are_taken_back(self, client, bring, choose, project):
        first = project.columns.first()
        found = bring(trello(lists=[a_list(1, name=first.name), a_list(2, name="Oven")]), into=project)
        assert "Column of this name" in client.get(address(found)).content.decode()
        choose(found)
        assert [task.title for task in first.tasks.on_board().in_order()] == ["Here before", "Card 1"]
        response = client.post(reverse("import-undo", args=[found.pk]), follow=True)
        assert "This import was taken back" in response.content.decode()
        assert [task.title for task in project.tasks.on_board()] == ["Here before"]

    def test_tasks_that_were_worked_on_are_not_taken_back(self, client, bring, choose, project, member):
        found = bring(trello(cards=[a_card(1), a_card(2)]), into=project)
        choose(found)
        task = project.tasks.get(title="Card 2")
        tasks.update(task=task, changed={"title": "Mine"}, seen_version=None, actor=member)
        response = client.post(reverse("import-undo", args=[found.pk]))
        assert response.status_code == 409
        assert f"#{task.number} has been worked on since" in response.content.decode()
        assert project.tasks.on_board().count() == 3

    def test_rights_are_looked_at_again_by_the_job(self, client, bring, choose, project, owner, member):
        members.change_role(project=project, user=member, role="admin", actor=owner)
        client.force_login(member)
        found = bring(trello(), into=project)
        members.change_role(project=project, user=member, role="member", actor=owner)
        choose(found)
        assert found.state == ImportState.FAILED and "look after the project" in found.problem

    def test_archived_project_says_so(self, bring, choose, project, owner):
        found = bring(trello(), into=project)
        projects.archive(project=project, actor=owner)
        choose(found)
        assert found.state == ImportState.FAILED and "archived" in found.problem

    def test_only_for_who_looks_after_it(self, client, project, member):
        client.force_login(member)
        assert client.get(reverse("project-import", args=[project.pk])).status_code == 403


class TestUndo:
    def test_new_project(self, client, bring, choose):
        found = bring(trello())
        choose(found)
        client.post(reverse("import-undo", args=[found.pk]))
        assert Project.objects.get().deleted_at is not None
        assert client.post(reverse("import-undo", args=[found.pk])).status_code == 409

    def test_refused_once_somebody_has_worked_on_it(self, client, bring, choose, owner):
        found = bring(trello())
        choose(found)
        make_task(project=Project.objects.get(), title="New")
        response = client.post(reverse("import-undo", args=[found.pk]))
        assert response.status_code == 409 and "worked on since" in response.content.decode()

    def test_refused_after_a_day(self, client, bring, choose):
        found = bring(trello())
        choose(found)
        Import.objects.update(finished_at=timezone.now() - datetime.timedelta(days=2))
        assert "Take the import back" not in client.get(address(found)).content.decode()
        assert client.post(reverse("import-undo", args=[found.pk])).status_code == 409


class TestWork:
    def test_page_asks_again_until_it_is_over(self, client, bring):
        client.post(reverse("import"), {"file": SimpleUploadedFile("b.json", trello())})
        found = Import.objects.get()
        page = client.get(address(found)).content.decode()
        assert "The file is being read" in page and 'http-equiv="refresh"' in page
        shelf.tell_progress(found.file, 500, 2000)
        part = client.get(address(found), headers={"HX-Request": "true"}).content.decode()
        assert 'value="25"' in part and "500 of 2000" in part and "<html" not in part
        running.run_due()
        response = client.get(address(found), headers={"HX-Request": "true"})
        assert (response.status_code, response["HX-Redirect"]) == (204, address(found))

    def test_cancelled_before_it_begins(self, client, bring, folder):
        found = bring(trello())
        client.post(reverse("import-cancel", args=[found.pk]))
        assert not list(folder.iterdir())
        assert "cancelled" in client.get(address(found)).content.decode()
        running.run_due()
        assert not Project.objects.exists()

    def test_cancelled_in_the_midst_of_it(self, bring, monkeypatch, folder):
        """The work itself is called, and hears of it after the first four of its six cards."""
        found = bring(trello(cards=[a_card(number, id=f"c{number}") for number in range(6)]))
        services.choose(found=found, choices=found.choices, start=True)
        monkeypatch.setattr(bulk_creation, "TOLD_EACH", 2)
        told = []

        def tell(file, done, total):
            told.append((done, total))
            if done == 4:
                shelf.ask_to_stop(file)

        monkeypatch.setattr(shelf, "tell_progress", tell)
        jobs.carry_out.run(found.pk)
        found.refresh_from_db()
        assert found.state == ImportState.CANCELLED and told == [(0, 6), (0, 6), (2, 6), (4, 6)]
        assert not Project.objects.exists() and not list(folder.iterdir())

    def test_cancelled_while_nobody_could_be_told(self, bring, choose, monkeypatch):
        """Where the database lets the cancelling in at once, the work notices at its end."""
        found = bring(trello())
        monkeypatch.setattr(services, "finish", lambda **_: False)
        choose(found)
        assert found.state == ImportState.CANCELLED and not Project.objects.exists()

    def test_begun_twice_is_done_once(self, bring, choose):
        found = bring(trello())
        choose(found)
        for _time in range(2):
            jobs.carry_out.run(found.pk)
            jobs.read.run(found.pk)
        assert Project.objects.count() == 1

    def test_killed_in_the_midst_and_begun_again(self, bring, client, choose, monkeypatch):
        found = bring(trello())

        class Killed(BaseException):
            pass

        def kill(**_values):
            raise Killed

        monkeypatch.setattr(services, "finish", kill)
        services.choose(found=found, choices=found.choices, start=True)
        with pytest.raises(Killed), transaction.atomic():
            jobs.carry_out.run(found.pk)
        monkeypatch.undo()
        assert not Project.objects.exists()
        jobs.carry_out.run(found.pk)
        assert Project.objects.count() == 1

    def test_file_that_is_gone(self, bring, choose, folder, client):
        found = bring(trello())
        shelf.path_of(found.file).unlink()
        choose(found)
        assert found.state == ImportState.FAILED and "not here any more" in found.problem
        assert "not here any more" in client.get(address(found)).content.decode()

    def test_what_nobody_expected_is_told_and_leaves_nothing(self, bring, choose, monkeypatch):
        found = bring(trello())
        monkeypatch.setattr(services, "finish", lambda **_: 1 / 0)
        choose(found)
        assert found.state == ImportState.FAILED and "has been logged" in found.problem
        assert not Project.objects.exists()


class TestHostile:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"\x00\x01\x02\x03", "This file can&#x27;t be imported"),
            (b'{"name": "x", "lists": [', "This file can&#x27;t be imported"),
            (b"PK\x03\x04 and nothing more", "This file can&#x27;t be imported"),
        ],
    )
    def test_what_cannot_be_read_is_told(self, client, bring, content, sentence):
        found = bring(content)
        assert found.state == ImportState.FAILED
        page = client.get(address(found)).content.decode()
        assert sentence in page and "Nothing was changed" in page
        client.post(address(found))
        running.run_due()
        found.refresh_from_db()
        assert found.state == ImportState.FAILED

    def test_empty_and_missing_file(self, client):
        response = client.post(reverse("import"), {"file": SimpleUploadedFile("a.json", b"")})
        assert response.status_code == 422 and "The file is empty" in response.content.decode()
        assert client.post(reverse("import"), {}).status_code == 422
        assert not Import.objects.exists()

    def test_too_large(self, client, monkeypatch, folder):
        monkeypatch.setattr(shelf, "MOST_BYTES", 10)
        response = client.post(reverse("import"), {"file": SimpleUploadedFile("a.json", b"x" * 11)})
        assert response.status_code == 422 and "larger than" in response.content.decode()
        assert not list(folder.iterdir())

    def test_so_many_at_a_time(self, client, bring):
        for _number in range(services.MOST_FILES):
            bring(trello())
        response = client.post(reverse("import"), {"file": SimpleUploadedFile("a.json", trello())})
        assert response.status_code == 409 and "Import or cancel one" in response.content.decode()

    def test_name_of_a_file_is_a_name(self, bring, client):
        found = bring(trello(), name="../../<b>\u202e" + "x" * 300 + ".json")
        assert len(found.name) <= 255 and "/" not in found.name
        assert "<b>" not in client.get(address(found)).content.decode().split("<main")[1].split("</main")[0][:300]

    def test_of_others_there_is_nothing(self, client, bring, outsider):
        found = bring(trello())
        client.force_login(outsider)
        for name in ("import-one", "import-cancel", "import-undo", "import-again"):
            assert client.post(reverse(name, args=[found.pk])).status_code == 404
        assert client.get(address(found)).status_code == 404

    def test_twice_the_same_file_is_said(self, client, bring, choose, owner):
        found = bring(trello())
        choose(found)
        assert "This board was imported before" in client.get(address(bring(trello()))).content.decode()
        # Nothing of it is known by its id any more.
        found.tasks.all().delete()
        assert "You imported this very file" in client.get(address(bring(trello()))).content.decode()


def test_old_files_are_removed(bring, folder):
    found = bring(trello())
    stray = folder / ("0" * 32)
    stray.write_text("left by who was killed")
    jobs.purge.run()
    assert stray.exists() and shelf.path_of(found.file).exists()
    long_ago = time.time() - 3 * 86400
    os.utime(stray, (long_ago, long_ago))
    Import.objects.update(changed_at=timezone.now() - datetime.timedelta(days=1, minutes=1))
    jobs.purge.run()
    assert not list(folder.iterdir())
    found.refresh_from_db()
    assert found.state == ImportState.CANCELLED


def test_work_that_fell_silent_is_given_up(bring):
    found = bring(trello())
    Job.objects.all().delete()
    Import.objects.update(state=ImportState.WAITING, changed_at=timezone.now() - datetime.timedelta(hours=2))
    jobs.purge.run()
    found.refresh_from_db()
    assert found.state == ImportState.FAILED and found.problem


def test_pages_ask_the_same_number_of_queries(client, bring, choose, django_assert_max_num_queries):
    for _number in range(3):
        choose(bring(trello()))
    with django_assert_max_num_queries(12):
        client.get(reverse("import"))


def test_what_has_no_home_is_said_before_with_where_it_goes(client, bring):
    content = (
        b"Title,Start date,Due date,Oven,Due\nRye,2026-03-01,2026-03-14,Stone,2026-03-04\nOat,2026-05-02,,Steel,\n"
    )
    found = bring(content, "list.csv")
    page = client.get(address(found)).content.decode()
    assert "Custom fields, which have no home here: they go into descriptions" in page and "Oven" in page
    assert "Start dates, which have no home here: they go into descriptions" in page


def test_a_file_that_comes_with_its_size_is_kept(client):
    sent = {"file": SimpleUploadedFile("board.json", trello())}
    assert client.post(reverse("import"), sent, headers={"X-Upload-Size": "5"}).status_code == 303
    assert Import.objects.count() == 1
