"""The entry point for the server: `gunicorn -c python:boardsite.server.config`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boardsite.settings")
os.environ.setdefault("BOARDSITE_SERVER", "1")

import django

django.setup(set_prefix=False)

from boards.jobs import beside
from boards.live import sockets
from boardsite.observing import telemetry
from boardsite.server.doors import Doors
from boardsite.server.handler import OneThreadHandler

telemetry.start()
application = Doors(pages=OneThreadHandler(), sockets=sockets, beside=[beside])
