"""What the pages of one project have in common."""

from __future__ import annotations

from typing import Any

from boards.models import Project
from boards.queries import people


def in_project(project: Project, *, tab: str = "settings", **more: Any) -> dict[str, Any]:
    """The context of a page below the project's header; one query, for the people in it."""
    return {"project": project, "tab": tab, "members": people.of_project(project), **more}
