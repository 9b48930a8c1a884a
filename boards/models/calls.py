"""What is remembered between calls of the API, and between forms that are sent twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class KeptAnswer(models.Model):
    """The first successful answer to a call with an Idempotency-Key, or to a form in one page (`views/once.py`).

    Without a status it is being worked out. Of a form the key holds the fingerprint.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_answers")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "key"], name="kept_answer_once"),)
        indexes = (models.Index(fields=["created_at"], name="kept_answer_age"),)

    def __str__(self) -> str:
        return f"answer {self.pk} to {self.user_id}"


class CallCount(models.Model):
    """How many calls a person or a key has taken in one window of time; one row for each, used again and again."""

    caller = models.CharField(max_length=40, primary_key=True)
    window = models.BigIntegerField()
    used = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.caller}: {self.used}"
