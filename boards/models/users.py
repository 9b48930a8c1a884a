"""People."""

from __future__ import annotations

import datetime
import zlib
import zoneinfo
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boards.rules.addresses import in_small_letters
from boards.rules.text import NAME_LIMIT

HUES = 12


def initials_of(name: str) -> str:
    """One or two letters for an avatar."""
    words = name.split() or ["?"]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def hue_of(user_id: int) -> int:
    """A stable one of the twelve colours for a person."""
    return zlib.crc32(str(user_id).encode()) % HUES


class UserManager(BaseUserManager["User"]):
    """Makes people; the e-mail address is the name they sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Make a person. Without a password they can't sign in by one."""
        if not email.strip():
            raise ValueError("An e-mail address is needed.")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        """Make a site administrator (for `manage.py createsuperuser`)."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> User:
        """Used by Django's own sign-in: the address in small or capital letters finds the person."""
        return self.get(email=in_small_letters(username or ""))


class Theme(models.TextChoices):
    """How the site looks for a person."""

    SYSTEM = "system", _("As my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class WeekStart(models.IntegerChoices):
    """The first day of a week in calendars, counted as Django and JavaScript count days."""

    MONDAY = 1, _("Monday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 0, _("Sunday")


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    display_name = models.CharField(_("name"), max_length=NAME_LIMIT)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    theme = models.CharField(_("theme"), max_length=8, choices=Theme.choices, default=Theme.SYSTEM)
    week_start = models.PositiveSmallIntegerField(
        _("first day of the week"),
        choices=WeekStart.choices,
        default=WeekStart.MONDAY,
        db_default=WeekStart.MONDAY,
    )
    shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)
    # Whether a task shows its talk and its history as one stream.
    has_one_stream = models.BooleanField(_("talk and history as one"), default=False, db_default=False)
    # Whether others on the same board are shown that the person is there, and what they edit.
    is_visible = models.BooleanField(_("seen by others on a board"), default=True, db_default=True)
    is_staff = models.BooleanField(_("site administrator"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    # Set once the person has deleted the account: the row stays as a former member, without anything personal.
    left_at = models.DateTimeField(_("left"), null=True, blank=True, editable=False)

    # Set while a save in a shell is under way, see `signals`; never stored.
    looks_different: bool = False

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    # How many entries of the inbox are unread, where that was looked up (`UnreadCount`); it is not stored.
    unread: int | None = None
    # What the address of the request names, where it came along with the person (`queries/reached.py`).
    brought: object = None

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower_case"),
            models.CheckConstraint(condition=models.Q(theme__in=Theme.values), name="user_theme_known"),
            models.CheckConstraint(condition=models.Q(week_start__in=WeekStart.values), name="user_week_start_known"),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the address in its one spelling, and a name in any case."""
        self.email = in_small_letters(self.email)
        self.display_name = self.display_name or self.email.partition("@")[0][:NAME_LIMIT]
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        """What Django's admin and mails call the person."""
        return self.display_name

    @property
    def initials(self) -> str:
        """One or two letters for the avatar."""
        return initials_of(self.display_name)

    @property
    def hue(self) -> int:
        """A stable one of the twelve colours."""
        return hue_of(self.pk)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The person's time zone, the site's where none is set."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone or settings.TIME_ZONE)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo(settings.TIME_ZONE)

    def today(self) -> datetime.date:
        """The date where the person is now."""
        return timezone.now().astimezone(self.zone).date()
