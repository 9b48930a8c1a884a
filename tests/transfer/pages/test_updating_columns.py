"""Where cards go when a newer file of a board brings lists that are new, or are called otherwise by now."""

import pytest

from boards.models import Project, Status
from boards.services import columns
from tests.transfer.exports import a_card, a_list, export, written

pytestmark = pytest.mark.django_db
LISTS = [a_list(1, name="To do"), a_list(2, name="Oven"), a_list(3, name="Done")]


def bakery(lists=LISTS, in_list=None):
    """Four cards in the first list, but for those that are said to be in another one."""
    cards = [a_card(number, id=f"{number:024x}", idShort=number) for number in range(1, 5)]
    for number, key in (in_list or {}).items():
        cards[number - 1]["idList"] = key
    return written(export(name="Bakery", lists=lists, cards=cards))


@pytest.fixture
def project(bring, choose):
    choose(bring(bakery(in_list={2: "list2"})))
    return Project.objects.get()


def column_of(project, number):
    return project.tasks.get(number=number).column


def rename(column, name, actor):
    columns.update(column=column, name=name, status=column.status, wip_limit=None, actor=actor)


def test_a_card_moves_to_a_list_that_is_new_in_the_file(bring, choose, project):
    found = bring(bakery([*LISTS, a_list(4, name="Tasting")], {1: "list4", 2: "list2"}))
    choose(found)
    assert column_of(project, 1).name == "Tasting"
    assert (found.report["update"]["changed"], found.report["update"]["same"]) == (1, 3)


def test_no_column_is_made_for_a_card_that_stays(bring, choose, project, owner):
    columns.delete(column=column_of(project, 2), into=column_of(project, 1), actor=owner)
    found = bring(bakery(in_list={2: "list2"}))
    choose(found)
    assert not project.columns.filter(name="Oven").exists() and found.report["update"]["kept"] == 1


def test_a_new_list_counts_as_what_is_chosen_for_it(bring, choose, project):
    found = bring(bakery([*LISTS, a_list(4, name="Tasting")], {1: "list4"}))
    choose(found, **{"list-3": "completed"})
    assert column_of(project, 1).status == Status.COMPLETED and project.tasks.get(number=1).completed_at


def test_a_column_that_is_called_otherwise_here_keeps_its_cards_and_gets_more(bring, choose, project, owner):
    oven = column_of(project, 2)
    rename(oven, "Stove", owner)
    rename(oven, "Big stove", owner)
    choose(bring(bakery(in_list={1: "list2", 2: "list2"})))
    assert column_of(project, 1) == column_of(project, 2) == oven and project.columns.count() == 3


def test_a_list_that_is_called_otherwise_in_the_file_is_the_same_column(bring, choose, project):
    for name in ("Stove", "Big stove"):
        choose(bring(bakery([LISTS[0], a_list(2, name=name), LISTS[2]], {1: "list2", 2: "list2"})))
    assert column_of(project, 1).name == column_of(project, 2).name == "Oven" and project.columns.count() == 3
