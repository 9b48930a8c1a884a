"""The authenticator app, recovery codes, and how both are kept."""

import pytest
from allauth.mfa.models import Authenticator

from boards.models import SignIn
from tests.accounts.steps import code_of, reauthenticate, recovery_codes, sign_in, with_app, with_password

STEP = "/accounts/2fa/authenticate/"


@pytest.fixture
def person(owner):
    return with_password(owner)


def test_an_app_is_set_up_and_gives_recovery_codes(person):
    client = sign_in(person)
    assert client.get("/accounts/2fa/totp/activate/").status_code == 302
    reauthenticate(client)
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.url == "/accounts/2fa/recovery-codes/"
    page = client.get(answer.url).content.decode()
    assert all(code in page for code in recovery_codes(person))


@pytest.mark.parametrize(
    ("host", "works", "near"),
    [
        ("testserver", True, ""),
        ("localhost:8000", True, ""),
        ("127.0.0.1:8000", False, "http://localhost:8000"),
        ("[::1]", False, "http://localhost"),
        ("10.0.0.7:8000", False, ""),
    ],
)
def test_a_passkey_is_offered_where_the_address_has_a_name(person, client, settings, host, works, near):
    settings.ALLOWED_HOSTS = ["*"]
    headers = {"host": host}
    page = client.get("/accounts/login/?next=/tasks/", headers=headers).content.decode()
    assert ("data-passkey=" in page) == works
    assert page.count(f'href="{near}/accounts/login/?next=/tasks/"') == (1 if near else 0)
    client = sign_in(person)
    reauthenticate(client)
    for address, button in (("/accounts/2fa/", "Add a passkey"), ("/accounts/2fa/webauthn/add/", "Make the passkey")):
        page = client.get(address, headers=headers).content.decode()
        assert (button in page.split("<h1")[-1]) == works
        assert ("this address is made of numbers" in page) != works
        assert ("//localhost" in page) == bool(near)
        assert not near or f'href="{near}{address}"' in page


def test_the_password_alone_opens_nothing_then(person):
    with_app(person)
    client = sign_in(person)
    assert client.last.url == STEP
    assert client.get("/account/").status_code == 302


def test_the_code_of_the_app_is_the_second_step(person):
    secret = with_app(person)
    client = sign_in(person)
    assert client.post(STEP, {"code": code_of(secret)}).status_code == 302
    assert client.get("/account/").status_code == 200
    assert SignIn.objects.get().means == "password+totp"


def test_a_code_works_once(person):
    secret = with_app(person)
    code = code_of(secret)
    sign_in(person).post(STEP, {"code": code})
    other = sign_in(person)
    assert other.post(STEP, {"code": code}).status_code == 200
    assert other.get("/account/").status_code == 302


def test_a_recovery_code_works_once(person):
    with_app(person)
    code = recovery_codes(person)[0]
    client = sign_in(person)
    client.post(STEP, {"code": code})
    assert client.get("/account/").status_code == 200
    assert len(recovery_codes(person)) == 9
    assert "Recovery code" in client.get("/account/devices/").content.decode()
    again = sign_in(person)
    again.post(STEP, {"code": code})
    assert again.get("/account/").status_code == 302


def test_a_wrong_code_is_told_to_the_person(person):
    with_app(person)
    answer = sign_in(person).post(STEP, {"code": "000000"})
    assert "This code is not right" in answer.content.decode()
    entry = SignIn.objects.get()
    assert (entry.means, entry.succeeded) == ("totp", False)


def test_guessing_codes_is_ended(person):
    with_app(person)
    client = sign_in(person)
    answers = [client.post(STEP, {"code": f"{number:06}"}).content.decode() for number in range(8)]
    assert "wrong too often" in answers[-1]


def test_secrets_are_stored_encrypted(person):
    secret = with_app(person)
    stored = "".join(str(row.data) for row in Authenticator.objects.all())
    assert secret not in stored
    assert not any(code in stored for code in recovery_codes(person))


def test_a_replaced_key_opens_nothing_and_a_fallback_does(person, settings):
    secret = with_app(person)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key"
    row = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert row.wrap().validate_code(code_of(secret)) is False
    settings.SECRET_KEY_FALLBACKS = [old]
    assert row.wrap().validate_code(code_of(secret)) is True


def test_switching_the_app_off_needs_the_password_anew(person):
    secret = with_app(person)
    client = sign_in(person)
    client.post(STEP, {"code": code_of(secret)})
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
    reauthenticate(client)
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=person).exists()


def test_the_site_administration_shows_no_secrets(staff, client_of):
    client = client_of(staff)
    assert client.get("/admin/mfa/authenticator/").status_code == 404
    assert client.get("/admin/usersessions/usersession/").status_code == 404
