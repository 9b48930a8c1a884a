"""A second import of the same board, or of a newer file of it, brings what is here up to date."""

import pytest
from django.urls import reverse

from boards.models import Import, Project
from boards.services import comments, members, tasks
from tests.factories import make_project, make_user
from tests.pages import flat
from tests.transfer.exports import a_card, a_list, export, written
from tests.transfer.pages.bringing import address

pytestmark = pytest.mark.django_db
LISTS = [a_list(1, name="To do"), a_list(2, name="Oven"), a_list(3, name="Done")]


def trello(*cards):
    return written(export(name="Bakery", lists=LISTS, cards=list(cards)))


def cards(count=4, **fields):
    return [a_card(number, id=f"{number:024x}", idShort=number, **fields) for number in range(1, count + 1)]


@pytest.fixture
def project(bring, choose):
    choose(bring(trello(*cards())))
    return Project.objects.get()


def update(bring, choose, *brought):
    found = bring(trello(*brought))
    choose(found)
    assert found.state == "done", found.problem
    return found.report["update"]


def test_the_same_file_again_changes_nothing(bring, choose, project):
    before = project.activities.count()
    told = update(bring, choose, *cards())
    assert told == {"added": 0, "changed": 0, "same": 4, "kept": 0, "gone": 0, "absent": 0}
    assert Project.objects.count() == 1 and project.activities.count() == before


def test_who_was_named_by_hand_is_so_again(client, bring, choose, owner):
    ada, bob = make_user(name="ada"), make_user(name="bob")
    shared = make_project(owner=owner, roles={ada: "viewer", bob: "viewer"}, title="Shared")
    people = [{"id": "m1", "fullName": "Ada"}, {"id": "m2", "fullName": "Bob"}]
    content = export(name="Bakery", lists=LISTS, cards=cards(idMembers=["m1", "m2"]), members=people)
    first = bring(written(content))
    choose(first, **{"member-0": ada.email, "member-1": bob.email})
    found = bring(written(content))
    fields = client.get(address(found)).context["form"]
    assert [fields[f"member-{place}"].value() for place in (0, 1)] == [ada.email, bob.email]
    assert not any("can't be matched" in note["text"] for note in found.outline["left_out"])
    choose(found)
    assert found.report["update"] == {"added": 0, "changed": 0, "same": 4, "kept": 0, "gone": 0, "absent": 0}
    # Who is nobody of one's own any more is left out, and what is said anew counts.
    members.remove(project=first.project, user=bob, actor=owner)
    members.remove(project=shared, user=bob, actor=owner)
    found = bring(written(content))
    assert [client.get(address(found)).context["form"][f"member-{place}"].value() for place in (0, 1)] == [
        ada.email,
        "",
    ]
    choose(found, then="look", **{"member-0": ""})
    assert client.get(address(found)).context["form"]["member-0"].value() == ""


def test_in_another_project_the_cards_come_there_unless_one_says_otherwise(bring, choose, project, owner):
    other = make_project(owner=owner, title="Other")
    choose(bring(trello(*cards()), into=other))
    assert other.tasks.count() == 4
    choose(bring(trello(*cards()), into=other))
    assert other.tasks.count() == 4 and project.tasks.count() == 4


def test_what_is_new_in_the_file_comes(bring, choose, project):
    newer = cards(5)
    newer[0] |= {"name": "Renamed", "desc": "New words", "due": "2031-01-01T10:00:00.000Z"}
    newer[1] |= {"idList": "list2"}
    told = update(bring, choose, *newer)
    assert told == {"added": 1, "changed": 2, "same": 2, "kept": 0, "gone": 0, "absent": 0}
    first, second = project.tasks.get(number=1), project.tasks.get(number=2)
    assert (first.title, first.description, first.due_date.year) == ("Renamed", "New words", 2031)
    assert second.column.name == "Oven" and project.tasks.get(number=5).title == "Card 5"
    assert project.columns.count() == 3


