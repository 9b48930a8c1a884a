"""Providers that answer wrongly: each ends in a refusal with a sentence and a reason, and in nobody's account."""

import base64
import functools
import hashlib
import hmac
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.core.cache import cache
from django.test import Client

from boards.accounts.oidc.metadata import _cache_key
from tests.accounts.conftest import LOGIN, sign_in
from tests.accounts.oidc_steps import NINA, put, refused
from tests.provider.tampering import unsigned

pytestmark = [pytest.mark.django_db, pytest.mark.long]
NOW = int(time.time())


@functools.cache
def own_key(bits: int = 2048) -> str:
    """A key that is not the provider's."""
    return pem(rsa.generate_private_key(65537, bits))


def pem(key) -> str:
    private = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption()).decode()


def published(key: str) -> dict:
    """The key as a provider would publish it."""
    public = serialization.load_pem_private_key(key.encode(), None).public_key()
    return json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(public))


def claims_in(answer):
    token = answer.json["id_token"]
    return jwt.decode(token, options={"verify_signature": False}), jwt.get_unverified_header(token)


def claim(**changes):
    """The ID token with other claims, rightly signed."""
    return [("token", lambda provider, answer: provider.resign(answer, **changes))]


def info(**changes):
    return [("userinfo", lambda provider, answer: put(answer, **changes))]


def both(**changes):
    return claim(**changes) + info(**changes)


def tokens(**changes):
    return [("token", lambda provider, answer: put(answer, **changes))]


def discovery(**changes):
    return [("discovery", lambda provider, answer: put(answer, **changes))]


def answers(endpoint, **changes):
    """Other bytes, another status."""
    return [(endpoint, lambda provider, answer: answer.__dict__.update(changes))]


def signed(make):
    """Another ID token: `make(provider, claims, header)`."""
    return [("token", lambda provider, answer: put(answer, id_token=make(provider, *claims_in(answer))))]


def _none(provider, claims, header):
    return unsigned(claims, {**header, "alg": "none"})


