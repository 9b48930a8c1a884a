"""Which of several boards, or copies of one, in the same project a newer file brings up to date."""

import json

import pytest
from django.urls import reverse

from boards.models import Project
from boards.services import undo
from tests.factories import make_project, make_user
from tests.pages import flat
from tests.transfer.exports import a_card, export, written
from tests.transfer.pages.bringing import address

pytestmark = pytest.mark.django_db


def taiga(name, *titles):
    """A board whose cards are known by 1, 2, 3, as those of every other one are."""
    stories = [{"ref": ref, "subject": title, "status": "New"} for ref, title in enumerate(titles, 1)]
    return json.dumps({"name": name, "us_statuses": [{"name": "New"}], "user_stories": stories}).encode()


@pytest.fixture
def project(owner):
    return make_project(owner=owner, title="Both")


def titles(project):
    return sorted(project.tasks.values_list("title", flat=True))


def test_cards_of_another_board_that_are_known_by_the_same_numbers_are_left_alone(bring, choose, project):
    choose(bring(taiga("Shop", "Basket", "Search"), into=project), update="0")
    choose(bring(taiga("Blog", "Posts", "Tags"), into=project))
    found = bring(taiga("Shop", "Basket with prices", "Search"), into=project)
    choose(found)
    assert titles(project) == ["Basket with prices", "Posts", "Search", "Tags"]
    assert found.report["update"] == {"added": 0, "changed": 1, "same": 1, "kept": 0, "gone": 0, "absent": 0}


def test_of_two_copies_in_a_project_the_newer_one_is_brought_up_to_date(bring, choose, project):
    for _copy in range(2):
        choose(bring(taiga("Shop", "Basket", "Search"), into=project), update="0")
    found = bring(taiga("Shop", "Basket with prices", "Search"), into=project)
    choose(found)
    assert found.report["update"]["changed"] == 1 and titles(project).count("Basket") == 1
    older, newer = project.tasks.filter(title__startswith="Basket").order_by("pk")
    assert (older.title, newer.title) == ("Basket", "Basket with prices")


def test_of_two_projects_the_newer_one_is_offered(client, bring, choose):
    for title in ("First", "Second"):
        choose(bring(taiga("Shop", "Basket")), update="0", title=title)
    page = flat(client.get(address(bring(taiga("Shop", "Basket")))).content.decode())
    assert Project.objects.get(title="Second").get_absolute_url() in page
    assert Project.objects.get(title="First").get_absolute_url() not in page


def test_cards_that_an_update_has_brought_are_known_to_the_next_one(bring, choose, project):
    for words in (("Basket",), ("Basket", "Search"), ("Basket", "Search anew")):
        choose(bring(taiga("Shop", *words), into=project))
    assert titles(project) == ["Basket", "Search anew"]


def test_who_was_named_in_an_update_is_so_in_the_next_one(client, bring, choose, owner):
    ada = make_user(name="ada")
    make_project(owner=owner, roles={ada: "member"}, title="Shared")
    cards = [a_card(1, id=f"{1:024x}", idMembers=["m1"])]
    content = written(export(name="Bakery", cards=cards, members=[{"id": "m1", "fullName": "Ada"}]))
    choose(bring(content))
    choose(bring(content), **{"member-0": ada.email})
    form = client.get(address(bring(content))).context["form"]
    assert form["member-0"].value() == ada.email


def test_what_was_taken_back_is_not_brought_up_to_date(client, bring, choose, project):
    first = bring(taiga("Shop", "Basket"), into=project)
    choose(first)
    client.post(reverse("import-undo", args=[first.pk]))
    found = bring(taiga("Shop", "Basket"), into=project)
    assert found.outline["earlier"] is None
    choose(found)
    assert project.tasks.on_board().count() == 1


def test_a_project_that_was_taken_back_and_brought_back_is_offered_again(client, bring, choose, owner):
    first = bring(taiga("Shop", "Basket"))
    choose(first)
    client.post(reverse("import-undo", args=[first.pk]))
    assert bring(taiga("Shop", "Basket")).outline["earlier"] is None
    undo.undo(activity=first.project.activities.latest("pk"), actor=owner)
    assert bring(taiga("Shop", "Basket")).outline["earlier"]["project"] == first.project_id
