"""Calendar feeds: links by which a calendar reads due dates without signing in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from boards.models.keys import HeldSecret
from boards.models.projects import Project

# A secret begins with this, so that it is known for what it is where somebody finds one.
MARK = "bsc_"


class Shows(models.TextChoices):
    """As what a calendar gets the tasks."""

    EVENTS = "events", _("Events of a whole day")
    TODOS = "todos", _("To-dos")
    BOTH = "both", _("Events and to-dos")


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    """Words about feeds."""

    def usable(self) -> CalendarFeedQuerySet:
        """Not revoked, of a person who is active. Whether they may still see the project is asked each time."""
        return self.filter(revoked_at=None, user__is_active=True)


class CalendarFeed(HeldSecret):
    """A link of a person's to the due dates of their own tasks, or of all tasks of one project."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds")
    # None: the person's own tasks, in all projects.
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="calendar_feeds")
    shows = models.CharField(_("shown as"), max_length=6, choices=Shows.choices, default=Shows.EVENTS)
    with_watched = models.BooleanField(_("with tasks I watch"), default=False)
    # What was shown last, and since when: the time that calendars are told (`Last-Modified`).
    shown = models.CharField(max_length=40, blank=True, editable=False)
    shown_since = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")
        ordering = ("-pk",)
        constraints = (models.CheckConstraint(condition=models.Q(shows__in=Shows.values), name="feed_shows_known"),)
