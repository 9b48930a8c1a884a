"""The pages on which people make, see and revoke their calendar links."""

import logging

import pytest
from django.test import Client

from boards.calendars import services
from boards.models import CalendarFeed
from boards.services import members
from tests import pages
from tests.calendars.steps import make_feed
from tests.factories import make_task

NEW = {"name": "Phone", "shows": "both", "with_watched": "on"}


def link_in(response) -> str:
    found = [value for values in pages.read(response.text).values.values() for value in values]
    return next(value for value in found if "/calendar/bsc_" in value)


def test_person_makes_a_link_and_sees_it_once(client_of, owner):
    client = client_of(owner)
    response = client.post("/account/calendars/", NEW)
    assert (response.status_code, response["Cache-Control"]) == (201, "no-store")
    link, feed = link_in(response), CalendarFeed.objects.get()
    assert link.startswith("http://testserver/calendar/bsc_") and link.endswith(".ics")
    assert f'href="webcal://{link.removeprefix("http://")}"' in response.text
    assert (feed.user, feed.project, feed.name, feed.shows, feed.with_watched) == (owner, None, "Phone", "both", True)
    assert Client().get(link.removeprefix("http://testserver")).status_code == 200
    again = client.get("/account/calendars/").text
    assert "Phone" in again and feed.prefix in again and link.split("/")[-1] not in again
    assert "last used" in again
    assert not pages.read(again).dangers


def test_link_to_a_project_is_made_in_the_project(client_of, project, viewer, member):
    client = client_of(viewer)
    response = client.post(f"/projects/{project.pk}/calendars/", NEW)
    assert response.status_code == 201
    feed = CalendarFeed.objects.get()
    assert (feed.user, feed.project, feed.with_watched) == (viewer, project, False)
    assert "Phone" in client.get(f"/projects/{project.pk}/calendars/").text
    assert project.title in client.get("/account/calendars/").text
    assert "No calendar links yet" in client_of(member).get(f"/projects/{project.pk}/calendars/").text


def test_secret_is_stored_nowhere(client_of, owner):
    secret = link_in(client_of(owner).post("/account/calendars/", NEW)).split("/")[-1].removesuffix(".ics")
    assert secret not in str(CalendarFeed.objects.values().get())
    made = services.create(name="x", project=None, shows="events", with_watched=False, actor=owner)
    assert made.secret not in repr(made) + str(made.feed)


def test_wrong_input_is_422_with_what_was_typed(client_of, owner, project):
    for address in ("/account/calendars/", f"/projects/{project.pk}/calendars/"):
        for data in ({"name": ""}, {"name": "\u200b"}, {"shows": "all"}, {"name": "a\x00"}, {"name": "x" * 101}):
            assert client_of(owner).post(address, NEW | data).status_code == 422
    assert not CalendarFeed.objects.exists()


def test_too_many_are_409(client_of, owner, monkeypatch):
    monkeypatch.setattr(services, "MOST_FEEDS", 0)
    assert client_of(owner).post("/account/calendars/", NEW).status_code == 409


@pytest.mark.parametrize("page", ["/account/calendars/", "project"])
def test_revoking_ends_a_link_and_goes_back(client_of, owner, project, page):
    page = f"/projects/{project.pk}/calendars/" if page == "project" else page
    address = make_feed(user=owner, project=project)
    pk = CalendarFeed.objects.get().pk
    client = client_of(owner)
    response = client.post(f"/calendars/{pk}/revoke/", {"next": page}, follow=True)
    assert response.redirect_chain == [(page, 303)] and "revoked" in response.text
    assert client.get(address).status_code == 404
    assert client.post(f"/calendars/{pk}/revoke/").status_code == 303


def test_nobody_revokes_the_link_of_somebody_else(client_of, owner, admin, project):
    make_feed(user=owner, project=project)
    assert client_of(admin).post(f"/calendars/{CalendarFeed.objects.get().pk}/revoke/").status_code == 404


def test_lost_project_is_not_named(client_of, owner, member, project):
    make_feed(user=member, project=project)
    members.remove(project=project, user=member, actor=owner)
    page = client_of(member).get("/account/calendars/").text
    assert "Leads nowhere" in page and project.title not in page


def test_secret_is_in_no_line_of_the_log(client_of, owner, project, caplog, settings):
    settings.ACCESS_LOG = True
    make_task(project=project)
    with caplog.at_level(logging.DEBUG):
        secret = link_in(client_of(owner).post("/account/calendars/", NEW)).split("/")[-1].removesuffix(".ics")
        assert Client().get(f"/calendar/{secret}.ics").status_code == 200
        assert Client().post(f"/calendar/{secret}.ics").status_code == 405
        assert Client().get(f"/calendar/{secret[:-1]}.ics").status_code == 404
    assert "calendar 200" in caplog.text
    assert secret[4:12] not in "".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )


def test_profile_and_project_lead_there(client_of, owner, project):
    assert "/account/calendars/" in client_of(owner).get("/account/").text
    assert f"/projects/{project.pk}/calendars/" in client_of(owner).get(f"/projects/{project.pk}/about/").text


def test_links_are_among_ones_data_and_go_with_the_account(client_of, member, project):
    make_feed(user=member, project=project, name="Kitchen")
    downloaded = b"".join(client_of(member).get("/account/data/download/").streaming_content)
    assert b"Kitchen" in downloaded and CalendarFeed.objects.get().digest.encode() not in downloaded
