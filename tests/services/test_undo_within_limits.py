"""What comes back by an undo takes up room like what is new: no limit is passed by deleting and bringing back."""

import pytest

from boards.exceptions import RuleBroken
from boards.models import Kind
from boards.services import checklist_items, checklists, undo, web_links
from boards.services.checklist_items import Draft
from tests.factories import fresh, make_checklist, make_task, make_web_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(project):
    return make_task(project=project)


@pytest.fixture
def refused(task, owner):
    """`refused(kind)`: the last change of that kind can't be undone, for there is no room."""

    def refused(kind):
        activity = task.activities.filter(kind=kind).latest("pk")
        before = fresh(task)
        with pytest.raises(RuleBroken, match="has room for"):
            undo.undo(activity=activity, actor=owner)
        now = fresh(task)
        assert (now.item_count, now.web_link_count) == (before.item_count, before.web_link_count)

    return refused


def test_a_web_link(task, owner, refused, monkeypatch):
    monkeypatch.setattr(web_links, "MOST_LINKS", 1)
    web_links.delete(link=make_web_link(task=task, actor=owner), actor=owner)
    make_web_link(task=task, url="https://example.com/other", actor=owner)
    refused(Kind.WEB_LINK_DELETED)


def test_a_checklist(task, owner, refused, monkeypatch):
    monkeypatch.setattr(checklists, "MOST_LISTS", 1)
    checklists.delete(checklist=make_checklist(task=task, actor=owner), actor=owner)
    make_checklist(task=task, actor=owner)
    refused(Kind.CHECKLIST_DELETED)


def test_an_item(task, owner, refused, monkeypatch):
    monkeypatch.setattr(checklist_items, "MOST_ITEMS", 1)
    made = make_checklist(task=task, texts=["One"], actor=owner)
    checklist_items.delete(item=made.items.get(), actor=owner)
    checklist_items.add(checklist=made, drafts=[Draft("Two")], actor=owner)
    refused(Kind.ITEM_DELETED)


def test_an_item_that_went_to_another_checklist(task, owner, refused, monkeypatch):
    monkeypatch.setattr(checklist_items, "MOST_ITEMS", 1)
    made, other = make_checklist(task=task, texts=["One"], actor=owner), make_checklist(task=task, actor=owner)
    checklist_items.move(item=made.items.get(), checklist_id=other.pk, actor=owner)
    checklist_items.add(checklist=made, drafts=[Draft("Two")], actor=owner)
    refused(Kind.ITEM_MOVED)


def test_where_there_is_room_all_of_them_come_back(task, owner, monkeypatch):
    for module, name in ((web_links, "MOST_LINKS"), (checklists, "MOST_LISTS"), (checklist_items, "MOST_ITEMS")):
        monkeypatch.setattr(module, name, 1)
    made = make_checklist(task=task, texts=["One"], actor=owner)
    link = make_web_link(task=task, actor=owner)
    checklist_items.delete(item=made.items.get(), actor=owner)
    checklists.delete(checklist=made, actor=owner)
    web_links.delete(link=link, actor=owner)
    for kind in (Kind.WEB_LINK_DELETED, Kind.CHECKLIST_DELETED, Kind.ITEM_DELETED):
        undo.undo(activity=task.activities.filter(kind=kind).latest("pk"), actor=owner)
    assert (fresh(task).item_count, fresh(task).web_link_count) == (1, 1)
