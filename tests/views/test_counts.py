"""How many tasks there are: the same number everywhere, and beside a filter how many of all are shown."""

import re

import pytest

from boards.models import Task
from boards.services import columns, tasks
from tests.factories import column_of, make_project, make_task, make_tasks
from tests.pages import flat

HTMX = {"HX-Request": "true"}


@pytest.fixture
def review(project, owner):
    """Five cards with a limit of four, and two archived ones."""
    lane = column_of(project=project, status="in_progress")
    columns.update(column=lane, name="Review", status=lane.status, wip_limit=4, actor=owner)
    made = make_tasks(project=project, count=7, column=lane, title="Text")
    for task in made[5:]:
        tasks.archive(task=task, actor=owner)
    make_task(project=project, title="Other", tag_names=["copy"])
    return lane


def head(text: str, lane) -> str:
    """The words of a column's head, with the mark for too many cards."""
    part = text.split(f'id="column-head-{lane.pk}"', 1)[1].split('<div class="menu', 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part.split("</h2>", 1)[1])).strip()


def board(client, project, query=""):
    return client.get(f"/projects/{project.pk}/{query}").text


def test_a_filter_changes_neither_the_limit_nor_its_warning(client_of, project, owner, review):
    client = client_of(owner)
    assert head(board(client, project), review) == "5 / 4 , limit 4 , over the limit"
    assert head(board(client, project, "?q=other"), review) == "0 of 5 limit 4 , over the limit"
    assert head(board(client, project, "?q=text"), review) == "5 of 5 limit 4 , over the limit"
    assert f'class="column column-over" id="column-{review.pk}"' in board(client, project, "?q=other")


def test_the_answer_to_a_change_knows_all_cards_too(client_of, project, owner, review):
    card = Task.objects.get(title="Text 1")
    headers = {**HTMX, "X-Board": str(project.pk), "X-Board-Query": f"/projects/{project.pk}/?q=Text+1"}
    answer = client_of(owner).post(f"/tasks/{card.pk}/complete/", headers=headers)
    assert head(answer.text, review) == "0 of 4 limit 4"
    assert head(answer.text, column_of(project=project, status="completed")) == "1 of 1"
    assert 'id="filter-count"' in answer.text and "1 of 6" in answer.text


def test_without_a_filter_an_answer_counts_plainly(client_of, project, owner, review):
    headers = {**HTMX, "X-Board": str(project.pk), "X-Board-Query": f"/projects/{project.pk}/"}
    card = Task.objects.get(title="Text 1")
    answer = client_of(owner).post(f"/tasks/{card.pk}/complete/", headers=headers)
    assert head(answer.text, review) == "4 / 4 , limit 4" and "filter-count" not in answer.text


def test_settings_count_what_the_board_counts(client_of, project, owner, review):
    page = client_of(owner).get(f"/projects/{project.pk}/settings/").text
    row = page.split(f'id="column-row-{review.pk}"', 1)[1].split("</li>", 1)[0]
    assert "5 tasks" in row and "2 archived" in row and "7" not in re.sub(r"<[^>]+>", "", row)


def test_tags_count_what_the_board_counts(client_of, project, owner, review):
    archived = make_task(project=project, title="Old", tag_names=["copy"])
    tasks.archive(task=archived, actor=owner)
    page = client_of(owner).get(f"/projects/{project.pk}/settings/").text
    row = page.split('id="tag-row-', 1)[1].split("</li>", 1)[0]
    assert "1 task" in row and "1 archived" in row


def test_archived_tasks_are_counted_among_the_archived(client_of, project, owner, review):
    client = client_of(owner)
    for address in (f"/projects/{project.pk}/list/", "/tasks/"):
        assert "2 of 2 archived" in client.get(f"{address}?archived=1").text
        assert "1 of 2 archived" in client.get(f"{address}?archived=1&q=Text+6").text
        assert "5 of 6<" in client.get(f"{address}?q=text").text
    make_tasks(project=make_project(owner=owner, title="Another"), count=3)
    assert "2 of 2 archived" in client.get("/tasks/?archived=1").text


def test_a_printed_board_judges_limits_by_all(client_of, project, owner, review):
    page = client_of(owner).get(f"/projects/{project.pk}/print/?q=Text+1").text
    page = flat(page)
    assert "1 of 5, limit 4" in page and "0 of 1<" in page
    assert "5, limit 4" in flat(client_of(owner).get(f"/projects/{project.pk}/print/").text)


def test_a_card_that_the_filter_hides_is_told(client_of, project, owner, review):
    headers = {**HTMX, "X-Board": str(project.pk), "X-Board-Query": f"/projects/{project.pk}/?q=text"}
    answer = client_of(owner).post(
        f"/projects/{project.pk}/tasks/new/", {"title": "Fresh", "column": review.pk}, headers=headers
    )
    assert "Added #9. The filter hides it." in answer.text
    assert head(answer.text, review) == "5 of 6 limit 4 , over the limit"
