"""Where a person is signed in, the log of sign-ins, and what a request costs for them."""

import datetime

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from boards.accounts import devices
from boards.accounts.services import sign_ins
from boards.models import SignIn
from tests.accounts.steps import FIREFOX, SAFARI, sign_in, with_password
from tests.factories import make_project

PAGE = "/account/devices/"


@pytest.fixture
def person(owner):
    return with_password(owner)


def test_each_device_is_listed_by_its_name(person):
    sign_in(person, browser=SAFARI)
    page = sign_in(person).get(PAGE).content.decode()
    assert "Safari on iPhone" in page
    assert "Firefox on Linux" in page
    assert page.count("This device") == 1


def test_days_are_written_as_everywhere_else(person):
    day = datetime.datetime.now(datetime.UTC)
    assert f"signed in on {day.day} {day:%b %Y}" in sign_in(person).get(PAGE).content.decode()


def test_a_device_is_signed_out_from_another(person):
    phone, desk = sign_in(person, browser=SAFARI), sign_in(person)
    device = UserSession.objects.get(user_agent=SAFARI)
    assert desk.post(f"/devices/{device.pk}/sign-out/").status_code == 303
    assert phone.get(PAGE).status_code == 302
    assert desk.get(PAGE).status_code == 200


def test_signing_this_device_out_leads_to_the_sign_in_page(person):
    desk = sign_in(person)
    answer = desk.post(f"/devices/{UserSession.objects.get().pk}/sign-out/")
    assert (answer.status_code, answer.url) == (303, "/accounts/login/")
    assert desk.get(PAGE).status_code == 302


def test_all_others_are_signed_out_at_once(person):
    phones, desk = [sign_in(person, browser=SAFARI) for _ in range(3)], sign_in(person)
    assert desk.post("/account/devices/sign-out/").status_code == 303
    assert [phone.get(PAGE).status_code for phone in phones] == [302, 302, 302]
    assert desk.get(PAGE).status_code == 200
    assert Session.objects.count() == 1


def test_a_new_password_signs_other_devices_out(person):
    phone, desk = sign_in(person, browser=SAFARI), sign_in(person)
    new = {
        "oldpassword": "correct horse battery",
        "password1": "an entirely new one 7",
        "password2": "an entirely new one 7",
    }
    assert desk.post("/accounts/password/change/", new).status_code == 302
    assert phone.get(PAGE).status_code == 302
    assert desk.get(PAGE).status_code == 200


def test_devices_of_others_are_not_there(person, outsider, client_of):
    sign_in(person)
    device = UserSession.objects.get()
    assert client_of(outsider).post(f"/devices/{device.pk}/sign-out/").status_code == 404
    assert UserSession.objects.filter(pk=device.pk).exists()


def test_a_request_within_the_hour_writes_nothing(person, django_assert_num_queries):
    client = sign_in(person)
    client.get(PAGE)
    before = UserSession.objects.get().last_seen_at
    with django_assert_num_queries(1):  # session and person
        client.get("/account/data/")
    assert UserSession.objects.get().last_seen_at == before


def test_a_request_after_an_hour_is_kept_once(person, django_assert_num_queries):
    client = sign_in(person)
    session = client.session
    session[devices.SEEN] -= devices.EVERY + 1
    session.save()
    UserSession.objects.update(last_seen_at=timezone.now() - datetime.timedelta(days=1))
    client.get("/account/data/", REMOTE_ADDR="192.0.2.7")
    row = UserSession.objects.get()
    assert row.ip == "192.0.2.7"
    assert timezone.now() - row.last_seen_at < datetime.timedelta(minutes=1)
    with django_assert_num_queries(1):
        client.get("/account/data/")


def test_a_session_from_before_is_listed_from_now_on(owner, client_of):
    client = client_of(owner)
    session = client.session
    del session[devices.SEEN]
    session.save()
    client.get(PAGE, headers={"user-agent": FIREFOX})
    assert UserSession.objects.get().user == owner


def test_a_sign_in_is_written_down(person):
    page = sign_in(person).get(PAGE).content.decode()
    entry = SignIn.objects.get()
    assert (entry.user, entry.means, entry.succeeded, entry.ip) == (person, "password", True, "127.0.0.1")
    assert "Password" in page


def test_wrong_passwords_leave_no_row(person):
    assert sign_in(person, password="wrong").last.status_code == 200
    assert not SignIn.objects.exists()


def test_the_log_of_others_is_not_shown(person, outsider, client_of):
    sign_in(person)
    assert "Firefox on Linux" not in client_of(outsider).get(PAGE).content.decode()


def test_the_log_forgets_after_ninety_days(owner):
    old = SignIn.objects.create(user=owner, means="password", created_at=timezone.now() - datetime.timedelta(days=91))
    sign_ins.record(user=owner, means="passkey", succeeded=True, ip=None, user_agent="x\x00\n" + "y" * 500)
    assert not SignIn.objects.filter(pk=old.pk).exists()
    assert SignIn.objects.get().user_agent == "x" + "y" * 299


def test_the_session_is_another_after_signing_in(person):
    client = Client(headers={"user-agent": FIREFOX})
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["boardsite_session"] = planted
    sign_in(person, client)
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_a_warm_board_costs_no_more_for_it(person, django_assert_num_queries):
    project, client = make_project(owner=person), sign_in(person)
    client.get(f"/projects/{project.pk}/")
    # Session and person, and project with role: one message to PostgreSQL.
    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 2):
        client.get(f"/projects/{project.pk}/")
