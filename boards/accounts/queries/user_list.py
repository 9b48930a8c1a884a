"""The people of the site, for its administrators."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from boards.models import Project, User

PAGE = 50
TABS = {
    "active": (_("Active"), Q(is_active=True)),
    "administrators": (_("Administrators"), Q(is_active=True, is_staff=True)),
    "off": (_("Switched off"), Q(is_active=False)),
}


def listing(text: str, tab: str, number: str | None) -> Page:
    """A page of people by name, found by name or address, with `has_factor` and their settings; two queries."""
    found = _everybody().filter(TABS.get(tab, TABS["active"])[1])
    if text:
        found = found.filter(Q(display_name__icontains=text) | Q(email__icontains=text.lower()))
    factor = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    found = found.select_related("notification_settings").annotate(has_factor=Exists(factor))
    return Paginator(found, PAGE).get_page(number)


def counts() -> dict[str, int]:
    """How many people each tab holds; one query."""
    return _everybody().aggregate(**{key: Count("pk", filter=condition) for key, (_label, condition) in TABS.items()})


def one(pk: int) -> User | None:
    """A person by id, former members excluded."""
    return _everybody().select_related("notification_settings").filter(pk=pk).first()


def by_ids(pks: Iterable[int | None]) -> dict[int | None, User]:
    """People by their ids; one query."""
    return {user.pk: user for user in User.objects.filter(pk__in={pk for pk in pks if pk is not None})}


def owned(user: User) -> QuerySet[Project]:
    """The living projects of a person, by title."""
    return Project.objects.alive().filter(owner=user).order_by("title_key", "pk")


def factors(user: User) -> int:
    """How many second factors and passkeys the person has."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).count()


def _everybody() -> QuerySet[User]:
    return User.objects.filter(left_at=None).order_by("display_name", "pk")
