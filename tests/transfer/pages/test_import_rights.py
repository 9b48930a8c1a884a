"""Who has brought a file may lose the project that took its cards: then its import gives no power over it, and tells
nothing of it."""

import pytest
from django.urls import reverse

from boards.jobs import running
from boards.models import Import, Task
from boards.services import members
from tests.api_caller import Api
from tests.factories import make_project, make_user
from tests.transfer.exports import a_card, a_list
from tests.transfer.pages.bringing import address, trello
from tests.transfer.test_import_board import TWO

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(owner):
    """A project of somebody else, whose settings `owner` may change."""
    boss = make_user(name="boss", display_name="Berta Boss")
    project = make_project(owner=boss, title="Shop", roles={owner: "admin"})
    project.boss = boss
    return project


@pytest.fixture
def leave(shop, owner):
    """`leave()`: the project is nothing to `owner` any more, and has another title."""

    def leave():
        members.remove(project=shop, user=owner, actor=shop.boss)
        type(shop).objects.filter(pk=shop.pk).update(title="Secret merger")

    return leave


def board():
    return trello(lists=[a_list(1, name="Oven")], cards=[a_card(1), a_card(2)])


def test_who_was_removed_takes_nothing_back(client, bring, choose, shop, owner, leave):
    found = bring(board(), into=shop)
    choose(found)
    leave()
    assert client.post(reverse("import-undo", args=[found.pk])).status_code == 409
    assert Api(owner).delete(f"imports/{found.pk}").status_code == 409
    assert Task.objects.filter(project=shop, deleted_at=None).count() == 2


@pytest.mark.parametrize("role", ["member", "viewer"])
def test_who_became_less_than_an_admin_takes_nothing_back(client, bring, choose, shop, owner, role):
    found = bring(board(), into=shop)
    choose(found)
    members.change_role(project=shop, user=owner, role=role, actor=shop.boss)
    assert client.post(reverse("import-undo", args=[found.pk])).status_code == 409
    assert Task.objects.filter(project=shop, deleted_at=None).count() == 2
    assert "Take the import back" not in client.get(address(found)).content.decode()


def test_of_a_project_one_has_left_no_page_tells_the_title(client, bring, choose, shop, owner, leave):
    done = bring(board(), into=shop)
    choose(done)
    ready = bring(board(), into=shop)
    new = bring(board())
    leave()
    pages = [reverse("import"), *(address(each) for each in (done, ready, new))]
    for page in pages:
        text = client.get(page).content.decode()
        assert "Secret merger" not in text and "Berta Boss" not in text, page
    assert f"/projects/{shop.pk}/" not in client.get(address(done)).content.decode()


def test_a_file_for_a_project_one_has_left_is_not_chosen_for(client, bring, shop, owner, leave):
    found = bring(board(), into=shop)
    leave()
    assert client.post(address(found), {"then": "import"}).status_code in (404, 409, 422)
    body = {"people": {"x": shop.boss.pk}}
    assert Api(owner).post(f"imports/{found.pk}/start", body).status_code in (400, 404, 409)
    running.run_due()
    assert not Task.objects.filter(project=shop).exists()
    assert client.post(reverse("import-cancel", args=[found.pk])).status_code == 303
    assert Import.objects.get(pk=found.pk).state == "cancelled"


def test_another_board_of_the_file_does_not_become_a_new_project(client, bring, choose, shop, leave):
    found = bring(TWO, "ticktick.csv", into=shop)
    choose(found)
    leave()
    answer = client.post(reverse("import-again", args=[found.pk]))
    assert answer.status_code == 409 and Import.objects.count() == 1
