"""Who the provider says this is: the few claims that are used, each of the right type or refused."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.socialaccount.app_settings import UID_MAX_LENGTH
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from boards.accounts.oidc.refusals import Refused, shown
from boards.exceptions import InvalidInput
from boards.rules import addresses
from boards.rules.strict_json import JsonObject
from boards.rules.text import NAME_LIMIT, clean_line, fold, is_blank
from boardsite.oidc import Provider

GROUPS = 2_000
GROUP_LIMIT = 500
EMAIL_LIMIT = 254


@dataclass(frozen=True)
class Claims:
    """One person, as one provider knows them."""

    subject: str
    name: str
    # As it was sent, but for ASCII case; empty where none was sent, or one that could be taken for another's.
    email: str
    # True only for the JSON value `true`.
    email_verified: bool
    groups: frozenset[str]
    # What was sent in place of an address, for the log.
    odd_email: str = ""


def subject_of(claims: JsonObject) -> str:
    """`sub`: what identifies the person at this provider, to the letter."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or is_blank(subject) or not subject.isprintable():
        raise Refused(f"the ID token has {shown(subject)} as sub")
    if len(subject) > UID_MAX_LENGTH:
        raise Refused(f"the ID token has a sub of {len(subject)} characters")
    return subject


def read(provider: Provider, token: JsonObject, info: JsonObject) -> Claims:
    """Out of the ID token and userinfo, whose subject has been compared. What userinfo says comes first."""
    merged = {**token, **info}
    # Both from one source: the address of one is not verified by the other.
    source = info if provider.email_claim in info else token
    sent = _sent_email(source, provider.email_claim)
    email = addresses.in_small_letters(sent) if addresses.is_plain(sent) else ""
    return Claims(
        subject=subject_of(token),
        name=_name(merged, email),
        email=email,
        email_verified=bool(email) and source.get("email_verified") is True and provider.email_claim == "email",
        groups=_groups(merged, provider.groups_claim),
        odd_email="" if email else sent,
    )


def _sent_email(source: JsonObject, claim: str) -> str:
    """The address to the letter, empty where there is none. Raises Refused for what is none at all."""
    raw = source.get(claim)
    if raw is None or raw == "":
        return ""
    if not isinstance(raw, str) or len(raw) > EMAIL_LIMIT:
        raise Refused(f"the provider sent {shown(raw)} as e-mail address", no_address())
    try:
        validate_email(fold(raw).strip())
    except ValidationError as error:
        raise Refused(f"the provider sent {shown(raw)} as e-mail address", no_address()) from error
    return raw


def no_address() -> str:
    """What a person reads whose address is of no use."""
    return _("The sign-in provider sent an e-mail address that can't be used. Ask the people who run it to correct it.")


def _name(claims: JsonObject, email: str) -> str:
    for claim in ("name", "preferred_username", "nickname"):
        value = claims.get(claim)
        if value is not None and not isinstance(value, str):
            raise Refused(f"the provider sent {shown(value)} as {claim}")
        try:
            return clean_line(claim, " ".join((value or "").split())[:NAME_LIMIT], NAME_LIMIT)
        except InvalidInput:
            continue
    return email.partition("@")[0][:NAME_LIMIT]


def _groups(claims: JsonObject, claim: str) -> frozenset[str]:
    """The claim by its full name, or by a path with dots (`realm_access.roles`). None sent is none had."""
    value: object = claims.get(claim) if claim else None
    if value is None and "." in claim:
        value = claims
        for part in claim.split("."):
            value = value.get(part) if isinstance(value, dict) else None
    if value is None:
        return frozenset()
    groups = [value] if isinstance(value, str) else value
    if not isinstance(groups, list) or not all(isinstance(each, str) for each in groups):
        raise Refused(f"the provider sent {shown(value)} as {claim}")
    if len(groups) > GROUPS or any(len(each) > GROUP_LIMIT for each in groups):
        raise Refused(f"the provider sent {len(groups)} groups or one that is too long")
    return frozenset(groups)
