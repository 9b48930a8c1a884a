"""An address that only becomes somebody's by folding or stripping is not theirs, at no door."""

import io
import logging

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from boards import address_lookup
from boards.accounts import invitations
from boards.accounts.oidc.metadata import _cache_key
from boards.accounts.queries import identities
from boards.exceptions import InvalidInput
from boards.models import User
from boards.transfer import importing
from boards.transfer.formats import trello
from tests.accounts.conftest import sign_in
from tests.accounts.steps import PASSWORD, with_password
from tests.api_caller import Api, fields
from tests.conftest import person
from tests.rules.test_addresses import KELVIN, LOOK_ALIKES
from tests.transfer.exports import export, written

MARK, NINA = "mark@example.com", "nina@example.com"
PLAIN = "Write the address in plain small letters"
# Fields of pages take blanks around an address for a slip of the hand, as browsers do.
TYPED = {name: sent for name, sent in LOOK_ALIKES.items() if sent == sent.strip()}
pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def mark() -> User:
    user = with_password(person("mark"))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def send_email(provider, email, **more):
    provider.tamper("userinfo", lambda answer: setattr(answer, "json", {**answer.json, "email": email, **more}))


# --- Through a provider -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_verified_look_alike_never_signs_in_and_is_logged(name, provider, reasons, mark):
    send_email(provider, LOOK_ALIKES[name], email_verified=True)
    response = sign_in(provider, NINA)
    assert response.status_code == 403 and "can&#x27;t be used" in response.content.decode()
    assert not response.wsgi_request.user.is_authenticated
    assert not SocialAccount.objects.exists() and User.objects.get() == mark
    assert len(reasons()) == 1 and "in no plain spelling" in reasons()[0] and "\n" not in reasons()[0]


def test_capitals_alone_still_sign_in(provider, mark):
    send_email(provider, "MARK@Example.COM", email_verified=True)
    assert sign_in(provider, NINA).wsgi_request.user == mark


def test_who_is_known_by_issuer_and_subject_signs_in_whatever_the_address(provider, reasons, mark):
    nina = sign_in(provider, NINA).wsgi_request.user
    send_email(provider, KELVIN, email_verified=True)
    assert sign_in(provider, NINA).wsgi_request.user == nina
    assert User.objects.get(pk=nina.pk).email == NINA


def test_letters_that_share_a_capital_are_no_address_of_another(mark):
    """PostgreSQL compares by capitals where it is told to ignore case."""
    EmailAddress.objects.create(user=mark, email="mark@site.example", verified=True)
    assert identities.holder_of("mark@s\u0131te.example") is None
    assert identities.holder_of("mark@site.example") == mark
    assert not identities.is_confirmed(mark, "mark@s\u0131te.example")


@pytest.mark.parametrize("subject", [" ", "\u00a0", "\u3000", "\u3164"])
def test_blank_subject_is_refused(subject, provider, reasons):
    provider.tamper("token", lambda answer: provider.resign(answer, sub=subject))
    send_email(provider, NINA, sub=subject)
    assert sign_in(provider, NINA).status_code == 403
    assert "as sub" in reasons()[-1] and not SocialAccount.objects.exists()


def unknown_key(provider):
    def change(answer):
        token = answer.json["id_token"]
        claims = jwt.decode(token, options={"verify_signature": False})
        header = {**jwt.get_unverified_header(token), "kid": "nobody's"}
        answer.json = {**answer.json, "id_token": provider.sign(claims, header)}

    provider.tamper("token", change)


@pytest.mark.once
@pytest.mark.parametrize("warm", [False, True])
def test_thirty_tokens_of_an_unknown_key_ask_for_the_keys_once(warm, provider, reasons):
    if warm:
        sign_in(provider, NINA)
        provider.seen.clear()
    unknown_key(provider)
    for _number in range(30):
        assert sign_in(provider, NINA).status_code == 403
    assert provider.seen["keys"] == 1
    assert len([line for line in reasons() if "does not publish" in line]) == 30


def test_keys_are_asked_for_again_a_minute_later(provider):
    sign_in(provider, NINA)
    unknown_key(provider)
    sign_in(provider, NINA)
    cache.delete(_cache_key("anew", f"{provider.url}/.well-known/jwks.json"))
    sign_in(provider, NINA)
    assert provider.seen["keys"] == 3


def test_key_set_that_is_down_is_not_asked_again_at_once(provider, reasons):
    provider.tamper("keys", lambda answer: setattr(answer, "status", 500))
    assert [sign_in(provider, NINA).status_code for _number in range(3)] == [503] * 3
    assert provider.seen["keys"] == 1 and "a moment ago" in reasons()[-1]


