"""The entry point for ASGI servers: `gunicorn -c python:boardsite.server`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boardsite.settings")
os.environ.setdefault("BOARDSITE_SERVER", "asgi")

import django

django.setup(set_prefix=False)

from boardsite import telemetry
from boardsite.handler import OneThreadHandler

telemetry.start()
application = OneThreadHandler()
