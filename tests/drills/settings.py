"""The settings of the site, with jobs that write a line to whoever listens (`lines`)."""

from boardsite.settings import *  # noqa: F403
from boardsite.settings import INSTALLED_APPS

INSTALLED_APPS.append("tests.drills.lines.LinesConfig")
