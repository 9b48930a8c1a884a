"""Cells of a list of tasks, edited in place: what opens a field, what saves it, and the row as it is then."""

import datetime
import re

import pytest

from boards.models import Activity
from boards.services import projects, tasks
from tests.factories import column_of, fresh, make_task
from tests.pages import flat

HTMX = {"HX-Request": "true"}
FIELDS = ("title", "priority", "assignee", "due_date", "tags", "column")


@pytest.fixture
def card(project):
    return make_task(project=project, title="Card", tag_names=["design"])


def opened(client, card, field):
    return client.get(f"/tasks/{card.pk}/{field}/", headers=HTMX)


def save(client, card, field, value, **more):
    return client.post(f"/tasks/{card.pk}/{field}/", {field: value, **more}, headers=HTMX)


@pytest.mark.parametrize("field", FIELDS)
def test_field_opens_as_a_fragment_and_without_scripts_as_the_task(client_of, member, card, field):
    answer = opened(client_of(member), card, field)
    assert answer.status_code == 200 and f'id="cell-editor-{card.pk}-{field}"' in answer.text
    assert "<html" not in answer.text
    assert client_of(member).get(f"/tasks/{card.pk}/{field}/")["Location"] == f"/tasks/{card.pk}/"


@pytest.mark.parametrize("field", FIELDS)
def test_viewer_may_not_and_outsider_knows_of_nothing(client_of, viewer, outsider, card, field):
    for user, status in ((viewer, 403), (outsider, 404)):
        assert opened(client_of(user), card, field).status_code == status
        assert save(client_of(user), card, field, "1").status_code == status


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [("title", "Renamed", "Renamed"), ("priority", "3", 3), ("due_date", "2031-05-06", datetime.date(2031, 5, 6))],
)
def test_field_is_saved_and_answered_with_the_row_and_an_undo(client_of, member, card, field, value, stored):
    answer = save(client_of(member), card, field, value, version=1)
    assert answer.status_code == 200 and f'<tr id="row-{card.pk}"' in answer.text
    assert getattr(fresh(card), field) == stored
    assert f"/activity/{Activity.objects.latest('pk').pk}/undo/" in answer.text
    assert [tag.name for tag in fresh(card).tags.all()] == ["design"]


def test_assignee_is_chosen_among_those_who_may_be(client_of, member, viewer, card):
    assert viewer.display_name not in opened(client_of(member), card, "assignee").text
    save(client_of(member), card, "assignee", member.pk)
    assert fresh(card).assignee == member
    save(client_of(member), card, "assignee", "")
    assert fresh(card).assignee is None


def test_tags_are_boxes_and_none_of_them_takes_all_off(client_of, member, card):
    page = opened(client_of(member), card, "tags").text
    assert re.search(r'value="design"\s+checked', page)
    save(client_of(member), card, "tags", ["", "design", "copy, old"], version=1)
    assert [tag.name for tag in fresh(card).tags.all()] == ["copy", "design", "old"]
    assert save(client_of(member), card, "tags", [""], version=2).status_code == 200
    assert not fresh(card).tags.exists()


def test_tags_that_somebody_else_changed_meanwhile_are_merged(client_of, member, owner, card):
    tasks.update(task=card, changed={"tags": ["design", "theirs"]}, seen_version=1, actor=owner)
    assert save(client_of(member), card, "tags", ["", "mine"], version=1).status_code == 200
    assert [tag.name for tag in fresh(card).tags.all()] == ["mine", "theirs"]


def test_column_moves_the_card_and_completes_it(client_of, member, project, card):
    done = column_of(project=project, status="completed")
    answer = save(client_of(member), card, "column", done.pk, left=card.column_id)
    assert answer.status_code == 200 and "row-completed" in answer.text and "/undo/" in answer.text
    assert fresh(card).is_completed


def test_column_somebody_else_has_changed_meanwhile_is_a_sentence(client_of, member, owner, project, card):
    doing = column_of(project=project, status="in_progress")
    tasks.move(task=card, column_id=doing.pk, actor=owner)
    answer = save(
        client_of(member), card, "column", column_of(project=project, status="completed").pk, left=card.column_id
    )
    assert answer.status_code == 409 and "Somebody else moved this card" in answer.text
    assert fresh(card).column == doing


def test_column_of_another_project_is_refused(client_of, member, card):
    for value in ("", "x", "9" * 30):
        assert save(client_of(member), card, "column", value).status_code == 422


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 501),
        ("priority", "x"),
        ("due_date", "2026-02-30"),
        ("assignee", "9" * 30),
        ("assignee", "x"),
        ("tags", "x" * 51),
    ],
)
def test_wrong_shape_opens_the_field_again_with_what_was_typed(client_of, member, card, field, value):
    answer = save(client_of(member), card, field, value, version=1)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert answer["HX-Retarget"] == f"#cell-editor-{card.pk}-{field}"
    assert field in ("priority", "assignee", "tags") or f'value="{value}"' in answer.text
    assert fresh(card).version == 1


