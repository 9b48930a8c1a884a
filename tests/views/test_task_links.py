"""Links on the page of a task, and the question that goes with a blocked one."""

import pytest

from boards.models import TaskLink
from boards.services import tasks
from tests.factories import column_of, fresh, make_link, make_project, make_task, sign_in


@pytest.fixture
def pair(project):
    return make_task(project=project, title="Pour"), make_task(project=project, title="Dig a <b>hole</b>")


@pytest.fixture
def me(client, member):
    sign_in(client, member)
    return client


def htmx(task=None):
    headers = {"HX-Request": "true"}
    return headers | ({"X-Task": str(task.pk)} if task else {})


def add(client, at, /, **values):
    return client.post(f"/tasks/{at.pk}/links/", {"relation": "blocked_by", **values})


@pytest.mark.parametrize("typed", ["#2", "2", "Launch#2", "dig hole", "http://testserver/tasks/{pk}/?x#y"])
def test_link_is_made_by_number_name_address_or_words(me, pair, project, typed):
    project.title = "Launch"
    project.save()
    answer = add(me, pair[0], other=typed.format(pk=pair[1].pk))
    assert answer.status_code == 303 and answer.url == f"/tasks/{pair[0].pk}/#links"
    assert TaskLink.objects.get().first == pair[1]
    page = me.get(f"/tasks/{pair[0].pk}/").content.decode()
    assert "Blocked by" in page and "Dig a &lt;b&gt;hole" in page and "badge-blocked" in page
    assert "Blocks" in me.get(f"/tasks/{pair[1].pk}/").content.decode()


def test_words_that_mean_several_offer_them_as_buttons(me, pair, project):
    make_task(project=project, title="Dig deeper")
    answer = add(me, pair[0], other="dig")
    page = answer.content.decode()
    assert answer.status_code == 422 and not TaskLink.objects.exists()
    assert page.count('name="task" value=') == 2 and 'value="dig"' in page


@pytest.mark.parametrize(("typed", "status"), [("", 422), ("nowhere", 422), ("#1", 409), ("#99", 422)])
def test_what_can_not_be_linked_is_said_beside_the_field(me, pair, typed, status):
    answer = add(me, pair[0], other=typed)
    assert answer.status_code == status and 'id="link-error"' in answer.content.decode()


@pytest.mark.parametrize("values", [{"relation": "likes"}, {"relation": ""}, {"task": "x"}, {"task": str(10**30)}])
def test_what_no_form_sends_is_refused_with_a_sentence(me, pair, values):
    assert add(me, pair[0], **values).status_code == 422


def test_search_shows_what_one_may_see_alone(me, pair, outsider):
    make_task(project=make_project(owner=outsider, title="Secret"), title="Dig in secret")
    make_task(project=make_project(owner=outsider, title="Open", visibility="public"), title="Dig in the open")
    found = me.get(f"/tasks/{pair[0].pk}/links/?other=dig", headers=htmx()).content.decode()
    assert "Dig in the open" in found and "Dig a" in found and "secret" not in found.lower()
    assert "No other task" in me.get(f"/tasks/{pair[0].pk}/links/?other=secret", headers=htmx()).content.decode()


def test_task_of_another_project_is_linked_by_who_may_see_it(me, pair, outsider):
    far = make_task(project=make_project(owner=outsider, title="Open", visibility="public"), title="Far")
    hidden = make_task(project=make_project(owner=outsider, title="Secret"))
    assert add(me, pair[0], task=far.pk).status_code == 303
    assert add(me, pair[1], task=far.pk, relation="blocks").status_code == 403
    assert add(me, pair[1], task=hidden.pk).status_code == 422
    assert TaskLink.objects.count() == 1


def test_answer_to_htmx_is_the_section_the_history_and_a_toast_with_undo(me, pair):
    answer = me.post(
        f"/tasks/{pair[0].pk}/links/", {"relation": "blocks", "task": pair[1].pk}, headers=htmx(pair[0])
    ).content.decode()
    assert 'hx-target="#links"' in answer and "Link added." in answer and "linked this task" in answer
    link = TaskLink.objects.get()
    answer = me.post(f"/tasks/{pair[0].pk}/links/{link.pk}/remove/", headers=htmx(pair[0])).content.decode()
    assert "Link removed." in answer and "/undo/" in answer
    assert not TaskLink.objects.exists()


