"""What is done with files beside requests: they are read, carried out, written; old ones are removed."""

from boards.transfer.jobs import exports, imports

__all__ = ["exports", "imports"]
