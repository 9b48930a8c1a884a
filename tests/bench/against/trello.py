"""A large Trello board, as a file."""

import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests.transfer import exports


@contextmanager
def written(cards):
    """The file, for as long as the context is open."""
    with tempfile.TemporaryDirectory(prefix="boardsite-trello-") as folder:
        file = Path(folder) / "board.json"
        file.write_bytes(exports.written(exports.large(cards)))
        yield file
