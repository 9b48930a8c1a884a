"""The code is changed against tokens, and the ID token is checked before anybody believes it."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.views.decorators.debug import sensitive_variables

from boards.accounts.oidc.fetching import Answer, fetch
from boards.accounts.oidc.metadata import Metadata, key_sets
from boards.accounts.oidc.refusals import Refused, shown
from boards.accounts.oidc.strict import parse_object
from boards.rules.strict_json import JsonObject
from boardsite.oidc import Provider

# Clocks differ. An ID token that says it was made longer ago than this is old, whatever its `exp` says.
Key = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey | Ed448PublicKey
LEEWAY = 60
OLDEST = 600
TOKEN_LIMIT = 64 * 1024
RSA_BITS = 2048
# The members of a public key; a private one that was published by mistake is read as its public half.
PUBLIC = frozenset({"kty", "n", "e", "crv", "x", "y"})


@dataclass(frozen=True)
class Tokens:
    """The two tokens; never shown."""

    id_token: str = field(repr=False)
    access_token: str = field(repr=False)


@sensitive_variables()
def redeem(provider: Provider, metadata: Metadata, *, code: str, verifier: str, redirect_uri: str) -> Tokens:
    """Ask the token endpoint. The code verifier proves that the code was asked for by this very sign-in."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
    }
    headers, more = _client(provider, metadata)
    answer = fetch(metadata.token_endpoint, "the token endpoint", headers=headers, body=urlencode({**form, **more}))
    return _read(answer)


@sensitive_variables()
def _client(provider: Provider, metadata: Metadata) -> tuple[dict[str, str], dict[str, str]]:
    """Headers and form fields by which the client proves itself."""
    method = token_method(provider, metadata)
    if method == "client_secret_basic":
        pair = f"{_part(provider.client_id)}:{_part(provider.client_secret)}"
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}, {}
    if method == "client_secret_post":
        return {}, {"client_id": provider.client_id, "client_secret": provider.client_secret}
    return {}, {"client_id": provider.client_id}


def _part(value: str) -> str:
    """RFC 6749 2.3.1: encoded as in a form; with %20 for a space, which every reader understands."""
    return quote(value, safe="")


def token_method(provider: Provider, metadata: Metadata) -> str:
    """The method that is configured, else one the provider announces.

    In the body rather than in the header: providers disagree about how a colon or a percent sign is written there.
    """
    if provider.token_method != "auto":  # noqa: S105
        return provider.token_method
    if not provider.client_secret:
        return "none"
    known = [each for each in ("client_secret_post", "client_secret_basic") if each in metadata.token_methods]
    return known[0] if known else "client_secret_basic"


@sensitive_variables()
def _read(answer: Answer) -> Tokens:
    if answer.status != 200:
        raise Refused(f"the token endpoint answers with {answer.status} {_error_in(answer)}")
    tokens = parse_object(answer.body, "the answer of the token endpoint")
    if "error" in tokens:
        raise Refused(f"the token endpoint answers with the error {shown(tokens['error'])}")
    id_token, access_token = _token(tokens, "id_token"), _token(tokens, "access_token")
    kind = tokens.get("token_type")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise Refused(f"the token endpoint sent tokens of the type {shown(kind)}")
    if not _is_lifetime(tokens.get("expires_in")):
        raise Refused(f"the token endpoint sent an odd expires_in: {shown(tokens['expires_in'])}")
    return Tokens(id_token, access_token)


@sensitive_variables()
def _token(found: JsonObject, name: str) -> str:
    token = found.get(name)
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise Refused(f"the token endpoint sent no {name} that is text")
    if not 0 < len(token) <= TOKEN_LIMIT:
        raise Refused(f"the token endpoint sent an {name} that is empty or too long")
    return token


def _error_in(answer: Answer) -> str:
    try:
        return shown(parse_object(answer.body, "the error").get("error"))
    except Refused:
        return "and no error that could be read"


def _is_lifetime(value: object) -> bool:
    """Nothing, or a number of seconds; some old providers send it as text."""
    if isinstance(value, str):
        return value.isascii() and value.isdigit() and len(value) < 12
    if value is None:
        return True
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 10**11


@sensitive_variables()
def claims_of(provider: Provider, metadata: Metadata, tokens: Tokens, *, nonce: str) -> JsonObject:
    """The claims of the ID token, once everything about it has been checked."""
    header = _header(tokens.id_token, metadata)
    payload = _verified(tokens.id_token, header, metadata)
    claims = parse_object(payload, "the ID token")
    check_claims(claims, issuer=provider.issuer, client_id=provider.client_id, nonce=nonce)
    _check_hash(claims.get("at_hash"), tokens.access_token, str(header["alg"]))
    return claims


