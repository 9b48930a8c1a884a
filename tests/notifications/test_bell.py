"""The count in the top bar comes with the page, in the statement that finds who asks."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from boards.models import Membership, Notification, Reason, Task, User
from boards.notifications.queries import inbox
from boards.services import projects
from tests.factories import make_task

pytestmark = pytest.mark.django_db
PAGE = {"HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def note(project, member):
    """Notes an entry for the member."""

    def note(**fields):
        now = timezone.now()
        given = {"user": member, "project": project, "reason": Reason.CHANGED, "created_at": now, "changed_at": now}
        return Notification.objects.create(**given | fields)

    return note


def bell(client, address="/") -> tuple[int, bool]:
    """The count that the page has, and whether it asks for it besides."""
    text = client.get(address, **PAGE).text
    part = text[text.index('id="bell"') :].split("</a>")[0]
    count = part.split('class="bell-count" aria-hidden="true">')[1].split("<")[0] if "bell-count" in part else "0"
    return int(count.removesuffix("+")), "load, " in part


def test_it_comes_with_the_page(client_of, member, note, project):
    client = client_of(member)
    assert bell(client) == (0, False)
    for _number in range(3):
        note()
    for address in ("/", "/tasks/", f"/projects/{project.pk}/", "/inbox/", "/account/"):
        assert bell(client, address) == (3, False), address


def test_a_board_that_is_read_again_is_sent_anew_only_with_another_count(client_of, member, note, project):
    client, address = client_of(member), f"/projects/{project.pk}/"
    mark = client.get(address, **PAGE)["ETag"]
    assert client.get(address, HTTP_IF_NONE_MATCH=mark, **PAGE).status_code == 304
    note()
    again = client.get(address, HTTP_IF_NONE_MATCH=mark, **PAGE)
    assert again.status_code == 200 and again["ETag"] != mark


def test_it_takes_no_query_more(client_of, member, note):
    client = client_of(member)
    bell(client)
    counts = []
    for headers in ({}, PAGE):
        with CaptureQueriesContext(connection) as found:
            client.get("/", **headers)
            counts.append(len(found))
    assert counts[0] == counts[1]


def test_parts_and_programs_do_not_count(client_of, member, project):
    client = client_of(member)
    for address, headers in (("/", {"HTTP_HX_REQUEST": "true"}), ("/api/v1/inbox/", {})):
        with CaptureQueriesContext(connection) as found:
            client.get(address, **PAGE, **headers)
            statements = [query["sql"] for query in found]
        assert not [sql for sql in statements if "counted" in sql], address


def make_unseen(case, note, project, member):
    now, task = timezone.now(), make_task(project=project)
    if case == "deleted task":
        note(task=task)
        Task.objects.filter(pk=task.pk).update(deleted_at=now)
    elif case == "left":
        note()
        Membership.objects.filter(user=member).delete()
    elif case == "deleted project":
        note()
        projects.delete(project=project, actor=project.owner)
    else:
        later = now + datetime.timedelta(days=1)
        states = {"read": "read_at", "archived": "archived_at", "snoozed": "snoozed_until"}
        note(**{states[case]: later} if case in states else {"in_inbox": False})


UNSEEN = ["deleted task", "left", "deleted project", "read", "archived", "snoozed", "mail only"]


@pytest.mark.parametrize("case", UNSEEN)
def test_it_counts_what_the_inbox_shows_as_unread(case, client_of, member, note, project):
    make_unseen(case, note, project, member)
    assert (inbox.count(member), bell(client_of(member))) == (0, (0, False))


def test_whoever_may_see_is_counted_for(client_of, project, owner, staff, outsider, note):
    for user in (owner, staff, outsider):
        note(user=user)
    found = {user.email: bell(client_of(user))[0] for user in (owner, staff, outsider)}
    assert found == {owner.email: 1, staff.email: 1, outsider.email: 0}
    projects.update(project=project, changed={"visibility": "public"}, seen_version=None, actor=owner)
    assert bell(client_of(outsider))[0] == inbox.count(outsider) == 1


def test_it_counts_no_further_than_it_shows(client_of, member, note):
    entries = [note() for _number in range(2)]
    Notification.objects.bulk_create(
        Notification(**{field.attname: getattr(entries[0], field.attname) for field in Notification._meta.fields[1:]})
        for _number in range(150)
    )
    assert "99+" in client_of(member).get("/", **PAGE).text
    assert User.objects.get(pk=member.pk).unread is None
