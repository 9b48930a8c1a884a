"""The archive of a whole project, as this site itself exports it.

Of a new project it is brought in as it was (`wholes`); here it is read as a board.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from boards.transfer.archive import plain, reading
from boards.transfer.formats.base import Format

FORMAT = Format("boardsite", plain.TOOL, _("everything of a project (zip)"), reading.recognises, plain.boards)
