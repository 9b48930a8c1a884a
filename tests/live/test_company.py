"""Who is shown to be where."""

import pytest

from boards.accounts.services import users
from boards.live import company, hub, presence
from boards.live.presence import Elsewhere, Scene
from boards.services import members
from tests.factories import fresh

pytestmark = pytest.mark.django_db(transaction=True)


def people_are(tab, *people, editing=None):
    """Waits until these are there, and these tasks are edited by those."""
    wanted = (sorted(one.pk for one in people), editing or {})
    return tab.until("people", lambda told: (told["here"], told["editing"]) == wanted)


def test_who_comes_and_goes_is_shown_to_the_others(board, member, owner):
    first = board(member)
    second = board(owner)
    people_are(first, member, owner)
    assert second.hello["people"]["here"] in ([member.pk], sorted([member.pk, owner.pk]))
    second.close()
    people_are(first, member)


def test_a_second_tab_of_a_person_is_the_same_person(board, member, owner):
    first, one, other = board(member), board(owner), board(owner)
    people_are(first, member, owner)
    one.close()
    other.say({"type": "editing", "task": 7})
    people_are(first, member, owner, editing={"7": [owner.pk]})
    other.close()
    people_are(first, member)


def test_who_edits_a_task_is_named_until_they_stop_or_go(board, member, owner):
    first, second = board(member), board(owner)
    second.say({"type": "editing", "task": 7})
    people_are(first, member, owner, editing={"7": [owner.pk]})
    second.say({"type": "idle"})
    people_are(first, member, owner)
    second.say({"type": "editing", "task": 8})
    people_are(first, member, owner, editing={"8": [owner.pk]})
    second.close()
    people_are(first, member)


def test_who_may_edit_no_more_is_not_shown_to_edit_until_they_may_again(board, project, member, owner):
    first, second = board(owner), board(member)
    second.say({"type": "editing", "task": 7})
    people_are(first, owner, member, editing={"7": [member.pk]})
    members.change_role(project=project, user=member, role="viewer", actor=owner)
    people_are(first, owner, member)
    members.change_role(project=project, user=member, role="member", actor=owner)
    second.until("changed", lambda told: told["revision"] == fresh(project).revision)
    second.say({"type": "editing", "task": 8})
    people_are(first, owner, member, editing={"8": [member.pk]})


def test_who_wants_not_to_be_seen_is_not(board, member, owner):
    users.update(user=owner, is_visible=False, actor=owner)
    first, second = board(member), board(owner)
    second.say({"type": "editing", "task": 7})
    assert second.hello["people"]["here"] in ([], [member.pk])
    people_are(first, member)
    assert first.hears_nothing("people")


def test_who_changes_their_mind_is_hidden_at_once_and_shown_again(board, member, owner):
    first, _second = board(member), board(owner)
    people_are(first, member, owner)
    users.update(user=owner, is_visible=False, actor=owner)
    people_are(first, member)
    users.update(user=owner, is_visible=True, actor=owner)
    people_are(first, member, owner)


def test_home_shows_nobody_anywhere(board, tab, member, owner):
    first = board(member)
    tab(owner, "/ws/home/")
    people_are(first, member)
    assert first.hears_nothing("people")


def test_people_of_other_boards_are_not_shown(board, tab, member, owner):
    from tests.factories import make_project

    other = make_project(owner=owner, title="Other")
    first = board(member)
    tab(owner, f"/ws/projects/{other.pk}/")
    people_are(first, member)
    assert first.hears_nothing("people")


def test_names_come_through_the_checked_view(board, client_of, project, member, owner, outsider):
    first, second = board(member), board(owner)
    second.say({"type": "editing", "task": 7})
    people_are(first, member, owner, editing={"7": [owner.pk]})
    page = client_of(member).get(f"/projects/{project.pk}/here/?task=7").text
    assert "Owner" in page and "is editing this task" in page and "Member" not in page
    assert "editing" not in client_of(member).get(f"/projects/{project.pk}/here/?task=8").text.replace(
        "task-editing", ""
    )
    assert client_of(outsider).get(f"/projects/{project.pk}/here/").status_code == 404


@pytest.mark.parametrize("task", ["", "x", "٣", "-1", "9" * 40])
def test_a_task_that_is_none_is_edited_by_nobody(process, client_of, project, member, task):
    assert client_of(member).get(f"/projects/{project.pk}/here/", {"task": task}).status_code == 200


def test_nothing_of_it_is_stored(board, member, owner, django_assert_num_queries):
    first, second = board(member), board(owner)
    people_are(first, member, owner)
    with django_assert_num_queries(0):
        second.say({"type": "editing", "task": 7})
        people_are(first, member, owner, editing={"7": [owner.pk]})


def test_a_task_of_whom_nobody_is_told_is_no_error(client_of, project, member):
    """In a process that serves no sockets."""
    assert client_of(member).get(f"/projects/{project.pk}/here/").status_code == 200


def test_what_another_process_says_is_shown_and_holds_for_a_while(process, board, project, member, owner, monkeypatch):
    first = board(member)
    people_are(first, member)
    there = Scene({owner.pk}, {7: {owner.pk}}).packed()
    process.call(process.hub._hear, "other", {"people": [project.pk, there]})
    people_are(first, member, owner, editing={"7": [owner.pk]})
    monkeypatch.setattr(presence, "BELIEVED", -1.0)
    process.call(process.hub.company.forget_silent)
    people_are(first, member)


def test_a_process_that_ends_takes_its_people_along(process, board, project, member, owner):
    first = board(member)
    process.call(process.hub._hear, "other", {"people": [project.pk, Scene({owner.pk}).packed()]})
    people_are(first, member, owner)
    process.call(process.hub._hear, "other", {"over": True})
    people_are(first, member)


def test_a_full_board_names_some_and_counts_all():
    from boards.live import messages

    told = messages.people(range(1, 200), {task: {1} for task in range(300)})
    assert (len(told["here"]), told["count"], len(told["editing"])) == (messages.MOST_PEOPLE, 199, messages.MOST_NAMED)


def test_silence_is_noticed_within_thirty_seconds():
    """The longest that a browser, or a process, that has lost its connection is still shown."""
    assert hub.SILENT + hub.ROUND + company.GATHERED < 30
    assert presence.BELIEVED + hub.ROUND <= 30
    assert hub.QUIET + hub.ROUND < hub.SILENT


def test_what_is_known_of_processes():
    elsewhere = Elsewhere()
    elsewhere.alive("one", 0.0)
    elsewhere.note("two", 3, Scene({4}), 0.0)
    assert len(elsewhere) == 2 and [each.here for each in elsewhere.on(3)] == [{4}]
    elsewhere.note("two", 3, Scene(), 20.0)
    assert elsewhere.on(3) == []
    assert elsewhere.forget_silent(30.0) == set() and len(elsewhere) == 1
