"""A second import of the same board, or of a newer file of it, brings what is here up to date."""

import pytest
from django.urls import reverse

from boards.models import Project
from boards.services import comments, members, tasks
from tests.factories import make_project, make_user
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
    assert told == {"added": 0, "changed": 0, "same": 4, "kept": 0, "gone": 0}
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
    assert found.report["update"] == {"added": 0, "changed": 0, "same": 4, "kept": 0, "gone": 0}
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
    assert told == {"added": 1, "changed": 2, "same": 2, "kept": 0, "gone": 0}
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
    assert told == {"added": 0, "changed": 1, "same": 0, "kept": 3, "gone": 1}
    titles = dict(project.tasks.values_list("number", "title"))
    assert titles == {1: "Ours", 2: "Card 2", 3: "Card 3", 4: "Card 4"}
    first.refresh_from_db()
    assert first.description == "New" and first.comment_count == 1


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
