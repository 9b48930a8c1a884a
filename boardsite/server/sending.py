"""Answers that are read while they are sent, so that their size is nobody's concern."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context

from django.http import StreamingHttpResponse

# So many read at the same time in a process. Each for the length of a piece, and then the next one that waits.
READERS = 16
_readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")


class _Pieces:
    """An iterable that is begun only when somebody asks for its first piece."""

    def __init__(self, read: Callable[[], Iterator[bytes]]) -> None:
        self._read = read

    def __iter__(self) -> Iterator[bytes]:
        return self._read()


class ReadAsSent(StreamingHttpResponse):
    """`read` gives the pieces, and is called in another thread once the request has given back what it had borrowed:
    it must need no database."""

    def __init__(self, read: Callable[[], Iterator[bytes]], *, status: int = 200, headers: dict[str, str]) -> None:
        super().__init__(_Pieces(read), status=status, headers=headers)
        self._read = read

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """A piece at a time, each when the one before it is on its way."""
        loop, pieces, context = asyncio.get_running_loop(), self._read(), copy_context()

        def read() -> bytes:
            return context.run(lambda: next(pieces, b""))

        try:
            while piece := await loop.run_in_executor(_readers, read):
                yield piece
        finally:
            if close := getattr(pieces, "close", None):
                # Who has gone may have left a reader at work, which closes for itself.
                _readers.submit(_closed, close)


def _closed(close: Callable[[], None]) -> None:
    # It may be read at this moment, and ends with that.
    with suppress(ValueError):
        close()
