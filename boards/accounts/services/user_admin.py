"""What site administrators do to accounts. The view has checked that `actor` is one."""

from __future__ import annotations

import logging

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError
from django.utils.translation import gettext as _

from boards.accounts.services import sign_ins, users
from boards.exceptions import InvalidInput, RuleBroken
from boards.models import User
from boards.rules import addresses
from boards.rules.text import NAME_LIMIT, check_storable, clean_line
from boards.services.transactions import service

logger = logging.getLogger("boardsite.people")


@service
def create(
    *, email: str, display_name: str = "", password: str | None = None, administrator: bool = False, actor: User
) -> User:
    """Make an account; its address counts as confirmed, the administrator answers for it.

    Without a name it is called by its address, without a password the person asks for one, or gets a link.
    """
    address = _checked_address(email)
    name = clean_line("display_name", display_name, NAME_LIMIT) if display_name else ""
    if password is not None:
        _check_password(password, User(email=address, display_name=name))
    try:
        user = User.objects.create_user(address, password, display_name=name, **_rank(administrator))
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    except IntegrityError as error:
        # Of two who make it at the same moment.
        raise _taken() from error
    _note("made", user, actor)
    return user


def _checked_address(email: str) -> str:
    address = addresses.checked("email", check_storable("email", email))
    try:
        validate_email(address)
    except ValidationError as error:
        raise InvalidInput("email", _("Enter an e-mail address, like ada@example.com.")) from error
    if User.objects.filter(email=address).exists() or EmailAddress.objects.filter(email=address).exists():
        raise _taken()
    return address


def _taken() -> InvalidInput:
    return InvalidInput("email", _("There is an account with this address already."))


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(check_storable("password", password), user)
    except ValidationError as error:
        raise InvalidInput("password", " ".join(error.messages)) from error


def deactivate(*, user: User, actor: User) -> User:
    """Shut a person out at once, on all devices. Nothing of theirs changes, but menus of their projects mark them.

    In two transactions: being shut out waits for no project that somebody else has locked.
    """
    user = _switch_off(user=user, actor=actor)
    users.announce_person(user=user, is_renamed=False)
    return user


@service
def _switch_off(*, user: User, actor: User) -> User:
    user = _other(user, actor, _("You can't switch your own account off."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    sign_ins.end_devices(user=user)
    _note("switched off", user, actor)
    return user


def activate(*, user: User, actor: User) -> User:
    """Let a person in again; in two transactions, as above."""
    user = _switch_on(user=user, actor=actor)
    users.announce_person(user=user, is_renamed=False)
    return user


@service
def _switch_on(*, user: User, actor: User) -> User:
    user = _locked(user)
    if user.left_at:
        raise RuleBroken(_("This person has deleted their account. Make a new one."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    _note("switched on", user, actor)
    return user


@service
def set_administrator(*, user: User, administrator: bool, actor: User) -> User:
    """Make a person a site administrator, or take that away; nobody does so to themselves."""
    user = _other(user, actor, _("Ask another administrator to change your own role."))
    if administrator and not user.is_active:
        raise RuleBroken(_("This account is switched off. Switch it on first."))
    for field, value in _rank(administrator).items():
        setattr(user, field, value)
    user.save(update_fields=[*_rank(administrator)])
    _note("made an administrator" if administrator else "made no administrator", user, actor)
    return user


@service
def reset_factors(*, user: User, actor: User) -> int:
    """Take the second factors and passkeys from a person who has lost them; signs them out. Returns how many."""
    user = _other(user, actor, _("Change your own second factors in your account."))
    count, _each = Authenticator.objects.filter(user=user).delete()
    sign_ins.end_devices(user=user)
    _note("left without second factors", user, actor)
    return count


def _note(what: str, user: User, actor: User) -> None:
    """A line for the operator, by numbers: what administrators do to people can be looked up."""
    logger.info("Person %s was %s by person %s", user.pk, what, actor.pk)


def _rank(administrator: bool) -> dict[str, bool]:
    return {"is_staff": administrator, "is_superuser": administrator}


def _locked(user: User) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _other(user: User, actor: User, sentence: str) -> User:
    """The row, locked with the actor's own in the order of ids: of two administrators who demote each other, one stays.

    Raises RuleBroken for the actor themselves, and for one who is no administrator any more.
    """
    if user.pk == actor.pk:
        raise RuleBroken(sentence)
    both = User.objects.select_for_update(no_key=True).filter(pk__in=(user.pk, actor.pk)).order_by("pk")
    rows = {row.pk: row for row in both}
    if not (rows[actor.pk].is_staff and rows[actor.pk].is_active):
        raise RuleBroken(_("You are no administrator of this site any more."))
    return rows[user.pk]
