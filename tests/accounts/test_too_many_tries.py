"""Who tries too often on the pages of accounts is told so, and for how long."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

FORMS = {
    "/accounts/login/": ({"login": "nobody@example.com", "password": "wrong"}, 30),
    "/accounts/signup/": ({"email": "", "password1": ""}, 20),
    "/accounts/password/reset/": ({"email": "nobody@example.com"}, 20),
}


@pytest.mark.parametrize("path", FORMS)
def test_the_page_says_when_to_try_again(path):
    typed, most = FORMS[path]
    answers = [Client().post(path, typed) for _try in range(most + 1)]
    last = answers[-1]
    assert answers[0].status_code < 400
    assert last.status_code == 429 and "Wait a few minutes" in last.text
    assert 0 < int(last["Retry-After"]) <= 600 and "no-cache" in last["Cache-Control"]
