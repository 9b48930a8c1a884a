"""Files that are brought, and what is read from them."""

from boards.exceptions import InvalidInput
from boards.transfer import importing
from boards.transfer.files import Brought
from boards.transfer.formats.registry import recognised


def brought(folder, content, name="My board.csv"):
    """A file of this content, in a folder where it is the only one."""
    path = folder / "file"
    path.write_bytes(content)
    return Brought(path, name)


def lists(board):
    """(name, status, how many cards) of each list."""
    return [
        (lane.name, str(lane.status or ""), sum(card.list_id == lane.id for card in board.cards))
        for lane in board.lists
    ]


def plan_or_sentence(file, owner):
    """Whatever is in the file, its boards can be planned, or it is refused by a sentence."""
    try:
        found = recognised(file)
        for board in found.parse(file) if found else []:
            importing.prepare(board, owner=owner)
    except InvalidInput as refused:
        assert refused.sentence
