"""The members in the settings of a project: to be added first, to be looked for, and a role that is saved at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Membership
from tests.factories import make_member, make_task

HTMX = {"HX-Request": "true"}


@pytest.fixture
def many(project):
    """A project of sixty."""
    for number in range(56):
        make_member(project=project, name=f"helper{number}")
    return project


def url(project, query=""):
    return f"/projects/{project.pk}/settings/{query}"


def test_form_for_a_new_member_stands_above_the_others(client_of, owner, many):
    page = client_of(owner).get(url(many)).text
    assert page.index(f"/projects/{many.pk}/members/new/") < page.index('id="member-rows"')


def test_members_are_looked_for_by_name_and_address(client_of, owner, many):
    for text in ("helper55", "HELPER55", "55 helper", "helper55@exam"):
        page = client_of(owner).get(url(many, f"?member={text}")).text
        assert page.count('id="member-row-') == 1 and "1 of 60" in page and "Helper55" in page
    assert "Nobody matches" in client_of(owner).get(url(many, "?member=nobody")).text
    assert client_of(owner).get(url(many)).text.count('id="member-row-') == 60


def test_members_stand_in_natural_order(client_of, owner, many):
    page = client_of(owner).get(url(many, "?member=helper")).text
    shown = [page.index(f'<b dir="auto">Helper{number}</b>') for number in range(56)]
    assert shown == sorted(shown)


def test_htmx_is_given_the_rows_alone(client_of, owner, many):
    rows = client_of(owner).get(url(many, "?member=helper5"), headers=HTMX).text
    assert rows.count('id="member-row-') == 7 and "<html" not in rows


def test_few_members_need_no_search(client_of, owner, project):
    assert 'name="member"' not in client_of(owner).get(url(project)).text


@pytest.mark.parametrize("text", ["%00", "x" * 5000, "%F0%9F%91%8D"])
def test_any_text_may_be_looked_for(client_of, owner, many, text):
    assert client_of(owner).get(url(many, f"?member={text}")).status_code == 200


def test_queries_do_not_grow_with_the_members(client_of, owner, project):

    client = client_of(owner)
    client.get(url(project))
    with CaptureQueriesContext(connection) as few:
        client.get(url(project))
    for number in range(10):
        make_member(project=project, name=f"helper{number}")
    with CaptureQueriesContext(connection) as more:
        client.get(url(project))
    assert len(more) == len(few)


def test_role_is_saved_at_once_and_said_in_the_row(client_of, owner, project, member):
    make_task(project=project, assignee=member)
    path = f"/projects/{project.pk}/members/{member.pk}/edit/"
    answer = client_of(owner).post(path, {"role": "admin"}, headers=HTMX)
    assert answer.status_code == 200 and "Saved" in answer.text and "1 open task" in answer.text
    assert f'<li class="row" id="member-row-{member.pk}"' in answer.text
    assert Membership.objects.get(user=member).role == "admin"


def test_own_role_leads_to_the_board_with_htmx_too(client_of, admin, project):
    path = f"/projects/{project.pk}/members/{admin.pk}/edit/"
    answer = client_of(admin).post(path, {"role": "member"}, headers=HTMX)
    assert answer["HX-Redirect"] == f"/projects/{project.pk}/"
