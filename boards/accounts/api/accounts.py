"""Accounts for programs: make one, sign in, fresh tokens, sign out, one's own profile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import BaseModel, Field, SecretStr, model_validator

from boards.accounts import api_sign_in, tokens
from boards.accounts.services import users
from boards.api.auth import caller, person
from boards.api.errors import Problem, invalid
from boards.api.parsing import check_query
from boards.api.schemas.common import Address, Input, Output, ProblemOut
from boards.exceptions import NotAllowed
from boards.models import User
from boards.rules.text import NAME_LIMIT, check_storable

router = Router(tags=["Sign-in"])

# Statuses of `programs.Refused`; 401 for the others.
STATUS = {"too-many-tries": 429, "sign-up-closed": 403, "no-passwords": 403}

NO_PARAMETERS: frozenset[str] = frozenset()

Email = Annotated[Address, Field(examples=["ann@example.com"])]
Password = Annotated[SecretStr, Field(min_length=1, max_length=4096, examples=["correct horse battery"])]
Name = Annotated[str, Field(max_length=NAME_LIMIT, examples=["Ann Karlsson"])]
Zone = Annotated[str, Field(max_length=64, examples=["Europe/Stockholm"], description="Empty for the site's own.")]
Language = Annotated[str, Field(max_length=16, examples=["en"], description="Empty for that of the browser.")]


class RegisterIn(Input):
    """A new account."""

    email: Email
    password: Password
    display_name: Name = ""
    time_zone: Zone = ""
    language: Language = ""


class LoginIn(Input):
    """An address (as `email` or `username`) and its password, and the code of a second factor if there is one."""

    email: Email = ""
    username: Annotated[Address, Field(description="Another name for email.")] = ""
    password: Password
    code: Annotated[str, Field(max_length=64, repr=False, description="From the app, or a recovery code.")] = ""

    @model_validator(mode="after")
    def one_address(self) -> LoginIn:
        """Either name may be used."""
        if len({self.email, self.username} - {""}) != 1:
            raise ValueError("Send one address, as email or as username.")
        return self


class RefreshIn(Input):
    """The refresh token of the last answer."""

    refresh_token: Annotated[str, Field(max_length=4096, repr=False, pattern=r"^[\w.-]+$")]


class ProfileOut(Output):
    """What a person says about themselves."""

    id: int
    email: str
    display_name: str
    time_zone: str
    language: str


class ProfileIn(Input):
    """The fields to change; the others stay as they are."""

    email: Email = ""
    display_name: Name = ""
    time_zone: Zone = ""
    language: Language = ""


class TokensOut(Output):
    """A pair of tokens. Each refresh token works once: keep the one of the last answer."""

    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105  the name of a scheme
    expires_in: Annotated[int, Field(description="How many seconds the access token holds.", examples=[900])]
    user: ProfileOut


class ConfirmOut(Output):
    """No tokens yet."""

    detail: Annotated[str, Field(examples=["Follow the link that was sent to this address, then sign in."])]


def _problems(*statuses: int) -> dict[int, object]:
    return dict.fromkeys((400, *statuses, 413, 415, 429), ProblemOut)


@router.post(
    "register",
    auth=None,
    response={201: TokensOut, 202: ConfirmOut} | _problems(403),
    operation_id="register",
    summary="Make an account",
)
def register(request: HttpRequest, response: HttpResponse, payload: RegisterIn) -> Status:
    """Make an account and sign in to it. 202 without tokens where the address must be confirmed first."""
    check_query(request, NO_PARAMETERS)
    with refusals():
        made = api_sign_in.register(request, **_plain(payload))
    if made is None:
        return Status(202, ConfirmOut(detail=_("Follow the link that was sent to this address, then sign in.")))
    return Status(201, _pair(made, response))


@router.post(
    "login", auth=None, response={200: TokensOut} | _problems(401, 403), operation_id="login", summary="Sign in"
)
def login(request: HttpRequest, response: HttpResponse, payload: LoginIn) -> TokensOut:
    """Sign in. 401 with `next` says which further step is needed: `code`, or `email` to be confirmed."""
    check_query(request, NO_PARAMETERS)
    given = _plain(payload)
    username = given.pop("username")
    with refusals():
        return _pair(api_sign_in.sign_in(request, **given | {"email": given["email"] or username}), response)


@router.post(
    "refresh", auth=None, response={200: TokensOut} | _problems(401), operation_id="refresh", summary="Fresh tokens"
)
def refresh(request: HttpRequest, response: HttpResponse, payload: RefreshIn) -> TokensOut:
    """Fresh tokens for a refresh token, which is used up. One that comes back ends every token of that sign-in."""
    check_query(request, NO_PARAMETERS)
    with refusals():
        api_sign_in.limit(request, "refresh_tokens")
    made = tokens.refresh(payload.refresh_token)
    if made is None:
        raise Problem(401, _("This refresh token is used up or no longer good. Sign in again."), kind="invalid-token")
    return _pair(made, response)


@router.post("logout", response={204: None} | _problems(401, 403), operation_id="logout", summary="Sign out")
def logout(request: HttpRequest) -> Status:
    """End this sign-in: its access and refresh tokens, or the browser's session."""
    check_query(request, NO_PARAMETERS)
    session = caller(request).session
    if session is None:
        raise NotAllowed(_("An API key has no sign-in to end. Revoke it on the page of your keys."))
    if session is request.session:
        get_adapter().logout(request)
    else:
        tokens.revoke(session)
    return Status(204, None)


