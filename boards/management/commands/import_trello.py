"""The import of a Trello board by the name it had before there were others; see `import_board`."""

from __future__ import annotations

from boards.management.commands import import_board
from boards.transfer.formats import trello


class Command(import_board.Command):
    """Reads a file as Trello's whatever it is."""

    help = (
        "Imports a Trello board (Menu, Print, export and share, Export as JSON) as a new project: import_board with "
        "--format trello."
    )
    only = trello.FORMAT.key
