"""Checklists on the page of their task, without a script and for htmx."""

import re

import pytest

from boards.models import Checklist, ChecklistItem, Task
from boards.services import checklist_items, checklists, tasks
from tests.factories import fresh, make_checklist, make_member, make_task


@pytest.fixture
def task(project):
    return make_task(project=project, title="Write")


@pytest.fixture
def listed(task):
    return make_checklist(task=task, title="Steps", texts=["One", "Two"], done=1)


def item_of(task, text):
    return ChecklistItem.objects.select_related("checklist__task").get(checklist__task=task, text=text)


def texts(task):
    rows = ChecklistItem.objects.filter(checklist__task=task, deleted_at=None)
    return list(rows.order_by("checklist__position", "position").values_list("text", flat=True))


HTMX = {"HX-Request": "true"}


def test_all_of_it_works_by_plain_forms(client, member, task):
    client.force_login(member)
    place = f"/tasks/{task.pk}/#checklists"

    def post(path, **data):
        answer = client.post(path, data)
        assert (answer.status_code, answer["Location"]) == (303, place)

    post(f"/tasks/{task.pk}/checklists/", title="Steps")
    made = Checklist.objects.get()
    post(f"/checklists/{made.pk}/items/", lines="- One\r\n- [x] Two")
    one, two = made.items.all()
    post(f"/checklist-items/{one.pk}/tick/", done="yes")
    assert fresh(one).is_done
    post(f"/checklist-items/{one.pk}/tick/", done="no")
    assert not fresh(one).is_done
    assert "Up" in client.get(f"/checklist-items/{one.pk}/edit/").text
    post(f"/checklist-items/{one.pk}/edit/", text="First", assignee=member.pk, due_date="2031-05-06", version=3)
    assert (fresh(one).text, fresh(one).assignee, str(fresh(one).due_date)) == ("First", member, "2031-05-06")
    post(f"/checklist-items/{one.pk}/move/", step="down")
    assert texts(task) == ["Two", "First"]
    post(f"/checklist-items/{one.pk}/move/", step="up")
    post(f"/checklist-items/{two.pk}/delete/")
    post(f"/checklists/{made.pk}/edit/", title="Renamed", version=1)
    assert (fresh(made).title, texts(task)) == ("Renamed", ["First"])
    post(f"/checklist-items/{one.pk}/task/")
    assert Task.objects.filter(title="First", assignee=member).exists()
    post(f"/checklists/{made.pk}/delete/")
    assert "Undo</button>" in client.get(f"/tasks/{task.pk}/").text


def test_no_step_leads_beyond_the_ends(client, member, task, listed):
    client.force_login(member)
    path = f"/checklist-items/{item_of(task, 'One').pk}/move/"
    assert client.post(path, {"step": "up"}).status_code == 409
    assert client.post(path, {"step": "sideways"}).status_code == 422


def test_page_shows_what_a_role_may_do(client, viewer, task, listed):
    client.force_login(viewer)
    page = client.get(f"/tasks/{task.pk}/").text
    assert "One" in page and "1/2" in page
    assert 'role="checkbox"' not in page and "Add a checklist" not in page


def test_completed_task_shows_them_as_they_are_and_says_why_not(client, owner, task, listed):
    item = item_of(task, "Two")
    tasks.complete(task=task, actor=owner)
    client.force_login(owner)
    assert 'role="checkbox"' not in client.get(f"/tasks/{task.pk}/").text
    answer = client.post(f"/checklist-items/{item.pk}/tick/", {"done": "yes"})
    assert answer.status_code == 409 and "Reopen it to make changes" in answer.text


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/tasks/{task}/checklists/", {"title": " "}),
        ("/checklists/{list}/edit/", {"title": "x" * 101}),
        ("/checklists/{list}/items/", {"lines": ""}),
        ("/checklists/{list}/items/", {"lines": "x" * 501}),
        ("/checklist-items/{item}/edit/", {"text": "a\x00"}),
        ("/checklist-items/{item}/edit/", {"due_date": "gestern-ish"}),
        ("/checklist-items/{item}/edit/", {"assignee": "99999"}),
        ("/tasks/{task}/item/", {"into": "nothing"}),
        ("/tasks/{task}/item/", {"into": "#999"}),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_wrong_input_is_422_with_a_sentence(client, member, task, listed, path, data, headers):
    client.force_login(member)
    ids = {"task": task.pk, "list": listed.pk, "item": item_of(task, "One").pk}
    answer = client.post(path.format(**ids), data, headers=headers)
    assert answer.status_code == 422 and answer.text.strip()
    assert texts(task) == ["One", "Two"]


def test_what_is_hostile_is_shown_as_text(client, member, task):
    hostile = "<img src=x onerror=alert(1)>\"' [a](javascript:alert(1)) {{ 7*7 }}"
    make_checklist(task=task, title=hostile, texts=[hostile], actor=member)
    client.force_login(member)
    page = client.get(f"/tasks/{task.pk}/").text
    assert "<img src=x" not in page and 'href="javascript' not in page and "{{ 7*7 }}" in page
    answer = client.get(f"/checklist-items/{item_of(task, hostile).pk}/edit/").text
    assert "<img src=x" not in answer