def _header(token: str, metadata: Metadata) -> JsonObject:
    parts = token.split(".")
    if len(parts) != 3:
        raise Refused("the ID token is no signed token")
    try:
        raw = base64.b64decode(parts[0] + "=" * (-len(parts[0]) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise Refused("the header of the ID token can't be read") from error
    header = parse_object(raw, "the header of the ID token")
    if header.get("alg") not in metadata.algorithms:
        raise Refused(f"the ID token is signed with {shown(header.get('alg'))}, which was not announced")
    if "crit" in header or not isinstance(header.get("kid", ""), str):
        raise Refused("the header of the ID token asks for something unknown")
    return header


@sensitive_variables()
def _verified(token: str, header: JsonObject, metadata: Metadata) -> bytes:
    """The payload, if one of the provider's keys signed it."""
    # Loaded with the first such token, as django-allauth does too: few processes ever see one.
    import jwt

    for keys in key_sets(metadata):
        candidates = list(_candidates(keys, header))
        for key in candidates:
            try:
                return jwt.PyJWS().decode(token, key, algorithms=[str(header["alg"])])
            except jwt.InvalidSignatureError:
                continue
            except (jwt.PyJWTError, AttributeError, TypeError, ValueError) as error:
                raise Refused(f"the ID token can't be read ({type(error).__name__})") from error
        if candidates and "kid" in header:
            raise Refused("the signature of the ID token is wrong")
    raise Refused(f"the ID token is signed with a key that the provider does not publish: {shown(header.get('kid'))}")


def _candidates(keys: list[JsonObject], header: JsonObject) -> Iterator[Key]:
    """The public keys that may have signed a token with this header."""
    import jwt

    for described in keys:
        if ("kid" in header and described.get("kid") != header["kid"]) or described.get("use", "sig") != "sig":
            continue
        if described.get("alg", header["alg"]) != header["alg"] or described.get("kty") not in ("RSA", "EC", "OKP"):
            continue
        try:
            key = jwt.PyJWK({name: described[name] for name in PUBLIC & described.keys()} | {"alg": header["alg"]}).key
        except Exception:  # noqa: S112 - whatever is wrong with a stranger's key: it is none
            continue
        if not isinstance(key, RSAPublicKey) or key.key_size >= RSA_BITS:
            yield key


def check_claims(claims: JsonObject, *, issuer: str, client_id: str, nonce: str) -> None:
    """OpenID Connect Core 3.1.3.7, strictly: no type is bent into another."""
    if claims.get("iss") != issuer:
        raise Refused(f"the ID token is from {shown(claims.get('iss'))}")
    audience = claims.get("aud")
    several = audience if isinstance(audience, list) else [audience]
    if client_id not in several or not all(isinstance(each, str) for each in several):
        raise Refused(f"the ID token is for {shown(audience)}")
    if claims.get("azp", client_id) != client_id or (len(several) > 1 and "azp" not in claims):
        raise Refused(f"the ID token is for several, and was asked for by {shown(claims.get('azp'))}")
    _check_times(claims)
    if claims.get("nonce") != nonce:
        raise Refused("the ID token has a nonce of another sign-in")


def _check_times(claims: JsonObject) -> None:
    now = time.time()
    expires, issued, begins = (_moment(claims, name, needed) for name, needed in _TIMES)
    if expires <= now - LEEWAY:
        raise Refused("the ID token has expired")
    if issued > now + LEEWAY or begins > now + LEEWAY:
        raise Refused("the ID token is from the future; the clocks of the two sites differ")
    if issued < now - OLDEST:
        raise Refused("the ID token was made too long ago")


_TIMES = (("exp", True), ("iat", True), ("nbf", False))


def _moment(claims: JsonObject, name: str, needed: bool) -> float:
    value = claims.get(name, None if needed else 0)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -(10**12) < value < 10**12:
        raise Refused(f"the ID token has {shown(value)} as {name}")
    return value


def _check_hash(given: object, access_token: str, algorithm: str) -> None:
    """Where the ID token names the access token it belongs to, it must be this one."""
    if given is None:
        return
    size = algorithm[-3:] if algorithm[-3:].isdigit() else "512"  # EdDSA goes with SHA-512
    digest = hashlib.new(f"sha{size}", access_token.encode()).digest()
    if given != base64.urlsafe_b64encode(digest[: len(digest) // 2]).decode().rstrip("="):
        raise Refused("the ID token belongs to another access token")


@sensitive_variables()
def userinfo(metadata: Metadata, tokens: Tokens, subject: str) -> JsonObject:
    """What the provider tells about the person besides; it must be about the same subject."""
    if not metadata.userinfo_endpoint:
        return {}
    bearer = {"Authorization": f"Bearer {tokens.access_token}"}
    answer = fetch(metadata.userinfo_endpoint, "the userinfo endpoint", headers=bearer)
    if answer.status != 200:
        raise Refused(f"the userinfo endpoint answers with {answer.status}")
    found = parse_object(answer.body, "the answer of the userinfo endpoint")
    if found.get("sub") != subject:
        raise Refused(f"userinfo is about {shown(found.get('sub'))}, the ID token about {shown(subject)}")
    return found
