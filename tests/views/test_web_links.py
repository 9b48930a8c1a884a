"""Web links on the page of a task and on its card."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import WebLink
from boards.services import tasks
from tests.factories import fresh, make_task, make_web_link, sign_in


@pytest.fixture
def task(project):
    return make_task(project=project)


@pytest.fixture
def me(client, member):
    sign_in(client, member)
    return client


def htmx(task):
    return {"HX-Request": "true", "X-Task": str(task.pk)}


def page_of(client, task):
    return client.get(f"/tasks/{task.pk}/").content.decode()


def test_a_link_is_added_and_shown(me, task):
    answer = me.post(f"/tasks/{task.pk}/web-links/", {"url": "example.com/a?b=1&c=2", "title": ""})
    assert answer.status_code == 303 and answer.url == f"/tasks/{task.pk}/#links"
    page = page_of(me, task)
    assert 'href="https://example.com/a?b=1&amp;c=2" rel="nofollow noopener noreferrer"' in page
    assert ">example.com/a</a>" in page


def test_a_title_is_shown_with_where_it_leads(me, task):
    make_web_link(task=task, title="<b>Prices</b>")
    page = page_of(me, task)
    assert (
        "&lt;b&gt;Prices&lt;/b&gt;</a>" in page and '<span class="web-link-place" dir="ltr">example.com</span>' in page
    )


def test_the_card_counts_them(me, task, project):
    assert "#globe" not in me.get(f"/columns/{task.column_id}/cards/").content.decode()
    make_web_link(task=task)
    assert "#globe" in me.get(f"/columns/{task.column_id}/cards/").content.decode()


def test_htmx_gets_section_history_and_card(me, task):
    answer = me.post(f"/tasks/{task.pk}/web-links/", {"url": "https://example.com"}, headers=htmx(task))
    text = answer.content.decode()
    assert answer.status_code == 200 and 'hx-target="#links"' in text and "Web link added." in text
    assert "added the web link" in text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "no address", "https://a:b@example.com"])
def test_what_is_no_address_is_said_in_the_form(me, task, url):
    answer = me.post(f"/tasks/{task.pk}/web-links/", {"url": url, "title": "Kept"}, headers=htmx(task))
    text = answer.content.decode()
    assert answer.status_code == 422 and answer["HX-Retarget"] == "#web-link-new"
    assert 'id="web-link-error"' in text and 'value="Kept"' in text
    plain = me.post(f"/tasks/{task.pk}/web-links/", {"url": url, "title": "Kept"})
    assert plain.status_code == 422 and 'value="Kept"' in plain.content.decode()
    assert not WebLink.objects.exists()


def test_one_that_is_there_is_refused(me, task):
    link = make_web_link(task=task)
    answer = me.post(f"/tasks/{task.pk}/web-links/", {"url": link.url}, headers=htmx(task))
    assert answer.status_code == 409 and "already" in answer.content.decode()


def test_it_is_changed_and_two_who_change_the_same_see_both(me, task, owner):
    link = make_web_link(task=task)
    edit = f"/web-links/{link.pk}/edit/"
    sent = {"url": link.url, "title": "Mine", "version": "1"}
    assert me.post(edit, sent).status_code == 303 and fresh(link).title == "Mine"
    again = {"url": link.url, "title": "Yours", "version": "1"}
    answer = me.post(edit, again, headers=htmx(task))
    text = answer.content.decode()
    assert answer.status_code == 409 and "Mine" in text and "Yours" in text
    both = me.post(edit, again | {"version": "2", "choice-title": "mine"}, headers=htmx(task))
    assert both.status_code == 200 and fresh(link).title == "Yours" and "task-view" in both.content.decode()


def test_who_gives_up_in_a_choice_is_led_back_to_the_links(me, task):
    link = make_web_link(task=task)
    sent = {"url": link.url, "title": "Mine", "version": "1"}
    me.post(f"/web-links/{link.pk}/edit/", sent)
    for headers in ({}, {"HX-Request": "true"}, htmx(task)):
        answer = me.post(f"/web-links/{link.pk}/edit/", sent | {"title": "Yours"}, headers=headers)
        assert answer.status_code == 409 and f'href="/tasks/{task.pk}/#links">Cancel' in answer.text


def test_it_is_deleted_with_an_offer_to_undo(me, task):
    link = make_web_link(task=task)
    answer = me.post(f"/web-links/{link.pk}/delete/", headers=htmx(task))
    assert answer.status_code == 200 and "Web link deleted." in answer.content.decode()
    assert fresh(task).web_link_count == 0


def test_an_archived_task_offers_no_change(me, task, owner):
    make_web_link(task=task)
    tasks.archive(task=fresh(task), actor=owner)
    page = page_of(me, task)
    assert "example.com/prices" in page and "Add a web link" not in page and "web-link-edit-" not in page


def test_a_task_is_found_and_printed_with_its_links(me, task, project):
    make_web_link(task=task, url="https://Example.com/Prices", title="Köstliches")
    make_task(project=project, title="Another")
    for words in ("köst", "example.com/prices"):
        found = me.get(f"/projects/{project.pk}/list/", {"q": words}).content.decode()
        assert task.title in found and "Another" not in found
    assert me.get("/tasks/", {"q": "köst"}).status_code in (200, 404)
    printed = me.get(f"/tasks/{task.pk}/print/").content.decode()
    assert "Köstliches: https://Example.com/Prices" in printed


def test_the_page_costs_one_query_however_many_there_are(me, task):

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page_of(me, task)
        return len(queries)

    cost()
    make_web_link(task=task)
    one = cost()
    for number in range(5):
        make_web_link(task=task, url=f"https://example.com/{number}")
    # The history tells of more changes, at the same cost.
    assert cost() <= one