def test_same_field_changed_by_somebody_else_is_a_choice_in_the_dialog(client_of, member, owner, card):
    tasks.update(task=card, changed={"title": "Theirs"}, seen_version=1, actor=owner)
    answer = save(client_of(member), card, "title", "Mine", version=1)
    assert answer.status_code == 409 and answer["HX-Retarget"] == "#dialog-inside"
    assert "Theirs" in answer.text and "Mine" in answer.text and f'action="/tasks/{card.pk}/edit/"' in answer.text
    assert fresh(card).title == "Theirs"


def test_another_field_changed_by_somebody_else_merges(client_of, member, owner, card):
    tasks.update(task=card, changed={"title": "Theirs"}, seen_version=1, actor=owner)
    assert save(client_of(member), card, "priority", "2", version=1).status_code == 200
    assert (fresh(card).title, fresh(card).priority) == ("Theirs", 2)


def test_other_fields_that_are_sent_along_are_left_alone(client_of, member, card):
    save(client_of(member), card, "priority", "2", title="Smuggled", version=1)
    assert fresh(card).title == "Card"


def test_completed_task_is_locked_but_for_its_column(client_of, member, card):
    tasks.complete(task=card, actor=member)
    assert save(client_of(member), card, "title", "X").status_code == 409
    row = client_of(member).get(f"/projects/{card.project_id}/list/").text
    assert f"/tasks/{card.pk}/column/" in row and f"/tasks/{card.pk}/title/" not in row


def test_row_of_those_who_may_not_edit_and_of_archived_projects_only_shows(
    client_of, viewer, member, owner, project, card
):
    assert "cell-open" not in client_of(viewer).get("/tasks/").text
    assert "cell-open" in client_of(member).get("/tasks/").text
    projects.archive(project=project, actor=owner)
    assert "cell-open" not in client_of(member).get(f"/projects/{project.pk}/list/").text


def test_row_within_a_project_leaves_its_name_out(client_of, member, project, card):
    client = client_of(member)
    for within, shows_it in (("all", True), ("project", False)):
        headers = {**HTMX, "X-List": within}
        answer = client.post(f"/tasks/{card.pk}/priority/", {"priority": "2"}, headers=headers)
        assert f'<tr id="row-{card.pk}"' in answer.text and ("cell-project" in answer.text) is shows_it


@pytest.mark.parametrize(
    ("action", "sent"), [("complete", {}), ("archive", {}), ("edit", {"title": "New", "version": "1"})]
)
def test_row_comes_along_with_what_is_done_to_its_task_in_the_dialog(client_of, member, card, action, sent):
    headers = {**HTMX, "X-List": "project", "HX-Target": "div#dialog-inside"}
    client = client_of(member)
    assert f'hx-target="#row-{card.pk}"' not in client.post(f"/tasks/{card.pk}/{action}/", sent, headers=HTMX).text
    answer = client.post(f"/activity/{Activity.objects.latest('pk').pk}/undo/", headers=headers)
    assert f'<hx-partial hx-target="#row-{card.pk}"' in answer.text
    sent = sent and {**sent, "version": fresh(card).version}
    answer = client.post(f"/tasks/{card.pk}/{action}/", sent, headers=headers)
    assert f'<hx-partial hx-target="#row-{card.pk}"' in answer.text and "cell-project" not in answer.text


def test_row_of_a_deleted_task_is_hidden_until_that_is_undone(client_of, member, card):
    headers = {**HTMX, "X-List": "all", "HX-Target": "div#dialog-inside"}
    client = client_of(member)
    answer = client.post(f"/tasks/{card.pk}/delete/", headers=headers)
    assert f'<tr id="row-{card.pk}" hidden' in answer.text
    answer = client.post(f"/activity/{Activity.objects.latest('pk').pk}/undo/", headers=headers)
    assert f'<tr id="row-{card.pk}">' in answer.text


def test_change_in_a_cell_is_taken_back_by_its_key(client_of, member, card):
    answer = save(client_of(member), card, "priority", "2", version=1)
    assert answer["X-Undo"] == str(Activity.objects.latest("pk").pk)


def test_nothing_changed_is_no_change(client_of, member, card):
    answer = save(client_of(member), card, "priority", "0", version=1)
    assert answer.status_code == 200 and "toast" not in answer.text
    assert fresh(card).version == 1


def test_undo_of_a_cell_leads_back_to_the_list_without_scripts(client_of, member, project, card):
    here = f"/projects/{project.pk}/list/?q=card"
    headers = {**HTMX, "HX-Current-URL": f"http://testserver{here}"}
    answer = client_of(member).post(f"/tasks/{card.pk}/priority/", {"priority": "2"}, headers=headers)
    assert f'name="next" value="{here}"' in flat(answer.text)