def _with_public_key(provider, claims, header):
    """The key that everybody knows, taken for the secret of an HMAC."""
    public = serialization.load_pem_private_key(provider.key.encode(), None).public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    head, body, _ = unsigned(claims, {"alg": "HS256", "typ": "JWT", "kid": header["kid"]}).split(".")
    digest = hmac.new(pem, f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def _own_key_in_header(provider, claims, header):
    return provider.sign(claims, {**header, "jwk": published(own_key()), "kid": "mine"}, own_key())


def _changed_after_signing(provider, claims, header):
    right = provider.sign(claims, header).split(".")
    return ".".join([right[0], unsigned({**claims, "sub": "1"}, header).split(".")[1], right[2]])


def _elliptic(provider, claims, header):
    return provider.sign(claims, {**header, "alg": "ES256"}, pem(ec.generate_private_key(ec.SECP256R1())))


def _doubled(provider, claims, header):
    raw = json.dumps(claims)[:-1] + ', "sub": "1"}'
    return provider.sign(raw.encode(), header)


def _keys(*keys):
    return answers("keys", body=json.dumps({"keys": list(keys)}).encode())


def _small_key(answer):
    answer.json = {"keys": [{**published(own_key(1024)), "kid": answer.json["keys"][0]["kid"]}]}


def raw_info(text):
    return answers("userinfo", body=text.encode("utf-8", "surrogatepass"))


DEEP = "[" * 100_000 + "]" * 100_000
LONG = b'{"issuer": "' + b"x" * 32_000_000 + b'"}'

# name: (what is changed, what the log says)
CASES = {
    "issuer of the token": (claim(iss="https://evil.example.com"), "is from"),
    "issuer with a slash": (claim(iss="http://127.0.0.1/"), "is from"),
    "issuer missing": (claim(iss=...), "is from None"),
    "issuer a list": (claim(iss=["http://127.0.0.1"]), "is from"),
    "audience of another client": (claim(aud="another"), "is for"),
    "audience missing": (claim(aud=...), "is for None"),
    "audience empty": (claim(aud=[]), "is for"),
    "audience an object": (claim(aud={"boardsite": 1}), "is for"),
    "audience with numbers": (claim(aud=["boardsite", 1]), "is for"),
    "several audiences, no party": (claim(aud=["boardsite", "another"], azp=...), "for several"),
    "another authorized party": (claim(azp="another"), "for several"),
    "expired": (claim(exp=NOW - 3600), "expired"),
    "no expiry": (claim(exp=...), "as exp"),
    "expiry a text": (claim(exp="tomorrow"), "as exp"),
    "expiry true": (claim(exp=True), "as exp"),
    "expiry endless": (claim(exp=10**40), "as exp"),
    "made in the future": (claim(iat=NOW + 86_400, exp=NOW + 90_000), "from the future"),
    "made long ago": (claim(iat=NOW - 86_400), "too long ago"),
    "no time of making": (claim(iat=...), "as iat"),
    "not yet valid": (claim(nbf=NOW + 86_400), "from the future"),
    "not before a text": (claim(nbf="now"), "as nbf"),
    "nonce of another sign-in": (claim(nonce="another"), "nonce"),
    "nonce missing": (claim(nonce=...), "nonce"),
    "subject missing": (both(sub=...), "as sub"),
    "subject null": (both(sub=None), "as sub"),
    "subject empty": (both(sub=""), "as sub"),
    "subject a number": (both(sub=2), "as sub"),
    "subject a list": (both(sub=["2"]), "as sub"),
    "subject over-long": (both(sub="x" * 300), "sub of 300"),
    "subject with NUL": (both(sub="a\x00b"), "NUL"),
    "subject half a character": (both(sub="a\ud800b"), "half of a character pair"),
    "subject of two lines": (both(sub="a\nb"), "as sub"),
    "token of another access token": (claim(at_hash="AAAAAAAAAAAAAAAAAAAAAA"), "another access token"),
    "alg none": (signed(_none), "not announced"),
    "alg HS256 with the public key": (signed(_with_public_key), "not announced"),
    "alg ES256 not announced": (signed(_elliptic), "not announced"),
    "alg a list": (signed(lambda p, c, h: unsigned(c, {**h, "alg": ["RS256"]}, b"x")), "not announced"),
    "key in the header": (signed(_own_key_in_header), "does not publish"),
    "signed by somebody else": (signed(lambda p, c, h: p.sign(c, h, own_key())), "signature"),
    "changed after signing": (signed(_changed_after_signing), "signature"),
    "no signature": (signed(lambda p, c, h: unsigned(c, h)), "signature"),
    "key unknown": (signed(lambda p, c, h: p.sign(c, {**h, "kid": "other"})), "does not publish"),
    "kid a number": (signed(lambda p, c, h: unsigned(c, {**h, "kid": 7}, b"x")), "something unknown"),
    "critical header": (signed(lambda p, c, h: unsigned(c, {**h, "crit": ["b64"], "b64": False}, b"x")), "something"),
    "doubled subject": (signed(_doubled), "not JSON"),
    "payload a list": (signed(lambda p, c, h: p.sign(b"[]", h)), "no JSON object"),
    "payload no JSON": (signed(lambda p, c, h: p.sign(b"\xff{", h)), "not JSON"),
    "payload with NaN": (signed(lambda p, c, h: p.sign(json.dumps(c)[:-1].encode() + b', "x": NaN}', h)), "not JSON"),
    "payload endlessly nested": (
        signed(lambda p, c, h: p.sign(b'{"x":' + b"[" * 9000 + b"]" * 9000 + b"}", h)),
        "nested too deeply",
    ),
    "token of two parts": (tokens(id_token="a.b"), "no signed token"),
    "token encrypted": (tokens(id_token="a.b.c.d.e"), "no signed token"),
    "token's header no base64": (tokens(id_token="é.b.c"), "no id_token"),
    "token's header not JSON": (tokens(id_token="AAAA.b.c"), "not JSON"),
    "no ID token": (tokens(id_token=...), "no id_token"),
    "ID token an object": (tokens(id_token={"sub": "1"}), "no id_token"),
    "ID token too long": (tokens(id_token="x" * 100_000), "too long"),
    "no access token": (tokens(access_token=...), "no access_token"),
    "access token null": (tokens(access_token=None), "no access_token"),
    "access token with a line": (tokens(access_token="a\r\nX: y"), "no access_token"),
    "type of token": (tokens(token_type="mac"), "of the type"),
    "type of token missing": (tokens(token_type=...), "of the type"),
    "expires_in a word": (tokens(expires_in="soon"), "expires_in"),
    "expires_in negative": (tokens(expires_in=-1), "expires_in"),
    "expires_in an object": (tokens(expires_in={}), "expires_in"),
    "expires_in endless": (tokens(expires_in=10**30), "expires_in"),
    "expires_in true": (tokens(expires_in=True), "expires_in"),
    "token answer a list": (answers("token", body=b"[]"), "no JSON object"),
    "token answer a form": (answers("token", body=b"access_token=a&id_token=b"), "not JSON"),
    "token answer empty": (answers("token", body=b""), "not JSON"),
    "token answer null": (answers("token", body=b"null"), "no JSON object"),
    "token answer an error with 200": (answers("token", body=b'{"error": "invalid_grant"}'), "invalid_grant"),
    "token answer 500": (answers("token", status=500, body=b"<h1>Oh</h1>"), "answers with 500"),
    "token answer a redirect": (
        answers("token", status=307, headers={"Location": "http://127.0.0.1:1/"}),
        "redirect",
    ),
    "token answer compressed": (answers("token", headers={"Content-Encoding": "gzip"}), "compressed"),
    "userinfo of another subject": (info(sub="1"), "userinfo is about"),
    "userinfo without subject": (info(sub=...), "userinfo is about"),
    "userinfo with a number as subject": (info(sub=2), "userinfo is about"),
    "userinfo a list": (raw_info("[]"), "no JSON object"),
    "userinfo HTML": (raw_info("<html>"), "not JSON"),
    "userinfo 401": (answers("userinfo", status=401), "answers with 401"),
    "userinfo a redirect": (answers("userinfo", status=302, headers={"Location": "file:///etc/passwd"}), "redirect"),
    "userinfo nested": (raw_info('{"sub": "2", "x": ' + DEEP + "}"), "nested too deeply"),
    "userinfo with NUL in any claim": (info(picture="a\x00"), "NUL"),
    "userinfo half a character in a list": (info(groups=["\udc00"]), "half of a character pair"),
    "userinfo NUL in a key": (info(**{"a\x00b": 1}), "NUL"),
    "userinfo a number too long": (raw_info('{"sub": "2", "x": ' + "9" * 5000 + "}"), "not JSON"),
    "name a number": (info(name=5), "as name"),
    "name an object": (info(name={"first": "Nina"}), "as name"),
    "address a list": (info(email=[NINA]), "as e-mail"),
    "address a number": (info(email=5), "as e-mail"),
    "address over-long": (info(email="x" * 300 + "@example.com"), "as e-mail"),
    "address no address": (info(email="nina"), "as e-mail"),
    "address of two lines": (info(email="nina@example.com\nBcc: x@example.com"), "as e-mail"),
    "address missing": (both(email=...), "no e-mail"),
    "address empty": (info(email=""), "no e-mail"),
    "groups a number": (info(groups=5), "as groups"),
    "groups of numbers": (info(groups=[1]), "as groups"),
    "groups an object": (info(groups={"admin": True}), "as groups"),
    "groups without end": (info(groups=[str(number) for number in range(5000)]), "groups"),
    "keys a text": (answers("keys", body=b'{"keys": "none"}'), "no keys"),
    "keys missing": (answers("keys", body=b"{}"), "no keys"),
    "keys empty": (answers("keys", body=b'{"keys": []}'), "no keys"),
    "keys odd": (_keys(1, None, "x", {}, {"kty": "RSA"}, {"kty": "oct", "k": "eA"}), "does not publish"),
    "keys too small": ([("keys", lambda provider, answer: _small_key(answer))], "does not publish"),
    "keys 404": (answers("keys", status=404), "answers with 404"),
    "keys HTML": (answers("keys", body=b"<html>"), "not JSON"),
}


@pytest.fixture
def open_groups(provider, settings):
    settings.OIDC_PROVIDERS = [provider.configured(groups_claim="groups", admin_groups=("boardsite-admins",))]


@pytest.mark.once
@pytest.mark.parametrize("name", CASES)
def test_wrong_answers_are_refused(name, provider, open_groups, reasons, member):
    changes, reason = CASES[name]
    for endpoint, change in changes:
        provider.tamper(endpoint, lambda answer, change=change: change(provider, answer))
    response = sign_in(provider, NINA)
    refused(response, reasons, reason)


TRUTHY = ["false", "true", "0", "no", 1, 0, "yes", [], ["true"], {"verified": True}, None, "TRUE"]


@pytest.mark.parametrize("value", TRUTHY, ids=repr)
def test_only_true_is_verified(value, provider, reasons, member):
    provider.tamper("userinfo", lambda answer: put(answer, email=member.email, email_verified=value))
    refused(sign_in(provider, NINA), reasons, "has not verified")


def test_verified_of_the_id_token_is_not_for_the_address_of_userinfo(provider, reasons, member):
    provider.tamper("userinfo", lambda answer: put(answer, email=member.email, email_verified=...))
    provider.tamper("token", lambda answer: provider.resign(answer, email=NINA, email_verified=True))
    refused(sign_in(provider, NINA), reasons, "has not verified")


# Discovery: the way to the provider does not even begin.
DISCOVERY = {
    "another issuer": (discovery(issuer="https://evil.example.com"), "names the issuer"),
    "issuer with a slash": (discovery(issuer="http://127.0.0.1/"), "names the issuer"),
    "no issuer": (discovery(issuer=...), "names the issuer None"),
    "issuer a list": (discovery(issuer=["x"]), "names the issuer"),
    "no authorization endpoint": (discovery(authorization_endpoint=...), "authorization_endpoint is no address"),
    "no token endpoint": (discovery(token_endpoint=...), "token_endpoint is no address"),
    "no keys": (discovery(jwks_uri=...), "jwks_uri is no address"),
    "endpoint a file": (discovery(token_endpoint="file:///etc/passwd"), "token_endpoint"),
    "endpoint gopher": (discovery(jwks_uri="gopher://127.0.0.1:6379/x"), "jwks_uri"),
    "endpoint javascript": (discovery(authorization_endpoint="javascript:alert(1)"), "authorization_endpoint"),
    "endpoint without a host": (discovery(token_endpoint="http:///x"), "token_endpoint"),
    "endpoint relative": (discovery(token_endpoint="/token"), "token_endpoint"),
    "endpoint with a broken host": (discovery(jwks_uri="http://[::1"), "jwks_uri"),
    "endpoint with a wrong port": (discovery(jwks_uri="http://127.0.0.1:99999/"), "jwks_uri"),
    "endpoint with a line": (discovery(token_endpoint="http://127.0.0.1/\r\nX: y"), "token_endpoint"),
    "endpoint with a space": (discovery(token_endpoint="http://127.0.0.1/ HTTP/1.1"), "token_endpoint"),
    "endpoint a number": (discovery(userinfo_endpoint=5), "userinfo_endpoint"),
    "endpoint with a password": (discovery(token_endpoint="http://a:b@127.0.0.1/"), "token_endpoint"),
    "signs with none": (discovery(id_token_signing_alg_values_supported=["none", "HS256"]), "none of which"),
    "algorithms a text": (discovery(id_token_signing_alg_values_supported="RS256"), "no list"),
    "methods numbers": (discovery(token_endpoint_auth_methods_supported=[1]), "no list"),
    "HTML": (answers("discovery", body=b"<html></html>"), "not JSON"),
    "a list": (answers("discovery", body=b"[]"), "no JSON object"),
    "nothing": (answers("discovery", body=b""), "not JSON"),
    "nested": (answers("discovery", body=DEEP.encode()), "nested too deeply"),
    "404": (answers("discovery", status=404), "answers with 404"),
    "500": (answers("discovery", status=500), "answers with 500"),
    "redirects to itself": (
        answers("discovery", status=302, headers={"Location": "/.well-known/openid-configuration"}),
        "redirect",
    ),
    "32 MB": (answers("discovery", body=LONG), "longer than"),
    "hangs up": (answers("discovery", silent=True), "RemoteDisconnected"),
    "another encoding": (answers("discovery", body='{"issuer": "é"}'.encode("latin-1")), "not JSON"),
}


@pytest.mark.once
@pytest.mark.parametrize("name", DISCOVERY)
def test_wrong_discovery_is_refused(name, provider, reasons):
    changes, reason = DISCOVERY[name]
    for endpoint, change in changes:
        provider.tamper(endpoint, lambda answer, change=change: change(provider, answer))
    client = Client()
    response = client.post(LOGIN)
    assert response.status_code == 503 and "Sign in another way" in response.content.decode()
    assert len(reasons()) == 1 and reason in reasons()[0]
    assert client.get("/accounts/login/").status_code == 200
    assert provider.seen["token"] == 0


def test_provider_that_is_down_leaves_other_ways(provider, settings, reasons):
    settings.OIDC_PROVIDERS = [provider.configured(issuer="http://127.0.0.1:1")]
    response = Client().post(LOGIN)
    assert response.status_code == 503 and "Company does not answer" in response.content.decode()
    assert "ConnectionRefusedError" in reasons()[0]


def test_provider_that_is_down_is_not_asked_again_at_once(provider, reasons):
    provider.tamper("discovery", lambda answer: setattr(answer, "status", 500))
    assert [Client().post(LOGIN).status_code for _ in range(3)] == [503] * 3
    assert provider.seen["discovery"] == 1 and "a moment ago" in reasons()[-1]


@pytest.mark.once
@pytest.mark.parametrize("endpoint", ["discovery", "keys", "token", "userinfo"])
@pytest.mark.parametrize("how", [{"drip": 0.2}, {"drip": 30, "silent": True}], ids=["drips", "is silent"])
def test_slow_answers_end_in_time(endpoint, how, provider, settings, reasons):
    settings.OIDC_TIMEOUT = 1
    provider.tamper(endpoint, lambda answer: answer.__dict__.update(how))
    began = time.monotonic()
    response = Client().post(LOGIN) if endpoint == "discovery" else sign_in(provider, NINA)
    assert response.status_code == 503 and "within 1 seconds" in reasons()[-1]
    assert time.monotonic() - began < 20


@pytest.mark.once
@pytest.mark.parametrize("endpoint", ["keys", "token", "userinfo"])
def test_answers_of_32_mb_are_not_read(endpoint, provider, reasons):
    provider.tamper(endpoint, lambda answer: setattr(answer, "body", LONG))
    refused(sign_in(provider, NINA), reasons, "longer than")


def test_unknown_key_is_looked_for_once_anew(provider):
    """The provider has changed its key since the key set was fetched."""
    sign_in(provider, NINA)
    key = _cache_key("keys", f"{provider.url}/.well-known/jwks.json")
    cache.set(key, [{**cache.get(key)[0], "kid": "old"}], 100)
    assert sign_in(provider, NINA).wsgi_request.user.is_authenticated
    assert provider.seen["keys"] == 2


def test_no_secret_is_shown(provider, settings):
    shown = repr(settings.OIDC_PROVIDERS)
    assert "not-a-secret" not in shown and "boardsite" in shown
