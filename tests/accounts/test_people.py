"""What administrators do to accounts, and what they can't do to themselves."""

import logging
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from boards.accounts.services import account_deletion, user_admin
from boards.exceptions import InvalidInput, RuleBroken
from boards.models import User
from tests.accounts.steps import sign_in, with_app, with_password
from tests.api_caller import Api
from tests.factories import fresh, make_project, make_user


@pytest.fixture
def client(staff, client_of):
    return client_of(staff)


def page_of(user):
    return f"/people/{user.pk}/"


def names(answer):
    return [each.display_name for each in answer.context["page"]]


def test_people_are_listed_and_found(client, owner, outsider):
    assert names(client.get("/people/")) == ["Outsider", "Owner", "Staff"]
    assert names(client.get("/people/?q=OWN")) == ["Owner"]
    assert names(client.get("/people/?q=outsider%40example")) == ["Outsider"]
    assert names(client.get("/people/?tab=administrators")) == ["Staff"]
    assert names(client.get("/people/?tab=nonsense&q=%00&page=x")) == ["Outsider", "Owner", "Staff"]


def test_the_list_costs_the_same_for_ten_as_for_forty(client, django_assert_num_queries):
    for amount in (10, 40):
        for number in range(amount):
            make_user(name=f"person{number}")
        with django_assert_num_queries(4):  # session and person, counts, count, page
            client.get("/people/")


def test_a_new_person_chooses_a_password_by_the_link(client):
    answer = client.post("/people/new/", {"display_name": "Nina", "email": "Nina@Example.com"})
    nina = User.objects.get(email="nina@example.com")
    assert answer.url == page_of(nina)
    assert not nina.has_usable_password() and not nina.is_staff
    page = client.post(f"{answer.url}link/")
    assert page["Cache-Control"] == "no-store"
    link = re.search(r"http://testserver(/accounts/password/reset/key/[\w/-]+)", page.content.decode()).group(1)
    own = Client()
    form = own.get(link, follow=True)
    chosen = {"password1": "a fresh password 5", "password2": "a fresh password 5"}
    own.post(form.redirect_chain[-1][0], chosen)
    assert own.get("/account/").status_code == 200
    assert sign_in(nina, password="a fresh password 5").get("/account/").status_code == 200
    assert "does not work any more" in Client().get(link, follow=True).content.decode()


@pytest.mark.parametrize("email", ["OWNER@example.com", "no address", ""])
def test_a_bad_or_taken_address_is_refused(client, owner, email):
    assert client.post("/people/new/", {"display_name": "New", "email": email}).status_code == 422
    assert User.objects.count() == 2


DOORS = {
    "page": lambda staff, **body: made_by_page(staff, body),
    "API": lambda staff, **body: Api(staff).post("users/", body).status_code == 201,
}


def made_by_page(staff, body):
    client = Client()
    client.force_login(staff)
    return client.post("/people/new/", body).status_code == 303


@pytest.mark.parametrize("door", DOORS)
def test_both_doors_make_accounts_by_the_same_rules(door, staff, owner, caplog):
    caplog.set_level(logging.INFO)
    EmailAddress.objects.create(user=owner, email="second@example.com", verified=True)
    for email in ("OWNER@example.com", "second@example.com", "no address", "a\x00@example.com", " \u3000"):
        assert not DOORS[door](staff, display_name="New", email=email), email
    assert not DOORS[door](staff, display_name="x" * 101, email="new@example.com")
    assert DOORS[door](staff, display_name="New", email="New@example.com")
    user = User.objects.get(email="new@example.com")
    assert EmailAddress.objects.get(user=user).verified and not user.has_usable_password()
    lines = [record.getMessage() for record in caplog.records if record.name == "boardsite.people"]
    assert lines == [f"Person {user.pk} was made by person {staff.pk}"]


def test_who_takes_an_address_at_the_same_moment_is_told(staff, owner, monkeypatch):
    monkeypatch.setattr(user_admin, "_checked_address", lambda email: email)
    with pytest.raises(InvalidInput, match="already"):
        user_admin.create(email="owner@example.com", actor=staff)


def test_who_is_switched_off_is_out_at_once_and_may_come_back(client, owner):
    theirs = sign_in(with_password(owner))
    assert client.post(f"{page_of(owner)}deactivate/").status_code == 303
    assert theirs.get("/account/").status_code == 302
    assert sign_in(owner).last.url == "/accounts/inactive/"
    assert names(client.get("/people/?tab=off")) == ["Owner"]
    client.post(f"{page_of(owner)}activate/")
    assert sign_in(owner).get("/account/").status_code == 200


def test_an_administrator_is_made_and_unmade(client, owner):
    client.post(f"{page_of(owner)}promote/")
    assert (fresh(owner).is_staff, fresh(owner).is_superuser) == (True, True)
    client.post(f"{page_of(owner)}demote/")
    assert (fresh(owner).is_staff, fresh(owner).is_superuser) == (False, False)


@pytest.mark.parametrize("verb", ["deactivate", "demote", "reset-factors"])
def test_nobody_does_so_to_themselves(client, staff, verb):
    assert client.post(f"{page_of(staff)}{verb}/").status_code == 409
    assert fresh(staff).is_staff and fresh(staff).is_active


def test_who_was_just_demoted_demotes_nobody(staff, owner):
    other = make_user(name="other", is_staff=True)
    user_admin.set_administrator(user=staff, administrator=False, actor=other)
    with pytest.raises(RuleBroken, match="no administrator"):
        user_admin.set_administrator(user=other, administrator=False, actor=staff)


def test_lost_factors_are_taken_away(client, owner):
    with_app(with_password(owner))
    assert "Take them away" in client.get(page_of(owner)).content.decode()
    client.post(f"{page_of(owner)}reset-factors/")
    assert not Authenticator.objects.filter(user=owner).exists()
    assert sign_in(owner).get("/account/").status_code == 200


def test_former_members_are_not_listed_and_stay_out(client, outsider, staff):
    account_deletion.leave(user=outsider, actor=outsider)
    assert client.get(page_of(outsider)).status_code == 404
    assert names(client.get("/people/?tab=off")) == []
    with pytest.raises(RuleBroken):
        user_admin.activate(user=outsider, actor=staff)


def test_projects_of_a_person_can_be_reached(client, owner):
    project = make_project(owner=owner, title="Launch")
    assert f"/projects/{project.pk}/" in client.get(page_of(owner)).content.decode()
    client.post(f"{page_of(owner)}deactivate/")
    assert f"/projects/{project.pk}/transfer/" in client.get(page_of(owner)).content.decode()


def test_others_are_told_that_it_is_not_for_them(owner, client_of):
    answer = client_of(owner).get("/people/")
    assert answer.status_code == 403
    assert "for the administrators of this site" in answer.content.decode()
