"""Who watches a task is shown, and members have others watch it, or no more."""

import re

import pytest

from boards.exceptions import InvalidInput, RuleBroken
from boards.models import Activity, EmailPace, Notification, NotificationPreference, Project, Watch
from boards.notifications import watchers, words
from boards.notifications.services import watching
from boards.notifications.services.watching import MOST_WATCHERS
from boards.services import members
from tests.factories import fresh, make_task, make_user

HTMX = {"HX-Request": "true"}


@pytest.fixture
def task(project):
    return make_task(project=project)


def watch(user, task, *, whole=False, **fields):
    return Watch.objects.create(user=user, project=task.project, task=None if whole else task, **fields)


def shown(task):
    return [(each.user.display_name, str(each.through)) for each in watchers.watchers(fresh(task))]


def include(task, user, actor):
    watchers.include(task=fresh(task), user_id=user.pk, actor=actor)


def leave_out(task, user, actor):
    watching.leave_out(task=fresh(task), user_id=user.pk, actor=actor)


def test_those_who_hear_and_may_look_are_shown(task, owner, admin, member, viewer, outsider):
    watch(member, task)
    watch(viewer, task, by_choice=True)
    watch(admin, task, whole=True, by_choice=True)
    watch(owner, task, is_muted=True)
    watch(outsider, task, by_choice=True)
    assert shown(task) == [("Admin", "project"), ("Member", "task"), ("Viewer", "choice")]
    Project.objects.update(visibility="public")
    assert ("Outsider", "choice") in shown(task)
    outsider.is_active = False
    outsider.save()
    assert ("Outsider", "choice") not in shown(task)


def test_queries_are_as_many_whoever_watches(task, django_assert_num_queries):
    for number in range(30):
        user = make_user(name=f"p{number}")
        members.add(project=task.project, user=user, role="viewer", actor=task.project.owner)
        watch(user, task)
    task = fresh(task)
    assert task.project
    with django_assert_num_queries(3):
        assert len(watchers.watchers(task)) == 30


def test_somebody_is_made_to_watch_and_told_once(task, owner, member):
    include(task, member, owner)
    assert shown(task) == [("Member", "task")]
    include(task, member, owner)
    leave_out(task, member, owner)
    include(task, member, owner)
    entry = Notification.objects.get()
    assert (entry.user, entry.actor, entry.reason, entry.by_email) == (member, owner, "watching", EmailPace.DIGEST)
    assert words.told(entry).headline == "Owner made you watch #1 Task"
    assert words.told(entry).brief == "Owner made you watch this task"
    assert not Activity.objects.filter(kind__contains="watch").exists()


def test_whoever_adds_themselves_is_told_nothing(task, member):
    include(task, member, member)
    assert shown(task) == [("Member", "task")]
    assert not Notification.objects.exists()


def test_who_wants_to_hear_nothing_of_it_is_told_nothing(task, owner, member):
    NotificationPreference.objects.create(user=member, reason="watching", in_inbox=False, by_email=EmailPace.OFF)
    include(task, member, owner)
    assert not Notification.objects.exists()


@pytest.mark.parametrize("whole", [True, False])
def test_muting_wins(task, owner, member, whole):
    watch(member, task, whole=whole, is_muted=True, by_choice=True)
    with pytest.raises(RuleBroken, match="Member doesn’t want to hear of this task"):
        include(task, member, owner)
    leave_out(task, member, owner)
    assert shown(task) == [] and Watch.objects.get().is_muted


def test_muting_after_having_been_added_wins(task, owner, member):
    include(task, member, owner)
    watch(member, task, whole=True, is_muted=True, by_choice=True)
    assert shown(task) == []


def test_what_somebody_chose_is_theirs(task, owner, member, viewer):
    watch(member, task, by_choice=True)
    watch(viewer, task, whole=True, by_choice=True)
    for user in (member, viewer):
        with pytest.raises(RuleBroken, match="only they can end that"):
            leave_out(task, user, owner)
    assert len(shown(task)) == 2


