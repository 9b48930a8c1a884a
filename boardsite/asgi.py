"""The entry point for the server: `gunicorn -c python:boardsite.server.config`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boardsite.settings")
os.environ.setdefault("BOARDSITE_SERVER", "1")

import django

django.setup(set_prefix=False)

from boardsite.observing import telemetry
from boardsite.server.handler import OneThreadHandler

telemetry.start()
application = OneThreadHandler()
