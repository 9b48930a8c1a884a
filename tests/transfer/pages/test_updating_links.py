"""New cards in a newer file of a board are linked with those that have come before."""

import json

import pytest

from boards.models import LinkKind, Project, TaskLink
from boards.services import tasks

pytestmark = pytest.mark.django_db
LEFT = "Links of new cards to cards that are here, which could not be made"


def taiga(*parents):
    """A story, and a task of a story for each of these."""
    works = [
        {"ref": ref, "subject": f"Work {ref}", "status": "New", "user_story": parent}
        for ref, parent in enumerate(parents, 2)
    ]
    story = {"ref": 1, "subject": "Basket", "status": "New"}
    return json.dumps({"us_statuses": [{"name": "New"}], "user_stories": [story], "tasks": works}).encode()


@pytest.fixture
def project(bring, choose):
    choose(bring(taiga(1)))
    return Project.objects.get()


def parts_of(project, number):
    links = TaskLink.objects.filter(kind=LinkKind.PARENT, first=project.tasks.get(number=number))
    return list(links.order_by("second__number").values_list("second__number", flat=True))


def test_a_new_card_is_part_of_one_that_is_here(bring, choose, project):
    found = bring(taiga(1, 1))
    choose(found)
    assert parts_of(project, 1) == [2, 3] and project.tasks.get(number=1).child_count == 2
    assert not [note for note in found.report["left_out"] if note["text"] == LEFT]


def test_new_cards_are_linked_with_each_other_once(bring, choose, project):
    choose(bring(taiga(1, 1, 3)))
    assert (parts_of(project, 1), parts_of(project, 3)) == ([2, 3], [4])


def test_a_link_that_was_removed_here_stays_so(bring, choose, project):
    TaskLink.objects.all().delete()
    choose(bring(taiga(1, 1)))
    assert parts_of(project, 1) == [3]


def test_a_link_to_what_is_deleted_here_is_told_of(bring, choose, project, owner):
    tasks.delete(task=project.tasks.get(number=1), actor=owner)
    found = bring(taiga(1, 1))
    choose(found)
    assert [note["examples"] for note in found.report["left_out"] if note["text"] == LEFT] == [["Work 3"]]
