"""What signing in by the API leaves behind: history, and no secrets."""

import logging

import pytest
from django.test import Client

from boards.accounts.services import keys
from boards.models import Activity
from boards.services import tasks
from tests.accounts.api.steps import NEW, PASSWORD, bearer, login, send


def test_history_says_the_api(program, ann, project, monkeypatch):
    """Whatever an endpoint changes; here a service is called inside a request."""
    from boards.accounts.api import accounts

    update = accounts.users.update

    def update_and_more(**values):
        tasks.create(project=project, title="Within", actor=project.owner)
        return update(**values)

    monkeypatch.setattr(accounts.users, "update", update_and_more)
    made = keys.create(name="Script", can_write=True, expires_at=None, actor=ann)
    send(program, "me", {"display_name": "Anna"}, "PATCH", **{"X-API-Key": made.secret})
    send(program, "me", {"display_name": "Ann"}, "PATCH", **bearer(login(program)))
    tasks.create(project=project, title="After", actor=project.owner)
    rows = list(Activity.objects.order_by("pk").values_list("means", "api_key"))[-3:]
    assert rows == [("api", made.key.pk), ("api", None), ("page", None)]


def test_no_secret_is_in_a_log_line(program, ann, caplog):
    with caplog.at_level(logging.DEBUG):
        first = login(program).json()
        second = send(program, "refresh", {"refresh_token": first["refresh_token"]}).json()
        send(program, "refresh", {"refresh_token": first["refresh_token"]})
        login(program, password="wrong horse battery")
        send(program, "register", NEW | {"email": "nobody"})
        send(program, "register", NEW | {"is_staff": True})
    for secret in (
        PASSWORD,
        "wrong horse battery",
        *(pair[name] for pair in (first, second) for name in pair if "_token" in name),
    ):
        assert str(secret) not in caplog.text


@pytest.mark.parametrize("path", ["register", "login"])
def test_error_page_shows_no_password(ann, monkeypatch, path, caplog):
    def fail(*args, **values):
        raise RuntimeError("something broke")

    monkeypatch.setattr("boards.accounts.api_sign_in.limit", fail)
    answer = send(Client(raise_request_exception=False), path, {"email": ann.email, "password": PASSWORD})
    assert answer.status_code == 500
    assert PASSWORD not in answer.content.decode() + caplog.text
