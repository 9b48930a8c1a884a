"""Which account somebody gets, or why none. Asks the database and changes nothing, so that it can be tried out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.utils.translation import gettext as _

from boards.accounts.oidc.claims import Claims, no_address
from boards.accounts.oidc.refusals import Refused, shown
from boards.accounts.queries import identities
from boards.accounts.services.identities import RANKS
from boards.models import User
from boardsite.oidc import Provider


class Step(StrEnum):
    """What a sign-in does about the account."""

    KNOWN = "known"
    LINK = "link"
    CREATE = "create"


@dataclass(frozen=True)
class Decision:
    """The step, with the account it is about (none yet for a new one)."""

    step: Step
    account: SocialAccount | None = None
    user: User | None = None
    # Whether the account's address becomes the one that the provider has verified now.
    follows_email: bool = False


def decide(provider: Provider, claims: Claims, *, invited: str = "") -> Decision:
    """For somebody who signs in. `invited` is the address that an invitation names. Raises Refused."""
    # In this order: the account that another first sign-in of the same person makes meanwhile comes with its identity.
    holder = identities.holder_of(claims.email) if claims.email else None
    known = identities.find(provider.issuer, claims.subject)
    if known is not None:
        return Decision(Step.KNOWN, known, known.user, follows_email=_follows(known, claims))
    if claims.odd_email:
        raise Refused(
            f"the provider sent {shown(claims.odd_email)} as e-mail address, in no plain spelling", no_address()
        )
    if not claims.email:
        raise Refused(
            f"no e-mail address in the claim {provider.email_claim}",
            _("%(provider)s has sent no e-mail address, and an account needs one.") % {"provider": provider.name},
        )
    if holder is not None:
        _check_may_link(provider, claims, holder)
        return Decision(Step.LINK, None, holder)
    _check_may_create(claims, invited)
    return Decision(Step.CREATE)


def _follows(known: SocialAccount, claims: Claims) -> bool:
    """The address in use came from this provider, who has verified another since, which is nobody else's."""
    if not claims.email_verified or known.user.email == claims.email or not _domain_allowed(claims.email):
        return False
    return known.extra_data.get("email") == known.user.email and identities.holder_of(claims.email) in (
        None,
        known.user,
    )


def _check_may_link(provider: Provider, claims: Claims, holder: User) -> None:
    """Only a verified address opens an account, and only one that nobody of this provider has yet."""
    sentence = _(
        "There is an account with your e-mail address already. Sign in to it the way you did before, then connect "
        "%(provider)s from your profile."
    ) % {"provider": provider.name}
    if not claims.email_verified:
        raise Refused("the address has an account, and the provider has not verified it", sentence)
    if identities.has_identity_of(holder, provider.issuer):
        raise Refused("the account with this address belongs to another subject of the provider", sentence)
    if not identities.is_confirmed(holder, claims.email) and identities.has_other_ways_in(holder):
        # Whoever made that account need not be the owner of the address, and could keep a way in.
        raise Refused("the account with this address never confirmed it, and has other ways in", sentence)


def _check_may_create(claims: Claims, invited: str) -> None:
    if not _domain_allowed(claims.email) or (settings.EMAIL_DOMAINS and not claims.email_verified):
        raise Refused(
            "the address is not a verified one of an allowed domain",
            _("New accounts need a confirmed e-mail address of this organisation."),
        )
    if settings.SIGNUP == "open" or (
        settings.SIGNUP == "invited" and claims.email_verified and claims.email == invited
    ):
        return
    raise Refused(
        f"sign-up is {settings.SIGNUP}",
        _("You have no account here yet, and new ones are made by the people who run this site. Ask them for one."),
    )


def _domain_allowed(email: str) -> bool:
    return not settings.EMAIL_DOMAINS or email.rpartition("@")[2] in settings.EMAIL_DOMAINS


def check_may_connect(claims: Claims, provider: Provider, user: User) -> SocialAccount | None:
    """For somebody signed in who adds an identity. Returns the one that is theirs already, if any. Raises Refused."""
    known = identities.find(provider.issuer, claims.subject)
    if known is not None and known.user_id != user.pk:
        raise Refused(
            "the identity belongs to another account",
            _("This %(provider)s account is connected to another account here.") % {"provider": provider.name},
        )
    return known


@dataclass(frozen=True)
class Grants:
    """What somebody's groups give."""

    staff: bool
    roles: dict[int, str]


def grants(provider: Provider, claims: Claims) -> Grants | None:
    """Of several groups the highest role counts. None where the provider's groups give nothing to anybody."""
    if not provider.groups_claim:
        return None
    roles: dict[int, str] = {}
    for group in claims.groups:
        for project_id, role in provider.project_roles.get(group, {}).items():
            roles[project_id] = max(roles.get(project_id, role), role, key=RANKS.index)
    return Grants(staff=not claims.groups.isdisjoint(provider.admin_groups), roles=roles)
