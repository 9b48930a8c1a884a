"""What a provider says about itself (discovery) and the keys it signs with, both kept for an hour."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.cache import cache

from boards.accounts.oidc.fetching import check_address, fetch
from boards.accounts.oidc.refusals import Refused, Unreachable, shown
from boards.accounts.oidc.strict import parse_object
from boards.rules.strict_json import JsonObject
from boardsite.oidc import Provider

KEPT = 3600
DOWN = 10
ANEW = 60
WELL_KNOWN = "/.well-known/openid-configuration"
# Never `none`, and never the ones whose key is the client's own secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
KEYS = 100


@dataclass(frozen=True)
class Metadata:
    """What a provider says of itself (OpenID Connect Discovery 1.0), checked."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    end_session_endpoint: str
    algorithms: tuple[str, ...]
    token_methods: tuple[str, ...]
    # Whether every answer to the browser names its issuer (RFC 9207).
    names_itself: bool


def discover(provider: Provider, *, anew: bool = False) -> Metadata:
    """The provider's metadata, from the cache if it is there. Raises Unreachable."""
    key = _cache_key("metadata", provider.issuer)
    found = None if anew else cache.get(key)
    if isinstance(found, str):
        raise Unreachable(found)
    return found if isinstance(found, Metadata) else _discover(provider, key)


def _discover(provider: Provider, key: str) -> Metadata:
    """A failure is kept too, for a moment: waiting for one that is down must not keep all threads busy."""
    try:
        found = _read(provider, _document(provider.issuer.rstrip("/") + WELL_KNOWN, "discovery"))
    except Unreachable as error:
        cache.set(key, f"{error.reason} (a moment ago)", DOWN)
        raise
    cache.set(key, found, KEPT)
    return found


def key_set(metadata: Metadata, *, anew: bool = False) -> list[JsonObject]:
    """The provider's public keys, from the cache if they are there. Raises Unreachable."""
    key = _cache_key("keys", metadata.jwks_uri)
    found = None if anew else cache.get(key)
    if isinstance(found, str):
        raise Unreachable(found)
    return found if isinstance(found, list) else _kept_keys(metadata, key)


def key_sets(metadata: Metadata) -> Iterator[list[JsonObject]]:
    """The keys, and once more anew for whoever misses one among them: the provider may have changed it.

    Once in a minute, however many tokens name a key that nobody has. Raises Unreachable.
    """
    known = isinstance(cache.get(_cache_key("keys", metadata.jwks_uri)), list)
    yield key_set(metadata)
    if cache.add(_cache_key("anew", metadata.jwks_uri), 1, ANEW) and known:
        yield key_set(metadata, anew=True)


def _kept_keys(metadata: Metadata, key: str) -> list[JsonObject]:
    """A failure is kept for a moment, as with discovery."""
    try:
        keys = _document(metadata.jwks_uri, "the key set").get("keys")
        if not isinstance(keys, list) or not keys:
            raise Unreachable("the key set holds no keys")
    except Unreachable as error:
        if not isinstance(cache.get(key), list):
            cache.set(key, f"{error.reason} (a moment ago)", DOWN)
        raise
    found = [each for each in keys[:KEYS] if isinstance(each, dict)]
    cache.set(key, found, KEPT)
    return found


def _document(url: str, what: str) -> JsonObject:
    answer = fetch(url, what)
    if answer.status != 200:
        raise Unreachable(f"{what} at {shown(url)} answers with {answer.status}")
    try:
        return parse_object(answer.body, what)
    except Refused as error:
        raise Unreachable(error.reason) from error


def _read(provider: Provider, discovery: JsonObject) -> Metadata:
    if discovery.get("issuer") != provider.issuer:
        raise Unreachable(
            f"discovery names the issuer {shown(discovery.get('issuer'))}, but {shown(provider.issuer)} is configured"
        )
    secure = provider.issuer.startswith("https:")
    needed = {
        name: check_address(discovery.get(name), name, secure=secure)
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    }
    optional = {
        name: check_address(discovery[name], name, secure=secure) if discovery.get(name) is not None else ""
        for name in ("userinfo_endpoint", "end_session_endpoint")
    }
    return Metadata(
        issuer=provider.issuer,
        **needed,
        **optional,
        algorithms=_algorithms(discovery),
        token_methods=_words(discovery, "token_endpoint_auth_methods_supported", ["client_secret_basic"]),
        names_itself=discovery.get("authorization_response_iss_parameter_supported") is True,
    )


def _algorithms(found: JsonObject) -> tuple[str, ...]:
    announced = _words(found, "id_token_signing_alg_values_supported", ["RS256"])
    usable = tuple(each for each in announced if each in ALGORITHMS)
    if not usable:
        raise Unreachable(f"the provider signs with {shown(announced)}, none of which is a signature with a public key")
    return usable


def _words(found: JsonObject, name: str, default: list[str]) -> tuple[str, ...]:
    value = found.get(name)
    if value is None:
        return tuple(default)
    words = [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
    if not isinstance(value, list) or len(words) < len(value):
        raise Unreachable(f"{name} is no list of words")
    return tuple(words)


def _cache_key(what: str, name: str) -> str:
    return f"oidc:{what}:{hashlib.sha256(name.encode()).hexdigest()}"
