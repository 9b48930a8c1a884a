"""What discovery says, and what a set of claims would do: for administrators, without signing anybody in."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from boards.accounts.oidc import claims, linking, strict
from boards.accounts.oidc.metadata import Metadata, discover, key_set
from boards.accounts.oidc.refusals import Refused
from boards.accounts.oidc.tokens import token_method
from boards.accounts.queries.identities import titles_of
from boards.rules.strict_json import JsonObject
from boardsite.oidc import Provider


@dataclass(frozen=True)
class Report:
    """What was found about one provider."""

    provider: Provider
    problem: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def inspect(provider: Provider) -> Report:
    """Ask the provider anew."""
    try:
        metadata = discover(provider, anew=True)
        keys = key_set(metadata, anew=True)
    except Refused as refused:
        return Report(provider, problem=refused.reason)
    return Report(provider, facts=_facts(provider, metadata, keys), remarks=_remarks(provider, metadata))


def _facts(provider: Provider, metadata: Metadata, keys: list[JsonObject]) -> list[tuple[str, str]]:
    return [
        (_("Issuer"), metadata.issuer),
        (_("Sign-in address"), metadata.authorization_endpoint),
        (_("Token address"), metadata.token_endpoint),
        (_("The client proves itself by"), token_method(provider, metadata)),
        (_("Person's data from"), metadata.userinfo_endpoint or _("the ID token alone")),
        (_("Signatures"), ", ".join(metadata.algorithms)),
        (_("Keys"), ", ".join(str(each.get("kid", "–")) for each in keys)),
        (_("Sign-out address"), metadata.end_session_endpoint or _("none")),
        (_("Scopes asked for"), " ".join(provider.scopes)),
        (_("Groups from"), provider.groups_claim or _("nowhere")),
    ]


def _remarks(provider: Provider, metadata: Metadata) -> list[str]:
    found = []
    method = token_method(provider, metadata)
    if method != "none" and method not in metadata.token_methods:
        found.append(_("The provider does not announce the way the client proves itself."))
    if provider.end_session and not metadata.end_session_endpoint:
        found.append(_("Signing out here does not sign out at the provider."))
    mapped = {pk for roles in provider.project_roles.values() for pk in roles}
    if mapped and not provider.groups_claim:
        found.append(_("Groups are mapped to roles, but no claim says where groups are."))
    missing = mapped - titles_of(mapped).keys()
    gone = [_("Groups give roles in project %(id)s, which does not exist.") % {"id": pk} for pk in sorted(missing)]
    return found + gone


@dataclass(frozen=True)
class Outcome:
    """What would happen."""

    refused: str = ""
    reason: str = ""
    lines: list[str] = field(default_factory=list)


def try_claims(provider: Provider, text: str) -> Outcome:
    """As if an ID token with these claims had come and been right."""
    try:
        who = claims.read(provider, strict.parse_object(text.encode("utf-8", "replace"), "the text"), {})
        decision = linking.decide(provider, who)
    except Refused as refused:
        return Outcome(refused=refused.sentence, reason=refused.reason)
    return Outcome(lines=[_step(decision, who), *_grants(provider, who)])


def _step(decision: linking.Decision, who: claims.Claims) -> str:
    if decision.user is None:
        verified = _("confirmed") if who.email_verified else _("not confirmed")
        return _("A new account is made: %(name)s, %(email)s (%(verified)s).") % {
            "name": who.name,
            "email": who.email,
            "verified": verified,
        }
    words = {"name": decision.user.display_name, "email": decision.user.email}
    if not decision.user.is_active:
        return _("Nobody is signed in: the account of %(name)s (%(email)s) is switched off.") % words
    if decision.step is linking.Step.LINK:
        return _("Signed in as %(name)s (%(email)s), whose account is connected by its e-mail address.") % words
    return _("Signed in as %(name)s (%(email)s), whose account is connected already.") % words


def _grants(provider: Provider, who: claims.Claims) -> list[str]:
    given = linking.grants(provider, who)
    if given is None:
        return [_("Groups are not looked at.")]
    titles = titles_of(given.roles)
    lines = [_("Site administrator by group.")] if given.staff else []
    lines += [
        _("In “%(project)s”: %(role)s.") % {"project": titles[pk], "role": role}
        for pk, role in sorted(given.roles.items())
        if pk in titles
    ]
    return lines or [_("No rights by groups.")]
