"""The history for programs, by person, kind and day."""

import pytest

from boards.api.schemas.common import PageQuery
from boards.api.schemas.rest import ActivityQuery
from boards.filters import HistoryFilter
from boards.models import Activity
from boards.services import tasks
from tests.factories import make_comment, make_task


@pytest.fixture(params=["project", "task"])
def path(request, project, owner, member):
    card = make_task(project=project, title="Card", actor=owner)
    tasks.update(task=card, changed={"priority": 3}, seen_version=None, actor=member)
    make_comment(task=card, actor=member)
    return {"project": f"projects/{project.pk}/activity/", "task": f"tasks/{card.pk}/history"}[request.param]


def test_filters_are_those_of_the_pages():
    assert set(ActivityQuery.model_fields) - set(PageQuery.model_fields) == set(HistoryFilter.base_fields)


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("person=me", ["comment.created", "task.updated"]),
        ("kind=comments", ["comment.created"]),
        ("kind=task.updated", ["task.updated"]),
        ("kind=comments&person=me&day=2001-01-01", []),
    ],
)
def test_chosen(api_of, path, member, query, kinds):
    assert [item["kind"] for item in api_of(member).get(f"{path}?{query}").json()["items"]] == kinds


def test_parts_keep_what_was_chosen(api_of, path, member):
    first = api_of(member).get(f"{path}?person=me&limit=1").json()
    assert "person=me" in first["next"]


@pytest.mark.parametrize(
    "query", ["person=x", "person=-1", "kind=no", "kind=%00", "day=2026-02-31", "day=0001-01-01", "day=", "person="]
)
def test_nonsense_is_refused_by_name(api_of, path, member, query):
    answer = api_of(member).get(f"{path}?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.text


def test_who_has_no_account_is_told_by_the_name_that_came(api_of, path, member):
    """As the pages do: a name stands where there is no account, and nowhere else."""
    rows = Activity.objects.filter(actor=member)
    first = rows.earliest("pk")
    Activity.objects.filter(pk=first.pk).update(actor=None, actor_name="Grace Hopper")
    told = {item["id"]: item for item in api_of(member).get(path).json()["items"]}
    assert (told[first.pk]["actor"], told[first.pk]["actor_name"]) == (None, "Grace Hopper")
    others = [item for pk, item in told.items() if pk != first.pk]
    assert others
    assert all(item["actor"] and item["actor_name"] is None for item in others)
