"""Cards of a file come into a project that is there."""

import pytest
from django.urls import reverse

from boards.models import ImportState
from boards.services import columns, members, projects, tasks, undo
from tests.factories import make_project, make_task
from tests.transfer.exports import a_card, a_list
from tests.transfer.pages.bringing import address, trello

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(owner, member):
    project = make_project(owner=owner, title="Shop", roles={member: "member"})
    make_task(project=project, title="Here before")
    return project


def test_cards_come_below_and_are_taken_back(client, bring, choose, project):
    first = project.columns.first()
    found = bring(trello(lists=[a_list(1, name=first.name), a_list(2, name="Oven")]), into=project)
    assert "Column of this name" in client.get(address(found)).content.decode()
    choose(found)
    assert [task.title for task in first.tasks.on_board().in_order()] == ["Here before", "Card 1"]
    response = client.post(reverse("import-undo", args=[found.pk]), follow=True)
    assert "This import was taken back" in response.content.decode()
    assert [task.title for task in project.tasks.on_board()] == ["Here before"]


def test_new_columns_go_with_the_cards_unless_somebody_uses_them(bring, choose, client, project, owner):
    before = list(project.columns.values_list("name", flat=True))
    lists = [a_list(number, name=name) for number, name in enumerate(("Oven", "Shelf", "Shop"), 1)]
    cards = [a_card(number, idList=lane["id"]) for number, lane in enumerate(lists, 1)]
    found = bring(trello(lists=lists, cards=cards), into=project)
    choose(found)
    assert {"Oven", "Shelf", "Shop"} <= set(project.columns.values_list("name", flat=True))
    shelf = project.columns.get(name="Shelf")
    columns.update(column=shelf, name="Cupboard", status=shelf.status, wip_limit=None, actor=owner)
    make_task(project=project, column=project.columns.get(name="Shop"), title="Ours")
    client.post(reverse("import-undo", args=[found.pk]))
    assert sorted(project.columns.values_list("name", flat=True)) == sorted([*before, "Cupboard", "Shop"])
    # Each can still be brought back.
    deletion = project.activities.get(task__title="Card 1", kind="task.deleted")
    undo.undo(activity=deletion, actor=owner)
    assert project.tasks.on_board().filter(title="Card 1").exists()


def test_tasks_that_were_worked_on_are_not_taken_back(client, bring, choose, project, member):
    found = bring(trello(cards=[a_card(1), a_card(2)]), into=project)
    choose(found)
    task = project.tasks.get(title="Card 2")
    tasks.update(task=task, changed={"title": "Mine"}, seen_version=None, actor=member)
    page = client.get(address(found)).content.decode()
    assert f"#{task.number} has been worked on since" in page and "Take the import back" not in page
    response = client.post(reverse("import-undo", args=[found.pk]))
    assert response.status_code == 409
    assert f"#{task.number} has been worked on since" in response.content.decode()
    assert project.tasks.on_board().count() == 3


def test_rights_are_looked_at_again_by_the_job(client, bring, choose, project, owner, member):
    members.change_role(project=project, user=member, role="admin", actor=owner)
    client.force_login(member)
    found = bring(trello(), into=project)
    members.change_role(project=project, user=member, role="member", actor=owner)
    choose(found)
    assert found.state == ImportState.FAILED and "look after the project" in found.problem


def test_archived_project_says_so(bring, choose, project, owner):
    found = bring(trello(), into=project)
    projects.archive(project=project, actor=owner)
    choose(found)
    assert found.state == ImportState.FAILED and "archived" in found.problem


def test_only_for_who_looks_after_it(client, project, member):
    client.force_login(member)
    assert client.get(reverse("project-import", args=[project.pk])).status_code == 403
