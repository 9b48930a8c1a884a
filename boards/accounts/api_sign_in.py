"""Programs sign in, or make an account, through the same steps as the pages: limits, confirmation, second factors."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm, SignupForm
from allauth.account.internal import flows
from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from allauth.headless.internal import sessionkit
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from boards.accounts import tokens
from boards.accounts.services import users
from boards.accounts.tokens import Tokens
from boards.models import User
from boards.rules.addresses import in_small_letters
from boards.rules.text import NAME_LIMIT

# The application of django-allauth in which the names of the limits are looked up.
LIMITS = "allauth.account"


class Refused(Exception):
    """Why there are no tokens. `kind` is for programs, `sentence` for people, `more` for the body of the answer."""

    def __init__(self, kind: str, sentence: str, *, wait: int = 0, **more: object) -> None:
        self.kind, self.sentence, self.wait, self.more = kind, sentence, wait, more
        super().__init__(kind)


class Invalid(Exception):
    """Values that a form refuses: (field, sentence)."""

    def __init__(self, errors: list[tuple[str, str]]) -> None:
        self.errors = errors
        super().__init__(", ".join(field for field, _sentence in errors))


def sign_in(request: HttpRequest, *, email: str, password: str, code: str) -> Tokens:
    """Tokens for an address and its password, and for the code of a second factor where the person has one."""
    _check_passwords()
    limit(request, "login")
    with _apart(request):
        user, address = _authenticated(request, in_small_letters(email), password)
        flows.login.perform_password_login(request, {"email": address}, Login(user=user, email=address))
        if not request.user.is_authenticated:
            _next_step(request, user, code)
        return tokens.issue(user, request.session)


def register(
    request: HttpRequest, *, email: str, password: str, display_name: str, time_zone: str, language: str
) -> Tokens | None:
    """A new account, with tokens; None where the address must be confirmed first, or only its mailbox hears more."""
    _check_passwords()
    if getattr(settings, "SIGNUP", "open") == "closed" or not get_adapter().is_open_for_signup(request):
        raise Refused("sign-up-closed", _("Accounts are made by the people who run this site."))
    limit(request, "signup")
    with _apart(request):
        profile = {"display_name": display_name, "time_zone": time_zone, "language": language}
        user = _new_user(request, email, password, profile)
        if user is None:
            return None
        flows.signup.complete_signup(request, user=user)
        return tokens.issue(user, request.session) if request.user.is_authenticated else None


def checked_email(request: HttpRequest, user: User, email: str) -> AddEmailForm | None:
    """The new address, ready for `change_email`; None if it is the one the person has."""
    if in_small_letters(email) == user.email:
        return None
    limit(request, "manage_email", user=user)
    form = AddEmailForm(user, {"email": email})
    if not form.is_valid():
        raise _invalid(form)
    return form


def change_email(request: HttpRequest, user: User, form: AddEmailForm) -> None:
    """Change the address: at once where no e-mail leaves the machine, else when the link sent there is followed."""
    if settings.SENDS_EMAIL:
        form.save(request)
        return
    with _one_address():
        users.set_email(user=user, email=form.cleaned_data["email"], actor=user)


def limit(request: HttpRequest, action: str, *, key: str | None = None, user: User | None = None) -> None:
    """Count one try; Refused when there were too many."""
    if ratelimit.consume(request, app=LIMITS, action=action, key=key, user=user, limit_get=True) is None:
        raise _too_many(request, action, key=key, user=user)


def _too_many(request: HttpRequest, action: str, *, key: str | None = None, user: User | None = None) -> Refused:
    wait = 1
    for rate in ratelimit.get_rates(app=LIMITS, action=action):
        if (rate.per == "key" and key is None) or (rate.per == "user" and user is None):
            continue
        tries = cache.get(ratelimit.get_cache_key(request, app=LIMITS, action=action, rate=rate, key=key, user=user))
        if tries and len(tries) >= rate.amount:
            wait = max(wait, int(tries[-1] + rate.duration - time.time()) + 1)
    return Refused("too-many-tries", _("That was too often in a short time. Wait a while and try again."), wait=wait)


def _check_passwords() -> None:
    if not getattr(settings, "PASSWORD_LOGIN", True):
        raise Refused("no-passwords", _("This site has no passwords. Sign in by a browser and make an API key there."))


def _authenticated(request: HttpRequest, email: str, password: str) -> tuple[User, str]:
    """The person, who may be deactivated, with the address under which tries are counted."""
    adapter = get_adapter()
    try:
        user = adapter.authenticate(request, email=email, password=password)
    except ValidationError as error:
        counted_by = adapter._get_login_attempts_cache_key(request, email=email)
        raise _too_many(request, "login_failed", key=counted_by) from error
    if not isinstance(user, User):
        raise Refused("wrong-credentials", _("E-mail address and password don't match."))
    if not user.is_active:
        adapter.note_inactive(user)
        raise Refused("account-inactive", _("This account is deactivated."))
    return user, email


def _next_step(request: HttpRequest, user: User, code: str) -> None:
    """Go through the second factor, or say what is to be done first."""
    stage = get_pending_stage(request)
    if stage is None or stage.key != "mfa_authenticate" or not apps.is_installed("allauth.mfa"):
        raise Refused("confirm-email", _("Confirm your e-mail address by the link that was sent there."), next="email")
    if not code:
        sentence = _("This account has a second step. Send the code of your app, or a recovery code, as “code” too.")
        raise Refused("second-factor-needed", sentence, next="code")
    _check_code(request, user, code)
    stage.exit()
    if not request.user.is_authenticated:
        raise Refused(
            "sign-in-by-browser", _("This account needs one more step. Sign in by a browser."), next="browser"
        )


def _check_code(request: HttpRequest, user: User, code: str) -> None:
    from allauth.mfa.base.forms import AuthenticateForm

    form = AuthenticateForm({"code": code}, user=user)
    if form.is_valid():
        form.save()
        return
    if any(error.code == "too_many_login_attempts" for error in form.errors.as_data().get("code", ())):
        raise _too_many(request, "login_failed", key=f"mfa-auth-user-{user.pk}")
    raise Refused("wrong-code", _("This code is not right. A code of the app works once, and for a short time."))


def _new_user(request: HttpRequest, email: str, password: str, profile: dict[str, Any]) -> User | None:
    """The person; None if there is one with that address already, and nobody but its mailbox may know."""
    name = profile["display_name"] or in_small_letters(email).partition("@")[0][:NAME_LIMIT]
    form = SignupForm({"email": email, "password1": password, "display_name": name})
    if not form.is_valid():
        raise _invalid(form)
    with _one_address(), transaction.atomic():
        user, _response = form.try_save(request)
        if user is not None:
            users.update(user=user, **profile | {"display_name": name}, actor=user)
    if user is None:
        # As much work as for a new account: the time must not tell the two apart.
        User().set_password(password)
    return user


@contextmanager
def _one_address() -> Iterator[None]:
    """Two who take the same address at the same moment: one is told that it is taken."""
    try:
        yield
    except IntegrityError as error:
        raise Invalid([("email", str(get_adapter().error_messages["email_taken"]))]) from error


def _invalid(form: BaseForm) -> Invalid:
    names: Mapping[str, str] = {"password1": "password", "__all__": "body"}
    return Invalid(
        [(names.get(field, field), str(sentence)) for field, found in form.errors.items() for sentence in found]
    )


class _Silence:
    """Takes the messages that a page would have shown."""

    def add(self, *args: object, **kwargs: object) -> None:
        """Drop the message: the answer of the API says what is to be said."""


@contextmanager
def _apart(request: HttpRequest) -> Iterator[None]:
    """Sign in within a session that no cookie carries, and leave the browser's alone, if there is one.

    Without success nothing of it stays in the database.
    """
    session, user, messages = request.session, request.user, getattr(request, "_messages", None)
    csrf = {name: request.META.get(name) for name in ("CSRF_COOKIE", "CSRF_COOKIE_NEEDS_UPDATE")}
    request.session, request.user = sessionkit.new_session(), AnonymousUser()
    request._messages = _Silence()  # type: ignore[attr-defined]
    try:
        yield
    except BaseException:
        request.session.flush()
        raise
    finally:
        request.session, request.user = session, user
        request._messages = messages  # type: ignore[attr-defined]
        request.META.update(csrf)
