"""The history of a project and of a task by person, kind and day."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Activity
from boards.services import members, tasks
from tests.factories import make_comment, make_task

HTMX = {"HX-Request": "true"}


@pytest.fixture
def card(project, owner, member):
    card = make_task(project=project, title="Card", actor=owner)
    tasks.update(task=card, changed={"priority": 3}, seen_version=None, actor=member)
    make_comment(task=card, actor=member)
    return card


@pytest.fixture(params=["project", "task"])
def url(request, project, card):
    return {"project": f"/projects/{project.pk}/activity/", "task": f"/tasks/{card.pk}/history/"}[request.param]


def found(client, url, **query):
    answer = client.get(url, query)
    assert answer.status_code == 200
    return [entry.id for day in answer.context["page"].days for entry in day.entries]


def kinds(ids):
    return list(Activity.objects.filter(pk__in=ids).order_by("-pk").values_list("kind", flat=True))


def test_by_person(client_of, url, owner, member):
    client = client_of(member)
    assert kinds(found(client, url, person="me")) == ["comment.created", "task.updated"]
    assert found(client, url, person=member.pk) == found(client, url, person="me")
    assert set(kinds(found(client, url, person=owner.pk))) <= {"task.created", "project.created", "member.added"}


def test_by_kind(client_of, url, owner):
    client = client_of(owner)
    assert kinds(found(client, url, kind="comments")) == ["comment.created"]
    assert kinds(found(client, url, kind="task.updated")) == ["task.updated"]
    assert found(client, url, kind="comments", person="me") == []
    assert "Nothing found" in client.get(url, {"kind": "undone"}).text


def test_by_day_of_the_reader(client_of, url, card, owner):
    late = datetime.datetime(2026, 1, 1, 23, 30, tzinfo=datetime.UTC)
    Activity.objects.filter(kind="task.updated").update(created_at=late)
    owner.time_zone = "Europe/Stockholm"
    owner.save()
    client = client_of(owner)
    assert kinds(found(client, url, day="2026-01-02")) == ["task.updated"]
    assert found(client, url, day="2026-01-01") == []


def test_days_that_are_taken_are_offered(client_of, url, owner):
    assert 'min="1900-01-01" max="2999-12-31"' in client_of(owner).get(url).text


def test_pages_keep_the_filter(client_of, url, card, owner):
    for number in range(60):
        tasks.update(task=card, changed={"progress": number + 1}, seen_version=None, actor=owner)
    client, seen, query = client_of(owner), [], {"kind": "changed", "person": "me"}
    answer = client.get(url, query)
    assert "?person=me&amp;kind=changed&amp;before=" in answer.text
    while query is not None:
        page = client.get(url, query).context["page"]
        seen += [entry.id for day in page.days for entry in day.entries]
        query = {**query, "before": page.before} if page.before else None
    mine = Activity.objects.filter(kind="task.updated", actor=owner).order_by("-pk")
    assert seen == list(mine.values_list("pk", flat=True))


WRONG = [
    ("person", "x"),
    ("person", "-1"),
    ("person", "9" * 19),
    ("person", "1 or 1=1"),
    ("person", "\x00"),
    ("person", "٣"),
    ("kind", "nothing"),
    ("kind", "'"),
    ("kind", "\x00"),
    ("kind", "x" * 5000),
    ("day", "2026-02-31"),
    ("day", "0001-01-01"),
    ("day", "9999-12-31"),
    ("day", "yesterday"),
    ("day", "\x00"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_nonsense_is_answered_by_a_sentence(client_of, url, owner, name, value):
    client = client_of(owner)
    answer = client.get(url, {name: value})
    assert answer.status_code == 422
    assert f'id="history-{name}-error"' in answer.text
    assert client.get(url, {name: value}, headers=HTMX).status_code == 422


@pytest.mark.parametrize("before", ["x", "-1", "9" * 19, "\x00"])
def test_a_wrong_place_is_answered_by_a_sentence(client_of, url, owner, before):
    assert client_of(owner).get(url, {"before": before}).status_code == 422


def test_blank_values_choose_nothing(client_of, url, owner):
    client = client_of(owner)
    assert found(client, url, person="", kind="", day="") == found(client, url)


def test_somebody_whom_the_project_does_not_know_is_nobody_in_particular(client_of, url, owner, outsider):
    answer = client_of(owner).get(url, {"person": outsider.pk})
    assert answer.status_code == 200 and "Somebody else" in answer.text and outsider.display_name not in answer.text
    unknown = client_of(owner).get(url, {"person": 10**17})
    assert unknown.status_code == 200 and "Somebody else" in unknown.text


def test_who_has_left_is_offered_where_they_acted(client_of, project, card, owner, member):
    members.remove(project=project, user=member, actor=owner)
    answer = client_of(owner).get(f"/projects/{project.pk}/activity/")
    assert f'<option value="{member.pk}">Member</option>' in answer.text


def test_htmx_gets_the_history_with_its_filter(client_of, url, owner):
    answer = client_of(owner).get(url, {"kind": "comments"}, headers={**HTMX, "HX-Source": "form#history-filter"})
    assert answer.text.count('id="history-filter"') == 1
    assert "<html" not in answer.text and "autofocus" not in answer.text


@pytest.mark.parametrize("query", [{}, {"person": "me"}, {"kind": "changed"}, {"day": "2030-01-01"}])
def test_queries_do_not_grow(client_of, url, project, card, owner, member, query, django_assert_num_queries):
    client = client_of(owner)

    def fill(count):
        for number in range(count):
            changed = {"title": f"Title {count} {number}"}
            tasks.update(task=card, changed=changed, seen_version=None, actor=owner)
            make_comment(task=card, actor=member)

    fill(2)
    client.get(url, query)
    with CaptureQueriesContext(connection) as few:
        client.get(url, query)
    fill(20)
    with django_assert_num_queries(len(few)):
        client.get(url, query)
