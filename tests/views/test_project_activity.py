"""The history of a project as a page."""

import pytest

from boards.models import Activity
from boards.services import tasks
from tests.factories import make_project, make_task


def url(project):
    return f"/projects/{project.pk}/activity/"


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 200), ("admin", 200), ("member", 200), ("viewer", 200), ("staff", 200), ("outsider", 404)],
)
def test_who_may_read_it(request, client_of, project, who, status):
    assert client_of(request.getfixturevalue(who)).get(url(project)).status_code == status


def test_everybody_reads_that_of_a_public_project(client_of, outsider):
    assert client_of(outsider).get(url(make_project(visibility="public"))).status_code == 200


def test_pages_of_fifty_follow_each_other(client_of, project, owner):
    for number in range(60):
        make_task(project=project, title=f"Task {number}")
    client, seen, query = client_of(owner), [], ""
    while query is not None:
        page = client.get(url(project) + query).context["page"]
        seen += [entry.id for day in page.days for entry in day.entries]
        query = f"?before={page.before}" if page.before else None
    ids = list(Activity.objects.filter(project=project).order_by("-pk").values_list("pk", flat=True))
    assert seen == ids


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "٣", "9" * 19, "\x00"])
def test_a_wrong_cursor_is_refused(client_of, project, owner, before):
    assert client_of(owner).get(url(project), {"before": before}).status_code == 422


def test_beyond_the_beginning_is_an_empty_page(client_of, project, owner):
    assert b"Nothing older" in client_of(owner).get(url(project) + "?before=1").content


def test_queries_do_not_grow(client_of, project, owner, member, django_assert_num_queries):
    client = client_of(owner)

    def fill(count):
        for number in range(count):
            task = make_task(project=project, title=f"Task {number}", tag_names=["a", "b"])
            tasks.update(task=task, changed={"assignee": member}, seen_version=None, actor=owner)

    fill(2)
    client.get(url(project))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(url(project))
    fill(20)
    with django_assert_num_queries(len(few)):
        client.get(url(project))


def test_hostile_titles_are_inert(client_of, project, owner):
    make_task(project=project, title="<script>alert(1)</script>{{ 7 }}{actor}%s")
    page = client_of(owner).get(url(project)).content
    assert b"<script>alert" not in page and b"&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 }}{actor}%s" in page


def test_a_viewer_does_not_read_the_title_of_a_deleted_task(client_of, project, owner, viewer, member):
    task = make_task(project=project, title="Secret plan")
    tasks.update(task=task, changed={"title": "Secret plan 2", "description": "Hidden"}, seen_version=None, actor=owner)
    tasks.delete(task=task, actor=owner)
    page = client_of(viewer).get(url(project)).content
    assert b"Secret plan" not in page and b"Hidden" not in page and b"#1" in page
    assert b"Secret plan" in client_of(member).get(url(project)).content


def test_htmx_gets_the_history_alone(client_of, project, owner):
    answer = client_of(owner).get(url(project), headers={"HX-Request": "true"})
    assert answer.text.count('id="activity"') == 1 and "autofocus" in answer.text and "<html" not in answer.text
    assert '<h2 tabindex="-1">' in client_of(owner).get(url(project)).text