def test_only_those_who_take_part_can_be_added(task, owner, outsider, member):
    Project.objects.update(visibility="public")
    member.is_active = False
    member.save()
    for user in (outsider, member):
        with pytest.raises(InvalidInput):
            include(task, user, owner)


def test_so_many_and_no_more(task, owner, member):
    crowd = [make_user(name=f"p{number}") for number in range(MOST_WATCHERS)]
    Watch.objects.bulk_create(Watch(user=user, project=task.project, task=task) for user in crowd)
    with pytest.raises(RuleBroken, match="At most 100 people"):
        include(task, member, owner)


def test_menu_shows_adds_and_takes_away(client_of, task, member, viewer, admin):
    client, address = client_of(member), f"/tasks/{task.pk}/watchers/"
    watch(admin, task)
    html = client.get(f"/tasks/{task.pk}/watch/", headers=HTMX).content.decode()
    assert "1 person watches this task" in html and "Admin" in html
    assert re.findall(r'<option value="(\d*)"', html)[0] == ""
    html = client.post(address, {"add": viewer.pk}, headers=HTMX).content.decode()
    assert "2 people watch this task" in html and "Let Viewer stop watching" in html
    html = client.post(address, {"remove": admin.pk, "add": ""}, headers=HTMX).content.decode()
    assert "1 person watches this task" in html
    assert shown(task) == [("Viewer", "task")]


def test_page_without_javascript(client_of, task, member, viewer):
    client, address = client_of(member), f"/tasks/{task.pk}/watchers/"
    assert "<html" in client.get(address).content.decode()
    assert client.post(address, {"add": viewer.pk})["Location"] == f"/tasks/{task.pk}/watch/"
    assert shown(task) == [("Viewer", "task")]


def test_viewers_read_and_change_nothing(client_of, task, member, viewer):
    watch(member, task)
    client = client_of(viewer)
    html = client.get(f"/tasks/{task.pk}/watchers/", headers=HTMX).content.decode()
    assert "Member" in html and 'name="add"' not in html and 'name="remove"' not in html
    assert client.post(f"/tasks/{task.pk}/watchers/", {"add": viewer.pk}).status_code == 403


@pytest.mark.parametrize("sent", [{}, {"add": ""}, {"add": "x"}, {"add": "9" * 40}, {"add": "0"}, {"remove": "-1"}])
def test_nonsense_is_refused(client_of, task, member, sent):
    assert client_of(member).post(f"/tasks/{task.pk}/watchers/", sent, headers=HTMX).status_code == 422


def test_refusals_are_sentences(client_of, task, member, viewer, outsider):
    client, address = client_of(member), f"/tasks/{task.pk}/watchers/"
    watch(viewer, task, is_muted=True, by_choice=True)
    answer = client.post(address, {"add": viewer.pk}, headers=HTMX)
    assert answer.status_code == 409 and "want to hear of this task" in answer.content.decode()
    assert client.post(address, {"add": outsider.pk}, headers=HTMX).status_code == 422


def test_programs(api_of, task, member, viewer, outsider):
    api, path = api_of(member), f"tasks/{task.pk}/watchers/"
    assert api.get(path).json() == {"items": []}
    made = api.post(path, {"user": viewer.pk})
    assert made.status_code == 201
    assert made.json()["items"] == [{"user": {"id": viewer.pk, "name": "Viewer"}, "through": "task"}]
    assert api.post(path, {"user": outsider.pk}).status_code == 400
    assert api.post(path, {"user": 0}).status_code == 400
    assert api.delete(f"{path}{viewer.pk}").status_code == 204
    assert api.delete(f"{path}{viewer.pk}").status_code == 204
    watch(viewer, task, by_choice=True)
    assert api.delete(f"{path}{viewer.pk}").status_code == 409
    assert api_of(viewer).get(path).json()["items"][0]["through"] == "choice"
    assert api_of(viewer).post(path, {"user": viewer.pk}).status_code == 403
    assert api_of(outsider).get(path).status_code == 404
