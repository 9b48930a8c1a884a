"""Redis as the place of rendered fragments: it may be away, and then nothing is kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic

from django_redis.cache import RedisCache
from django_redis.client import DefaultClient
from redis.exceptions import RedisError

log = logging.getLogger("boardsite.fragments")
# After a failure Redis is left alone for so many seconds: a page asks several times, and each would wait in vain.
REST = 1.0
# When each server may be asked again. Shared by the threads of the process; what one overwrites costs a time-out.
_resting: dict[str, float] = {}
# Those of this process, by what they were made of. They are for all threads, and so are their connections.
_clients: dict[str, DefaultClient] = {}


class RedisFragments(RedisCache):
    """Every error counts as 'not kept', and is in the log once a minute.

    Django makes a cache anew for each request that needs one; what speaks with Redis is made once.
    """

    _client: DefaultClient | None

    @property
    def client(self) -> DefaultClient:
        """What speaks with this server; made once."""
        if self._client is None:
            made_of = f"{self._server} {self._params}"
            self._client = _clients.get(made_of) or _clients.setdefault(made_of, super().client)
        return self._client

    def get(self, key: object, default: object = None, version: object = None, client: object = None) -> object:
        """The fragment; `default` if it is not kept or Redis does not answer."""
        return self._try(super().get, default, key, default, version, client)

    def get_many(self, *args: object, **kwargs: object) -> object:
        """The fragments that are kept, by key; none if Redis does not answer."""
        return self._try(super().get_many, {}, *args, **kwargs)

    def set(self, *args: object, **kwargs: object) -> object:
        """Keep it, if that is possible."""
        return self._try(super().set, False, *args, **kwargs)

    def set_many(self, *args: object, **kwargs: object) -> object:
        """Keep them, if that is possible."""
        return self._try(super().set_many, None, *args, **kwargs)

    def delete_many(self, *args: object, **kwargs: object) -> object:
        """Free their memory, if that is possible."""
        return self._try(super().delete_many, 0, *args, **kwargs)

    def clear(self) -> object:
        """Free all memory, if that is possible."""
        return self._try(super().clear, False)

    def _try(self, call: Callable, otherwise: object, *args: object, **kwargs: object) -> object:
        server = str(self._server)
        if monotonic() < _resting.get(server, 0):
            return otherwise
        try:
            return call(*args, **kwargs)
        except (RedisError, OSError) as error:
            _resting[server] = monotonic() + REST
            log.warning("Redis is away, pages are slower: %s", error)
            return otherwise
