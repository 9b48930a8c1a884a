"""What people set about themselves, and the people of the demonstration. `user_admin` makes accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.models import Activity, Membership, Project, Task, Theme, User, WeekStart
from boards.rules import addresses, zones
from boards.rules.text import NAME_LIMIT, clean_line
from boards.services.transactions import lock_all, raise_revisions, service


@service
def update(
    *,
    user: User,
    display_name: str | None = None,
    time_zone: str | None = None,
    shortcuts: bool | None = None,
    is_visible: bool | None = None,
    theme: str | None = None,
    language: str | None = None,
    week_start: int | None = None,
    actor: User,
) -> User:
    """Save what a person has set about themselves; None leaves a setting as it is, whoever changes it meanwhile.

    A new name raises the revision of every project that shows it; as everywhere, projects are locked before people.
    """
    given = {
        "display_name": display_name,
        "time_zone": time_zone,
        "shortcuts": shortcuts,
        "is_visible": is_visible,
        "theme": theme,
        "language": language,
        "week_start": week_start,
    }
    values = {field: _CHECKS[field](value) for field, value in given.items() if value is not None}
    stored = User.objects.get(pk=user.pk)
    changed = {field: value for field, value in values.items() if getattr(stored, field) != value}
    if "display_name" in changed:
        announce_person(user=stored, is_renamed=True)
    user.refresh_from_db(fields=given)
    for field, value in changed.items():
        setattr(user, field, value)
    if changed:
        user.save(update_fields=list(changed))
    return user


@service
def hold(*, user: User, is_renamed: bool) -> None:
    """Lock a person for the rest of a transaction that the caller has opened, and take over the row as it is then.

    Before a new name the projects that show it are locked too, for projects come before people; two queries more.
    """
    if is_renamed:
        lock_all(_shown_in(user))
    user.refresh_from_db(from_queryset=User.objects.select_for_update(no_key=True))


@service
def set_email(*, user: User, email: str, actor: User) -> User:
    """Change the address one signs in with, where nothing can be sent there to confirm it."""
    address = addresses.checked("email", email)
    others = User.objects.exclude(pk=user.pk).filter(email=address)
    if others.exists() or EmailAddress.objects.exclude(user=user).filter(email=address, verified=True).exists():
        raise InvalidInput("email", _("This address can't be used."))
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=address, primary=True, verified=False)
    user.email = address
    user.save(update_fields=["email"])
    return user


@service
def set_stream(*, user: User, is_one: bool, actor: User) -> User:
    """Read talk and history of every task as one stream, or apart."""
    user.has_one_stream = is_one
    user.save(update_fields=["has_one_stream"])
    return user


@service
def set_theme(*, user: User, theme: str, actor: User) -> User:
    """Switch between light, dark and the device's own."""
    user.theme = _checked_theme(theme)
    user.save(update_fields=["theme"])
    return user


@service
def announce_person(*, user: User, is_renamed: bool) -> None:
    """Raise the revision of the projects that show the person, or with a new name the name; four statements.

    Locks them all, in the order of their ids. Menus and cards mark whoever is switched off, in projects that the person
    owns, is a member of or has tasks in. A name also stands in the history, to the end: there it counts where the
    person has ever done anything.
    """
    raise_revisions(lock_all(_shown_in(user) if is_renamed else _present_in(user)))


def _shown_in(user: User) -> list[int]:
    """The projects that show the person's name; one query."""
    acted = Activity.objects.filter(actor=user).values("project")
    return _projects(_presence(user) | Q(pk__in=acted))


def _present_in(user: User) -> list[int]:
    """The projects where the person can be chosen, or is on a card; one query."""
    return _projects(_presence(user))


def _presence(user: User) -> Q:
    joined = Membership.objects.filter(user=user).values("project")
    held = Task.objects.filter(deleted_at=None).assigned_to([user.pk]).values("project")
    return Q(owner=user) | Q(pk__in=joined) | Q(pk__in=held)


def _projects(condition: Q) -> list[int]:
    return list(Project.objects.alive().filter(condition).values_list("pk", flat=True))


def _checked_zone(name: str) -> str:
    if name and name not in zones.names():
        raise InvalidInput("time_zone", _("Choose one of the time zones offered."))
    return name


def _checked_language(code: str) -> str:
    if code and code not in dict(settings.LANGUAGES):
        raise InvalidInput("language", _("Choose one of the languages offered."))
    return code


def _checked_week_start(day: int) -> int:
    if day not in WeekStart.values:
        raise InvalidInput("week_start", _("Choose Monday, Saturday or Sunday."))
    return day


def _checked_theme(theme: str) -> str:
    if theme not in Theme.values:
        raise InvalidInput("theme", _("Choose light, dark or as my device."))
    return theme


_CHECKS: dict[str, Callable[[Any], object]] = {
    "display_name": lambda value: clean_line("display_name", value, NAME_LIMIT),
    "time_zone": _checked_zone,
    "shortcuts": bool,
    "is_visible": bool,
    "theme": _checked_theme,
    "language": _checked_language,
    "week_start": _checked_week_start,
}


@service
def register(*, people: Iterable[User]) -> list[User]:
    """Make accounts whose addresses count as confirmed, as a demonstration needs them; two queries."""
    made = User.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in made
    )
    return made
