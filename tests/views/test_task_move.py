"""A card is dragged, or moved by the form."""

import json

import pytest

from boards.models import Activity, Task
from boards.services import tasks
from tests.factories import column_of, fresh, make_project, make_task, make_tasks

HTMX = {"HX-Request": "true"}


@pytest.fixture
def card(project):
    return make_task(project=project, title="Card")


def move(client, card, status="in_progress", headers=None, **more):
    column = column_of(project=card.project, status=status)
    return client.post(f"/tasks/{card.pk}/move/", {"column": column.pk, **more}, headers=headers or {})


def test_member_moves_a_card(client_of, member, card):
    answer = move(client_of(member), card, left=card.column_id)
    assert answer.status_code == 303
    assert fresh(card).column.status == "in_progress"
    assert Activity.objects.latest("pk").actor == member


@pytest.mark.parametrize(("name", "status"), [("viewer", 403), ("outsider", 404)])
def test_others_may_not(request, client_of, card, name, status):
    assert move(client_of(request.getfixturevalue(name)), card).status_code == status
    assert fresh(card).column == card.column


def test_stranger_goes_to_sign_in(client, card):
    assert move(client, card).status_code == 302
    assert fresh(card).column == card.column


def test_expired_session_sends_htmx_to_sign_in_and_back(client, card):
    answer = move(client, card, headers={**HTMX, "HX-Current-URL": "http://testserver/projects/1/"})
    assert answer["HX-Redirect"] == "/accounts/login/?next=/projects/1/"


def test_answer_is_one_card_two_heads_and_the_progress(client_of, project, member, card):
    make_tasks(project=project, count=30)
    headers = {**HTMX, "X-Board": str(project.pk), "X-Board-Query": f"/projects/{project.pk}/"}
    answer = move(client_of(member), card, left=card.column_id, headers=headers)
    text = answer.text
    assert text.count('class="card"') == 1 and text.count('class="column-head"') == 2
    assert 'id="project-progress"' in text and "/undo/" in text and "<html" not in text
    assert json.loads(answer["X-Card"]) == {
        "id": card.pk,
        "column": fresh(card).column_id,
        "after": None,
        "before": None,
        "gone": False,
    }


def test_answer_has_the_same_size_on_a_large_board(client_of, project, member, card):
    def size() -> int:
        return len(move(client_of(member), fresh(card), headers={**HTMX, "X-Board": str(project.pk)}).content)

    small = size()
    make_tasks(project=project, count=300)
    move(client_of(member), card, status="pending")
    assert abs(size() - small) < 40


def test_heads_keep_their_menu(client_of, project, admin, card):
    answer = move(client_of(admin), card, headers={**HTMX, "X-Board": str(project.pk)})
    assert answer.text.count("Edit column") == 2


def test_counts_are_those_of_the_boards_filter(client_of, project, member, card):
    make_tasks(project=project, count=5, title="Other")
    headers = {**HTMX, "X-Board": str(project.pk), "X-Board-Query": f"/projects/{project.pk}/?q=card"}
    text = move(client_of(member), card, left=card.column_id, headers=headers).text
    assert "0 of<" in text and 'data-count="5"' in text
    assert "1 of<" in text and 'data-count="1"' in text


def test_card_that_the_filter_hides_is_gone_from_the_board(client_of, project, member, card):
    headers = {**HTMX, "X-Board": str(project.pk), "X-Board-Query": f"/projects/{project.pk}/?status=pending"}
    answer = move(client_of(member), card, left=card.column_id, headers=headers)
    assert json.loads(answer["X-Card"])["gone"] is True and 'class="card"' not in answer.text


def test_neighbour_decides_the_place(client_of, project, member):
    first, second, third = make_tasks(project=project, count=3)
    move(client_of(member), third, status="pending", after=first.pk, left=third.column_id)
    assert [task.pk for task in Task.objects.in_order()] == [first.pk, third.pk, second.pk]


def test_neighbour_that_is_gone_is_told(client_of, project, member, card):
    other = make_task(project=project, column=column_of(project=project, status="in_progress"))
    tasks.archive(task=other, actor=member)
    answer = move(client_of(member), card, after=other.pk, left=card.column_id, headers=HTMX)
    assert answer.status_code == 200 and "was gone" in answer.text


def test_card_that_somebody_else_moved_is_refused_with_a_sentence(client_of, member, owner, card):
    left = card.column_id
    tasks.move(task=card, column_id=column_of(project=card.project, status="completed").pk, actor=owner)
    answer = move(client_of(member), card, left=left, headers=HTMX)
    assert answer.status_code == 409 and "Somebody else moved this card" in answer.text
    assert answer.text.strip().startswith('<hx-partial hx-target="#toasts"') and "<html" not in answer.text
    page = move(client_of(member), card, left=left)
    assert page.status_code == 409 and "<html" in page.text


def test_form_offers_columns_and_both_ends(client_of, project, member):
    first, second = make_tasks(project=project, count=2)
    client = client_of(member)
    assert "At the end" in client.get(f"/tasks/{first.pk}/move/").text
    move(client, first, status="pending", place="end")
    assert [task.pk for task in Task.objects.in_order()] == [second.pk, first.pk]
    move(client, first, status="pending", place="top")
    assert [task.pk for task in Task.objects.in_order()] == [first.pk, second.pk]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"column": "x"},
        {"column": ""},
        {"column": "0"},
        {"column": "-1"},
        {"column": "9" * 40},
        {"column": "\x00"},
        {"after": "x"},
        {"after": "9" * 30},
        {"left": "x"},
        {"place": "middle"},
    ],
)
def test_wrong_shapes_are_422_and_change_nothing(client_of, member, card, sent):
    lane = column_of(project=card.project, status="in_progress")
    data = sent if "column" in sent or not sent else {"column": lane.pk, **sent}
    assert client_of(member).post(f"/tasks/{card.pk}/move/", data).status_code == 422
    assert fresh(card).version == card.version


def test_column_of_another_project_is_refused(client_of, member, owner, card):
    lane = column_of(project=make_project(owner=owner))
    answer = client_of(member).post(f"/tasks/{card.pk}/move/", {"column": lane.pk})
    assert answer.status_code == 422 and fresh(card).column == card.column


def test_moving_back_comes_to_a_page_of_this_site_only(client_of, member, card):
    answer = move(client_of(member), card, next="//evil.example/")
    assert answer["Location"] == f"/tasks/{card.pk}/"
