"""The entry point for workers and beat: `celery -A boardsite.celery worker`, `celery -A boardsite.celery beat`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boardsite.settings")
os.environ.setdefault("BOARDSITE_WORKER", "1")

import django

django.setup(set_prefix=False)

from django.conf import settings

from boards.jobs.celery import app
from boardsite import environment

if not settings.BROKER_URL:
    environment.stop(
        "BROKER_URL is not set. Without a broker the server does the work itself, and no worker is needed."
    )

__all__ = ["app"]
