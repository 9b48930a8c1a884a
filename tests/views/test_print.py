"""Boards and lists for paper."""

import datetime
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.reports.printing import running_head
from boards.services import checklist_items, checklists, comments, tasks
from tests.factories import (
    column_of,
    fresh,
    make_attachment,
    make_checklist,
    make_column,
    make_comment,
    make_project,
    make_task,
    make_tasks,
    make_web_link,
)
from tests.pages import flat


def page_of(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return flat(response.content.decode())


def test_board_has_every_card_with_names_and_whole_dates(client_of, member, project):
    make_tasks(project=project, count=60)
    make_task(project=project, title="Late", assignee=member, due_date=datetime.date(2026, 1, 3), tag_names=["design"])
    page = page_of(client_of(member), f"/projects/{project.pk}/print/")
    assert page.count('class="printed-card"') == 61
    assert "<b>Overdue: 3 January 2026</b>" in page and '<span dir="auto">Member</span>' in page and "design" in page


def test_list_has_every_task(client_of, member, project):
    make_tasks(project=project, count=60)
    assert page_of(client_of(member), f"/projects/{project.pk}/list/print/").count('<th scope="row" dir="auto">') == 60


@pytest.mark.parametrize(("columns", "bands"), [(3, [3]), (6, [6]), (7, [4, 3]), (12, [6, 6]), (13, [5, 5, 3])])
def test_columns_are_spread_over_sheets(client_of, member, project, columns, bands):
    for number in range(columns - 3):
        make_column(project=project, name=f"Stage {number}")
    page = page_of(client_of(member), f"/projects/{project.pk}/print/")
    assert [int(size) for size in re.findall(r'<table class="lanes lanes-(\d+)">', page)] == bands
    assert page.count('<th scope="col" dir="auto">') == columns


def test_filter_leaves_what_the_board_shows(client_of, member, project):
    make_task(project=project, title="Order chairs")
    make_task(project=project, title="Paint walls")
    page = page_of(client_of(member), f"/projects/{project.pk}/print/?q=chairs")
    assert "Order chairs" in page and "Paint walls" not in page and "(filtered)" in page


def test_queries_do_not_grow_with_the_cards(client_of, member, project, django_assert_num_queries):
    client = client_of(member)
    for path in (f"/projects/{project.pk}/print/", f"/projects/{project.pk}/list/print/"):
        make_tasks(project=project, count=5, column=column_of(project=project))
        client.get(path)
        with CaptureQueriesContext(connection) as few:
            client.get(path)
        make_tasks(project=project, count=40, column=column_of(project=project))
        with django_assert_num_queries(len(few)):
            client.get(path)


def test_menu_of_the_project_leads_to_the_printed_board_with_its_filter(client_of, viewer, project):
    page = page_of(client_of(viewer), f"/projects/{project.pk}/?q=chairs")
    assert f'href="/projects/{project.pk}/print/?q=chairs"' in page


def test_menu_of_a_filtered_list_leads_to_paper_with_its_filter_and_order(client_of, viewer, project):
    make_tasks(project=project, count=60, title="Order chairs")
    make_task(project=project, title="Paint walls")
    client = client_of(viewer)
    page = page_of(client, f"/projects/{project.pk}/list/?q=chairs&sort=-title&page=2")
    (path,) = re.findall(r'href="(/projects/\d+/list/print/[^"]*)"', page)
    assert path == f"/projects/{project.pk}/list/print/?q=chairs&amp;sort=-title"
    paper = page_of(client, html.unescape(path))
    titles = re.findall(r'<th scope="row" dir="auto">(.*?)</th>', paper)
    assert len(titles) == 60 and titles == sorted(titles, reverse=True)
    plain = page_of(client, f"/projects/{project.pk}/list/?page=2")
    assert f'href="/projects/{project.pk}/list/print/"' in plain


def test_filter_that_makes_no_sense_does_not_lead_to_paper(client_of, viewer, project):
    for path in (f"/projects/{project.pk}/", f"/projects/{project.pk}/list/"):
        page = client_of(viewer).get(f"{path}?due=someday").text
        assert f'href="/projects/{project.pk}/list/print/"' in page


def test_running_head_names_project_and_period(client_of, member, project):
    response = client_of(member).get(f"/projects/{project.pk}/print.css?from=2026-01-01&to=2026-01-31")
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert 'content: "Launch"' in response.content.decode()
    assert 'content: "1 January 2026 to 31 January 2026"' in response.content.decode()


@pytest.mark.parametrize("query", ["from=abc", "from=%00", "to=2026-02-30"])
def test_running_head_of_a_day_that_is_none_is_422(client_of, member, project, query):
    response = client_of(member).get(f"/projects/{project.pk}/print.css?{query}")
    assert response.status_code == 422
    assert "Write the date as year-month-day, like 2026-11-30." in response.text


def test_running_head_of_any_day_is_written(client_of, member, project):
    response = client_of(member).get(f"/projects/{project.pk}/print.css?from=0001-01-01&to=9999-12-31")
    assert 'content: "1 January 0001 to 31 December 9999"' in response.text


def test_nothing_in_a_title_ends_the_text_of_the_style():
    style = running_head('a"; } body { display: none } \\ \n</style>', "x")
    assert style.count('"') == 4 and "\\" in style and "{ display" not in style and "<" not in style


def test_running_head_shortens_a_long_title():
    assert '"' + "W" * 69 + '\\2026 "' in running_head("W" * 500, "x")
    assert '"' + "W" * 70 + '"' in running_head("W" * 70, "x")


# --- A task -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def card(project, member, owner):
    card = make_task(
        project=project, title="Move in", description="Bring **boxes**", assignee=member, tag_names=["home"]
    )
    gone = make_comment(task=card, actor=member, text="Taken back")
    make_comment(task=card, actor=member, text="Said *kindly*")
    comments.delete(comment=gone, actor=member)
    return card


def test_a_task_has_its_text_and_its_facts(client_of, viewer, card):
    page = page_of(client_of(viewer), f"/tasks/{card.pk}/print/")
    sheet = page[page.index('class="sheet"') :]
    assert "Move in" in sheet and "<strong>boxes</strong>" in sheet and "Member" in sheet and "home" in sheet
    assert "kindly" not in sheet and "created this task" not in sheet


@pytest.mark.parametrize(("text", "said"), [("Cellar#1", ""), ("", "Cellar#1")])
def test_a_printed_task_follows_what_it_names_of_other_projects(client_of, owner, project, text, said):
    other = make_task(project=make_project(owner=owner, title="Cellar"), title="Old title")
    card = make_task(project=project, description=text)
    make_comment(task=card, actor=owner, text=said or "Nothing")
    client, path = client_of(owner), f"/tasks/{card.pk}/print/?comments=1"
    seen = client.get(path)
    known = {"If-None-Match": seen["ETag"]}
    assert "Old title" in seen.text and client.get(path, headers=known).status_code == 304
    tasks.update(task=fresh(other), changed={"title": "New title"}, seen_version=None, actor=owner)
    again = client.get(path, headers=known)
    assert again.status_code == 200 and "New title" in again.text


@pytest.mark.parametrize(
    ("query", "talk", "changes"), [("comments=1", 1, 0), ("history=1", 0, 1), ("comments=1&history=1", 1, 1)]
)
def test_comments_and_history_come_along_by_choice(client_of, viewer, card, query, talk, changes):
    page = page_of(client_of(viewer), f"/tasks/{card.pk}/print/?{query}")
    assert ("Said <em>kindly</em>" in page, "created this task" in page) == (talk, changes)
    assert "Taken back" not in page


def test_of_very_many_comments_the_newest(client_of, viewer, member, card):
    for number in range(205):
        make_comment(task=card, actor=member, text=f"Comment {number}")
    page = page_of(client_of(viewer), f"/tasks/{card.pk}/print/?comments=1")
    assert page.count('class="printed-comment"') == 200 and "The newest 200 of 206." in page


@pytest.mark.parametrize("query", ["comments=x", "history=%00", "comments=2"])
def test_a_choice_that_is_none_is_refused(client_of, viewer, card, query):
    answer = client_of(viewer).get(f"/tasks/{card.pk}/print/?{query}")
    assert answer.status_code == 422 and "makes no sense" in answer.text


def test_the_task_leads_there(client_of, viewer, member, card):
    for person in (viewer, member):
        assert f'href="/tasks/{card.pk}/print/"' in client_of(person).get(f"/tasks/{card.pk}/").text


@pytest.mark.parametrize("what", ["print", "list/print"])
def test_files_are_named_by_choice(client_of, member, project, what):
    make_attachment(task=make_task(project=project), name="Plan\u202e.pdf")
    client = client_of(member)
    plain = client.get(f"/projects/{project.pk}/{what}/?priority=0").text
    assert "Plan" not in plain and 'href="?priority=0&amp;files=1"' in plain
    chosen = client.get(f"/projects/{project.pk}/{what}/?priority=0&files=1").text
    assert "Files: <bdi>Plan�.pdf</bdi>" in chosen and 'href="?priority=0"' in chosen


# --- Checklists -------------------------------------------------------------------------------------------------------


@pytest.fixture
def lists(project, member):
    """A task with a checklist, of which one item is done and one has a person and a day."""
    card = make_task(project=project, title="Move in")
    made = make_checklist(task=card, title="Boxes <b>", texts=["Pack *books*", "Call 'Ann' <i>"], done=1)
    item = made.items.last()
    checklist_items.update(
        item=item,
        changed={"assignee": member, "due_date": datetime.date(2026, 12, 24)},
        seen_version=None,
        actor=member,
    )
    gone = make_checklist(task=card, title="Taken back", texts=["Never"])
    checklists.delete(checklist=gone, actor=member)
    return card


@pytest.mark.parametrize("what", ["print", "list/print"])
def test_checklists_come_with_cards_by_choice(client_of, member, project, lists, what):
    client = client_of(member)
    plain = client.get(f"/projects/{project.pk}/{what}/?priority=0&files=1").text
    assert "Boxes" not in plain and 'href="?priority=0&amp;files=1&amp;checklists=1"' in plain
    page = page_of(client, f"/projects/{project.pk}/{what}/?priority=0&checklists=1")
    assert "Boxes &lt;b&gt;" in page and "1 of 2 done" in page and "&lt;i&gt;" in page
    assert "<em>books</em>" in page and "Due 24 December 2026" in page and "Member" in page
    assert "Taken back" not in page and "Never" not in page


def test_checklists_and_files_come_with_a_task_by_choice(client_of, viewer, lists):
    make_attachment(task=lists, name="Plan.pdf")
    client = client_of(viewer)
    plain = page_of(client, f"/tasks/{lists.pk}/print/")
    assert "Boxes" not in plain and "Plan.pdf" not in plain and "With files" not in plain
    page = page_of(client, f"/tasks/{lists.pk}/print/?checklists=1&files=1")
    assert "Boxes &lt;b&gt;" in page and page.count('class="printed-box"') == 2 and "Plan.pdf" in page
    assert page.count('aria-label="Done"') == 1


def test_each_file_and_web_link_is_a_line_with_a_mark_whatever_its_letters(client_of, viewer, card):
    make_attachment(task=card, name="ملف.pdf")
    make_web_link(task=card, url="https://example.com/a", title="مشروع")
    page = page_of(client_of(viewer), f"/tasks/{card.pk}/print/?files=1")
    assert page.count('<ul class="printed-lines">') == 2
    assert "<li><bdi>ملف.pdf</bdi></li>" in page and "<li><bdi>مشروع: https://example.com/a</bdi></li>" in page


def test_queries_do_not_grow_with_checklists(client_of, member, project, lists, django_assert_num_queries):
    client, path = client_of(member), f"/projects/{project.pk}/print/?checklists=1"
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for _number in range(5):
        make_checklist(task=lists, texts=["One", "Two"])
    with django_assert_num_queries(len(few)):
        client.get(path)


def test_boxes_of_texts_are_on_paper_as_they_are_ticked(client_of, project, owner):
    card = make_task(project=project, description="- [x] Keys\n- [ ] Lamps")
    make_comment(task=card, actor=owner, text="- [x] Rugs")
    sheet = page_of(client_of(owner), f"/tasks/{card.pk}/print/?comments=1").partition('class="sheet"')[2]
    assert '<button class="box"' not in sheet
    assert sheet.count('disabled="" checked="" aria-label="Done"') == 2
    assert sheet.count('disabled="" aria-label="To do"') == 1
