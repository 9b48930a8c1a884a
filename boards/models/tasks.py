"""Cards and their tags."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from boards.models.columns import Column
from boards.models.fields import MadeAtField, PositionField
from boards.models.projects import Project
from boards.models.users import HUES, User
from boards.rules.text import TITLE_LIMIT, WORD_LIMIT, fold, searched


class Priority(models.IntegerChoices):
    """What the pages offer; any whole number from 0 to 999 is allowed, higher is more urgent."""

    NONE = 0, _("None")
    LOW = 1, _("Low")
    MEDIUM = 2, _("Medium")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


HIGHEST_PRIORITY = 999
# How many people may have a task beside the one who is responsible.
MOST_OTHERS = 20


class Tag(models.Model):
    """A word of a project that groups its tasks."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="tags")
    name = models.CharField(_("name"), max_length=WORD_LIMIT)
    name_key = models.CharField(max_length=WORD_LIMIT * 18, editable=False)
    colour = models.PositiveSmallIntegerField(_("colour"), default=0)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("name_key", "pk")
        constraints = (
            models.UniqueConstraint(fields=["project", "name_key"], name="tag_once_in_project"),
            models.CheckConstraint(condition=~Q(name=""), name="tag_name_not_blank"),
            models.CheckConstraint(condition=Q(colour__lt=HUES), name="tag_colour_range"),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name beside the name."""
        self.name_key = fold(self.name)
        super().save(*args, **kwargs)


# Tasks that take a change: on the board of a project in use, and not completed.
OPEN_TO_CHANGE = Q(completed_at=None, archived_at=None, project__archived_at=None)


def assigned_to(people: Iterable[int]) -> Q:
    """That a task is one of those that one of these people has, as the one responsible or beside them.

    One list of ids from two indexes: an "or" over both would be looked for task by task.
    """
    ids = list(people)
    responsible = Task.objects.filter(assignee__in=ids).order_by().values("pk")
    beside = TaskAssignee.objects.filter(user__in=ids).order_by().values("task")
    return Q(pk__in=responsible.union(beside, all=True))


def others_along() -> models.Prefetch[str]:
    """For `prefetch_related`: who has each beside the one responsible (`Task.others`); one query."""
    return models.Prefetch("sharing", TaskAssignee.objects.select_related("user"))


class TaskQuerySet(models.QuerySet["Task"]):
    """The words for sets of tasks."""

    def alive(self) -> TaskQuerySet:
        """Neither deleted itself nor in a deleted project."""
        return self.filter(deleted_at=None, project__deleted_at=None)

    def on_board(self) -> TaskQuerySet:
        """What a board shows, and what every number of tasks counts: neither archived nor deleted.

        Where archived tasks are counted the number says so ("2 archived"). Beside a filter it says how many are shown
        of all there would be without it ("3 of 12"). A WIP limit is judged by all of its column, whatever a filter
        hides.
        """
        return self.filter(archived_at=None, deleted_at=None)

    def open(self) -> TaskQuerySet:
        """Still to be done."""
        return self.filter(completed_at=None)

    def in_order(self) -> TaskQuerySet:
        """Top to bottom within a column."""
        return self.order_by("position", "pk")

    def overdue(self, today: datetime.date) -> TaskQuerySet:
        """Open and due before `today`; the SQL twin of `Task.due_state`."""
        return self.open().filter(due_date__lt=today)

    def assigned_to(self, people: Iterable[int]) -> TaskQuerySet:
        """Those that one of these people has, as the one responsible or beside them."""
        return self.filter(assigned_to(people))

    def visible_to(self, user: User) -> TaskQuerySet:
        """Tasks of the projects the person may see."""
        return self.filter(deleted_at=None, project__in=Project.objects.visible_to(user))


class Task(models.Model):
    """A card."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="tasks")
    number = models.PositiveIntegerField(_("number"))
    column = models.ForeignKey(Column, models.PROTECT, related_name="tasks")
    position = PositionField()
    title = models.CharField(_("title"), max_length=TITLE_LIMIT)
    description = models.TextField(_("description"), blank=True)
    search_text = models.TextField(editable=False, blank=True)
    tags = models.ManyToManyField(Tag, related_name="tasks", blank=True, verbose_name=_("tags"))
    priority = models.PositiveSmallIntegerField(_("priority"), default=Priority.NONE)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="assigned_tasks"
    )
    due_date = models.DateField(_("due date"), null=True, blank=True)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    version = models.PositiveIntegerField(default=1)
    # How many comments there are, for its card.
    comment_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # How many items its checklists have, and how many of them are done.
    item_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    items_done = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    follows_items = models.BooleanField(_("progress follows the checklists"), default=False, db_default=False)
    # Kept by `services.link_counts`: of all links, whoever may see them, as what is shown to people is not.
    link_count = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    open_blocker_count = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    child_count = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    done_child_count = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    # How many files there are, for its card, and the picture that the card shows above its title.
    file_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    cover = models.ForeignKey(
        "Attachment", models.SET_NULL, null=True, blank=True, related_name="covered", db_index=False, editable=False
    )
    # How many web addresses are kept beside it, for its card.
    web_link_count = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="created_tasks"
    )
    created_at = MadeAtField()
    updated_at = models.DateTimeField(auto_now=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    # The history row of the change that a service has just made; never stored.
    last_activity_id: int | None = None
    # Who has it beside the assignee, once that has been read under the lock (`services.sharing.read`); never stored.
    beside: list[User] | None = None

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = (
            models.Index(
                fields=["column", "position", "id"],
                name="task_board_order",
                condition=Q(archived_at=None, deleted_at=None),
            ),
            models.Index(fields=["assignee", "due_date"], name="task_of_assignee"),
            # Of a project or of several, to be sorted or just counted: without a look at the rows.
            models.Index(
                fields=["project", "-updated_at"],
                name="task_lately_changed_on_board",
                condition=Q(archived_at=None, deleted_at=None),
            ),
            # The list over all projects: whoever sees many would wait for all of their tasks to be sorted.
            models.Index(
                fields=["-updated_at", "-id"],
                name="task_lately_changed_anywhere",
                condition=Q(archived_at=None, deleted_at=None),
            ),
            models.Index(fields=["cover"], name="task_with_cover", condition=Q(cover__isnull=False)),
            models.Index(fields=["deleted_at"], name="task_deleted", condition=Q(deleted_at__isnull=False)),
        )
        constraints = (
            models.UniqueConstraint(fields=["project", "number"], name="task_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="task_title_not_blank"),
            models.CheckConstraint(condition=~Q(position=""), name="task_position_not_blank"),
            models.CheckConstraint(condition=Q(priority__lte=HIGHEST_PRIORITY), name="task_priority_range"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="task_progress_range"),
            models.CheckConstraint(condition=Q(version__gte=1), name="task_version_positive"),
            models.CheckConstraint(
                condition=Q(progress=100, completed_at__isnull=False) | Q(progress__lt=100, completed_at=None),
                name="task_completed_is_100",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """The task's own page."""
        return f"/tasks/{self.pk}/"

    def fill_search_text(self) -> None:
        """Fold title and description for searching; call before each save that changes one of them."""
        self.search_text = searched(self.title, self.description)

    @property
    def is_completed(self) -> bool:
        """Whether it is done, and so locked."""
        return self.completed_at is not None

    @property
    def is_archived(self) -> bool:
        """Whether it is off the board."""
        return self.archived_at is not None

    @property
    def others(self) -> list[User]:
        """Who has it beside the one responsible, in the order in which they came; a query unless loaded along."""
        rows = self.sharing.all()
        loaded = "sharing" in getattr(self, "_prefetched_objects_cache", {})
        return [row.user for row in (rows if loaded else rows.select_related("user"))]

    @property
    def everybody(self) -> list[User]:
        """All who have it, the one responsible first."""
        return [self.assignee, *self.others] if self.assignee else []

    def due_state(self, today: datetime.date) -> str:
        """`overdue`, `today`, `future`, or empty without a date or once completed."""
        if self.due_date is None or self.is_completed:
            return ""
        if self.due_date < today:
            return "overdue"
        return "today" if self.due_date == today else "future"


class TaskAssignee(models.Model):
    """Somebody who has a task beside the one responsible, who is `Task.assignee` and never here too.

    There is nobody beside if there is nobody responsible: when that person goes, the first here takes their place.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="sharing")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="shared_tasks")

    class Meta:
        verbose_name = _("further assignee")
        verbose_name_plural = _("further assignees")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["task", "user"], name="task_assignee_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} has {self.task_id}"

    @property
    def project_id(self) -> int:
        """That of the task."""
        return self.task.project_id
