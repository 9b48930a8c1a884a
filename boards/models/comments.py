"""What people say about a task, and how others nod to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from boards.models.fields import MadeAtField
from boards.models.tasks import Task
from boards.rules.text import searched


class Comment(models.Model):
    """A comment: Markdown. `version` rises with each edit; a deleted one keeps its row, so that it can be undone."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="comments"
    )
    text = models.TextField(_("text"))
    # Empty until it is filled: by who writes the text, else by a job.
    search_text = models.TextField(editable=False, blank=True, default="", db_default="")
    version = models.PositiveIntegerField(default=1)
    created_at = MadeAtField()
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("pk",)
        indexes = (
            models.Index(fields=["task", "id"], name="comment_of_task", condition=Q(deleted_at=None)),
            models.Index(fields=["id"], name="comment_not_searchable", condition=Q(search_text="")),
            models.Index(fields=["deleted_at"], name="comment_deleted", condition=Q(deleted_at__isnull=False)),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="comment_not_empty"),
            models.CheckConstraint(condition=Q(version__gte=1), name="comment_version_positive"),
        )

    def __str__(self) -> str:
        return f"comment {self.pk} on task {self.task_id}"

    def get_absolute_url(self) -> str:
        """The page of its task, at the comment, however long ago it was written."""
        return f"/tasks/{self.task_id}/?comment={self.pk}#comment-{self.pk}"

    def fill_search_text(self) -> None:
        """Fold the text for searching; call before each save that changes it."""
        self.search_text = searched(self.text)


class Emoji(models.TextChoices):
    """The nods there are. The labels are what screen readers say."""

    THUMBS_UP = "thumbs_up", _("Thumbs up")
    HEART = "heart", _("Heart")
    LAUGH = "laugh", _("Laughing")
    PARTY = "party", _("Party")
    EYES = "eyes", _("Looking")
    THANKS = "thanks", _("Thank you")


SYMBOLS = {
    Emoji.THUMBS_UP: "👍",
    Emoji.HEART: "❤️",
    Emoji.LAUGH: "😄",
    Emoji.PARTY: "🎉",
    Emoji.EYES: "👀",
    Emoji.THANKS: "🙏",
}


class Reaction(models.Model):
    """Somebody's nod to a comment."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reactions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reactions")
    emoji = models.CharField(max_length=16, choices=Emoji.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["comment", "user", "emoji"], name="reaction_once"),
            models.CheckConstraint(condition=Q(emoji__in=Emoji.values), name="reaction_known"),
        )

    def __str__(self) -> str:
        return f"{self.emoji} of {self.user_id} to comment {self.comment_id}"
