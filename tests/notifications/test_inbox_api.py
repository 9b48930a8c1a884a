"""The inbox for programs."""

import datetime

import pytest
from django.utils import timezone

from boards.models import Notification, Reason, Watch
from tests.factories import fresh, make_task


@pytest.fixture
def api(api_of, member):
    return api_of(member)


@pytest.fixture
def task(project):
    return make_task(project=project, title="Write")


@pytest.fixture
def note(member, task):
    def note(minutes=1, **fields):
        moment = timezone.now() - datetime.timedelta(minutes=minutes)
        values = {"user": member, "task": task, "project": task.project, "reason": "changed"}
        return Notification.objects.create(**(values | fields), created_at=moment, changed_at=moment)

    return note


def ids(answer):
    return [item["id"] for item in answer.json()["items"]]


def test_list_in_parts_the_newest_first(api, note):
    made = [note(minutes).pk for minutes in range(1, 6)]
    first = api.get("inbox/?limit=2&total=true").json()
    assert [item["id"] for item in first["items"]] == made[:2]
    assert first["total"] == 5
    assert ids(api.client.get(first["next"])) == made[2:4]


def test_entry_in_words_with_what_it_is_about(api, note, owner, task, project):
    note(actor=owner, reason=Reason.ASSIGNED)
    (item,) = api.get("inbox/").json()["items"]
    assert item["text"] == "Owner assigned #1 Write to you"
    assert item["task"] == {"id": task.pk, "number": 1, "title": "Write"}
    assert item["project"] == {"id": project.pk, "title": "Launch"}
    assert item["actor"] == {"id": owner.pk, "name": "Owner"}
    assert item["url"].endswith(f"/tasks/{task.pk}/")
    assert api.get(f"inbox/{item['id']}").json() == item


def test_filters(api, note, project):
    plain, read = note(), note(read_at=timezone.now())
    away, later = note(archived_at=timezone.now()), note(snoozed_until=timezone.now() + datetime.timedelta(days=1))
    due = note(reason=Reason.OVERDUE)
    assert set(ids(api.get("inbox/"))) == {plain.pk, read.pk, due.pk}
    assert set(ids(api.get("inbox/?state=unread"))) == {plain.pk, due.pk}
    assert ids(api.get("inbox/?state=archived")) == [away.pk]
    assert ids(api.get("inbox/?state=snoozed")) == [later.pk]
    assert ids(api.get("inbox/?reason=overdue&reason=assigned")) == [due.pk]
    assert ids(api.get(f"inbox/?project={project.pk + 1}")) == []
    for wrong in ("state=x", "reason=x", "project=0", "cursor=x", "other=1"):
        assert api.get(f"inbox/?{wrong}").status_code == 400


def test_each_entry_by_itself(api, note):
    older, entry = note(2), note()
    assert api.post(f"inbox/{entry.pk}/read").json()["read_at"]
    assert fresh(older).read_at is None
    assert api.post(f"inbox/{entry.pk}/unread").json()["read_at"] is None
    archived = api.post(f"inbox/{entry.pk}/archive").json()
    assert archived["archived_at"]
    assert archived["read_at"]
    assert fresh(older).archived_at is None
    assert api.post(f"inbox/{entry.pk}/restore").json()["archived_at"] is None


def test_snooze(api, note, member):
    entry = note()
    tomorrow = (member.today() + datetime.timedelta(days=1)).isoformat()
    assert api.post(f"inbox/{entry.pk}/snooze", {"until": tomorrow}).json()["snoozed_until"]
    assert ids(api.get("inbox/")) == []
    assert api.post(f"inbox/{entry.pk}/snooze", {"until": None}).json()["snoozed_until"] is None
    for wrong in (member.today().isoformat(), "2400-01-01"):
        assert api.post(f"inbox/{entry.pk}/snooze", {"until": wrong}).status_code in (400, 422)
    for wrong in ({"until": "tomorrow"}, {}, {"until": 7}):
        assert api.post(f"inbox/{entry.pk}/snooze", wrong).status_code == 400


def test_count_and_all_read(api, note):
    note(), note(reason=Reason.OVERDUE)
    assert api.get("inbox/count").json() == {"unread": 2, "more": False}
    assert api.post("inbox/read", {"reasons": ["overdue"]}).json() == {"unread": 1, "more": False}
    assert api.post("inbox/read", {}).json() == {"unread": 0, "more": False}


def test_watching(api, task, project, member):
    assert api.get(f"tasks/{task.pk}/watch").json() == {"choice": "default", "hears": False}
    assert api.put(f"tasks/{task.pk}/watch", {"choice": "watch"}).json() == {"choice": "watch", "hears": True}
    assert api.put(f"projects/{project.pk}/watch", {"choice": "mute"}).json() == {"choice": "mute", "hears": False}
    assert api.get(f"tasks/{task.pk}/watch").json()["hears"]
    assert api.put(f"tasks/{task.pk}/watch", {"choice": "default"}).json() == {"choice": "default", "hears": False}
    assert api.put(f"tasks/{task.pk}/watch", {"choice": "x"}).status_code == 400
    assert Watch.objects.filter(user=member).count() == 1


def test_preferences(api):
    found = api.get("inbox/preferences").json()
    assert found["reasons"]["assigned"] == {"inbox": True, "email": "at_once"}
    assert (found["digest_hour"], found["digest_weekdays"]) == (8, [1, 2, 3, 4, 5])
    body = {"reasons": {"changed": {"inbox": False, "email": "off"}}, "digest_weekdays": [0]}
    changed = api.patch("inbox/preferences", body).json()
    assert changed["reasons"]["changed"] == {"inbox": False, "email": "off"}
    assert (changed["digest_hour"], changed["digest_weekdays"]) == (8, [0])
    assert api.patch("inbox/preferences", {"digest_hour": 17}).json()["digest_weekdays"] == [0]
    for wrong in ({"reasons": {"x": {"inbox": True, "email": "off"}}}, {"digest_hour": 24}, {"digest_weekdays": []}):
        assert api.patch("inbox/preferences", wrong).status_code == 400


def test_a_change_against_an_old_mark_is_refused(api):
    etag = api.get("inbox/preferences")["ETag"]
    api.patch("inbox/preferences", {"digest_hour": 9})
    assert api.patch("inbox/preferences", {"digest_hour": 10}, if_match=etag).status_code == 412


def test_list_takes_as_many_queries_for_many(api, note, django_assert_max_num_queries):
    for _number in range(30):
        note()
    with django_assert_max_num_queries(8):
        assert len(ids(api.get("inbox/?limit=30"))) == 30
