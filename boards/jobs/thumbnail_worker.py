"""The process that makes one small picture: a picture comes in on standard input, a WebP goes out on standard output.

`python -m boards.jobs.thumbnail_worker 20 400`: at most so many seconds and megabytes. It has no database, no secret in
its environment; killing it at any moment harms nothing. Its size, turned as it is to be looked at, goes to standard
error. `thumbnails.py` starts it and says what became of it.
"""

from __future__ import annotations

import sys

from boards.jobs import bounds

# What the exit codes say.
TOO_LARGE, BROKEN = 3, 4


def main(seconds: int, megabytes: int) -> int:
    """Make it; returns the exit code: 0, TOO_LARGE or BROKEN."""
    bounds.keep_within(seconds, megabytes)
    # With it comes Pillow, for this process alone: the server, which starts it, asks only what its codes say.
    from boards.jobs import small_pictures

    try:
        return 0 if small_pictures.make(sys.stdin.buffer, sys.stdout.buffer, sys.stderr) else TOO_LARGE
    except (MemoryError, small_pictures.Bomb):
        return TOO_LARGE
    except Exception as error:  # whatever a damaged file may lead to
        sys.stderr.write(type(error).__name__)
        return BROKEN


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
