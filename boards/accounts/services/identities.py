"""The writer of identities: which account belongs to which subject of which provider, and what groups give it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from typing import cast

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from boards import events
from boards.accounts.services import keys, sign_ins
from boards.exceptions import NotFound, ProjectArchived, RuleBroken
from boards.models import Membership, Project, User
from boards.policy import highest
from boards.services import groups, members
from boards.services.transactions import service

logger = logging.getLogger("boardsite.people")

MEANS = "sign-in"


class TakenMeanwhile(RuleBroken):
    """Somebody else was given this identity or this address between the question and the answer."""


@service
def register(*, issuer: str, subject: str, name: str, email: str, verified: bool) -> SocialAccount:
    """Make an account and its identity in one go. Raises TakenMeanwhile."""
    try:
        user = User.objects.create_user(email=email, display_name=name)
        EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
        return _identity(user, issuer, subject, email)
    except IntegrityError as error:
        raise _taken() from error


@service
def link(*, issuer: str, subject: str, email: str, user: User, confirm: bool = False) -> SocialAccount:
    """Add an identity to an account. Raises TakenMeanwhile.

    `confirm`: the provider has verified the account's address. Where the site had not, whoever made the account may
    not have been the owner of the address: every way into it that there was ends, and with it every session.
    """
    try:
        account = _identity(user, issuer, subject, email)
        if confirm and not EmailAddress.objects.filter(user=user, email=email, verified=True).exists():
            _end_other_ways(user)
            EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
        return account
    except IntegrityError as error:
        raise _taken() from error


@service
def follow_email(*, account: SocialAccount, email: str) -> bool:
    """Give the account the address its owner has at the provider now; False if somebody else has it. Caller checked
    that the present one came from there too."""
    user = cast(User, account.user)
    try:
        EmailAddress.objects.filter(user=user).exclude(email=email).delete()
        EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
        user.email = email
        user.save(update_fields=["email"])
        _remember(account, email=email)
    except IntegrityError as error:
        raise _taken() from error
    return True


@service
def apply_groups(*, account: SocialAccount, staff: bool, roles: Mapping[int, str]) -> SocialAccount:
    """Give what the groups give, take away what they gave before and give no longer. Returns it with its person anew.

    What was given is remembered with the identity, so that a role somebody was given by hand is never taken away.
    """
    account = (
        SocialAccount.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=account.pk)
    )
    user = cast(User, account.user)
    given = account.extra_data.get("given", {})
    before = {int(pk): tuple(each) for pk, each in given.get("roles", {}).items()}
    with events.by_means(MEANS):
        kept = {pk: _settle(user, pk, roles.get(pk), before.get(pk)) for pk in sorted({*roles, *before})}
    was_given = _settle_staff(user, staff, bool(given.get("staff")))
    after = {"staff": was_given, "roles": {str(pk): list(each) for pk, each in kept.items() if each}}
    if after != given:
        _remember(account, given=after)
    return account


@service
def bring_to_groups(*, account: SocialAccount, claims: Collection[str]) -> None:
    """Put the person into the groups here that the provider's own stand for, and take them out of the others."""
    with events.by_means(MEANS):
        groups.bring(issuer=account.provider, user=cast(User, account.user), claims=claims)


@service
def take_back(*, account: SocialAccount) -> None:
    """What its groups have given ends with an identity: nobody would take it away any more."""
    user = cast(User, account.user)
    if account.extra_data.get("given"):
        apply_groups(account=account, staff=False, roles={})
    if not SocialAccount.objects.filter(user=user, provider=account.provider).exclude(pk=account.pk).exists():
        bring_to_groups(account=account, claims=())


def _end_other_ways(user: User) -> None:
    """Those that a rule has let be; with another identity or a second factor it never comes to this."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    keys.revoke_all(actor=user)
    sign_ins.end_devices(user=user)


def _identity(user: User, issuer: str, subject: str, email: str) -> SocialAccount:
    return SocialAccount.objects.create(user=user, provider=issuer, uid=subject, extra_data={"email": email})


def _remember(account: SocialAccount, **values: object) -> None:
    account.extra_data = {**account.extra_data, **values}
    account.save(update_fields=["extra_data"])


def _taken() -> TakenMeanwhile:
    return TakenMeanwhile(_("Two sign-ins came at once. Try again."))


def _settle_staff(user: User, wanted: bool, was_given: bool) -> bool:
    """Returns whether the groups give it now; one that somebody gave by hand is left alone."""
    if wanted and not user.is_staff:
        was_given = True
        _set_staff(user, staff=True)
    elif was_given and not wanted and user.is_staff:
        _set_staff(user, staff=False)
    return wanted and was_given


def _set_staff(user: User, *, staff: bool) -> None:
    user.is_staff = user.is_superuser = staff
    user.save(update_fields=["is_staff", "is_superuser"])
    logger.info("Person %s was made %s by groups", user.pk, "an administrator" if staff else "no administrator")


Given = tuple[str, str | None]


def _settle(user: User, project_id: int, wanted: str | None, given: Given | None) -> Given | None:
    """One project. Returns (role that the groups give, role before they did), None for nothing given."""
    project = Project.objects.alive().filter(pk=project_id).first()
    if project is None or project.owner_id == user.pk:
        return None
    there = Membership.objects.filter(project=project, user=user).first()
    role = there.own_role if there is not None else None
    ours = given is not None and role == given[0]
    own = given[1] if given is not None and ours else role
    target = highest(wanted, own)
    try:
        # What is refused is undone alone; the rest of the sign-in goes on.
        with transaction.atomic():
            _set_role(project, user, role, target)
    except NotFound:
        return None
    except ProjectArchived:
        return given  # tried again at the next sign-in
    return (target, own) if target is not None and target != own else None


def _set_role(project: Project, user: User, role: str | None, target: str | None) -> None:
    if role == target:
        return
    if role is None and target is not None:
        members.add(project=project, user=user, role=target, actor=user)
    elif target is None:
        members.remove(project=project, user=user, actor=user)
    else:
        members.change_role(project=project, user=user, role=target, actor=user)
