"""The whole site as one file, from either database to either: a zip with a file of JSON lines a table, the
content of attached files, and a manifest.

Rows, and pieces of files, are read and written one after the other, so the memory it takes does not depend on the size
of the site.
"""

from boards.transfer.backup.reading import BackupRefused
from boards.transfer.backup.restoring import restore
from boards.transfer.backup.writing import write

__all__ = ["BackupRefused", "restore", "write"]
