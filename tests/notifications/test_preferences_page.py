"""What one wants to hear of, by which way."""

import pytest

from boards.models import EmailPace, NotificationPreference, NotificationSettings, Reason
from boards.notifications import preferences
from boards.notifications.queries.preferences import digest_of

ADDRESS = "/account/notifications/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(client_of, member):
    return client_of(member)


def filled(client, **changed):
    """The form as the page shows it, with these changes; None leaves a field out."""
    form = client.get(ADDRESS).context["form"]
    data = {}
    for field in form:
        value = field.value()
        if value not in (False, None):
            data[field.html_name] = value
        if field.field.show_hidden_initial and field.initial not in (False, None):
            data[field.html_initial_name] = field.initial
    return {name: value for name, value in (data | changed).items() if value is not None}


def test_page_shows_every_reason_with_its_default(client):
    page = client.get(ADDRESS).content.decode()
    assert "Assigned to me" in page
    assert "Commented" in page
    assert page.index("Monday") < page.index("Sunday")


def test_changes_are_kept_and_nothing_else(client, member):
    client.post(ADDRESS, filled(client, inbox_changed=None, email_assigned="off"))
    kept = {row.reason: (row.in_inbox, row.by_email) for row in NotificationPreference.objects.all()}
    assert kept == {"changed": (False, EmailPace.DIGEST), "assigned": (True, EmailPace.OFF)}
    assert preferences.of(member.pk)[Reason.CHANGED] == preferences.Ways(False, EmailPace.DIGEST)
    assert not NotificationSettings.objects.exists()


def test_htmx_gets_the_form_with_its_sign(client):
    answer = client.post(ADDRESS, filled(client, email_changed="at_once"), headers=HTMX).content.decode()
    assert "Saved" in answer
    assert "<html" not in answer


def test_digest(client, member):
    client.post(ADDRESS, filled(client, digest_hour="17", digest_weekdays=["0", "3"]))
    assert digest_of(member) == (17, [0, 3])
    assert client.post(ADDRESS, filled(client, digest_weekdays=None)).status_code == 422
    assert client.post(ADDRESS, filled(client, digest_hour="24")).status_code == 422
    assert client.post(ADDRESS, filled(client, email_changed="never")).status_code == 422
    assert digest_of(member) == (17, [0, 3])


def test_of_two_pages_the_later_one_leaves_what_only_the_other_changed(client, member):
    first, second = filled(client, email_changed="off"), filled(client, inbox_changed=None)
    client.post(ADDRESS, first)
    client.post(ADDRESS, second)
    assert preferences.of(member.pk)[Reason.CHANGED] == preferences.Ways(False, EmailPace.OFF)
