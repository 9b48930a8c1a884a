"""The entry point for ASGI servers: `gunicorn -c python:boardsite.server boardsite.asgi:application`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boardsite.settings")
os.environ.setdefault("BOARDSITE_SERVER", "asgi")

from django.core.asgi import get_asgi_application

application = get_asgi_application()
