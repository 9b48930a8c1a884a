"""Every form of the table of routes, sent twice from one page: the second changes nothing and is answered alike."""

from http.cookies import SimpleCookie

import pytest
from django.apps import apps
from django.db import transaction

from tests.factories import made_for_all
from tests.routes import address, build_world, routes
from tests.test_every_route import ROUTES

pytestmark = [pytest.mark.long, pytest.mark.unmeasured]
FORMS = {name: data for name, (method, data, _expected) in ROUTES.items() if method == "POST"}
# The table asks for these pages.
FORMS |= {
    "keys": {"name": "New", "rights": "read", "lifetime": "30"},
    "calendar-feeds": {"name": "New", "shows": "events"},
    "project-links": {"name": "New", "lifetime": "30"},
    "project-settings": {"title": "New", "visibility": "personal"},
    "project-leave": {},
    "item-edit": {"text": "New"},
    "profile": {"display_name": "New", "time_zone": "UTC", "theme": "dark"},
}
# Strangers' own, and what nobody in this world can have done.
REFUSED = {"subscribe", "inbox-undo", "member-hand-on", "task-attachments", "attachment-cover", "checklist-move"}
REFUSED |= {"import-again", "import-cancel", "import-undo"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with made_for_all(django_db_blocker, build_world) as made:
        yield {**made, "paths": routes()}


def rows():
    return {model.__name__: model.objects.count() for model in apps.get_app_config("boards").get_models()}


def twice(browser, path, sent):
    """Both answers, and how many rows there are after each; all of it is taken back."""
    with transaction.atomic():
        answers = []
        for _time in range(2):
            browser.client.cookies = SimpleCookie(browser.cookies)
            answers.append((browser.client.post(path, sent), rows()))
        transaction.set_rollback(True)
    return answers


@pytest.mark.parametrize("name", sorted(FORMS.keys() - REFUSED))
def test_second_time_is_as_the_first(world, db, name):
    path = address(world["paths"][name], world["ids"])
    sent = {key: value.format(**world["ids"]) for key, value in FORMS[name].items()}
    for browser in world["browsers"][:-1]:
        (first, before), (second, after) = twice(browser, path, sent | {"csrfmiddlewaretoken": "x" * 64})
        if first.status_code < 400:
            assert second.status_code == first.status_code
            assert second.get("Location") == first.get("Location")
            assert after == before
            assert second.content == first.content or first.status_code == 200
            return
    raise AssertionError(f"Nobody could do this: {first.status_code}")
