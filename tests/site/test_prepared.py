"""Queries whose SQL is made once."""

import datetime

import pytest
from django.utils import timezone

from boards.models import Membership, Project, Task, User
from boards.policy import stored_role
from boardsite.database.prepared import Prepared
from tests.factories import make_project, make_task

BY_PK = Prepared(lambda pk: Task.objects.filter(pk=pk).select_related("project", "assignee"), pk=int)
WITH_ROLE = Prepared(
    lambda pk, user: Project.objects.filter(pk=pk).annotate(stored_role=stored_role(user, "pk")), pk=int, user=int
)


def values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_gives_what_the_queryset_gives(project, member):
    task = make_task(project=project, title="Card", due_date=datetime.date(2026, 5, 1), assignee=member)
    found = BY_PK.first(pk=task.pk)
    assert values(found) == values(Task.objects.get(pk=task.pk))
    project.refresh_from_db()
    assert values(found.project) == values(project) and values(found.assignee) == values(member)
    assert found._state.db == "default" and not found._state.adding


def test_what_is_related_to_nothing_is_none(project):
    assert BY_PK.first(pk=make_task(project=project).pk).assignee is None


def test_values_differ_from_call_to_call(project, member, viewer, django_assert_num_queries):
    users = (member, viewer, project.owner)
    with django_assert_num_queries(3):
        roles = [WITH_ROLE.first(pk=project.pk, user=user.pk).stored_role for user in users]
    assert roles == ["member", "viewer", None]


def test_nothing_is_kept_but_sql(project, member):
    WITH_ROLE.first(pk=project.pk, user=member.pk)
    Membership.objects.filter(user=member).update(role="admin")
    assert WITH_ROLE.first(pk=project.pk, user=member.pk).stored_role == "admin"


@pytest.mark.parametrize("pk", [0, -1, 2**31, 2**63 - 1, 2**63, 10**30, -(10**30)])
def test_no_number_is_too_large(project, pk):
    assert BY_PK.first(pk=pk) is None


def test_all_of_them_in_their_order(project):
    made = [make_task(project=project, title=title) for title in "cab"]
    by_title = Prepared(lambda project: Task.objects.filter(project=project).order_by("title"), project=int)
    assert by_title.all(project=project.pk) == [made[1], made[2], made[0]]
    assert by_title.all(project=make_project(title="Other").pk) == []


def test_texts_and_moments_have_places_too(project, owner):
    joined = Prepared(
        lambda email, now: User.objects.filter(email=email, date_joined__lte=now), email=str, now=datetime.datetime
    )
    now = timezone.now()
    assert joined.first(email=owner.email, now=now) == owner
    assert joined.first(email="\ufdd0place 0", now=now) is None
    assert joined.first(email=owner.email, now=owner.date_joined - datetime.timedelta(microseconds=1)) is None


def test_a_value_that_the_query_has_no_place_for_is_told():
    with pytest.raises(ValueError, match="no place for other"):
        Prepared(lambda pk, other: Task.objects.filter(pk=pk), pk=int, other=int).first(pk=1, other=2)
