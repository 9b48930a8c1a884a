"""The entry point for WSGI servers: `THREADS=4 gunicorn -c python:boardsite.server`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boardsite.settings")
os.environ.setdefault("BOARDSITE_SERVER", "wsgi")

import django
from django.core.handlers.wsgi import WSGIHandler

django.setup(set_prefix=False)

from boardsite import telemetry

telemetry.start()
application = WSGIHandler()
