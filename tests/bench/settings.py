"""The settings of the site, with the views of `tests/bench/floors.py` beside its own."""

from boardsite.settings import *  # noqa: F403
from boardsite.settings import CACHES

ROOT_URLCONF = "tests.bench.urls"
CACHES["fragments"]["KEY_FUNCTION"] = "tests.bench.keys.key"
