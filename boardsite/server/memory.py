"""How the server takes memory from the system."""

import ctypes
from contextlib import suppress

# Of `mallopt(3)`, in glibc.
M_ARENA_MAX = -8


def take_from_one_place() -> None:
    """Have all threads of the process share one arena of malloc, before there are any.

    glibc gives threads arenas of their own so that they need not wait for each other, and each keeps what is free in
    it. Threads of Python run one at a time anyway, and a process has some ten of them. Other C libraries have no such
    thing.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