# --- Pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TYPED)
def test_pages_refuse_them_by_their_spelling_alone(name, mark):
    """The same sentence whoever has an account: it tells nothing."""
    form = {"display_name": "Mark", "email": TYPED[name], "password1": PASSWORD}
    answers = [
        Client().post("/accounts/login/", {"login": TYPED[name], "password": PASSWORD}),
        Client().post("/accounts/signup/", form),
        Client().post("/accounts/password/reset/", {"email": TYPED[name]}),
    ]
    for answer in answers:
        assert answer.status_code == 200 and PLAIN in answer.content.decode()
        assert not answer.wsgi_request.user.is_authenticated
    assert not mail.outbox and User.objects.count() == 1


def test_changing_the_address_to_one_is_refused(mark, member, client_of):
    client = client_of(with_password(member))
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = client.post("/accounts/email/", {"action_add": "", "email": KELVIN})
    assert PLAIN in answer.content.decode()
    assert not EmailAddress.objects.exclude(user=mark).filter(verified=False, email__contains="mar").exists()


def test_members_are_not_found_by_one(mark, project, owner, client_of):
    path = f"/projects/{project.pk}/members/new/"
    answer = client_of(owner).post(path, {"email": KELVIN, "role": "member"})
    assert answer.status_code == 422 and PLAIN in answer.content.decode()
    assert not project.memberships.filter(user=mark).exists()


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_nobody_is_found_by_one(name, mark, staff):
    assert address_lookup.known(LOOK_ALIKES[name], user=staff) is None
    assert address_lookup.known("MARK@example.com", user=staff) == mark


def test_administrators_make_no_account_of_one(staff, client_of):
    answer = client_of(staff).post("/people/new/", {"display_name": "Mark", "email": KELVIN})
    assert answer.status_code == 422 and PLAIN in answer.content.decode()
    form = {"email": KELVIN, "display_name": "Mark", "password1": PASSWORD, "password2": PASSWORD}
    answer = client_of(staff).post("/admin/boards/user/add/", form)
    assert answer.status_code == 200 and User.objects.get() == staff


def test_capitals_of_other_alphabets_are_refused_before_the_database_does(staff, client_of):
    answer = client_of(staff).post("/people/new/", {"display_name": "Ann", "email": "ann@B\u00dcCHER.example"})
    assert answer.status_code == 422
    assert client_of(staff).post("/people/new/", {"display_name": "Ann", "email": "ann@b\u00fccher.example"}).url


# --- API --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_the_api_refuses_them(name, mark, project, owner, staff):
    sent = LOOK_ALIKES[name]
    nobody, as_owner = Api(None), Api(owner)
    answers = [
        nobody.post("auth/register", {"email": sent, "password": PASSWORD}),
        nobody.post("auth/login", {"email": sent, "password": PASSWORD}),
        nobody.post("auth/login", {"username": sent, "password": PASSWORD}),
        as_owner.patch("auth/me", {"email": sent}),
        as_owner.post(f"projects/{project.pk}/members/", {"email": sent, "role": "member"}),
        Api(staff).post("users/", {"email": sent}),
    ]
    assert {answer.status_code for answer in answers} == {400}
    assert {field for answer in answers for field in fields(answer)} <= {"email", "username"}
    assert nobody.post("auth/login", {"email": "MARK@example.com", "password": PASSWORD}).status_code == 200


# --- Imports ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_members_of_an_export_are_not_found_by_one(name, mark):
    def found(address):
        member = {"id": "1", "fullName": "Mark", "email": address}
        return importing.people_of(trello.parse(written(export(members=[member]))), None)

    assert found(LOOK_ALIKES[name]) == {}
    assert list(found("Mark@example.com").values()) == [mark]


def test_an_owner_of_an_import_is_not_found_by_one(mark, tmp_path):
    path = tmp_path / "board.json"
    path.write_bytes(written(export()))
    with pytest.raises(CommandError, match="no account"):
        call_command("import_trello", path, owner=KELVIN)


# --- By the operator --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_no_invitation_is_for_one(name):
    with pytest.raises(InvalidInput):
        invitations.link(LOOK_ALIKES[name])
    with pytest.raises(CommandError):
        call_command("invite", LOOK_ALIKES[name], stdout=io.StringIO())


# --- The log ----------------------------------------------------------------------------------------------------------


def test_every_refused_sign_in_leaves_a_line(mark, caplog):
    caplog.set_level(logging.INFO)
    Client().post("/accounts/login/", {"login": MARK, "password": "wrong"})
    Api(None).post("auth/login", {"email": MARK, "password": "wrong"})
    User.objects.update(is_active=False)
    Client().post("/accounts/login/", {"login": MARK, "password": PASSWORD})
    Api(None).post("auth/login", {"email": MARK, "password": PASSWORD})
    lines = [record.getMessage() for record in caplog.records if record.name == "boardsite.sign_in"]
    assert (
        lines
        == [*["Sign-in by password refused, asked from 127.0.0.1"] * 2]
        + [f"Sign-in refused: account {mark.pk} is switched off"] * 2
    )
    assert MARK not in caplog.text and "wrong" not in caplog.text
