"""A whole site as one file, to be brought into another one, new or in use: people, groups, and each project as its own
archive.

A zip: `site.json` says what it is, `people.jsonl`, `groups.jsonl`, `projects.jsonl` and `links.jsonl` hold rows as JSON
lines, and `projects/` an archive for each project, as `boards.transfer.archive` makes them. Everything is written and
read one after the other, so the memory it takes does not grow with the site.

A backup is another thing: it holds every table with its ids and secrets, and fills an empty database of the same
release. This adds to what is there, and carries nothing that opens an account.
"""

from boards.transfer.sites.reading import recognises
from boards.transfer.sites.restoring import Came, bring_in
from boards.transfer.sites.writing import write

__all__ = ["Came", "bring_in", "recognises", "write"]
