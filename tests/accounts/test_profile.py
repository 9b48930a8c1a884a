"""What a person sets about themselves."""

import pytest

from boards.models import User
from tests.factories import fresh
from tests.pages import form_values

URL = "/account/"
GOOD = {"display_name": "New Name", "time_zone": "Europe/Stockholm", "theme": "dark"}


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get(URL).status_code == 302


@pytest.mark.parametrize("path", ["/account/", "/accounts/signup/"])
def test_browsers_may_fill_the_name_in(client, client_of, member, path):
    page = (client if "signup" in path else client_of(member)).get(path).text
    assert 'autocomplete="name"' in page


def test_it_is_saved(client_of, member):
    assert b"Member" in client_of(member).get(URL).content
    assert client_of(member).post(URL, GOOD).status_code == 303
    now = fresh(member)
    assert (now.display_name, now.time_zone, now.theme, now.shortcuts) == (
        "New Name",
        "Europe/Stockholm",
        "dark",
        False,
    )


def test_htmx_gets_the_form_with_its_sign_and_whatever_shows_the_person(client_of, member):
    answer = client_of(member).post(URL, GOOD, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "<html" not in answer.text and "Saved" in answer.text
    assert answer.text.count("New Name") >= 3 and 'data-shortcuts="off"' in answer.text
    refused = client_of(member).post(URL, {**GOOD, "time_zone": "Mars"}, headers={"HX-Request": "true"})
    assert refused.status_code == 422 and "field-error" in refused.text and "<html" not in refused.text


def test_a_new_name_is_seen_on_the_boards(client_of, project, member):
    before = project.revision
    client_of(member).post(URL, GOOD)
    assert fresh(project).revision > before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", ""),
        ("display_name", "x" * 101),
        ("display_name", "\x00"),
        ("time_zone", "Mars"),
        ("theme", "x"),
    ],
)
def test_what_does_not_fit_comes_back(client_of, member, field, value):
    answer = client_of(member).post(URL, {**GOOD, field: value})
    assert answer.status_code == 422 and b"field-error" in answer.content
    assert fresh(member).display_name == "Member"


def test_nobody_becomes_an_administrator(client_of, member):
    client_of(member).post(URL, {**GOOD, "is_staff": "on", "is_superuser": "on", "email": "x@example.com"})
    now = User.objects.get(pk=member.pk)
    assert (now.is_staff, now.is_superuser, now.email) == (False, False, "member@example.com")


def test_hostile_names_come_back_inert(client_of, member, hostile_sample):
    for text in (each.encode("utf-8", "replace").decode() for each in hostile_sample[::6]):
        answer = client_of(member).post(URL, {**GOOD, "display_name": text, "theme": "x"})
        assert answer.status_code == 422 and b"<script>alert" not in answer.content


def shown(answer):
    return form_values(answer.text, "display_name")


def test_of_two_tabs_the_later_one_leaves_what_it_did_not_touch(client_of, member):
    client = client_of(member)
    first, later = (shown(client.get(URL)) for _tab in range(2))
    assert client.post(URL, {**first, "display_name": "From the first", "theme": "dark"}).status_code == 303
    switched_off = {name: value for name, value in later.items() if name != "shortcuts"}
    assert client.post(URL, {**switched_off, "time_zone": "Europe/Stockholm"}).status_code == 303
    now = fresh(member)
    assert (now.display_name, now.theme, now.time_zone) == ("From the first", "dark", "Europe/Stockholm")
    assert now.shortcuts is False


def test_a_refused_form_still_knows_what_its_page_showed(client_of, member):
    client = client_of(member)
    sent = shown(client.get(URL))
    client.post(URL, {**sent, "theme": "dark"})
    refused = client.post(URL, {**sent, "display_name": ""})
    assert refused.status_code == 422
    assert client.post(URL, {**shown(refused), "display_name": "Right"}).status_code == 303
    now = fresh(member)
    assert (now.display_name, now.theme) == ("Right", "dark")
