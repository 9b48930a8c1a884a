"""Web links as they are added, changed, taken back and purged: rows, counts and history."""

import datetime

import pytest
from django.utils import timezone

from boards.exceptions import EditConflict, InvalidInput, NotFound, RuleBroken, TaskArchived
from boards.models import Activity, Kind, WebLink
from boards.services import tasks, undo, web_links
from tests.factories import fresh, make_task, make_web_link


@pytest.fixture
def task(project):
    return make_task(project=project)


@pytest.fixture
def link(task):
    return make_web_link(task=task)


def last(task):
    return Activity.objects.filter(task=task).latest("pk")


def take_back(task, actor):
    return undo.undo(activity=last(task), actor=actor)


def change(link, actor, seen=None, **values):
    return web_links.update(link=link, changed=values, seen_version=seen, actor=actor)


def test_a_link_is_kept_and_counted(task, owner):
    link = make_web_link(task=task, url=" https://example.com/a ", title="")
    assert (link.url, link.title, str(link), link.created_by) == ("https://example.com/a", "", "example.com/a", owner)
    assert fresh(task).web_link_count == 1 and fresh(task).version == 1
    assert last(task).kind == Kind.WEB_LINK_CREATED
    assert last(task).changes == {
        "web_link": [None, {"id": link.pk, "name": "example.com/a"}],
        "web_link_url": [None, "https://example.com/a"],
        "web_link_title": [None, ""],
        "web_link_version": [None, 1],
    }


def test_the_card_changes_with_the_number_of_links(task, project, owner):
    before = fresh(task.column).revision
    link = make_web_link(task=task)
    assert fresh(task.column).revision == fresh(project).revision > before
    change(link, owner, title="Other")
    assert fresh(task.column).revision < fresh(project).revision


def test_an_address_is_there_once(task, link, owner):
    with pytest.raises(RuleBroken):
        make_web_link(task=task, title="Again")
    other = make_web_link(task=task, url="https://example.com/other")
    with pytest.raises(RuleBroken):
        change(other, owner, url=link.url)
    assert fresh(task).web_link_count == 2


def test_there_is_room_for_a_hundred(task, monkeypatch):
    monkeypatch.setattr(web_links, "MOST_LINKS", 1)
    make_web_link(task=task)
    with pytest.raises(RuleBroken, match="1 web links"):
        make_web_link(task=task, url="https://example.com/other")


def test_links_go_to_completed_tasks_and_not_to_archived_ones(task, owner):
    tasks.complete(task=task, actor=owner)
    link = make_web_link(task=fresh(task))
    tasks.archive(task=fresh(task), actor=owner)
    for do in (lambda: change(link, owner, title="x"), lambda: web_links.delete(link=link, actor=owner)):
        with pytest.raises(TaskArchived):
            do()


def test_changes_of_two_fields_are_merged_and_of_one_collide(link, owner):
    change(link, owner, seen=1, title="Theirs")
    merged = change(link, owner, seen=1, url="https://example.com/mine", title="Price list")
    assert (merged.title, merged.url, merged.version) == ("Theirs", "https://example.com/mine", 3)
    with pytest.raises(EditConflict) as caught:
        change(link, owner, seen=1, title="Mine")
    assert caught.value.conflicts == {"title": ("Price list", "Theirs", "Mine")}


def test_the_same_again_changes_nothing(task, link, owner):
    before = last(task).pk
    assert change(link, owner, title=link.title).version == 1 and last(task).pk == before


def test_every_change_is_taken_back(task, link, owner):
    change(link, owner, title="Other")
    take_back(task, owner)
    assert (fresh(link).title, fresh(link).version) == ("Price list", 3)
    web_links.delete(link=link, actor=owner)
    assert fresh(task).web_link_count == 0
    take_back(task, owner)
    assert fresh(task).web_link_count == 1 and fresh(link).deleted_at is None
    other = make_web_link(task=task, url="https://example.com/other")
    take_back(task, owner)
    assert fresh(other).deleted_at is not None and fresh(task).web_link_count == 1


def test_what_is_newer_is_in_the_way(task, link, owner):
    made = last(task)
    change(link, owner, title="Other")
    with pytest.raises(RuleBroken):
        undo.undo(activity=made, actor=owner)


def test_a_deleted_one_does_not_come_back_beside_its_like(task, link, owner):
    web_links.delete(link=link, actor=owner)
    gone = last(task)
    make_web_link(task=task)
    with pytest.raises(RuleBroken):
        undo.undo(activity=gone, actor=owner)


def test_a_deleted_one_can_not_be_changed(link, owner):
    web_links.delete(link=link, actor=owner)
    with pytest.raises(NotFound):
        change(link, owner, title="x")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a b", ""])
def test_what_is_no_address_is_refused(task, url):
    with pytest.raises(InvalidInput):
        make_web_link(task=task, url=url)
    assert not WebLink.objects.exists()


def test_purge_takes_row_and_words_along(task, link, owner):
    kept = make_web_link(task=task, url="https://example.com/kept", title="Kept")
    web_links.delete(link=link, actor=owner)
    web_links.purge(timezone.now() + datetime.timedelta(days=1))
    assert list(WebLink.objects.all()) == [kept]
    told = str(list(Activity.objects.filter(task=task).values_list("changes", flat=True)))
    assert "Price list" not in told and "example.com/prices" not in told and "example.com/kept" in told
