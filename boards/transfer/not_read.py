"""Files of known programs that are not read here, and what to save in their place.

Without this, some of them would be taken for a table, and each of their lines for a card.
"""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from boards.transfer.files import Brought
from boards.transfer.formats import planka_dump

# How compound files begin, in which Excel kept its workbooks until 2003, and Project keeps its plans still.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROJECT_ENDINGS = (".mpp", ".mpt")

# What the first file in a spreadsheet of LibreOffice says of it, and its root where it is one flat file.
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
FLAT_DOCUMENT = b"<office:document "
# The part of an archive in which Excel's binary workbooks have what others have in `xl/workbook.xml`.
BINARY_WORKBOOK = "xl/workbook.bin"

# The first line of Microsoft Project's exchange format: its name, a separator of the writer's own, the program, the
# version.
_MPX = re.compile(rb"MPX([^\w\s])[^\r\n]*?\1\d[.,]\d")
# The first line of an export of Primavera P6.
_XER = re.compile(rb"ERMHDR\t")
# The first records of the Data Interchange Format, and of the Symbolic Link Format.
_DIF = re.compile(rb"TABLE\r?\n0,1\r?\n")
_SYLK = re.compile(rb"ID;P[^\r\n]*\r?\n(?:[BCF];[XYP]\d|P;P)")
# The first lines of what pg_dump and mysqldump write (MariaDB's begins with a comment of its own), or the mark of what
# the former writes for its own use.
_DUMP = re.compile(rb"PGDMP|\s*(?:/\*M![^\n]*\n)?(?:--\r?\n)*-- (?:PostgreSQL database|MySQL dump|MariaDB dump) ")
_SQLITE_DUMP = re.compile(rb"PRAGMA foreign_keys=OFF;\r?\nBEGIN TRANSACTION;")


def instead(file: Brought) -> Promise | None:
    """What to say of it: what it is, and what to save instead; None for all others."""
    head = file.head
    if head.startswith(COMPOUND) and file.name.lower().endswith(PROJECT_ENDINGS):
        return _("This is a plan as Microsoft Project keeps it (.mpp). Open it, and save it as XML.")
    if head.startswith(COMPOUND):
        return _("This is a workbook as Excel wrote it until 2003 (.xls). Open it, and save it as .xlsx or CSV.")
    if OPEN_DOCUMENT in head[:200] or FLAT_DOCUMENT in head[:200]:
        return _("This is a workbook of LibreOffice (.ods). Open it, and save it as .xlsx or CSV.")
    if head.startswith(b"PK") and file.archive is not None and BINARY_WORKBOOK in file.archive:
        return _("This is a binary workbook of Excel (.xlsb). Open it, and save it as .xlsx or CSV.")
    if _MPX.match(head):
        return _("This is a plan in Microsoft Project's old exchange format (.mpx). Open it, and save it as XML.")
    if _XER.match(head):
        return _("This is a plan of Primavera (.xer). Export it as XML for Microsoft Project.")
    if _DIF.match(head) or _SYLK.match(head):
        return _("This is a table in an old exchange format (DIF or SYLK). Open it, and save it as .xlsx or CSV.")
    if _DUMP.match(head) and not planka_dump.FORMAT.recognises(file):
        return _(
            "This dump of a database holds no whole board of Planka: it is cut off, or of another program. Make it"
            " anew by pg_dump, or export the board in the program itself."
        )
    if _SQLITE_DUMP.match(head):
        return _("This is what SQLite writes of a database. Bring the file of the database itself (of Kanboard).")
    return None