@router.get("me", response={200: ProfileOut} | _problems(401), operation_id="read_profile", summary="Your profile")
def read_profile(request: HttpRequest) -> ProfileOut:
    """Oneself."""
    check_query(request, NO_PARAMETERS)
    return _profile(person(request))


@router.patch(
    "me", response={200: ProfileOut} | _problems(401, 403), operation_id="change_profile", summary="Change your profile"
)
def change_profile(request: HttpRequest, payload: ProfileIn) -> ProfileOut:
    """Change what one says about oneself. A new address counts once it is confirmed, where the site sends e-mail."""
    check_query(request, NO_PARAMETERS)
    user = person(request)
    given: dict[str, Any] = {**_plain(payload, only_sent=True)}
    email = given.pop("email", user.email)
    if email != user.email and caller(request).key_id is not None:
        raise NotAllowed(_("An API key can't change the address that its owner signs in with."))
    with refusals():
        # Counted outside the transaction, so that a try counts when it is refused.
        address = api_sign_in.checked_email(request, user, email)
        with transaction.atomic():
            users.update(user=user, **given, actor=user)
            if address is not None:
                api_sign_in.change_email(request, user, address)
    return _profile(user)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the steps of signing in refuse into problem details."""
    try:
        yield
    except api_sign_in.Invalid as error:
        raise invalid(*error.errors) from error
    except api_sign_in.Refused as error:
        headers = {"Retry-After": str(error.wait)} if error.wait else {}
        status = STATUS.get(error.kind, 401)
        if status == 401:
            headers["WWW-Authenticate"] = 'Bearer realm="Boardsite"'
        raise Problem(status, error.sentence, kind=error.kind, headers=headers, more=error.more) from error


def _plain(payload: BaseModel, *, only_sent: bool = False) -> dict[str, str]:
    """The values as plain text that can be stored."""
    found = payload.model_dump(exclude_unset=only_sent)
    shown = {name: value.get_secret_value() if isinstance(value, SecretStr) else value for name, value in found.items()}
    return {name: check_storable(name, value) for name, value in shown.items()}


def _pair(made: tokens.Tokens, response: HttpResponse) -> TokensOut:
    response["Cache-Control"] = "no-store"
    return TokensOut(
        access_token=made.access,
        refresh_token=made.refresh,
        expires_in=made.expires_in,
        user=_profile(made.user),
    )


def _profile(user: User) -> ProfileOut:
    return ProfileOut(
        id=user.pk,
        email=user.email,
        display_name=user.display_name,
        time_zone=user.time_zone,
        language=user.language,
    )
