"""What is forgotten by the clock: only what is over, by a job of its own, once a day."""

import datetime

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from boards.accounts import jobs as accounts_jobs
from boards.jobs import cleaning, registry, running
from boards.models import Activity, ApiKey, CallCount, Job, JobState, KeptAnswer, Project, SignIn
from boards.services import jobs
from tests.factories import make_project

pytestmark = pytest.mark.django_db


def ago(**time) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(**time)


def test_each_is_scheduled_daily_at_night():
    names = {known.name for known in registry.scheduled() if known.every == datetime.timedelta(days=1)}
    assert {
        "projects.purge",
        "answers.purge",
        "cache.purge",
        "jobs.purge",
        "accounts.sessions",
        "accounts.keys",
    } <= names


def test_projects_deleted_thirty_days_ago_are_gone(owner):
    old, new, _alive = (make_project(owner=owner) for _number in range(3))
    Project.objects.filter(pk=old.pk).update(deleted_at=ago(days=31))
    Project.objects.filter(pk=new.pk).update(deleted_at=ago(days=29))
    running.begin_slots()
    running.run_due()
    assert Project.objects.count() == 2
    assert not Project.objects.filter(pk=old.pk).exists()


def test_answers_and_counts_of_calls_of_before_are_forgotten(owner):
    for key, when in (("old", ago(hours=25)), ("new", ago(hours=1))):
        KeptAnswer.objects.create(user=owner, key=key, fingerprint="f", created_at=when)
    minute = int(timezone.now().timestamp() // 60)
    CallCount.objects.create(caller="old", window=minute - 1441, used=1)
    CallCount.objects.create(caller="new", window=minute - 5, used=1)
    cleaning.purge_answers.run()
    assert list(KeptAnswer.objects.values_list("key", flat=True)) == ["new"]
    assert list(CallCount.objects.values_list("caller", flat=True)) == ["new"]


def test_expired_entries_leave_the_cache(db):
    caches["default"].set("old", "x" * 1000, -5)
    caches["default"].set("new", "y", 500)
    caches["default"].set("for-ever", "z", None)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO boardsite_cache VALUES ('gone', 'x', '2020-01-01 00:00:00')")
    cleaning.purge_cache.run()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM boardsite_cache")
        assert cursor.fetchone()[0] == 2
    assert caches["default"].get("new") == "y" and caches["default"].get("for-ever") == "z"


def test_jobs_of_a_period_that_is_not_over_are_kept(monkeypatch):
    monkeypatch.setattr(registry, "_known", {})
    registry.job("weekly", every=datetime.timedelta(days=7))(lambda: None)
    running.begin_slots()
    running.run_due()
    jobs.add(registry.job("other")(lambda: None).ask(once="other:1"))
    running.run_due()
    Job.objects.update(finished_at=ago(days=4))
    cleaning.purge_jobs.run()
    assert list(Job.objects.values_list("name", flat=True)) == ["weekly"]
    running.begin_slots()
    assert Job.objects.filter(state=JobState.WAITING).count() == 0


def test_sessions_devices_and_sign_ins_of_before_are_gone(owner):
    def session(until):
        store = SessionStore()
        store.create()
        Session.objects.filter(session_key=store.session_key).update(expire_date=until)
        UserSession.objects.create(user=owner, ip="127.0.0.1", session_key=store.session_key, last_seen_at=ago(hours=2))
        return store.session_key

    session(ago(minutes=1))
    current = session(timezone.now() + datetime.timedelta(days=1))
    UserSession.objects.create(user=owner, ip="127.0.0.1", session_key="about to be", last_seen_at=ago(minutes=1))
    SignIn.objects.create(user=owner, means="password", created_at=ago(days=91))
    SignIn.objects.create(user=owner, means="password", created_at=ago(days=89))
    accounts_jobs.purge_sessions.run()
    assert list(Session.objects.values_list("session_key", flat=True)) == [current]
    assert set(UserSession.objects.values_list("session_key", flat=True)) == {current, "about to be"}
    assert SignIn.objects.count() == 1


def test_keys_of_no_use_are_gone_but_for_those_that_the_history_names(owner):
    def key(name, **fields):
        return ApiKey.objects.create(user=owner, name=name, prefix=name[:5], digest=name, **fields)

    key("expired", expires_at=ago(days=91))
    key("revoked", revoked_at=ago(days=91))
    key("just expired", expires_at=ago(days=1))
    key("good")
    named = key("named", expires_at=ago(days=91))
    make_project(owner=owner)
    Activity.objects.update(api_key=named)
    accounts_jobs.purge_keys.run()
    assert set(ApiKey.objects.values_list("name", flat=True)) == {"just expired", "good", "named"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks at its tables by itself")
def test_sqlite_looks_at_its_tables():
    make_project()
    cleaning.look_at_tables.run()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'boards_project'")
        assert cursor.fetchone()[0]
