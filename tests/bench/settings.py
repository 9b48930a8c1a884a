"""The settings of the site, with the views of `tests/bench/floors.py` beside its own.

Mails go nowhere: without a mail server the site prints them, and what is printed here is a table.
"""

from boardsite.settings import *  # noqa: F403
from boardsite.settings import CACHES

ROOT_URLCONF = "tests.bench.urls"
CACHES["fragments"]["KEY_FUNCTION"] = "tests.bench.keys.key"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
