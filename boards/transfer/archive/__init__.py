"""One project as one file, with all that belongs to it, to be brought into the same or another site as it was.

A zip: `project.json` says what it is, and each table of rows is a file of JSON lines. Rows are read and written one
after the other, so the memory it takes does not depend on the size of the project. `docs/export.md` describes it.
"""

from boards.transfer.archive.reading import recognises
from boards.transfer.archive.restoring import Wishes, bring_in, brought_in
from boards.transfer.archive.writing import write

__all__ = ["Wishes", "bring_in", "brought_in", "recognises", "write"]
