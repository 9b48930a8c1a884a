"""The mark of this release, which is part of the key of every cached fragment."""

from hashlib import blake2b
from pathlib import Path

from boardsite import __version__

SOURCES = ("templates/**/*", "boards/**/*.py", "boards/**/*.mo", "static/boards/**/*")


def mark(base: Path) -> str:
    """The version and a digest of everything that shapes a page, so that a changed file never meets old fragments."""
    digest = blake2b(digest_size=6)
    for pattern in SOURCES:
        for path in sorted(base.glob(pattern)):
            if path.is_file():
                digest.update(path.relative_to(base).as_posix().encode())
                digest.update(path.read_bytes())
    return f"{__version__}-{digest.hexdigest()}"
