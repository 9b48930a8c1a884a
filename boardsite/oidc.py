"""Reads the OpenID Connect providers from the environment.

`OIDC_PROVIDERS` is a JSON list with an object for each; `OIDC_ISSUER`, `OIDC_CLIENT_ID`, `OIDC_CLIENT_SECRET` and
`OIDC_NAME` are the short form for one. Every key of an object is a field of `Provider`; docs/sign-in.md explains them.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from boardsite import environment as env

TOKEN_METHODS = ("auto", "client_secret_basic", "client_secret_post", "none")
ROLES = ("admin", "member", "viewer")
# The length of allauth's column for what identifies a provider.
ISSUER_LIMIT = 200
EXAMPLE = '[{"issuer": "https://id.example.com/realms/team", "client_id": "boardsite", "client_secret": "…"}]'


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One provider, as it is configured. Its issuer is what identifies it: an account belongs to issuer and subject."""

    id: str
    issuer: str
    client_id: str
    name: str
    client_secret: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    token_method: str = "auto"  # how the client proves itself, no secret  # noqa: S105
    email_claim: str = "email"
    groups_claim: str = ""
    admin_groups: tuple[str, ...] = ()
    # Group → project id → role.
    project_roles: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    end_session: bool = True


def providers() -> list[Provider]:
    """All providers; stops the start with a sentence where one makes no sense."""
    found = [_provider(entry, number) for number, entry in enumerate(_entries(), 1)]
    for name in ("id", "issuer"):
        values = [getattr(each, name) for each in found]
        if len(set(values)) < len(values):
            env.stop(f"OIDC_PROVIDERS names the same {name} twice.")
    return found


def _entries() -> list[object]:
    listed, short = env.text("OIDC_PROVIDERS"), env.text("OIDC_ISSUER")
    if listed and short:
        env.stop("OIDC_PROVIDERS and OIDC_ISSUER are both set; keep one of them.")
    if short:
        return [_short_form(short)]
    entries = env.json_value("OIDC_PROVIDERS", [], EXAMPLE)
    return entries if isinstance(entries, list) else env.stop(f"OIDC_PROVIDERS must be a list, for example {EXAMPLE}.")


def _short_form(issuer: str) -> dict[str, object]:
    entry = {
        "issuer": issuer,
        "client_id": env.text("OIDC_CLIENT_ID"),
        "client_secret": env.text("OIDC_CLIENT_SECRET"),
        "name": env.text("OIDC_NAME"),
        "scopes": env.text("OIDC_SCOPES").split(),
        "token_method": env.text("OIDC_TOKEN_METHOD"),
        "email_claim": env.text("OIDC_EMAIL_CLAIM"),
        "end_session": env.flag("OIDC_END_SESSION", default=True),
    }
    return {name: value for name, value in entry.items() if value not in ("", [])}


def _provider(entry: object, number: int) -> Provider:
    place = f"Provider {number} of OIDC_PROVIDERS"
    if not isinstance(entry, dict):
        env.stop(f"{place} must be an object, for example {EXAMPLE[1:-1]}.")
    known = {each.name for each in fields(Provider)} | {"client_secret_file"}
    if unknown := sorted(set(entry) - known):
        env.stop(f"{place} has {unknown[0]!r}, which means nothing here; known are {', '.join(sorted(known))}.")
    issuer = _issuer(_text(entry, "issuer", place), place)
    return Provider(
        id=_id(_text(entry, "id", place, default=f"sso{number}" if number > 1 else "sso"), place),
        issuer=issuer,
        client_id=_text(entry, "client_id", place),
        client_secret=_secret(entry, place),
        name=_text(entry, "name", place, default=urlsplit(issuer).hostname or "")[:40],
        scopes=_scopes(entry, place),
        token_method=_choice(entry, "token_method", TOKEN_METHODS, place),
        email_claim=_text(entry, "email_claim", place, default="email"),
        groups_claim=_text(entry, "groups_claim", place, default=env.text("OIDC_GROUPS_CLAIM")),
        admin_groups=_words(entry.get("admin_groups", env.words("OIDC_ADMIN_GROUPS")), "admin_groups", place),
        project_roles=_project_roles(entry.get("project_roles", env.json_value("OIDC_PROJECT_ROLES", {}, "{}")), place),
        end_session=_flag(entry, "end_session", place),
    )


def _text(entry: Mapping[str, object], name: str, place: str, default: str | None = None) -> str:
    value = entry.get(name, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        env.stop(f"{place} needs {name} as text.")
    return value.strip() or (default or "")


def _id(value: str, place: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", value):
        env.stop(f"{place} has an id that can't stand in an address; use small letters, digits and hyphens.")
    return value


def _issuer(value: str, place: str) -> str:
    example = "https://id.example.com/realms/team"
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        env.stop(f"{place} has an issuer that is not an address; it must look like {example}.")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        env.stop(f"{place} has an issuer that is not an address; it must look like {example}.")
    if parts.scheme == "http" and not _is_near(parts.hostname):
        env.stop(f"{place} has an issuer without https; only an address on this machine or its network may do without.")
    if len(value) > ISSUER_LIMIT:
        env.stop(f"{place} has an issuer of more than {ISSUER_LIMIT} characters.")
    return value.removesuffix("/.well-known/openid-configuration")


def _is_near(host: str) -> bool:
    """This machine, or a name without a dot, as containers of one network have."""
    return env.is_loopback(host) or host.endswith(".localhost") or not set(host) & set(".:")


def _secret(entry: Mapping[str, object], place: str) -> str:
    path = entry.get("client_secret_file")
    if path is None:
        return _text(entry, "client_secret", place, default="")
    try:
        if isinstance(path, str):
            return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        pass
    return env.stop(f"{place} names a client_secret_file that can't be read.")


def _scopes(entry: Mapping[str, object], place: str) -> tuple[str, ...]:
    given = entry.get("scopes", ["openid", "profile", "email"])
    scopes = _words(given.split() if isinstance(given, str) else given, "scopes", place)
    return scopes if "openid" in scopes else ("openid", *scopes)


def _words(value: object, name: str, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        env.stop(f"{place} has {name} that are no list of words.")
    return tuple(dict.fromkeys(value))


def _choice(entry: Mapping[str, object], name: str, choices: tuple[str, ...], place: str) -> str:
    value = entry.get(name, choices[0])
    return (
        value
        if isinstance(value, str) and value in choices
        else env.stop(f"{place} has a {name} that is none of {', '.join(choices)}.")
    )


def _flag(entry: Mapping[str, object], name: str, place: str) -> bool:
    value = entry.get(name, True)
    return value if isinstance(value, bool) else env.stop(f"{place} has {name}; it must be true or false.")


def _project_roles(value: object, place: str) -> dict[str, dict[int, str]]:
    """`{"developers": {"12": "member"}}`: group → project id → role."""
    example = json.dumps({"developers": {"12": "member"}})
    if not isinstance(value, dict) or not all(isinstance(roles, dict) for roles in value.values()):
        env.stop(f"{place} has project_roles of the wrong shape; it must look like {example}.")
    rows = [(group, str(pk), role) for group, roles in value.items() for pk, role in roles.items()]
    if not all(re.fullmatch(r"[1-9][0-9]{0,17}", pk, re.ASCII) and role in ROLES for _group, pk, role in rows):
        env.stop(
            f"{place} has project_roles of the wrong shape; it must look like {example}, roles {', '.join(ROLES)}."
        )
    return {group: {int(pk): str(role) for pk, role in roles.items()} for group, roles in value.items()}
