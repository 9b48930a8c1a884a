"""Which account an identity at a provider belongs to: decided first, then made so.

`decide`, `check_may_connect` and `grants` ask the database and change nothing, so that they can be tried out
(`checking`). `account_for` and `connect` decide and write, through `services.identities`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.utils.translation import gettext as _

from boards.accounts.oidc.claims import Claims, no_address
from boards.accounts.oidc.refusals import Refused, shown
from boards.accounts.queries import identities as known_identities
from boards.accounts.services import identities
from boards.models import User
from boards.policy import RANKS
from boardsite.oidc import Provider

logger = logging.getLogger("boardsite.sign_in")


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
    holder = known_identities.holder_of(claims.email) if claims.email else None
    known = known_identities.find(provider.issuer, claims.subject)
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
    if known.extra_data.get("email") != known.user.email:
        return False
    return known_identities.holder_of(claims.email) in (None, known.user)


def _check_may_link(provider: Provider, claims: Claims, holder: User) -> None:
    """Only a verified address opens an account, and only one that nobody of this provider has yet."""
    sentence = _(
        "There is an account with your e-mail address already. Sign in to it the way you did before, then connect "
        "%(provider)s from your profile."
    ) % {"provider": provider.name}
    if not claims.email_verified:
        raise Refused("the address has an account, and the provider has not verified it", sentence)
    if known_identities.has_identity_of(holder, provider.issuer):
        raise Refused("the account with this address belongs to another subject of the provider", sentence)
    if not known_identities.is_confirmed(holder, claims.email) and known_identities.has_other_ways_in(holder):
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
    known = known_identities.find(provider.issuer, claims.subject)
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


def account_for(provider: Provider, claims: Claims, *, invited: str = "") -> SocialAccount:
    """The identity to sign in with, made or linked where it was not there. Raises Refused.

    Two first answers for one person can come at once: who is second asks again, and finds what the first has made.
    """
    for _try in range(3):
        try:
            account = _apply(provider, claims, decide(provider, claims, invited=invited))
        except identities.TakenMeanwhile:
            continue
        return settle_groups(provider, claims, account)
    raise _collided()


def connect(provider: Provider, claims: Claims, user: User) -> SocialAccount:
    """Add the identity to the account of somebody who is signed in. Raises Refused."""
    try:
        account = check_may_connect(claims, provider, user) or identities.link(
            issuer=provider.issuer, subject=claims.subject, email=claims.email, user=user
        )
    except identities.TakenMeanwhile as error:
        raise _collided() from error
    return settle_groups(provider, claims, account)


def _apply(provider: Provider, claims: Claims, decision: Decision) -> SocialAccount:
    if decision.account is not None:
        if decision.follows_email:
            identities.follow_email(account=decision.account, email=claims.email)
        return decision.account
    who = {"issuer": provider.issuer, "subject": claims.subject, "email": claims.email}
    if decision.step is Step.LINK and decision.user is not None:
        logger.info("An identity of %s is linked to account %s by its address", provider.name, decision.user.pk)
        return identities.link(**who, user=decision.user, confirm=True)
    return identities.register(**who, name=claims.name, verified=claims.email_verified)


def settle_groups(provider: Provider, claims: Claims, account: SocialAccount) -> SocialAccount:
    """Give and take what the groups say; nothing for an account that is switched off."""
    given = grants(provider, claims)
    if given is None or not cast(User, account.user).is_active:
        return account
    identities.bring_to_groups(account=account, claims=claims.groups)
    return identities.apply_groups(account=account, staff=given.staff, roles=given.roles)


def _collided() -> Refused:
    return Refused("two sign-ins for one account came at once", _("Two sign-ins came at once. Try again."))
