"""What is told of changes, when, and to whom."""

import time

import pytest
from django.db import transaction

from boards import events
from boards.live import hub, messages, news, publishing
from boards.live.change import Change
from boards.models import Project
from boards.services import members, projects, tasks
from tests.factories import column_of, fresh, make_task, make_tasks

pytestmark = pytest.mark.django_db(transaction=True)


def test_change_is_told_at_once(board, project, member, owner, monkeypatch):
    """Not when somebody looks for it: nobody does here."""
    for pause in ("LOOKED", "LOOKED_ALONE", "LOOKED_WITHOUT"):
        monkeypatch.setattr(news, pause, 3600)
    there = board(member)
    make_task(project=project)
    assert there.next("changed") and news.GATHERED < 0.1


def test_who_did_it_knows_their_own(board, client_of, project, member, owner):
    card, lane = make_task(project=project), column_of(project=project, status="in_progress")
    here, there = board(owner, "mine"), board(member, "theirs")
    client_of(owner).post(f"/tasks/{card.pk}/move/", {"column": lane.pk}, headers={"X-Tab": "mine"})
    now = fresh(project).revision
    told = [each.until("changed", lambda message: message["revision"] == now) for each in (here, there)]
    assert [message["by"] for message in told] == ["mine", "mine"]


@pytest.mark.parametrize("named", ["", "a b", "x" * 41, "é", "<script>"])
def test_a_name_that_is_none_is_nobodys(board, client_of, project, member, owner, named):
    card, there = make_task(project=project), board(member)
    client_of(owner).post(f"/tasks/{card.pk}/complete/", headers={"X-Tab": named.encode().decode("latin-1")})
    assert there.until("changed", lambda told: told["revision"] == fresh(project).revision)["by"] == ""


def test_change_through_the_api_has_no_tab(board, client_of, project, member, owner):
    there = board(member)
    answer = client_of(owner).post(
        f"/api/v1/projects/{project.pk}/tasks", {"title": "By a program"}, content_type="application/json"
    )
    assert answer.status_code == 201, answer.content
    assert there.next("changed")["by"] == ""


def test_nothing_is_told_of_what_was_rolled_back(board, project, member, owner):
    there = board(member)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tasks.create(project=project, title="Never", actor=owner)
        1 / 0  # noqa: B018
    assert there.hears_nothing("changed")


def test_many_changes_at_once_are_one_message(process, board, project, member):
    there = board(member)

    def gather():
        for number in range(messages.MOST_NAMED + 1):
            process.hub.news.gather(Change(project.pk, 1000, frozenset({5}), frozenset({number})))

    process.call(gather)
    told = there.next("changed")
    assert (told["revision"], told["columns"], told["tasks"]) == (1000, [5], None)
    assert there.hears_nothing("changed")


def test_a_change_of_many_tasks_names_them_or_none(board, project, member):
    there = board(member)
    made = make_tasks(project=project, count=20)
    named, now = set(), fresh(project).revision
    while len(named) < 20:
        told = there.next("changed")
        assert told["revision"] == now
        named |= set(told["tasks"])
    assert named == {task.pk for task in made}


def test_changes_of_several_tabs_are_nobodys_own():
    one, other = Change(3, 7, frozenset({1}), frozenset({5}), "a"), Change(3, 8, frozenset({2}), None, "b", rights=True)
    assert one + other == Change(3, 8, frozenset({1, 2}), None, "", rights=True)
    assert (one + one).by == "a"
    assert Change.unpacked((one + other).packed()) == one + other


def test_other_boards_are_told_nothing(tab, board, project, member, owner):
    from tests.factories import make_project

    other = make_project(owner=owner, roles={member: "member"})
    there, home = tab(member, f"/ws/projects/{other.pk}/"), tab(member, "/ws/home/")
    make_task(project=project)
    assert home.next("changed")["project"] == project.pk
    assert there.hears_nothing("changed")


