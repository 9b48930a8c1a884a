"""What is done with files beside requests: they are read, and carried out; old ones are removed."""

from boards.transfer.jobs import imports

__all__ = ["imports"]
