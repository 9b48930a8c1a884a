"""A program reads and changes who it acts for."""

import pytest

from boards.accounts.services import keys
from boards.models import User
from tests.accounts.api.steps import delivered, login, send
from tests.factories import fresh


def test_patch_changes_what_is_sent(client_of, ann):
    answer = send(client_of(ann), "me", {"time_zone": "Asia/Tokyo"}, "PATCH")
    assert (answer.status_code, answer.json()["time_zone"]) == (200, "Asia/Tokyo")
    assert (fresh(ann).time_zone, fresh(ann).display_name) == ("Asia/Tokyo", "Ann")


@pytest.mark.parametrize(
    "change",
    [
        {"display_name": ""},
        {"display_name": None},
        {"display_name": "a\nb"},
        {"time_zone": "Nowhere"},
        {"language": "tlh"},
        {"email": ""},
        {"email": "nobody"},
        {"email": "member@example.com"},
        {"id": 7},
        {"is_staff": True},
        {"password": "new"},
        {"display_name": "Anna", "email": "nobody"},
        {"display_name": "Anna", "email": "member@example.com"},
        {"email": "free@example.com", "time_zone": "Nowhere"},
        [],
    ],
)
def test_wrong_changes_are_400(client_of, ann, member, change):
    client = client_of(ann)
    before = User.objects.filter(pk=ann.pk).values().get()
    assert send(client, "me", change, "PATCH").status_code == 400
    assert User.objects.filter(pk=ann.pk).values().get() == before


def test_new_address_counts_at_once_where_nothing_can_be_sent(client_of, program, ann):
    answer = send(client_of(ann), "me", {"email": "Ann.New@example.com"}, "PATCH")
    assert answer.json()["email"] == "ann.new@example.com"
    assert login(program, "ann.new@example.com").status_code == 200
    assert login(program).status_code == 401


def test_new_address_must_be_confirmed_where_the_site_sends_email(client_of, ann, sends_email):
    answer = send(client_of(ann), "me", {"email": "ann.new@example.com"}, "PATCH")
    assert (answer.status_code, answer.json()["email"]) == (200, "ann@example.com")
    assert delivered() == ["ann.new@example.com"]


def test_key_changes_the_name_but_not_the_address(program, ann):
    headers = {"X-API-Key": keys.create(name="Script", can_write=True, expires_at=None, actor=ann).secret}
    assert send(program, "me", {"display_name": "Anna"}, "PATCH", **headers).status_code == 200
    assert send(program, "me", {"email": "thief@example.com"}, "PATCH", **headers).status_code == 403
    assert fresh(ann).email == "ann@example.com"