def test_home_hears_of_a_project_that_one_has_just_joined(tab, project, outsider, owner):
    home = tab(outsider, "/ws/home/")
    members.add(project=project, user=outsider, role="viewer", actor=owner)
    assert home.next("changed")["project"] == project.pk
    make_task(project=project)
    assert home.next("changed")["revision"] == fresh(project).revision
    members.remove(project=project, user=outsider, actor=owner)
    assert home.end() == 1012


def test_home_hears_of_a_project_that_one_has_made(tab, outsider, member):
    mine, theirs = tab(outsider, "/ws/home/"), tab(member, "/ws/home/")
    made = projects.create(title="Mine", actor=outsider)
    assert mine.next("changed")["project"] == made.pk
    assert theirs.hears_nothing("changed")


def test_what_was_changed_past_the_services_is_found(process, board, project, member):
    there = board(member)
    Project.objects.filter(pk=project.pk).update(revision=project.revision + 1)
    process.call(process.hub.news.look_soon)
    told = there.next("changed")
    assert (told["revision"], told["columns"], told["tasks"]) == (project.revision + 1, None, None)
    process.call(process.hub.news.look_soon)
    assert there.hears_nothing("changed")


def test_it_is_looked_for_even_if_nobody_asks(process, board, project, member, monkeypatch):
    for pause in ("LOOKED", "LOOKED_ALONE", "LOOKED_WITHOUT"):
        monkeypatch.setattr(news, pause, 0.1)
    there = board(member)
    process.call(process.hub.news.look_soon)
    Project.objects.filter(pk=project.pk).update(revision=project.revision + 1)
    assert there.next("changed")


def test_change_made_while_somebody_is_let_in_is_in_the_greeting(process, board, project, member):
    """It was told before there was anybody to tell, and read before it was committed."""
    process.call(process.hub.news.gather, Change(project.pk, project.revision + 5))
    time.sleep(news.GATHERED * 5)
    assert board(member).hello["revision"] == project.revision + 5


def test_a_full_board_asks_one_after_the_other(process, board, project, member, monkeypatch):
    there = board(member)
    assert there.hello["within"] == 0
    monkeypatch.setattr(news, "FEW", 0)
    make_task(project=project)
    assert there.next("changed")["within"] > 0


def test_a_process_whose_loop_has_ended_fails_no_request(process, project, monkeypatch):
    def ended(*arguments):
        raise RuntimeError("Event loop is closed")

    monkeypatch.setattr(
        process.hub, "loop", type("Ended", (), {"call_soon_threadsafe": ended, "is_closed": lambda: False})
    )
    make_task(project=project)
    monkeypatch.undo()


def test_drain_sends_everybody_away_one_after_the_other(process, board, member, owner):
    tabs = [board(member), board(owner)]
    process.call(process.hub.drain)
    waits = [each.next("later")["after"] for each in tabs]
    assert [each.end() for each in tabs] == [1012, 1012]
    assert all(hub.BACK_AT_LEAST / 2 <= wait <= hub.BACK_AT_LEAST for wait in waits)
    assert board(member, greeted=False).end() == 1013


def test_a_process_without_sockets_tells_by_itself_and_never_fails(project, monkeypatch):
    said = []
    monkeypatch.setattr(publishing.bus, "reaches_others", lambda: True)

    async def say_once(what):
        said.append(what)
        raise ConnectionError

    monkeypatch.setattr(publishing.bus, "say_once", say_once)
    monkeypatch.setattr(publishing, "_paused_until", 0.0)
    monkeypatch.setattr(publishing.hub, "present", lambda: None)
    make_tasks(project=project, count=3)
    assert len(said) == 1 and said[0]["change"]["tasks"] is None
    make_task(project=project)
    assert len(said) == 1, "Redis was asked again at once"


def test_a_tab_is_named_only_while_its_request_runs():
    with events.in_tab("one"):
        assert events._tab.get() == "one"
    assert events._tab.get() == ""
