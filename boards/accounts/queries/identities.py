"""Who has which identity, and who has which address."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from boards.models import Project, User


def find(issuer: str, subject: str) -> SocialAccount | None:
    """The identity with its person, deactivated ones included; one query."""
    return SocialAccount.objects.select_related("user").filter(provider=issuer, uid=subject).first()


def has_identity_of(user: User, issuer: str) -> bool:
    """Whether somebody of that provider signs in to this account already."""
    return SocialAccount.objects.filter(user=user, provider=issuer).exists()


def holder_of(email: str) -> User | None:
    """Whose account this address is, letter for letter: the one it signs in to, or one that has confirmed it besides.

    Never `iexact`: PostgreSQL compares by capitals then, and there a dotless i is an `i`.
    """
    found = User.objects.filter(email=email).first()
    if found is None:
        confirmed = EmailAddress.objects.select_related("user").filter(email=email, verified=True).first()
        found = confirmed.user if confirmed else None
    return found


def is_confirmed(user: User, email: str) -> bool:
    """Whether the site itself knows that the account's owner reads this address."""
    return EmailAddress.objects.filter(user=user, email=email, verified=True).exists()


def has_other_ways_in(user: User) -> bool:
    """Whether somebody signs in to this account otherwise than by a password: another provider, a second factor."""
    others = SocialAccount.objects.filter(user=user).exists()
    return others or Authenticator.objects.filter(user=user).exists()


def titles_of(project_ids: Iterable[int]) -> dict[int, str]:
    """The titles of those projects that there are, by id."""
    return dict(Project.objects.alive().filter(pk__in=project_ids).values_list("pk", "title"))
