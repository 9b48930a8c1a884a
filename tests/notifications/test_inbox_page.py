"""The inbox and what is done with it, by plain forms and by htmx."""

import datetime
import re

import pytest
from django.utils import timezone

from boards.models import Membership, Notification, Project, Reason
from boards.notifications.queries import inbox as queries
from boards.notifications.services import inbox
from boards.services import tasks
from tests.factories import fresh, make_project, make_task
from tests.plans import plan_of

HTMX = {"HX-Request": "true"}
AGO = datetime.timedelta(minutes=1)


@pytest.fixture
def note(member, project):
    """Notes something for the member, each time a minute earlier."""
    made = []

    def note(task=None, *, reason=Reason.CHANGED, user=member, **fields):
        moment = timezone.now() - AGO * (len(made) + 1)
        values = {
            "project": task.project if task else project,
            "task": task,
            "created_at": moment,
            "changed_at": moment,
        }
        made.append(Notification.objects.create(user=user, reason=reason, **(values | fields)))
        return made[-1]

    return note


@pytest.fixture
def task(project):
    return make_task(project=project, title="Write <b>texts</b>")


@pytest.fixture
def client(client_of, member):
    return client_of(member)


def titles(answer):
    return re.findall(r'class="inbox-link"[^>]*>([^<]*)</a>', answer.content.decode())


def test_says_what_it_is_for_when_it_is_empty(client):
    assert "Nothing new" in client.get("/inbox/").content.decode()
    for tab, text in (("unread", "All read"), ("snoozed", "Nothing is put off"), ("archived", "Nothing archived")):
        assert text in client.get(f"/inbox/?tab={tab}").content.decode()
    assert "Nothing of that kind" in client.get("/inbox/?kind=due").content.decode()


def test_entries_of_a_task_stand_together(client, note, task, project):
    other = make_task(project=project, title="Other")
    note(task)
    note(other)
    note(task, reason=Reason.ASSIGNED)
    answer = client.get("/inbox/")
    assert titles(answer) == ["#1 Write &lt;b&gt;texts&lt;/b&gt;", "#2 Other"]
    assert "assigned this task to you" in answer.content.decode()


def test_filters_by_kind_project_and_tab(client, note, task, member):
    note(task)
    mine = make_project(owner=member, title="Mine")
    note(make_task(project=mine, title="Other"), reason=Reason.DUE_TOMORROW, read_at=timezone.now())
    note(reason=Reason.INVITED, archived_at=timezone.now())
    assert titles(client.get("/inbox/?kind=due")) == ["#1 Other"]
    assert titles(client.get(f"/inbox/?project={mine.pk}")) == ["#1 Other"]
    assert len(titles(client.get("/inbox/?tab=unread"))) == 1
    assert titles(client.get("/inbox/?tab=archived")) == ["Launch"]


@pytest.mark.parametrize(
    "query", ["tab=x&kind=y&project=z&before=w", "project=99999999999999999999", "before=1", "before=²"]
)
def test_what_makes_no_sense_is_left_out(client, note, task, query):
    note(task)
    assert client.get(f"/inbox/?{query}").status_code == 200


def test_entry_opens_what_it_tells_of_and_is_read_then(client, note, task, project):
    old, new, other = note(task), note(task), note(reason=Reason.ARCHIVED)
    Notification.objects.filter(pk=old.pk).update(changed_at=new.changed_at - AGO)
    assert client.head(f"/inbox/{new.pk}/").status_code == 302
    assert fresh(new).read_at is None
    answer = client.get(f"/inbox/{new.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/tasks/{task.pk}/")
    assert fresh(new).read_at
    assert fresh(old).read_at
    assert client.get(f"/inbox/{other.pk}/")["Location"] == f"/projects/{project.pk}/"


def test_read_and_unread(client, note, task):
    entry = note(task)
    assert client.post(f"/inbox/{entry.pk}/read/", {"next": "/inbox/?tab=unread"})["Location"] == "/inbox/?tab=unread"
    assert fresh(entry).read_at
    client.post(f"/inbox/{entry.pk}/read/", {"unread": "1"})
    assert fresh(entry).read_at is None


def test_archived_and_brought_back_by_the_toast(client, note, task):
    entry, newer = note(task), note(task)
    Notification.objects.filter(pk=newer.pk).update(changed_at=timezone.now())
    answer = client.post(f"/inbox/{entry.pk}/archive/", {"next": "/inbox/"}, headers=HTMX).content.decode()
    assert fresh(entry).archived_at
    assert fresh(newer).archived_at is None
    assert 'hx-target="#bell"' in answer
    moment = re.search(r'name="moment" value="([^"]+)"', answer)[1]
    assert client.post("/inbox/undo/", {"moment": moment}, headers=HTMX).status_code == 200
    assert fresh(entry).archived_at is None
    assert client.post("/inbox/undo/", {"moment": moment}).status_code == 409
    beyond = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")
    for wrong in ("", "x", "2026-99-99", "2026-01-01T00:00:00", *beyond):
        assert client.post("/inbox/undo/", {"moment": wrong}).status_code == 409


def test_without_htmx_the_toast_comes_with_the_page(client, note, task):
    entry = note(task)
    answer = client.post(f"/inbox/{entry.pk}/archive/", {"next": "/inbox/?kind=changed"}, follow=True)
    assert answer.redirect_chain == [("/inbox/?kind=changed", 303)]
    page = answer.content.decode()
    assert "Archived." in page
    assert 'action="/inbox/undo/"' in page
    client.post(f"/inbox/{entry.pk}/restore/")
    assert fresh(entry).archived_at is None


