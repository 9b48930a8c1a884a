"""What the pages of one project have in common."""

from __future__ import annotations

from boards.forms.members import ROLES
from boards.models import Project
from boards.policy import Rights
from boards.queries import people


def in_project(project: Project, rights: Rights, *, tab: str = "settings", **more: object) -> dict[str, object]:
    """The context of a page below the project's header, for a reader with these rights; one query, for its people."""
    return {"project": project, "rights": rights, "tab": tab, "members": people.of_project(project), **more}


def of_members(project: Project, **more: object) -> dict[str, object]:
    """The context of rows of members, those of the settings and those that come alone."""
    return {"project": project, "roles": ROLES, "can_change": not project.is_archived, **more}
