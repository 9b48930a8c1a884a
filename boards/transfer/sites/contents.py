"""What the file of a site holds, beside the archives of its projects."""

from __future__ import annotations

import hashlib
from typing import Any, TypedDict

from django.conf import settings

from boards.models import Project

FORMAT, VERSION = "boardsite-site", 1
HEAD = "site.json"
PEOPLE, GROUPS, PROJECTS, LINKS = "people", "groups", "projects", "links"
# What people have chosen for themselves.
PREFERENCES = ("time_zone", "language", "theme", "week_start", "shortcuts", "is_visible", "has_one_stream")

Row = dict[str, Any]


class Head(TypedDict):
    """What the file says of itself, in `site.json`."""

    format: str
    version: int
    release: str
    made_at: str
    settings: Row
    rows: dict[str, int]


def entry(name: str) -> str:
    """The name inside the file of the rows of one kind."""
    return f"{name}.jsonl"


def project_entry(number: int) -> str:
    """The name inside the file of a project's archive."""
    return f"projects/{number}.zip"


def mark_of(project: Project) -> str:
    """By what a project is known again, on this site and once it has come to another one. A backup keeps it."""
    return hashlib.sha256(f"{project.pk} {project.created_at.isoformat()}".encode()).hexdigest()


def settings_here() -> Row:
    """The variables of the environment that people notice, none of them a secret: whoever moves sets them there too."""
    limits = settings.ATTACHMENTS
    return {
        "TIME_ZONE": settings.TIME_ZONE,
        "SIGNUP": settings.SIGNUP,
        "EMAIL_DOMAINS": " ".join(settings.EMAIL_DOMAINS),
        "PASSWORD_LOGIN": settings.PASSWORD_LOGIN,
        "PUBLIC_LINKS": settings.PUBLIC_LINKS,
        "ATTACHMENT_MB": limits.megabytes,
        "ATTACHMENTS_PER_TASK": limits.per_task,
        "ATTACHMENTS_MB_PER_PROJECT": limits.project_megabytes,
    }
