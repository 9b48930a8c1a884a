"""The board of a project."""

import datetime
import re

import pytest
from django.core.cache import caches

from boards.accounts.services import users
from boards.services import columns, members, projects, tasks
from tests.factories import column_of, make_project, make_task, make_tasks


def url(project) -> str:
    return f"/projects/{project.pk}/"


@pytest.fixture
def card(project, owner):
    return make_task(project=project, title="Write the texts", tag_names=["copy"], priority=3, assignee=owner)


@pytest.mark.parametrize("name", ["owner", "admin", "member", "viewer", "staff"])
def test_everybody_with_a_role_sees_the_cards(request, client_of, project, card, name):
    page = client_of(request.getfixturevalue(name)).get(url(project))
    assert page.status_code == 200
    assert "Write the texts" in page.text and "tag-" in page.text and "High" in page.text


def test_outsider_gets_404(client_of, project, outsider):
    assert client_of(outsider).get(url(project)).status_code == 404


def test_outsider_views_a_public_project_without_forms_for_cards(client_of, owner, outsider):
    page = client_of(outsider).get(url(make_project(owner=owner, visibility="public")))
    assert page.status_code == 200
    assert "quick-add" not in page.text


def test_stranger_goes_to_sign_in_and_comes_back(client, project):
    answer = client.get(url(project) + "?q=x")
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next=/projects/{project.pk}/%3Fq%3Dx"


def test_viewer_sees_no_way_to_change(client_of, project, viewer, card):
    page = client_of(viewer).get(url(project)).text
    assert "quick-add" not in page and "Edit column" not in page and 'data-can-edit="no"' in page


def test_wip_limit_is_shown_with_a_word_when_exceeded(client_of, project, owner):
    lane = column_of(project=project)
    columns.update(column=lane, name=lane.name, status=lane.status, wip_limit=1, actor=owner)
    make_tasks(project=project, count=2)
    page = client_of(owner).get(url(project)).text
    assert '>2 <span aria-hidden="true">/ 1</span>' in page and "limit 1</span>" in page and "over the limit" in page


def test_first_fifty_cards_and_a_link_to_more(client_of, project, owner):
    make_tasks(project=project, count=51)
    page = client_of(owner).get(url(project)).text
    assert "Task 50<" in page and "Task 51<" not in page
    assert f"/columns/{column_of(project=project).pk}/cards/?after=" in page


def test_exactly_fifty_cards_need_no_link(client_of, project, owner):
    make_tasks(project=project, count=50)
    assert "?after=" not in client_of(owner).get(url(project)).text


def test_filter_leaves_what_was_asked_for(client_of, project, owner, card):
    make_task(project=project, title="Something else")
    page = client_of(owner).get(url(project) + "?q=TEXTS").text
    assert "Write the texts" in page and "Something else" not in page and "1 of 2" in page


def test_bad_filter_value_is_answered_with_a_sentence(client_of, project, owner, card):
    answer = client_of(owner).get(url(project) + "?due=someday")
    assert answer.status_code == 422
    assert "overdue" in answer.text and "Write the texts" in answer.text


def test_overdue_follows_the_readers_own_day(client_of, project, owner, member, monkeypatch):
    now = datetime.datetime(2026, 3, 10, 11, 30, tzinfo=datetime.UTC)
    monkeypatch.setattr("boards.models.users.timezone.now", lambda: now)
    make_task(project=project, due_date=datetime.date(2026, 3, 10))
    for user, zone in ((owner, "Pacific/Kiritimati"), (member, "Pacific/Pago_Pago")):
        users.update(
            user=user, display_name=user.display_name, time_zone=zone, shortcuts=True, theme="system", actor=user
        )
    assert "badge-overdue" in client_of(owner).get(url(project)).text
    page = client_of(member).get(url(project)).text
    assert "badge-overdue" not in page and "badge-today" in page


def test_archived_project_is_shown_without_ways_to_change(client_of, project, owner, card):
    projects.archive(project=project, actor=owner)
    page = client_of(owner).get(url(project)).text
    assert "is archived" in page and "quick-add" not in page


def test_deleted_project_is_gone_at_once(client_of, project, owner):
    projects.delete(project=project, actor=owner)
    assert client_of(owner).get(url(project)).status_code == 404


def test_unchanged_board_is_answered_304(client_of, project, owner, card):
    client = client_of(owner)
    first = client.get(url(project))
    assert first["Cache-Control"] == "private, no-cache"
    again = client.get(url(project), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("change", ["task", "name", "role", "query", "person"])
def test_no_304_once_something_the_reader_sees_has_changed(client_of, project, owner, member, card, change):
    client, address = client_of(member), url(project)
    etag = client.get(address)["ETag"]
    if change == "task":
        tasks.complete(task=card, actor=owner)
    elif change == "name":
        users.update(user=owner, display_name="Other", time_zone="", shortcuts=True, theme="system", actor=owner)
    elif change == "role":
        members.change_role(project=project, user=member, role="viewer", actor=owner)
    elif change == "query":
        address += "?q=x"
    else:
        client = client_of(owner)
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_no_304_while_a_toast_waits(client_of, project, owner, card):
    client = client_of(owner)
    etag = client.get(url(project))["ETag"]
    client.post(f"/tasks/{card.pk}/complete/")
    waiting = client.get(url(project), headers={"If-None-Match": etag})
    assert waiting.status_code == 200 and "Moved" in waiting.text


def test_page_with_a_toast_is_not_kept_to_be_shown_again(client_of, project, owner, card):
    client = client_of(owner)
    client.post(f"/tasks/{card.pk}/archive/")
    page = client.get(url(project))
    assert "Archived #" in page.text
    assert "ETag" not in page and page["Cache-Control"] == "no-store"
    assert "ETag" in client.get(url(project))


def test_stale_fragment_is_never_shown_even_if_nothing_was_dropped(client_of, project, owner, card, monkeypatch):
    client = client_of(owner)
    client.get(url(project))
    monkeypatch.setattr("boards.cache.drop", lambda *_args: None)
    tasks.update(task=card, changed={"title": "Newer words"}, seen_version=None, actor=owner)
    assert "Newer words" in client.get(url(project)).text


def test_fragments_hold_nothing_of_the_reader(client_of, project, owner, viewer, card):
    first = client_of(owner).get(url(project)).text
    other = client_of(viewer).get(url(project)).text
    mine, theirs = (page.split('id="cards-', 1)[1].split("</ol>", 1)[0] for page in (first, other))
    assert mine == theirs
    assert "Write the texts" in mine and "csrf" not in mine


def test_page_without_the_cache_is_the_same(client_of, project, owner, card):
    client = client_of(owner)
    client.get(url(project))
    warm = client.get(url(project)).text
    caches["fragments"].clear()
    cold = client.get(url(project)).text
    assert _board(warm) == _board(cold)


def _board(page: str) -> str:
    return re.sub('name="csrfmiddlewaretoken" value="[^"]*"', "", page[page.index("<board-view") :])
