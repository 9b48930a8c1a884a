"""Who has a card after a newer file of its board has come."""

import datetime

import pytest

from boards.models import Project
from boards.services import tasks
from tests.factories import make_project, make_user
from tests.transfer.exports import a_card, export, written

pytestmark = pytest.mark.django_db
NONE_KEPT = {"added": 0, "changed": 0, "same": 2, "kept": 0, "gone": 0, "absent": 0}


@pytest.fixture
def ada(owner):
    found = make_user(name="ada")
    make_project(owner=owner, roles={found: "member"}, title="Shared")
    return found


def bakery(*members_of_cards, **fields):
    cards = [
        a_card(number, id=f"{number:024x}", idShort=number, idMembers=members, **fields)
        for number, members in enumerate(members_of_cards, 1)
    ]
    people = [{"id": "m1", "fullName": "Ada"}, {"id": "m2", "fullName": "Bob"}]
    return written(export(name="Bakery", cards=cards, members=people))


@pytest.fixture
def project(bring, choose, ada):
    found = bring(bakery(["m1"], ["m2"]))
    place = [member["id"] for member in found.outline["members"]].index("m1")
    choose(found, **{f"member-{place}": ada.email})
    return Project.objects.get(title="Bakery")


def assignee(project, number=1):
    return project.tasks.get(number=number).assignee


@pytest.mark.parametrize("members", [[], ["m2"]], ids=["nobody", "somebody without an account"])
def test_a_card_that_is_somebody_elses_in_the_file_is_no_more_theirs_here(bring, choose, project, ada, members):
    assert assignee(project) == ada
    found = bring(bakery(members, ["m2"]))
    choose(found)
    assert assignee(project) is None and found.report["update"]["changed"] == 1


def test_who_is_not_named_any_more_keeps_their_cards(bring, choose, project, ada):
    choose(bring(bakery(["m1"], ["m2"])), **{"member-0": "", "member-1": ""})
    assert assignee(project) == ada


def test_a_file_that_tells_no_people_leaves_them(bring, choose, project, ada):
    cards = [a_card(number, id=f"{number:024x}", idShort=number) for number in (1, 2)]
    choose(bring(written(export(name="Bakery", cards=cards))))
    assert assignee(project) == ada


def test_whom_somebody_has_given_a_card_here_keeps_it(bring, choose, project, owner):
    tasks.update(task=project.tasks.get(number=1), changed={"assignee": owner}, seen_version=None, actor=owner)
    found = bring(bakery([], ["m2"]))
    choose(found)
    assert assignee(project) == owner and found.report["update"]["kept"] == 1


def test_what_the_file_does_not_tell_is_not_said_to_be_kept(bring, choose, project, owner):
    changed = {"priority": 3, "due_date": datetime.date(2031, 1, 1), "tags": ["rye"]}
    tasks.update(task=project.tasks.get(number=1), changed=changed, seen_version=None, actor=owner)
    found = bring(bakery(["m1"], ["m2"]))
    choose(found)
    assert found.report["update"] == NONE_KEPT and project.tasks.get(number=1).priority == 3