def test_hidden_task_is_nowhere_on_the_page_or_the_board(me, pair, project, owner):
    far = make_task(project=make_project(owner=owner, title="Hidden place"), title="Hidden words")
    make_link(task=pair[0], other=far, relation="blocked_by")
    make_link(task=pair[0], other=far, relation="parent")
    make_link(task=pair[1], other=far, relation="child")
    pages = [
        f"/tasks/{pair[0].pk}/",
        f"/tasks/{pair[1].pk}/",
        f"/projects/{project.pk}/",
        f"/projects/{project.pk}/list/",
    ]
    pages += [f"/projects/{project.pk}/activity/", f"/projects/{project.pk}/?blocked=1", "/tasks/?blocked=1", "/"]
    for path in pages:
        page = me.get(path).content.decode()
        assert "Hidden" not in page and "badge-blocked" not in page and "card-children" not in page, path
    sign_in(me, owner)
    page = me.get(f"/projects/{project.pk}/").content.decode()
    assert "Hidden place#1" in page and "badge-blocked" in page and "0/1" in page
    assert "badge-blocked" in me.get(f"/projects/{project.pk}/?blocked=1").content.decode()


def test_board_marks_the_blocked_and_shows_families(me, pair, project):
    child = make_task(project=project, title="Child")
    make_link(task=pair[0], other=pair[1], relation="blocked_by")
    make_link(task=pair[0], other=child, relation="child")
    tasks.complete(task=child, actor=project.owner)
    page = me.get(f"/projects/{project.pk}/").content.decode()
    assert page.count("badge-blocked") == 1 and "1/1" in page and "#1 Pour" in page
    assert f'id="task-{pair[1].pk}"' not in me.get(f"/projects/{project.pk}/?blocked=1").content.decode()


@pytest.mark.parametrize("way", ["complete", "move", "edit", "column"])
def test_completing_a_blocked_task_asks_and_a_yes_sends_the_same(me, pair, project, way):
    make_link(task=pair[0], other=pair[1], relation="blocked_by")
    done = column_of(project=project, status="completed").pk
    values = {
        "complete": {},
        "move": {"column": done},
        "column": {"column": done},
        "edit": {"progress": 100, "version": 1},
    }
    path = f"/tasks/{pair[0].pk}/{way}/"
    answer = me.post(path, values[way])
    page = answer.content.decode()
    assert answer.status_code == 409 and "Dig a &lt;b&gt;" in page and f'action="{path}"' in page
    for name, value in values[way].items():
        assert f'name="{name}" value="{value}"' in page
    assert not fresh(pair[0]).is_completed
    dialog = me.post(path, values[way], headers=htmx())
    assert (dialog.status_code, dialog["HX-Retarget"]) == (409, "#dialog-inside")
    inside = me.post(path, values[way], headers=htmx(pair[0]))
    assert inside.status_code == 409 and "asking" in inside.content.decode()
    assert me.post(path, {**values[way], "even_if_blocked": "1"}).status_code == 303
    assert fresh(pair[0]).is_completed


def test_duplicate_is_completed_along_if_asked(me, pair):
    add(me, pair[0], relation="duplicates", task=pair[1].pk, complete="1")
    assert fresh(pair[0]).is_completed and TaskLink.objects.get().kind == "duplicates"


def test_blocked_duplicate_asks_with_the_link_made(me, pair, project):
    make_link(task=pair[0], other=make_task(project=project), relation="blocked_by")
    answer = add(me, pair[0], relation="duplicates", task=pair[1].pk, complete="1")
    assert answer.status_code == 409 and f'action="/tasks/{pair[0].pk}/complete/"' in answer.content.decode()
    assert TaskLink.objects.filter(kind="duplicates").exists()


def test_warm_board_costs_no_query_more_for_links(me, pair, project, django_assert_max_num_queries):
    make_link(task=pair[0], other=pair[1], relation="blocked_by")
    me.get(f"/projects/{project.pk}/")
    with django_assert_max_num_queries(4):
        me.get(f"/projects/{project.pk}/")


def test_page_costs_the_same_with_many_links(me, project, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    task, *others = [make_task(project=project) for _number in range(12)]
    counts = []
    for upto in (2, 11):
        for other in others[:upto]:
            if not TaskLink.objects.filter(first=task, second=other).exists():
                make_link(task=task, other=other)
        me.get(f"/tasks/{task.pk}/")
        with CaptureQueriesContext(connection) as captured:
            me.get(f"/tasks/{task.pk}/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
