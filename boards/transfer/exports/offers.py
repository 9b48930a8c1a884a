"""What a person is offered of a project: the archive that loses nothing, and the files for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from django.utils.translation import gettext_lazy as _

from boards import policy
from boards.models import Membership, Project, Role, User
from boards.policy import Action
from boards.transfer.exports.base import Choices, Export
from boards.transfer.exports.registry import EXPORTS


def _write(project: Project, user: User, file: IO[bytes], _choices: Choices) -> None:
    # Loaded with the first one.
    from boards.transfer import archive

    archive.write(project.pk, file, addresses=_addresses(project, user))


def _addresses(project: Project, user: User) -> set[int] | None:
    """Those whose addresses the person is shown by the pages: all, or those who are in the project now."""
    if user.is_staff:
        return None
    members = Membership.objects.filter(project=project).values_list("user", flat=True)
    return {user.pk, project.owner_id, *members}


ARCHIVE = Export(
    "boardsite",
    _("Everything, for another Boardsite"),
    _("With history, comments, checklists, files and links; it can be imported here or elsewhere as it is."),
    "zip",
    "application/zip",
    _write,
)
OFFERS: tuple[Export, ...] = (ARCHIVE, *EXPORTS)


def offer_of(key: str) -> Export | None:
    """The offer of that key."""
    return next((each for each in OFFERS if each.key == key), None)


def action_for(export: Export) -> Action:
    """What it takes: the archive holds what was deleted, and addresses."""
    return Action.EDIT_PROJECT if export is ARCHIVE else Action.VIEW


def offered(role: Role) -> Sequence[Export]:
    """What somebody with that role is offered."""
    return [each for each in OFFERS if policy.can(role, action_for(each))]
