"""Archives of projects in tests: made, looked into, altered, brought in."""

import io
import json
import zipfile

from boards.models import Task
from boards.services.link_counts import COUNTS
from boards.transfer import archive
from boards.transfer.files import Brought

COUNTED = ("search_text", "comment_count", "file_count", "item_count", "items_done", "web_link_count", *COUNTS)


def packed(project, **choices):
    """The bytes of a project's archive."""
    file = io.BytesIO()
    archive.write(project.pk, file, **choices)
    return file.getvalue()


def content(packet):
    """All that is in an archive, but the moment it was made."""
    with zipfile.ZipFile(io.BytesIO(packet)) as opened:
        found = {name: opened.read(name).decode("latin-1").splitlines() for name in opened.namelist()}
    head = json.loads("\n".join(found.pop("project.json")).encode("latin-1"))
    head.pop("made_at")
    return found | {"head": head}


def altered(packet, change):
    """The archive after `change(entries)`, which gets the texts of its files by their names."""
    with zipfile.ZipFile(io.BytesIO(packet)) as opened:
        entries = {name: opened.read(name).decode("latin-1") for name in opened.namelist()}
    change(entries)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in entries.items():
            made.writestr(name, text.encode("latin-1"))
    return file.getvalue()


def brought_in(packet, actor, folder):
    """The project that comes of it."""
    path = folder / "archive.zip"
    path.write_bytes(packet)
    return archive.bring_in(Brought(path), actor)


def counted(project):
    """What rows tell of others, which no archive holds."""
    return list(Task.objects.filter(project=project).order_by("pk").values_list("number", *COUNTED))