def test_two_texts_of_one_item_are_a_choice(client, member, owner, task, listed):
    item = item_of(task, "Two")
    checklist_items.update(item=item, changed={"text": "Theirs"}, seen_version=1, actor=owner)
    client.force_login(member)
    path = f"/checklist-items/{item.pk}/edit/"
    answer = client.post(path, {"text": "Mine", "version": "1"})
    assert answer.status_code == 409 and "Theirs" in answer.text and "Mine" in answer.text and "Owner" in answer.text
    chosen = {"text": "Mine", "version": "2", "choice-text": "theirs"}
    assert client.post(path, chosen).status_code == 303 and fresh(item).text == "Theirs"
    assert client.post(path, chosen | {"choice-text": "mine"}).status_code == 303 and fresh(item).text == "Mine"


def test_two_titles_are_a_choice(client, member, owner, task, listed):
    checklists.rename(checklist=listed, title="Theirs", seen_version=1, actor=owner)
    client.force_login(member)
    answer = client.post(f"/checklists/{listed.pk}/edit/", {"title": "Mine", "version": "1"})
    assert answer.status_code == 409 and "Theirs" in answer.text
    assert f'href="/tasks/{task.pk}/#checklists">Cancel' in answer.text


def test_htmx_gets_the_section_the_history_and_the_card(client, member, project, task, listed):
    client.force_login(member)
    there = {**HTMX, "X-Task": str(task.pk), "X-Board": str(project.pk)}
    item = item_of(task, "Two")
    answer = client.post(f"/checklist-items/{item.pk}/tick/", {"done": "yes"}, headers=there)
    assert re.findall(r'hx-target="(#checklists|#task .history)"', answer.text) == ["#checklists", "#task .history"]
    assert "2/2" in answer.text and f'id="task-{task.pk}"' in answer.text and answer["X-Undo"]
    gone = client.post(f"/checklist-items/{item.pk}/delete/", headers=there)
    assert "Deleted the item." in gone.text and "toast-undo" in gone.text


def test_item_names_tasks_that_the_reader_may_see(client, member, project, task):
    other = make_task(project=project, title="Elsewhere")
    make_checklist(task=task, texts=[f"See #{other.number}"])
    client.force_login(member)
    assert re.search(
        rf'href="/tasks/{other.pk}/"[^>]*>#{other.number} Elsewhere', client.get(f"/tasks/{task.pk}/").text
    )


def test_page_costs_the_same_with_many_items(client, member, task, listed, django_assert_max_num_queries):
    client.force_login(member)
    helper = make_member(project=task.project, name="other")
    checklist_items.add(checklist=listed, drafts=[checklist_items.Draft("x", assignee=helper)], actor=member)
    client.get(f"/tasks/{task.pk}/")
    with django_assert_max_num_queries(100) as few:
        client.get(f"/tasks/{task.pk}/")
    for _list in range(3):
        made = make_checklist(task=task, texts=map(str, range(40)))
        drafts = [checklist_items.Draft("x", assignee=helper)]
        checklist_items.add(checklist=made, drafts=drafts, actor=member)
    with django_assert_max_num_queries(len(few)):
        assert client.get(f"/tasks/{task.pk}/").text.count('class="item"') > 120


def test_progress_follows_by_a_plain_form(client, member, task, listed):
    client.force_login(member)
    client.post(f"/tasks/{task.pk}/edit/", {"follows_items": "yes", "version": task.version})
    assert (fresh(task).follows_items, fresh(task).progress) == (True, 50)
    page = client.get(f"/tasks/{task.pk}/").text
    assert "Follows the checklists" in page and 'name="progress"' not in page
    answer = client.post(f"/tasks/{task.pk}/edit/", {"progress": "10"})
    assert answer.status_code == 409 and "Switch that off" in answer.text
    client.post(f"/tasks/{task.pk}/edit/", {"follows_items": "no"})
    assert not fresh(task).follows_items


def test_task_becomes_an_item_of_the_one_that_is_chosen(client, member, project, task):
    other = make_task(project=project, title="Small")
    client.force_login(member)
    page = client.get(f"/tasks/{other.pk}/item/").text
    assert f"#{task.number} Write" in page
    answer = client.post(f"/tasks/{other.pk}/item/", {"into": f"#{task.number} Write"})
    assert answer["Location"] == f"/tasks/{task.pk}/#checklists"
    assert texts(task) == ["Small"] and fresh(other).is_archived


def test_card_shows_how_many_are_done_and_nothing_without(client, member, project, task):
    client.force_login(member)
    assert "card-count" not in client.get(f"/projects/{project.pk}/").text
    make_checklist(task=task, texts=map(str, range(7)), done=3)
    page = client.get(f"/projects/{project.pk}/").text
    assert re.search(r'class="card-count" title="Checklist items done">.*?3/7</span>', page, re.DOTALL)
