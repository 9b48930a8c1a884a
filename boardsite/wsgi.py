"""The entry point for WSGI servers: `THREADS=4 gunicorn -c python:boardsite.server`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boardsite.settings")
os.environ.setdefault("BOARDSITE_SERVER", "wsgi")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