def test_what_was_changed_here_stays(bring, choose, project, owner):
    first, second, third, fourth = project.tasks.order_by("number")
    tasks.update(task=first, changed={"title": "Ours"}, seen_version=None, actor=owner)
    tasks.complete(task=second, actor=owner)
    tasks.archive(task=third, actor=owner)
    tasks.delete(task=fourth, actor=owner)
    comments.add(task=first, text="Said", actor=owner)
    told = update(bring, choose, *(card | {"name": f"Theirs {card['idShort']}", "desc": "New"} for card in cards()))
    assert told == {"added": 0, "changed": 1, "same": 0, "kept": 3, "gone": 1, "absent": 0}
    titles = dict(project.tasks.values_list("number", "title"))
    assert titles == {1: "Ours", 2: "Card 2", 3: "Card 3", 4: "Card 4"}
    first.refresh_from_db()
    assert first.description == "New" and first.comment_count == 1


def test_tasks_that_are_kept_as_they_are_here_are_named(bring, choose, project, owner):
    tasks.update(task=project.tasks.get(number=2), changed={"title": "Ours"}, seen_version=None, actor=owner)
    update(bring, choose, *(card | {"name": f"Theirs {card['idShort']}"} for card in cards()))
    notes = Import.objects.latest("pk").report["left_out"]
    assert [(note["count"], note["examples"]) for note in notes if "changed here" in note["text"]] == [(1, ["Ours"])]


def test_an_update_after_an_update_goes_on(bring, choose, project):
    for name in ("One", "Two"):
        told = update(bring, choose, *(card | {"desc": name} for card in cards()))
        assert told["changed"] == 4
    assert set(project.tasks.values_list("description", flat=True)) == {"Two"}


def test_offered_and_declined(client, bring, choose, project):
    found = bring(trello(*cards()))
    page = client.get(address(found)).content.decode()
    assert "This board was imported before" in page and project.get_absolute_url() in page
    choose(found, update="0")
    assert Project.objects.count() == 2


def test_another_board_is_none_of_these(bring, project):
    found = bring(trello(*(card | {"id": f"f{card['idShort']:023x}"} for card in cards())))
    assert found.outline["earlier"] is None


def test_not_for_who_does_not_look_after_the_project(client, bring, project, owner, member, outsider):
    members.add(project=project, user=member, role="member", actor=owner)
    for user in (member, outsider):
        client.force_login(user)
        assert bring(trello(*cards())).outline["earlier"] is None


def test_an_update_is_not_taken_back(client, bring, choose, project):
    found = bring(trello(*cards(5)))
    choose(found)
    response = client.post(reverse("import-undo", args=[found.pk]))
    assert response.status_code == 409 and "in their histories" in response.content.decode()
    assert project.tasks.on_board().count() == 5


def test_who_has_left_is_not_brought_back_by_cards_that_are_here(bring, choose, owner, outsider):
    members.add(project=make_project(owner=owner), user=outsider, role="member", actor=owner)
    table = f"Number,Title,Assignee\n1,Rye,Ann <{outsider.email}>\n2,Oat,\n"
    choose(bring(table.encode(), "list.csv"))
    project = Project.objects.get(tasks__title="Rye")
    assert project.tasks.get(title="Rye").assignee == outsider
    members.remove(project=project, user=outsider, actor=owner)
    found = bring(f"{table}3,Wheat,\n".encode(), "list.csv")
    choose(found)
    assert found.report["update"]["added"] == 1, found.problem
    assert project.tasks.get(title="Rye").assignee is None and not project.memberships.exists()


def test_what_is_no_more_in_the_file_is_counted_and_stays(client, bring, choose, project):
    told = update(bring, choose, *cards(2))
    assert told["absent"] == 2 and project.tasks.count() == 4
    page = flat(client.get(address(Import.objects.latest("pk"))).content.decode())
    assert "<dt>Not in this file, left here</dt><dd>2</dd>" in page


PLAN = """<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Tasks>
<Task><UID>{uid}</UID><ID>1</ID><Name>Roof</Name><PercentComplete>{progress}</PercentComplete></Task>
<Task><UID>{uid}2</UID><ID>2</ID><Name>Walls</Name><PercentComplete>{other}</PercentComplete></Task></Tasks></Project>"""


