"""The clock, where Celery keeps it: the schedule in the database, and a sign that it goes.

What the registry calls for stands in rows of django-celery-beat, where operators may change the times (`schedule`).
More beats than one do no harm: a job is there once in its period, whoever asks for it.
"""

from __future__ import annotations

from django_celery_beat.schedulers import DatabaseScheduler

from boardsite.server import health


class Scheduler(DatabaseScheduler):
    """django-celery-beat's, which notes that it lives whenever it has looked at the clock."""

    def tick(self, *arguments: object, **options: object) -> float:
        """Send what is due; returns the seconds until the next look."""
        seconds: float = super().tick(*arguments, **options)
        health.note_life("beat")
        return seconds
