"""The session and its person, found by one statement; what is not as usual is decided as Django decides it."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from boards.models import User
from tests.factories import sign_in

PAGE = "/account/data/"


@pytest.fixture
def browser(owner):
    client = Client()
    sign_in(client, owner)
    return client


def asked(client):
    return client.get(PAGE).status_code


def test_session_and_person_are_one_statement(browser, django_assert_num_queries):
    browser.get(PAGE)
    with django_assert_num_queries(1):
        assert asked(browser) == 200


def test_a_session_without_a_device_counts(owner):
    client = Client()
    client.force_login(owner)
    assert not UserSession.objects.exists()
    assert asked(client) == 200


@pytest.mark.parametrize(
    "end",
    [
        lambda: Session.objects.all().delete(),
        lambda: Session.objects.update(expire_date=timezone.now()),
        lambda: Session.objects.update(session_data="nonsense"),
        lambda: User.objects.update(is_active=False),
        lambda: User.objects.update(password="!another"),
        lambda: User.objects.all()[0].delete(),
    ],
    ids=["ended", "expired", "unreadable", "switched off", "new password", "deleted"],
)
def test_what_ends_a_session_ends_it_at_once(browser, end):
    assert asked(browser) == 200
    end()
    assert asked(browser) == 302


def test_whose_it_is_the_session_says_and_not_the_device(browser, owner, member):
    UserSession.objects.update(user=member)
    assert browser.get(PAGE).wsgi_request.user == owner


def test_a_device_outlives_its_session_without_a_person(browser, owner):
    key = browser.cookies["boardsite_session"].value
    Session.objects.filter(session_key=key).delete()
    assert UserSession.objects.filter(session_key=key, user=owner).exists()
    assert asked(browser) == 302


def test_a_session_signed_before_the_secret_was_changed_counts(browser, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new secret for this test alone"
    assert asked(browser) == 200


def test_nobody_is_looked_up_for_a_stranger(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        Client().get("/accounts/login/")
