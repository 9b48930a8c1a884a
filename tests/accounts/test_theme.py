"""Switching between light and dark."""

from tests.factories import fresh

URL = "/account/theme/"


def test_the_form_goes_back_to_its_page(client_of, member):
    answer = client_of(member).post(URL, {"theme": "dark", "next": "/projects/"})
    assert (answer.status_code, answer["Location"]) == (303, "/projects/")
    assert fresh(member).theme == "dark"


def test_htmx_gets_the_choices_alone(client_of, member):
    answer = client_of(member).post(URL, {"theme": "light"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "<html" not in answer.text
    assert 'value="light" aria-pressed="true"' in answer.text
    assert fresh(member).theme == "light"


def test_an_unknown_theme_is_refused(client_of, member):
    assert client_of(member).post(URL, {"theme": "pink"}).status_code == 422
    assert client_of(member).post(URL).status_code == 422


def test_it_goes_to_no_other_site(client_of, member):
    assert client_of(member).post(URL, {"theme": "dark", "next": "https://example.com/"})["Location"] == "/account/"


def test_get_is_refused(client_of, member):
    assert client_of(member).get(URL).status_code == 405
