"""Makes a decision come true, through the services."""

from __future__ import annotations

import logging
from typing import cast

from allauth.socialaccount.models import SocialAccount
from django.utils.translation import gettext as _

from boards.accounts.oidc.claims import Claims
from boards.accounts.oidc.deciding import Decision, Step, check_may_connect, decide, grants
from boards.accounts.oidc.refusals import Refused
from boards.accounts.services import identities
from boards.models import User
from boardsite.oidc import Provider

logger = logging.getLogger("boardsite.sign_in")


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
    return identities.apply_groups(account=account, staff=given.staff, roles=given.roles)


def _collided() -> Refused:
    return Refused("two sign-ins for one account came at once", _("Two sign-ins came at once. Try again."))