def test_snoozed_until_the_morning_of_a_day(client, note, task, member):
    member.time_zone = "Asia/Tokyo"
    member.save()
    entry = note(task)
    day = member.today() + datetime.timedelta(days=1)
    client.post(f"/inbox/{entry.pk}/snooze/", {"day": day.isoformat()})
    until = fresh(entry).snoozed_until.astimezone(member.zone)
    assert (until.date(), until.hour) == (day, 8)
    assert titles(client.get("/inbox/")) == []
    assert len(titles(client.get("/inbox/?tab=snoozed"))) == 1
    client.post(f"/inbox/{entry.pk}/snooze/", {"day": ""})
    assert fresh(entry).snoozed_until is None
    for wrong in ("yesterday", member.today().isoformat(), "2400-01-01", "nonsense"):
        assert client.post(f"/inbox/{entry.pk}/snooze/", {"day": wrong}).status_code == 422


def test_what_comes_back_is_on_top_and_unread(note, task, project, member):
    entry, other = note(task, read_at=timezone.now()), note(make_task(project=project))
    Notification.objects.filter(pk=entry.pk).update(snoozed_until=timezone.now() - AGO)
    Notification.objects.filter(pk=other.pk).update(changed_at=timezone.now() - AGO)
    assert inbox.wake() == 1
    assert inbox.wake() == 0
    assert queries.of(member).first() == entry
    assert fresh(entry).read_at is None


def test_all_are_marked_or_put_away_as_filtered(client, note, task):
    entry, other = note(task), note(reason=Reason.INVITED)
    client.post("/inbox/all/", {"do": "read", "next": "/inbox/?kind=changed"})
    assert (bool(fresh(entry).read_at), bool(fresh(other).read_at)) == (True, False)
    answer = client.post("/inbox/all/", {"do": "archive", "next": "/inbox/"}, follow=True).content.decode()
    assert Notification.objects.filter(archived_at=None).count() == 0
    moment = re.search(r'name="moment" value="([^"]+)"', answer)[1]
    client.post("/inbox/undo/", {"moment": moment})
    assert Notification.objects.filter(archived_at=None).count() == 2


def test_what_came_after_the_page_was_shown_stays(client, note, task):
    entry = note(task)
    until = (entry.changed_at - AGO).isoformat()
    client.post("/inbox/all/", {"do": "archive", "until": until})
    assert fresh(entry).archived_at is None


def test_count_in_words_and_capped(client, note, project, member):
    assert "unread" not in client.get("/inbox/count/", headers=HTMX).content.decode()
    note(make_task(project=project))
    assert "1 unread" in client.get("/inbox/count/", headers=HTMX).content.decode()
    moment = timezone.now()
    Notification.objects.bulk_create(
        Notification(user=member, project=project, reason="changed", created_at=moment, changed_at=moment)
        for _number in range(120)
    )
    assert "99+" in client.get("/inbox/count/", headers=HTMX).content.decode()
    assert client.get("/inbox/count/")["Location"] == "/inbox/"


def test_nobody_reaches_what_another_is_told(client_of, note, task, owner):
    entry = note(task)
    other = client_of(owner)
    assert other.get(f"/inbox/{entry.pk}/").status_code == 404
    for do in ("read", "archive", "restore", "snooze"):
        assert other.post(f"/inbox/{entry.pk}/{do}/").status_code == 404
    assert titles(other.get("/inbox/")) == []


def test_what_may_not_be_seen_any_more_is_not_there(client, note, task, member, project):
    entry = note(task)
    Membership.objects.filter(user=member).delete()
    assert titles(client.get("/inbox/")) == []
    assert client.get(f"/inbox/{entry.pk}/").status_code == 404
    assert queries.count(member) == 0
    Project.objects.filter(pk=project.pk).update(visibility="public")
    assert len(titles(client.get("/inbox/"))) == 1
    tasks.delete(task=task, actor=project.owner)
    assert titles(client.get("/inbox/")) == []


def fill(member, project, count):
    """So many entries of a tenth as many tasks."""
    made = [make_task(project=project, title=f"T{number}") for number in range(max(count // 10, 2))]
    now = timezone.now()
    Notification.objects.bulk_create(
        Notification(
            user=member,
            project=project,
            task=made[number % len(made)],
            reason="changed",
            created_at=now - AGO * number,
            changed_at=now - AGO * number,
        )
        for number in range(count)
    )


def test_windows_show_each_task_once(client, member, project):
    fill(member, project, 700)
    seen, address = [], "/inbox/"
    while address:
        page = client.get(address)
        seen += titles(page)
        found = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
        address = found and found[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 70


def test_queries_do_not_grow(client, member, project, django_assert_max_num_queries):
    fill(member, project, 60)
    with django_assert_max_num_queries(10):
        client.get("/inbox/")
    fill(member, project, 500)
    with django_assert_max_num_queries(10):
        client.get("/inbox/")
    with django_assert_max_num_queries(4):
        client.get("/inbox/count/", headers=HTMX)


def test_inbox_and_count_use_their_indexes(member, project):
    fill(member, project, 50)
    plan = plan_of(queries.of(member)[:50])
    assert "notification_inbox" in plan or "Seq Scan" in plan
    assert plan_of(queries.of(member, queries.Wanted(queries.Tab.UNREAD)))


def test_old_entries_that_were_read_are_forgotten(note, task):
    old = {"created_at": timezone.now() - datetime.timedelta(days=200)}
    kept, read = note(task, **old), note(task, read_at=timezone.now(), **old)
    assert inbox.purge(older_than=datetime.timedelta(days=180)) == 1
    assert Notification.objects.filter(pk=kept.pk).exists()
    assert not Notification.objects.filter(pk=read.pk).exists()
