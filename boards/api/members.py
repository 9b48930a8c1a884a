"""Who takes part in a project."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router
from pydantic import BaseModel, Field

from boards import access, address_lookup
from boards.api import routes
from boards.api.auth import person
from boards.api.errors import Problem, invalid
from boards.api.schemas.common import LARGEST_ID, PathId
from boards.api.schemas.rest import MemberIn, MemberOut, MemberPatch, MembersOut
from boards.exceptions import NotFound
from boards.models import Project, User
from boards.policy import Action
from boards.queries import people, records
from boards.queries.record_shapes import MemberRecord
from boards.services import members

router = Router(tags=["Members"])
# The same whether the address has an account or not.
STRANGER = gettext_noop("You share no project with anybody of this address. Send an invitation instead.")


class MemberRemoval(BaseModel):
    """What becomes of the tasks of a member who goes."""

    tasks_to: int | None = Field(None, ge=1, le=LARGEST_ID, description="The id of who gets their open tasks.")


@routes.get(router, "projects/{number:project_id}/members/", MembersOut)
def list_members(request: HttpRequest, project_id: PathId) -> HttpResponse:
    """Everybody who takes part, the owner first."""
    project, _rights = access.get_project(person(request), project_id, Action.VIEW)
    return routes.items(request, [records.member(one) for one in people.with_roles(project)])


def _limit_tries(request: HttpRequest, project_id: int, body: MemberIn) -> None:
    """Limited as on the pages; here, so that a try in vain stays counted."""
    user = person(request)
    access.get_project(user, project_id, Action.EDIT_MEMBERS)
    try:
        if body.email is not None and address_lookup.by_address(request, body.email, user=user) is None:
            raise invalid(("email", _(STRANGER)))
    except address_lookup.TooManyTries as error:
        sentence = _("You have tried many addresses of people you don't know. Try again in ten minutes.")
        raise Problem(
            429, sentence, kind="too-many-tries", headers={"Retry-After": str(address_lookup.WAIT)}
        ) from error


@routes.post(router, "projects/{number:project_id}/members/", MemberOut, status=201, first=_limit_tries)
def add_member(request: HttpRequest, project_id: PathId, body: MemberIn) -> HttpResponse:
    """Give somebody whom you know a role in the project; others are invited."""
    user = person(request)
    project, _rights = access.get_project(user, project_id, Action.EDIT_MEMBERS)
    found = _wanted(user, body)
    members.add(project=project, user=found, role=body.role, actor=user)
    location = f"/api/v1/projects/{project_id}/members/{found.pk}"
    return _shown(request, project, found.pk, status=201, location=location)


@routes.get(router, "projects/{number:project_id}/members/{number:user_id}", MemberOut)
def read_member(request: HttpRequest, project_id: PathId, user_id: PathId) -> HttpResponse:
    """One person and their role."""
    return _shown(request, access.get_project(person(request), project_id, Action.VIEW).thing, user_id)


@routes.patch(router, "projects/{number:project_id}/members/{number:user_id}", MemberOut)
def update_member(request: HttpRequest, project_id: PathId, user_id: PathId, body: MemberPatch) -> HttpResponse:
    """Give a member another role."""
    project, found = _loaded(request, project_id, user_id, Action.EDIT_MEMBERS)
    heir = _heir(project, found, body.tasks_to)
    members.change_role(project=project, user=found, role=body.role, tasks_to=heir, actor=person(request))
    return _shown(request, project, user_id)


@routes.delete(router, "projects/{number:project_id}/members/{number:user_id}")
def remove_member(
    request: HttpRequest, project_id: PathId, user_id: PathId, query: Query[MemberRemoval]
) -> HttpResponse:
    """Take somebody out of the project, or leave it yourself. With `tasks_to` their open tasks go to somebody else."""
    project, _rights = access.get_project(person(request), project_id, Action.VIEW)
    leaves = user_id == person(request).pk != project.owner_id
    project, found = _loaded(request, project_id, user_id, Action.LEAVE if leaves else Action.EDIT_MEMBERS)
    heir = _heir(project, found, query.tasks_to)
    members.remove(project=project, user=found, tasks_to=heir, actor=person(request))
    return routes.gone()


def _heir(project: Project, leaving: User, user_id: int | None) -> User | None:
    """Who gets the open tasks; Problem 400 for who can't have any here."""
    if user_id is None:
        return None
    found = people.assignable(project).exclude(pk=leaving.pk).filter(pk=user_id).first()
    if found is None:
        raise invalid(("tasks_to", _("Choose another person of this project who can have tasks.")))
    return found


def _wanted(user: User, body: MemberIn) -> User:
    """The person to add: known by id, or by the address of their account."""
    if body.email is not None:
        found = address_lookup.known(body.email, user=user)
        if found is None:
            raise invalid(("email", _(STRANGER)))
        return found
    known = records.people_known_to(user).filter(is_active=True)
    if body.user is None or (found := known.filter(pk=body.user).first()) is None:
        raise invalid(("user", _("There is nobody of that id whom you know. Give the e-mail address.")))
    return found


def _loaded(request: HttpRequest, project_id: int, user_id: int, action: Action) -> tuple[Project, User]:
    project, _rights = access.get_project(person(request), project_id, action)
    found = people.member(project, user_id)
    if found is None and user_id != project.owner_id:
        raise NotFound
    routes.require_match(request, project_id, lambda: _record(project, user_id))
    return project, found.user if found else project.owner


def _record(project: Project, user_id: int) -> MemberRecord:
    for one in people.with_roles(project):
        if one.user.pk == user_id:
            return records.member(one)
    raise NotFound


def _shown(
    request: HttpRequest, project: Project, user_id: int, *, status: int = 200, location: str = ""
) -> HttpResponse:
    return routes.record(request, _record(project, user_id), status=status, location=location)