def test_progress_goes_on_where_the_file_tells_it(bring, choose, owner):
    uid = "1" * 20
    choose(bring(PLAN.format(uid=uid, progress=10, other=20).encode()))
    project = Project.objects.get()
    first, second = project.tasks.order_by("number")
    tasks.update(task=second, changed={"progress": 70}, seen_version=None, actor=owner)
    found = bring(PLAN.format(uid=uid, progress=60, other=30).encode())
    choose(found)
    assert found.report["update"] == {"added": 0, "changed": 1, "same": 0, "kept": 1, "gone": 0, "absent": 0}
    assert list(project.tasks.order_by("number").values_list("progress", flat=True)) == [60, 70]


def test_a_file_that_tells_no_progress_leaves_it(bring, choose, project, owner):
    tasks.update(task=project.tasks.get(number=1), changed={"progress": 40}, seen_version=None, actor=owner)
    told = update(bring, choose, *cards())
    assert told["same"] == 4 and project.tasks.get(number=1).progress == 40


def test_who_else_has_it_comes_with_an_update(bring, choose, owner):
    ada, bob, eve = (make_user(name=name) for name in ("ada", "bob", "eve"))
    make_project(owner=owner, roles=dict.fromkeys((ada, bob, eve), "member"), title="Shared")
    people = [{"id": f"m{place}", "fullName": f"M{place}"} for place in range(3)]
    users = dict(zip(("m0", "m1", "m2"), (ada, bob, eve), strict=True))

    def file(*keys):
        return written(export(name="Bakery", lists=LISTS, cards=cards(1, idMembers=list(keys)), members=people))

    first = bring(file("m0", "m1"))
    listed = enumerate(first.outline["members"])
    choose(first, **{f"member-{place}": users[member["id"]].email for place, member in listed})
    choose(bring(file("m0", "m2")))
    task = first.project.tasks.get()
    assert task.assignee == ada and [user.pk for user in task.others] == [eve.pk]


def test_lists_count_as_what_their_columns_do_and_no_column_is_said_to_be_added(client, bring, choose):
    lists = [a_list(1, name="Desk"), a_list(2, name="Shelf")]
    content = written(export(name="Study", lists=lists, cards=cards(2)))
    first = bring(content)
    assert any("Columns added" in note["text"] for note in first.outline["changed"])
    choose(first, **{"list-1": "completed"})
    found = bring(content)
    form = client.get(address(found)).context["form"]
    assert [form[f"list-{place}"].value() for place in (0, 1)] == ["pending", "completed"]
    assert not any("Columns added" in note["text"] for note in found.outline["changed"])
    choose(found)
    assert not any("Columns added" in note["text"] for note in found.report["changed"])


GITHUB = "Title\tURL\tAssignees\tStatus\n{}"
TODOIST = "TYPE,CONTENT,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE\n{}"
# How a file of these titles is written, by the name of the file.
WITHOUT_NUMBERS = {
    "plan.csv": lambda titles: "Task;State\n" + "".join(f"{title};Open\n" for title in titles),
    "view.tsv": lambda titles: GITHUB.format("".join(f"{title}\t\t\tTodo\n" for title in titles)),
    "home.csv": lambda titles: TODOIST.format("".join(f"task,{title},4,1,,,,en,UTC\n" for title in titles)),
    "todo.txt": lambda titles: "".join(f"(A) {title}\n" for title in titles),
}


@pytest.mark.parametrize("name", WITHOUT_NUMBERS)
def test_cards_without_numbers_are_known_by_their_titles_wherever_they_stand(bring, choose, name):
    written_as = WITHOUT_NUMBERS[name]
    choose(bring(written_as(["Flour", "Milk", "Eggs", "Milk", "Salt"]).encode(), name))
    found = bring(written_as(["Yeast", "Milk", "Eggs", "Milk", "Salt"][::-1]).encode(), name)
    choose(found)
    assert found.report["update"] == {"added": 1, "changed": 0, "same": 4, "kept": 0, "gone": 0, "absent": 1}
    titles = Project.objects.get().tasks.order_by("number").values_list("title", flat=True)
    assert list(titles) == ["Flour", "Milk", "Eggs", "Milk", "Salt", "Yeast"]
