"""What the environment makes of the providers, and what it is told where it makes no sense."""

import json
import os

import pytest

from boardsite import oidc

ISSUER = "https://id.example.com/realms/team"


@pytest.fixture
def read(monkeypatch):
    def read(entries=None, **variables):
        for name in [name for name in os.environ if name.startswith("OIDC_")]:
            monkeypatch.delenv(name)
        if entries is not None:
            variables["OIDC_PROVIDERS"] = entries if isinstance(entries, str) else json.dumps(entries)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return oidc.providers()

    return read


def test_nothing_is_no_provider(read):
    assert read() == []


def test_short_form(read):
    (one,) = read(OIDC_ISSUER=ISSUER, OIDC_CLIENT_ID="board", OIDC_CLIENT_SECRET="hush", OIDC_NAME="Team")
    assert (one.id, one.issuer, one.client_id, one.client_secret, one.name) == ("sso", ISSUER, "board", "hush", "Team")
    assert "hush" not in repr(one) and one.scopes == ("openid", "profile", "email")


def test_secret_from_a_file(read, tmp_path):
    (tmp_path / "secret").write_text("hush\n")
    assert (
        read(OIDC_ISSUER=ISSUER, OIDC_CLIENT_ID="b", OIDC_CLIENT_SECRET_FILE=str(tmp_path / "secret"))[0].client_secret
        == "hush"
    )
    entry = {"issuer": ISSUER, "client_id": "b", "client_secret_file": str(tmp_path / "secret")}
    assert read([entry])[0].client_secret == "hush"


def test_any_number(read):
    found = read([{"issuer": f"https://id{number}.example.com", "client_id": "b"} for number in range(5)])
    assert [each.id for each in found] == ["sso", "sso2", "sso3", "sso4", "sso5"]
    assert found[1].name == "id1.example.com"


def test_groups(read):
    roles = json.dumps({"developers": {"12": "member"}})
    (one,) = read(
        OIDC_ISSUER=ISSUER,
        OIDC_CLIENT_ID="b",
        OIDC_GROUPS_CLAIM="groups",
        OIDC_ADMIN_GROUPS="a, b",
        OIDC_PROJECT_ROLES=roles,
    )
    assert (one.groups_claim, one.admin_groups) == ("groups", ("a", "b"))
    assert one.project_roles == {"developers": {12: "member"}}


def test_scopes_always_have_openid(read):
    assert read([{"issuer": ISSUER, "client_id": "b", "scopes": "email groups"}])[0].scopes == (
        "openid",
        "email",
        "groups",
    )


RIGHT = {"issuer": ISSUER, "client_id": "b", "client_secret": "hush"}
WRONG = {
    "no JSON": "{hush",
    "an object": RIGHT,
    "a text": ["hush"],
    "no issuer": [{"client_id": "b"}],
    "no client": [{"issuer": ISSUER}],
    "issuer without https": [{**RIGHT, "issuer": "http://id.example.com"}],
    "issuer no address": [{**RIGHT, "issuer": "id.example.com"}],
    "issuer with a query": [{**RIGHT, "issuer": f"{ISSUER}?x=1"}],
    "issuer with a broken host": [{**RIGHT, "issuer": "https://[::1"}],
    "issuer too long": [{**RIGHT, "issuer": f"{ISSUER}/{'x' * 200}"}],
    "issuer a number": [{**RIGHT, "issuer": 5}],
    "unknown key": [{**RIGHT, "secret": "hush"}],
    "id with a slash": [{**RIGHT, "id": "a/b"}],
    "the same id": [RIGHT | {"id": "a"}, RIGHT | {"id": "a", "issuer": "https://other.example.com"}],
    "the same issuer": [RIGHT, RIGHT],
    "method": [{**RIGHT, "token_method": "private_key_jwt"}],
    "scopes": [{**RIGHT, "scopes": [1]}],
    "end_session": [{**RIGHT, "end_session": "no"}],
    "admin groups": [{**RIGHT, "admin_groups": "admins"}],
    "role": [{**RIGHT, "project_roles": {"a": {"1": "owner"}}}],
    "project": [{**RIGHT, "project_roles": {"a": {"Website": "member"}}}],
    "roles": [{**RIGHT, "project_roles": {"a": "member"}}],
    "file": [{"issuer": ISSUER, "client_id": "b", "client_secret_file": "/nowhere"}],
}


@pytest.mark.parametrize("name", WRONG)
def test_what_makes_no_sense_stops_the_start_without_the_secret(read, name, capsys):
    with pytest.raises(SystemExit):
        read(WRONG[name])
    said = capsys.readouterr().err
    assert "OIDC_PROVIDERS" in said and "hush" not in said


def test_both_forms_at_once_stop_the_start(read):
    with pytest.raises(SystemExit):
        read([RIGHT], OIDC_ISSUER=ISSUER)


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:8191", "http://localhost:8080/realms/x", "http://keycloak:8080"])
def test_near_issuers_need_no_https(read, issuer):
    assert read([{"issuer": issuer, "client_id": "b"}])[0].issuer == issuer
