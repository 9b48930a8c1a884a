"""Public links: what strangers see of a board and what not, and how an admin makes and ends them."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from boards.models import BoardLink, BoardVisit
from boards.services import links, projects, tasks
from boards.views import links as views
from tests.factories import column_of, make_task, make_tasks
from tests.pages import flat


@pytest.fixture
def made(project, owner):
    return links.create(project=project, name="Client", actor=owner)


def url(made):
    return f"/shared/{made.secret}/"


def get(made, **headers):
    return Client().get(url(made), headers=headers)


def page(project):
    return f"/projects/{project.pk}/links/"


# --- What strangers see -----------------------------------------------------------------------------------------------


def test_a_stranger_sees_the_board_and_nothing_to_press(project, owner, member, made):
    task = make_task(project=project, title="Write <b>", tag_names=["press"], assignee=member, description="Inside")
    answer = get(made)
    assert answer.status_code == 200 and "Launch" in answer.text and "Write &lt;b&gt;" in answer.text
    assert "press" in answer.text and 'title="Member"' in answer.text and "Pending" in answer.text
    for never in ("<form", "<script", "hx-", f"/tasks/{task.pk}", "@example.com", "Inside", "csrf", "/ws/", "Owner"):
        assert never not in answer.text, never


def test_nothing_is_kept_anywhere(project, made):
    answer = get(made)
    assert answer["Cache-Control"] == "private, no-store" and "ETag" not in answer
    assert "noindex" in answer["X-Robots-Tag"] and 'name="robots" content="noindex' in answer.text
    assert answer["Referrer-Policy"] == "same-origin" and not answer.cookies


def test_what_is_put_away_is_not_shown(project, owner, made):
    for title, what in (("Archived one", tasks.archive), ("Deleted one", tasks.delete)):
        what(task=make_task(project=project, title=title), actor=owner)
    text = get(made).text
    assert "Archived one" not in text and "Deleted one" not in text


def test_who_is_signed_in_sees_the_same(client_of, project, owner, made):
    make_task(project=project, title="Once")
    assert client_of(owner).get(url(made)).text == get(made).text


def test_queries_do_not_grow_with_cards(project, made):
    def count():
        with CaptureQueriesContext(connection) as asked:
            assert get(made).status_code == 200
        return len(asked)

    make_tasks(project=project, count=5)
    few = count()
    make_tasks(project=project, count=40)
    assert count() == few <= 8


def test_long_columns_are_cut_and_counted(project, made, monkeypatch):
    monkeypatch.setattr("boards.queries.links.MOST_CARDS", 3)
    monkeypatch.setattr("boards.queries.board.WINDOW", 3)
    make_tasks(project=project, count=10)
    text = get(made).text
    assert text.count('<li class="card') == 3 and "7 more cards" in " ".join(text.split())


def test_revoked_it_is_dead_at_once(client_of, project, admin, made):
    assert get(made).status_code == 200
    answer = client_of(admin).post(f"{page(project)}{made.link.pk}/revoke/", follow=True)
    assert "revoked" in answer.text
    assert get(made).status_code == 404 and "There is no such link" in get(made).text
    assert client_of(admin).post(f"{page(project)}{made.link.pk}/revoke/").status_code == 404


def test_expired_it_says_so(made):
    BoardLink.objects.update(expires_at=timezone.now())
    answer = get(made)
    assert answer.status_code == 410 and "has ended" in answer.text and "Launch" not in answer.text


def test_with_the_project_it_goes_and_comes(project, owner, made):
    projects.archive(project=project, actor=owner)
    assert "archived" in get(made).text
    projects.delete(project=project, actor=owner)
    assert get(made).status_code == 404


def test_switched_off_for_the_site_none_leads_anywhere(client_of, project, owner, made, settings):
    settings.PUBLIC_LINKS = False
    assert get(made).status_code == 404
    shown = client_of(owner).get(page(project)).text
    assert "switched public links off" in shown and "Make the link" not in shown and "Client" in shown
    client_of(owner).post(page(project), {"name": "Another"})
    assert project.public_links.count() == 1


@pytest.mark.parametrize("secret", ["bsl_", "x", "\u212a", "x" * 3000, "%00"])
def test_wrong_secrets_are_404(db, secret):
    assert Client().get(f"/shared/{secret}/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_is_only_looked_at(made, method):
    assert getattr(Client(), method)(url(made)).status_code == 405


def test_looks_are_limited_for_each_address(made, monkeypatch):
    monkeypatch.setattr(views, "MOST_LOOKS", 3)
    monkeypatch.setattr(views.time, "time", lambda: 1_000_000.0)
    answers = [get(made).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    limited = get(made)
    assert 0 < int(limited["Retry-After"]) <= 60 and "noindex" in limited["X-Robots-Tag"]
    assert Client(REMOTE_ADDR="10.0.0.7").get(url(made)).status_code == 200


# --- Passwords --------------------------------------------------------------------------------------------------------


@pytest.fixture
def locked(project, owner):
    return links.create(project=project, name="Locked", password="päss word", actor=owner)


def test_a_password_is_asked_for_and_remembered_without_a_session(project, locked):
    make_task(project=project, title="Hidden")
    client = Client()
    asked = client.get(url(locked))
    assert "asks for a password" in asked.text and "Launch" not in asked.text and "Hidden" not in asked.text
    wrong = client.post(url(locked), {"password": "pass word"})
    assert wrong.status_code == 303 and not wrong.cookies
    assert "This is not the password" in client.get(wrong["Location"]).text
    right = client.post(url(locked), {"password": "päss word"})
    assert right.status_code == 303 and "Hidden" in client.get(right["Location"]).text
    assert "Hidden" in client.get(wrong["Location"]).text
    cookie = right.cookies[f"shared_{locked.link.pk}"]
    assert cookie["httponly"] and cookie["path"] == url(locked) and "sessionid" not in client.cookies
    assert "asks for a password" in Client().get(url(locked)).text


def test_the_cookie_of_one_link_opens_no_other(project, owner, locked):
    other = links.create(project=project, name="Other", password="other", actor=owner)
    client = Client()
    client.post(url(locked), {"password": "päss word"})
    client.cookies[f"shared_{other.link.pk}"] = client.cookies[f"shared_{locked.link.pk}"].value
    assert "asks for a password" in client.get(url(other)).text


def test_tries_of_passwords_are_limited(locked, monkeypatch):
    monkeypatch.setattr(views, "MOST_TRIES", 2)
    monkeypatch.setattr(views.time, "time", lambda: 1_000_000.0)
    tries = [Client().post(url(locked), {"password": f"x{n}"}).status_code for n in range(3)]
    assert tries == [303, 303, 429]
    assert Client().post(url(locked), {"password": "päss word"}).status_code == 429


def test_who_is_limited_is_told_for_how_long(locked, monkeypatch):
    monkeypatch.setattr(views, "MOST_TRIES", 1)
    monkeypatch.setattr(views.time, "time", lambda: 600_000.0)
    limited = [Client().post(url(locked), {"password": "x"}) for _time in range(2)][-1]
    assert limited["Retry-After"] == "600" and "Wait 10 minutes, then open the link again." in flat(limited.text)
    monkeypatch.setattr(views, "MOST_LOOKS", 0)
    assert "Wait a minute" in get(locked).text


def test_a_room_full_of_people_who_know_the_password_is_let_in(locked, monkeypatch):
    monkeypatch.setattr(views.time, "time", lambda: 1_000_000.0)
    tries = [Client().post(url(locked), {"password": "päss word"}) for _person in range(views.MOST_TRIES + 2)]
    assert {(answer.status_code, answer["Location"]) for answer in tries} == {(303, url(locked))}


def test_a_password_is_not_guessed_from_many_addresses(locked, monkeypatch):
    monkeypatch.setattr(views, "MOST_TRIES_IN_ALL", 3)
    monkeypatch.setattr(views.time, "time", lambda: 1_000_000.0)

    def tried(number, password):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        return client.post(url(locked), {"password": password}).status_code

    assert [tried(number, "x") for number in range(4)] == [303, 303, 303, 429]
    assert tried(9, "päss word") == 429
    assert Client(REMOTE_ADDR="192.0.2.9").get(url(locked)).status_code == 200


def test_one_address_alone_shuts_nobody_else_out(locked, monkeypatch):
    monkeypatch.setattr(views, "MOST_TRIES", 2)
    monkeypatch.setattr(views, "MOST_TRIES_IN_ALL", 4)
    monkeypatch.setattr(views.time, "time", lambda: 1_000_000.0)
    tries = [Client(REMOTE_ADDR="192.0.2.1").post(url(locked), {"password": "x"}).status_code for _time in range(9)]
    assert tries == [303] * 2 + [429] * 7
    assert Client(REMOTE_ADDR="192.0.2.2").post(url(locked), {"password": "päss word"})["Location"] == url(locked)


def test_of_one_network_all_addresses_count_as_one(locked, monkeypatch):
    monkeypatch.setattr(views, "MOST_TRIES", 2)
    monkeypatch.setattr(views.time, "time", lambda: 1_000_000.0)
    clients = [Client(REMOTE_ADDR=f"2001:db8:1:2::{number}") for number in range(1, 4)]
    assert [client.post(url(locked), {"password": "x"}).status_code for client in clients] == [303, 303, 429]


@pytest.mark.parametrize("password", ["", "\x00", "x" * 200])
def test_odd_passwords_are_refused(locked, password):
    assert Client().post(url(locked), {"password": password}).status_code == 422


# --- For admins -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("admin", 200), ("member", 403), ("outsider", 404)])
def test_roles(request, client_of, project, made, who, status):
    client = client_of(request.getfixturevalue(who))
    assert client.get(page(project)).status_code == status
    assert client.post(page(project), {"name": "New"}).status_code == (201 if status == 200 else status)
    revoked = client.post(f"{page(project)}{made.link.pk}/revoke/").status_code
    assert revoked == (303 if status == 200 else status)


def test_the_address_is_shown_once_and_stands_nowhere(client_of, project, owner):
    client = client_of(owner)
    answer = client.post(page(project), {"name": "Client", "password": "secret words", "days": "7"})
    secret = answer.text.split("/shared/")[1].split("/")[0]
    assert "no-store" in answer["Cache-Control"] and Client().get(f"/shared/{secret}/").status_code == 200
    row = str(BoardLink.objects.values().get())
    assert secret not in row and "secret words" not in row and secret not in client.get(page(project)).text
    assert (BoardLink.objects.get().expires_at - timezone.now()).days == 6


@pytest.mark.parametrize("values", [{"name": ""}, {"name": "x", "days": "2"}, {"name": "x\x00"}, {"name": "x" * 200}])
def test_what_does_not_fit_comes_back(client_of, project, owner, values):
    assert client_of(owner).post(page(project), values).status_code == 422


def test_there_is_an_end_to_them(client_of, project, owner, made, monkeypatch):
    monkeypatch.setattr(links, "MOST_LINKS", 1)
    answer = client_of(owner).post(page(project), {"name": "Another"})
    assert answer.status_code == 409 and "Revoke one first" in answer.text


def test_visits_are_counted_by_day(client_of, project, owner, made):
    for _ in range(3):
        get(made)
    Client().head(url(made))
    today = timezone.localdate()
    BoardVisit.objects.create(link=made.link, day=today - datetime.timedelta(days=1), count=4)
    BoardVisit.objects.create(link=made.link, day=today - datetime.timedelta(days=40), count=90)
    assert BoardVisit.objects.get(day=today).count == 3
    text = " ".join(client_of(owner).get(page(project)).text.split())
    assert "7 visits in 30 days, 3 today" in text


def test_the_page_costs_the_same_for_many(client_of, project, owner, made):
    def count():
        with CaptureQueriesContext(connection) as asked:
            client.get(page(project))
        return len(asked)

    client = client_of(owner)
    count()
    few = count()
    for number in range(6):
        links.create(project=project, name=f"More {number}", actor=owner)
    assert count() == few


def test_old_counts_are_forgotten(made):
    BoardVisit.objects.create(link=made.link, day=timezone.localdate() - datetime.timedelta(days=500), count=1)
    get(made)
    assert links.purge() == 1 and BoardVisit.objects.count() == 1


def test_completed_cards_and_limits_are_told(project, made):
    make_task(project=project, title="Over", column=column_of(project=project, status="completed"))
    text = get(made).text
    assert "card-completed" in text and "Completed:" in text


# --- By the API -------------------------------------------------------------------------------------------------------


def test_made_listed_and_revoked_by_the_api(api, project, owner):
    path = f"projects/{project.pk}/links/"
    made = api.post(path, {"name": "Client", "password": "x", "expires_at": "2031-01-01T00:00:00Z"})
    body = made.json()
    assert made.status_code == 201 and body["has_password"] and body["visits"] == [] and body["created_by"]["id"]
    shown = body.pop("link")
    assert Client().get(shown.removeprefix("http://testserver")).status_code == 200
    assert api.get(path).json()["items"] == [body] == [api.get(f"{path}{body['id']}").json()]
    assert api.delete(f"{path}{body['id']}", If_Match='"x"').status_code == 412
    assert api.delete(f"{path}{body['id']}").status_code == 204 == api.delete(f"{path}{body['id']}").status_code - 200
    assert api.get(path).json()["items"] == []


def test_a_repeated_call_does_not_show_the_address_again(api, project):
    path = f"projects/{project.pk}/links/"
    first = api.post(path, {"name": "Client"}, Idempotency_Key="k")
    again = api.post(path, {"name": "Client"}, Idempotency_Key="k")
    assert "/shared/" in first.text and "/shared/" not in again.text and again.status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "x", "expires_at": "2031-01-01T00:00:00"},
        {"name": "x", "expires_at": "2001-01-01T00:00:00Z"},
        {"name": "x", "expires_at": "9999-12-31T23:59:59Z"},
        {"name": "x", "expires_at": "9999-12-31T23:59:59-14:00"},
        {"name": "x", "password": "x" * 200},
        {"name": "x", "password": "\x00"},
    ],
)
def test_odd_calls_are_refused(api, project, body):
    assert api.post(f"projects/{project.pk}/links/", body).status_code == 400
