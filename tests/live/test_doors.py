"""Who is let in, and who is sent away with which code."""

import pytest

from boards.live import connection, hub
from boards.models import Project

pytestmark = pytest.mark.django_db(transaction=True)


def test_member_is_greeted_with_the_revision_and_the_name_of_the_tab(board, project, member):
    hello = board(member, "tab-1").hello
    assert (hello["revision"], hello["you"], hello["live"]) == (project.revision, "tab-1", True)
    assert hello["people"] == {"here": [], "count": 0, "editing": {}} or hello["people"]["here"] == [member.pk]


def test_a_name_that_is_none_is_not_repeated(tab, project, member):
    assert tab(member, f"/ws/projects/{project.pk}/?tab=%3Cscript%3E").hello["you"] == ""


def test_stranger_is_told_to_sign_in(board):
    assert board(None, greeted=False).end() == 4401


def test_a_session_that_is_made_up_is_none(process, tab, project):
    from tests.live.conftest import Tab

    assert Tab(process, f"/ws/projects/{project.pk}/", "f" * 32).end() == 4401


def test_outsider_does_not_learn_whether_there_is_a_project(board, tab, outsider):
    assert board(outsider, greeted=False).end() == 4404
    assert tab(outsider, "/ws/projects/999999/", greeted=False).end() == 4404


def test_everybody_may_look_at_a_public_project(board, project, outsider):
    Project.objects.filter(pk=project.pk).update(visibility="public")
    assert board(outsider).hello["revision"]


def test_pages_of_other_sites_are_refused(board, member):
    assert board(member, greeted=False, origin="http://evil.example.com").end() == 4403


def test_a_host_that_is_not_ours_is_refused_even_by_itself(board, member):
    assert board(member, greeted=False, origin="http://evil.example.com", host="evil.example.com").end() == 4403


def test_what_makes_no_sense_ends_it(board, member):
    open_tab = board(member)
    open_tab.say("no JSON")
    assert open_tab.end() == 4400


def test_too_many_messages_end_it(board, member):
    open_tab = board(member)
    for _each in range(connection.MOST_MESSAGES + 1):
        open_tab.say({"type": "beat"})
    assert open_tab.end() == 4429


def test_a_person_has_so_many_sockets_and_no_more(board, member, owner, client_of, monkeypatch):
    monkeypatch.setattr(hub, "MOST_OF_A_PERSON", 3)
    client = client_of(member)
    tabs = [board(member, client=client) for _each in range(3)]
    assert board(member, client=client, greeted=False).end() == 4429
    assert board(owner).hello
    tabs[0].close()
    assert board(member, client=client).hello


def test_a_tab_that_does_not_answer_is_let_go(process, board, member, monkeypatch):
    monkeypatch.setattr(hub, "SILENT", 0.2)
    monkeypatch.setattr(hub, "QUIET", 0.0)
    silent = board(member, answers=False)
    process.call(process.hub._ask_the_quiet)
    assert silent.next("beat")
    import time

    time.sleep(0.3)
    process.call(process.hub._ask_the_quiet)
    assert silent.end() == 4408


def test_home_is_told_of_every_project_one_takes_part_in(tab, project, member, outsider):
    assert tab(member, "/ws/home/").hello["revisions"] == {str(project.pk): project.revision}
    assert tab(outsider, "/ws/home/").hello["revisions"] == {}
    assert tab(None, "/ws/home/", greeted=False).end() == 4401


def test_a_crowd_at_the_door_comes_back_later(process, board, member, monkeypatch):
    from boards.live import sockets

    monkeypatch.setattr(sockets, "MOST_ASKING", 0)
    assert board(member, greeted=False).end() == 1013


def test_a_database_that_is_away_sends_nobody_to_the_sign_in(process, board, member, monkeypatch):
    from django.db import OperationalError

    from boards.live import admission

    def away(*arguments):
        raise OperationalError

    monkeypatch.setattr(admission, "to_board", away)
    assert board(member, greeted=False).end() == 1013
