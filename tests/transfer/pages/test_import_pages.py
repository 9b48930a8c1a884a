"""Bringing a board on the pages: the file, what is chosen, the work, the result, and taking it back."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from boards.jobs import running
from boards.models import Import, ImportState, Project, Task
from boards.transfer.services import imports as services
from tests.factories import make_project, make_user
from tests.transfer.exports import a_card, a_list, written
from tests.transfer.pages.bringing import address, trello
from tests.transfer.test_tables import workbook

pytestmark = pytest.mark.django_db

CSV = "Task,Due,Who,Room\nRye,03/04/2026,Ann,Oven\nOat,05/06/2026,Bob,Shop\n"


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
    assert "Fields that have no home here: they go into descriptions" in page and "Oven" in page
    assert "Start dates, which have no home here: they go into descriptions" in page


def test_a_file_that_comes_with_its_size_is_kept(client):
    sent = {"file": SimpleUploadedFile("board.json", trello())}
    assert client.post(reverse("import"), sent, headers={"X-Upload-Size": "5"}).status_code == 303
    assert Import.objects.count() == 1
