"""Who is let in, and who still is. All of it reads the database: for threads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.http import HttpRequest

from boards import access
from boards.exceptions import NotAllowed, NotFound
from boards.live.messages import Code
from boards.models import Membership, Project, Role, User, Visibility
from boards.policy import Action, can
from boards.queries import projects as project_queries

# The roles of those who may edit tasks.
EDITING = tuple(role for role in Role if can(role, Action.EDIT_TASK))


class Refused(Exception):
    """Who is not let in; `code` says why."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.name)
        self.code = code


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who it is, the revisions of the projects they look at by their ids, and whether they may edit tasks there."""

    user_id: int
    is_visible: bool
    projects: dict[int, int] = field(default_factory=dict)
    may_edit: bool = False


def to_board(session_key: str, project_id: int) -> Admitted:
    """Let somebody look at a project: session, person, and project with role, as for its page. Raises Refused."""
    user = _person(session_key)
    try:
        project, rights = access.get_project(user, project_id, Action.VIEW)
    except (NotFound, NotAllowed):
        raise Refused(Code.NOWHERE) from None
    return Admitted(
        user.pk, user.is_visible, {project.pk: project.revision}, may_edit=can(rights.role, Action.EDIT_TASK)
    )


def to_home(session_key: str) -> Admitted:
    """Let somebody look at all projects they take part in. Raises Refused."""
    user = _person(session_key)
    return Admitted(user.pk, user.is_visible, project_queries.revisions(user))


def again(session_key: str, is_home: bool, project_ids: Collection[int]) -> Admitted:
    """Ask for the same once more. Raises Refused."""
    if is_home:
        return to_home(session_key)
    (project_id,) = project_ids
    return to_board(session_key, project_id)


def _person(session_key: str) -> User:
    """Who is signed in by this session, with the password they have now, unless the account is switched off."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(request)
    if not user.is_authenticated:
        raise Refused(Code.SIGNED_OUT)
    return user


def still_seeing(project_id: int, user_ids: Collection[int]) -> dict[int, bool]:
    """Which of these people may view the project now, each with whether they may edit its tasks; one query. The twin of
    `policy.role_in` for many people."""
    project = Project.objects.alive().filter(pk=project_id)
    joined = Membership.objects.filter(project=project_id, user=OuterRef("pk"))
    leading = Q(Exists(project.filter(owner=OuterRef("pk")))) | Q(is_staff=True)
    allowed = leading | Q(Exists(project.filter(visibility=Visibility.PUBLIC))) | Q(Exists(joined))
    editing = leading | Q(Exists(joined.filter(role__in=EDITING)))
    people = User.objects.filter(Exists(project), allowed, pk__in=user_ids, is_active=True)
    return dict(people.values_list("pk", ExpressionWrapper(editing, BooleanField())))


def taking_part(project_id: int, user_ids: Collection[int]) -> set[int]:
    """Which of these people have the project among those at home; one query."""
    project = Project.objects.alive().unarchived().filter(pk=project_id)
    joined = Membership.objects.filter(project=project_id, user=OuterRef("pk"))
    taking_part = Q(Exists(project.filter(owner=OuterRef("pk")))) | Q(Exists(joined))
    return set(User.objects.filter(Exists(project), taking_part, pk__in=user_ids).values_list("pk", flat=True))


def revisions(project_ids: Collection[int]) -> dict[int, int]:
    """The revisions of these projects, as far as they are there; one query."""
    return dict(Project.objects.alive().filter(pk__in=project_ids).values_list("pk", "revision"))
