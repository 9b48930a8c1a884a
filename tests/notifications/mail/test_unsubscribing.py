"""The way out: without a session, by one click of a mail program, per kind, to be undone and to be withdrawn."""

import re
from urllib.parse import urlencode, urlsplit

import pytest
from django.core import signing
from django.test import Client

from boards.jobs import running
from boards.models import EmailPace, NotificationPreference, Reason, User
from boards.notifications import preferences
from boards.notifications.mail import services, unsubscribing
from tests.factories import make_user
from tests.notifications.mail.conftest import make_entry

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def stranger():
    """A mail program: no session, no CSRF token, and checked for one."""
    return Client(enforce_csrf_checks=True)


def path_for(user, kind=Reason.CHANGED) -> str:
    return urlsplit(unsubscribing.address(user, kind)).path


def pace_of(user, reason=Reason.CHANGED) -> str:
    return preferences.of(user.pk)[reason].by_email


def one_click(client, path):
    return client.post(path, urlencode({"List-Unsubscribe": "One-Click"}), content_type=FORM)


def test_one_click_turns_this_kind_off_without_a_session(server, task, member, stranger):
    NotificationPreference.objects.create(user=member, reason=Reason.CHANGED, by_email=EmailPace.AT_ONCE)
    make_entry(user=member, task=task)
    running.run_due()
    path = urlsplit(server.message()["List-Unsubscribe"].strip("<>")).path
    answer = one_click(stranger, path)
    assert answer.status_code == 200
    assert (pace_of(member), pace_of(member, Reason.ASSIGNED)) == (EmailPace.OFF, EmailPace.AT_ONCE)
    make_entry(user=member, task=task)
    running.run_due()
    assert len(server.taken) == 1


def test_one_click_as_a_form_with_parts(member, stranger):
    answer = stranger.post(path_for(member), {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, pace_of(member)) == (200, EmailPace.OFF)


def test_looking_changes_nothing(member, stranger):
    for ask in (stranger.get, stranger.head, stranger.options):
        ask(path_for(member))
    assert not NotificationPreference.objects.exists()


def test_page_says_what_it_would_turn_off_and_nothing_of_the_person(member, stranger):
    answer = stranger.get(path_for(member))
    page = answer.content.decode()
    assert "“Changed”" in page
    assert member.email not in page
    assert member.display_name not in page
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


def test_button_of_the_page_and_undo(member, stranger):
    before = pace_of(member)
    page = stranger.post(path_for(member)).content.decode()
    assert "Turned off" in page
    token = re.search(r'name="before" value="([^"]+)"', page)[1]
    undo = re.search(r'action="([^"]+/undo/)"', page)[1]
    answer = stranger.post(undo, {"before": token})
    assert "Turned on again" in answer.content.decode()
    assert pace_of(member) == before


def test_digest_is_one_kind(member, stranger):
    paces = {reason: way.by_email for reason, way in preferences.of(member.pk).items()}
    page = stranger.post(path_for(member, unsubscribing.DIGEST)).content.decode()
    now = {reason: way.by_email for reason, way in preferences.of(member.pk).items()}
    assert EmailPace.DIGEST in paces.values()
    assert now == {reason: EmailPace.OFF if pace == EmailPace.DIGEST else pace for reason, pace in paces.items()}
    undo = re.search(r'action="([^"]+/undo/)"', page)[1]
    stranger.post(undo, {"before": re.search(r'name="before" value="([^"]+)"', page)[1]})
    assert {reason: way.by_email for reason, way in preferences.of(member.pk).items()} == paces


def test_inbox_stays_as_it_was(member, stranger):
    NotificationPreference.objects.create(
        user=member, reason=Reason.CHANGED, by_email=EmailPace.AT_ONCE, in_inbox=False
    )
    one_click(stranger, path_for(member))
    assert preferences.of(member.pk)[Reason.CHANGED] == (False, EmailPace.OFF)


def test_undo_takes_only_what_was_said_of_this_link(member, admin, stranger):
    theirs = unsubscribing.turn_off(unsubscribing.read(unsubscribing.token(admin, Reason.CHANGED)))
    for before in ("", "x", theirs, signing.dumps({"a": 1})):
        answer = stranger.post(f"{path_for(member)}undo/", {"before": before})
        assert "Nothing was changed" in answer.content.decode()
    assert not NotificationPreference.objects.filter(user=member).exists()


def test_says_the_same_of_somebody_who_is_gone(member, admin, stranger):
    gone = path_for(member)
    User.objects.filter(pk=member.pk).update(is_active=False)
    here = path_for(admin)
    blank = re.compile(r'(action|value|href|X-CSRFToken)"?[=:] ?"[^"]*"')
    for ask in (lambda path: stranger.get(path), lambda path: one_click(stranger, path)):
        answers = [ask(path) for path in (gone, here)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert len({blank.sub("", answer.content.decode()) for answer in answers}) == 1
    assert not NotificationPreference.objects.filter(user=member).exists()


@pytest.mark.parametrize("token", ["x", "1:changed::x", "1:nonsense::x", ":::", "%00", "é", "1:changed:" + "x" * 400])
def test_link_that_nobody_has_signed_is_not_there(member, stranger, token):
    for ask in (stranger.get, stranger.post):
        assert ask(f"/notifications/unsubscribe/{token}/").status_code == 404


def test_withdrawn_links_turn_nothing_off(member, client_of, stranger):
    old = path_for(member)
    assert client_of(member).post("/notifications/withdraw-links/").status_code == 303
    assert one_click(stranger, old).status_code == 410
    assert pace_of(member) == preferences.DEFAULTS[Reason.CHANGED].by_email
    assert one_click(stranger, path_for(member)).status_code == 200
    assert pace_of(member) == EmailPace.OFF


def test_other_ways_to_ask_are_refused(member, stranger):
    assert stranger.put(path_for(member)).status_code == 405
    assert stranger.get(f"{path_for(member)}undo/").status_code == 405


def test_test_mail_goes_to_the_person(member, client_of, mailoutbox):
    answer = client_of(member).post("/notifications/test-mail/", {"next": "/account/"})
    assert (answer.status_code, answer["Location"]) == (303, "/account/")
    running.run_due()
    (message,) = mailoutbox
    assert (message.to, message.subject) == ([member.email], "A test mail from Boardsite")
    assert "List-Unsubscribe" not in message.extra_headers


def test_test_mails_are_few(member, client_of, mailoutbox):
    client = client_of(member)
    answers = [client.post("/notifications/test-mail/").status_code for _number in range(services.TESTS + 1)]
    assert set(answers[:-1]) == {303}
    assert answers[-1] == 409
    running.run_due()
    assert len(mailoutbox) == services.TESTS


def test_bounce_stands_on_the_pages_of_administrators(member, client_of):
    services.note_bounce(user_id=member.pk, error="550 <b>no</b> such mailbox")
    client = client_of(make_user(name="staff", is_staff=True))
    page = client.get(f"/people/{member.pk}/").content.decode()
    assert "550 &lt;b&gt;no&lt;/b&gt; such mailbox" in page
    assert "E-mail comes back" in client.get("/people/").content.decode()
