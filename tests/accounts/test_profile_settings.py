"""What the profile offers beside the name, and the way from each page of the account to the others."""

import pytest

from boards.accounts.services import users
from boards.exceptions import InvalidInput
from boards.models import WeekStart
from tests.factories import fresh

FORM = {"display_name": "Owner", "time_zone": "", "theme": "system", "shortcuts": "on"}
PAGES = ("/account/", "/account/devices/", "/account/data/", "/accounts/2fa/", "/accounts/password/change/")


def test_the_week_begins_where_the_person_says(owner, client_of):
    assert owner.week_start == WeekStart.MONDAY
    assert client_of(owner).post("/account/", {**FORM, "week_start": "0"}).status_code == 303
    assert fresh(owner).week_start == WeekStart.SUNDAY


@pytest.mark.parametrize("day", ["3", "x", "-1"])
def test_a_week_that_begins_on_no_known_day_is_refused(owner, client_of, day):
    assert client_of(owner).post("/account/", {**FORM, "week_start": day}).status_code == 422


def test_languages_are_offered_where_there_are_several(owner, client_of, settings):
    client = client_of(owner)
    assert 'name="language"' not in client.get("/account/").content.decode()
    settings.LANGUAGES = [("en", "English"), ("de", "German")]
    assert "Deutsch" in client.get("/account/").content.decode()
    assert client.post("/account/", {**FORM, "language": "de"}).status_code == 303
    assert fresh(owner).language == "de"
    assert client.post("/account/", {**FORM, "language": "xx"}).status_code == 422


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"week_start": 4}])
def test_the_service_refuses_what_no_form_offers(owner, wrong):
    kept = {"display_name": "Owner", "time_zone": "", "shortcuts": True, "theme": "system"}
    with pytest.raises(InvalidInput):
        users.update(user=owner, **kept | wrong, actor=owner)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_the_account_leads_to_the_others(owner, client_of, path):
    owner.set_password("correct horse battery")
    owner.save()
    page = client_of(owner).get(path).content.decode()
    assert [other for other in PAGES if f'href="{other}"' not in page] == []
    assert page.count('aria-current="page"') == 1


def test_only_administrators_find_the_way_to_people(owner, staff, client_of):
    assert "/people/" in client_of(staff).get("/").content.decode()
    assert "/people/" not in client_of(owner).get("/").content.decode()
