"""Where everything is kept: database, caches, channels between processes, files."""

from typing import Any

from boardsite import attachments
from boardsite.database import options
from boardsite.settings.variables import (
    ATTACHMENTS,
    BASE_DIR,
    DATABASE,
    DATABASE_POOL_SIZE,
    DEBUG,
    IS_SERVER,
    IS_WORKER,
    REDIS_URL,
)

# --- Database --------------------------------------------------------------------------------------------------------

DATABASES = {
    "default": options.complete(DATABASE, is_server=IS_SERVER, is_worker=IS_WORKER, pool_size=DATABASE_POOL_SIZE)
}

# --- Caches ----------------------------------------------------------------------------------------------------------

FRAGMENTS: dict[str, object] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "fragments",
    "OPTIONS": {"MAX_ENTRIES": 5_000, "CULL_FREQUENCY": 4},
}
if REDIS_URL:
    # A Redis that is away or slow costs a fraction of a second and never a page: every error counts as 'not cached'.
    FRAGMENTS = {
        "BACKEND": "boardsite.database.fragments.RedisFragments",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "boardsite",
        "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 0.2, "SOCKET_TIMEOUT": 0.2},
    }
if DEBUG:
    FRAGMENTS = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
CACHES: dict[str, dict[str, object]] = {
    # Limits on tries and replay guards: must hold, and be the same for all processes, when Redis is gone.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "boardsite_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Rendered HTML and nothing else. The keys say what is current, the time only frees memory.
    "fragments": {**FRAGMENTS, "TIMEOUT": 86_400},
}

# --- Live boards -----------------------------------------------------------------------------------------------------

# How processes tell each other of changes (boards/live). Publishing in Redis knows no numbers of databases, so the
# number stands in the prefix: two sites may share a server.
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
if REDIS_URL:
    CHANNEL_LAYERS["default"] = {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": f"boardsite{REDIS_URL.rpartition('/')[2]}"},
    }

# --- Static files ----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Every address has the hashed name, so the plain files would only be compressed for nothing.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    attachments.ALIAS: ATTACHMENTS.storage,
    "staticfiles": {"BACKEND": "boardsite.storage.StaticStorage"},
}
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
