"""Calendar links: whose tasks they show, to whom they open, and how a calendar is told that nothing has changed."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from boards.calendars import rendering, services, views
from boards.models import CalendarFeed, Task, Watch
from boards.services import members, projects, secrets, tags, tasks
from tests.calendars.steps import make_feed, read, tasks_of
from tests.factories import column_of, fresh, make_project, make_tag, make_task, make_user

pytestmark = pytest.mark.django_db
DAY = datetime.date(2030, 5, 6)


@pytest.fixture
def program() -> Client:
    """A calendar: no session, no cookie."""
    return Client()


def shown(program, address) -> list[str]:
    response = program.get(address)
    assert response.status_code == 200
    return sorted(task["SUMMARY"].partition(" · ")[0] for task in tasks_of(response.content))


# --- What a link shows ------------------------------------------------------------------------------------------------


def test_link_to_a_project_shows_its_due_dates(program, project, owner, viewer):
    make_task(project=project, title="Due", due_date=DAY, assignee=owner, tag_names=["copy"])
    make_task(project=project, title="Undated")
    tasks.archive(task=make_task(project=project, title="Archived", due_date=DAY), actor=owner)
    tasks.delete(task=make_task(project=project, title="Deleted", due_date=DAY), actor=owner)
    make_task(project=make_project(owner=owner), title="Elsewhere", due_date=DAY)
    assert shown(program, make_feed(user=viewer, project=project)) == ["Due"]


def test_link_to_ones_own_shows_what_is_assigned_in_all_projects(program, project, owner, member):
    other = make_project(owner=owner, title="Other", roles={member: "member"})
    make_task(project=project, title="Mine", due_date=DAY, assignee=member)
    make_task(project=other, title="Mine too", due_date=DAY, assignee=member)
    make_task(project=project, title="Not mine", due_date=DAY, assignee=owner)
    away = make_project(owner=owner, title="Away", roles={member: "member"})
    make_task(project=away, title="Put away", due_date=DAY, assignee=member)
    projects.archive(project=away, actor=owner)
    assert shown(program, make_feed(user=member)) == ["Mine", "Mine too"]


def test_watched_ones_by_choice(program, project, owner, member):
    single = make_task(project=project, title="Watched", due_date=DAY)
    make_task(project=project, title="Other", due_date=DAY)
    whole = make_project(owner=owner, title="Whole", roles={member: "viewer"})
    make_task(project=whole, title="In a watched project", due_date=DAY)
    muted = make_task(project=whole, title="Muted", due_date=DAY)
    Watch.objects.create(user=member, project=project, task=single)
    Watch.objects.create(user=member, project=whole)
    Watch.objects.create(user=member, project=whole, task=muted, is_muted=True)
    assert shown(program, make_feed(user=member)) == []
    assert shown(program, make_feed(user=member, with_watched=True)) == ["In a watched project", "Watched"]


def test_what_is_watched_is_shown_only_to_who_may_see_it(program, project, owner, member):
    task = make_task(project=project, title="Watched", due_date=DAY)
    Watch.objects.create(user=member, project=project, task=task)
    address = make_feed(user=member, with_watched=True)
    members.remove(project=project, user=member, actor=owner)
    assert shown(program, address) == []


def test_completed_ones_stay_for_four_weeks(program, project, owner):
    done = column_of(project=project, status="completed")
    make_task(project=project, title="Lately", due_date=DAY, column=done)
    old = make_task(project=project, title="Long ago", due_date=DAY, column=done)
    Task.objects.filter(pk=old.pk).update(completed_at=timezone.now() - datetime.timedelta(days=30))
    assert shown(program, make_feed(user=owner, project=project)) == ["✓ Lately"]


@pytest.mark.parametrize(
    ("shows", "kinds"), [("events", ["VEVENT"]), ("todos", ["VTODO"]), ("both", ["VEVENT", "VTODO"])]
)
def test_as_events_or_todos(program, project, owner, shows, kinds):
    make_task(project=project, due_date=DAY)
    response = program.get(make_feed(user=owner, project=project, shows=shows))
    assert [task["BEGIN"] for task in tasks_of(response.content)] == kinds


def test_calendar_speaks_its_owners_language_whoever_asks(program, owner, monkeypatch):
    seen = []
    monkeypatch.setattr(rendering, "calendar", lambda *args: seen.append(views.translation.get_language()) or b"")
    owner.language = "en"
    owner.save()
    program.get(make_feed(user=owner), headers={"Accept-Language": "de"})
    assert seen == ["en"]


@pytest.mark.parametrize("count", [3, 30])
def test_queries_are_as_many_whatever_is_shown(program, project, owner, django_assert_num_queries, count):
    for number in range(count):
        make_task(project=project, due_date=DAY, tag_names=[f"tag {number}"], assignee=owner)
    for address, queries in (
        (make_feed(user=owner, project=project), 9),
        (make_feed(user=owner, with_watched=True), 11),
    ):
        with django_assert_num_queries(queries):
            assert program.get(address).status_code == 200


# --- Who is let in ----------------------------------------------------------------------------------------------------


def test_answer_is_a_private_calendar(program, project, owner):
    response = program.get(make_feed(user=owner, project=project))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in response["Cache-Control"] and "no-cache" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert "sessionid" not in response.cookies and "csrftoken" not in response.cookies
    assert read(response.content)[-1]["BEGIN"] == "VCALENDAR"


@pytest.mark.parametrize("secret", ["x", "bsc_", "bsc_x", "bsk_x", "bsc_" + "x" * 500, "%00", "bsc_%ED%A0%80", "bsc_é"])
def test_no_other_secret_opens_anything(program, project, owner, secret):
    make_feed(user=owner, project=project)
    assert program.get(f"/calendar/{secret}.ics").status_code == 404


def test_digest_opens_nothing(program, owner):
    make_feed(user=owner)
    assert program.get(f"/calendar/{CalendarFeed.objects.get().digest}.ics").status_code == 404


def test_revoked_link_is_404(program, owner):
    address = make_feed(user=owner)
    services.revoke(feed=CalendarFeed.objects.get(), actor=owner)
    assert program.get(address).status_code == 404


def test_link_of_somebody_deactivated_is_404(program, owner):
    address = make_feed(user=owner)
    owner.is_active = False
    owner.save()
    assert program.get(address).status_code == 404


def test_link_to_a_project_is_404_once_its_owner_may_not_see_it(program, project, owner, member):
    address = make_feed(user=member, project=project)
    etag = program.get(address)["ETag"]
    members.remove(project=project, user=member, actor=owner)
    assert program.get(address).status_code == 404
    assert program.get(address, headers={"If-None-Match": etag}).status_code == 404


def test_link_to_a_deleted_project_is_404(program, project, owner):
    address = make_feed(user=owner, project=project)
    projects.delete(project=project, actor=owner)
    assert program.get(address).status_code == 404


def test_link_to_a_public_project_opens_for_anybody_signed_up(program, owner, outsider):
    public = make_project(owner=owner, visibility="public")
    assert program.get(make_feed(user=outsider, project=public)).status_code == 200


def test_it_is_read_only(owner):
    address = make_feed(user=owner)
    for method in ("post", "put", "delete", "patch"):
        assert getattr(Client(enforce_csrf_checks=False), method)(address).status_code == 405


def test_head_is_told_what_get_would_be(program, project, owner):
    address = make_feed(user=owner, project=project)
    got, asked = program.get(address), program.head(address)
    assert (asked.status_code, asked.content) == (200, b"")
    for name in ("ETag", "Last-Modified", "Content-Type"):
        assert asked[name] == got[name]


def test_many_calendars_in_a_minute_are_429_and_what_is_known_is_not(program, owner, monkeypatch):
    address = make_feed(user=owner)
    monkeypatch.setattr(views, "MOST_IN_WINDOW", 2)
    monkeypatch.setattr(views.time, "time", lambda: 1_800_000_030.0)
    etag = [program.get(address) for _ in range(2)][0]["ETag"]
    response = program.get(address)
    assert (response.status_code, response["Retry-After"]) == (429, "30")
    assert program.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert program.get(make_feed(user=owner)).status_code == 200


def test_use_is_noted(program, owner):
    address = make_feed(user=owner)
    program.get(address)
    assert timezone.now() - CalendarFeed.objects.get().last_used_at < secrets.USED_EVERY


# --- What has not changed ---------------------------------------------------------------------------------------------


def asked_again(program, address, first) -> int:
    return program.get(address, headers={"If-None-Match": first["ETag"]}).status_code


def test_what_is_known_is_304(program, project, owner, django_assert_num_queries):
    address = make_feed(user=owner, project=project)
    first = program.get(address)
    assert first["ETag"] == program.get(address)["ETag"]
    with django_assert_num_queries(1):
        response = program.get(address, headers={"If-None-Match": first["ETag"]})
    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == first["ETag"] and response["Last-Modified"] == first["Last-Modified"]


def test_ones_own_that_is_known_is_304(program, owner, django_assert_num_queries):
    for with_watched, queries in ((False, 2), (True, 3)):
        address = make_feed(user=owner, with_watched=with_watched)
        first = program.get(address)
        with django_assert_num_queries(queries):
            assert asked_again(program, address, first) == 304


def test_each_change_is_a_new_mark(program, project, owner, member):
    task = make_task(project=project, due_date=DAY, assignee=member)
    tag = make_tag(project=project, name="copy")
    of_project, own = make_feed(user=owner, project=project), make_feed(user=member)
    changes = (
        lambda: tasks.update(task=task, changed={"title": "New"}, seen_version=None, actor=owner),
        lambda: tasks.update(task=task, changed={"tags": ["copy"]}, seen_version=None, actor=owner),
        lambda: tags.update(tag=tag, name="other", colour=1, actor=owner),
        lambda: tasks.complete(task=task, actor=owner),
        lambda: projects.update(project=fresh(project), changed={"title": "N"}, seen_version=None, actor=owner),
        lambda: tasks.delete(task=task, actor=owner),
    )
    for change in changes:
        first = {address: program.get(address) for address in (of_project, own)}
        change()
        for address, response in first.items():
            assert asked_again(program, address, response) == 200


def test_watching_is_a_new_mark(program, project, member):
    watched, other = (make_task(project=project, due_date=DAY) for _ in range(2))
    address = make_feed(user=member, with_watched=True)
    first = program.get(address)
    watch = Watch.objects.create(user=member, project=project, task=watched)
    assert asked_again(program, address, first) == 200
    first = program.get(address)
    watch.is_muted = True
    watch.save()
    assert asked_again(program, address, first) == 200
    first = program.get(address)
    watch.delete()
    Watch.objects.create(user=member, project=project, task=other)
    assert asked_again(program, address, first) == 200


def test_two_links_share_no_mark(program, project, owner):
    marks = {program.get(make_feed(user=owner, project=project, shows=shows))["ETag"] for shows in ("events", "both")}
    assert len(marks) == 2


def test_date_of_what_is_known_is_304_until_something_changes(program, project, owner):
    address = make_feed(user=owner, project=project)
    first = program.get(address)["Last-Modified"]
    assert program.get(address, headers={"If-Modified-Since": first}).status_code == 304
    make_task(project=project, due_date=DAY)
    changed = program.get(address, headers={"If-Modified-Since": first})
    assert changed.status_code == 200
    assert changed["Last-Modified"] > first
    assert program.get(address, headers={"If-Modified-Since": "nonsense"}).status_code == 200


def test_somebody_with_a_session_sees_what_the_link_shows_and_no_more(client_of, project, owner, outsider):
    make_task(project=project, title="Due", due_date=DAY)
    assert shown(client_of(outsider), make_feed(user=owner, project=project)) == ["Due"]
    assert client_of(owner).get(make_feed(user=make_user(name="other"), project=project)).status_code == 404
