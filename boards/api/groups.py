"""Groups of people of the site, and the roles they have in projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from boards import access
from boards.api import paging, routes
from boards.api.auth import person
from boards.api.errors import invalid
from boards.api.schemas.common import PathId
from boards.api.schemas.groups import (
    GroupIn,
    GroupOut,
    GroupPage,
    GroupPatch,
    GroupQuery,
    GroupRoleIn,
    GroupRoleOut,
    GroupRolePatch,
    GroupRolesOut,
    PeopleOut,
)
from boards.exceptions import NotAllowed, NotFound
from boards.models import Group, Project, User
from boards.policy import Action
from boards.queries import groups as queries
from boards.queries import people, records
from boards.rules.text import fold
from boards.services import groups
from boards.services.groups import Source

if TYPE_CHECKING:
    from boards.queries.groups import CountedGroup, CountedRole

router = Router(tags=["Groups"])
BY_NAME = paging.Order("name", ["name_key", "pk"])
ONE = "groups/{number:group_id}"
ROLES = "projects/{number:project_id}/groups/"
ROLE = "projects/{number:project_id}/groups/{number:group_id}"
# What only site administrators read.
PROBLEMS = (*routes.READ_PROBLEMS, 403)


@routes.get(router, "groups/", GroupPage)
def list_groups(request: HttpRequest, query: Query[GroupQuery]) -> HttpResponse:
    """Those offered to all projects, and those you are in; all for site administrators."""
    user = person(request)
    found = queries.known_to(user)
    if query.q is not None:
        found = found.filter(name_key__contains=fold(query.q))
    part = paging.part(request, found, query, BY_NAME, lambda rows: [records.group(row, user) for row in rows])
    return routes.page(request, part)


@routes.post(router, "groups/", GroupOut, status=201)
def create_group(request: HttpRequest, body: GroupIn) -> HttpResponse:
    """Make a group; for site administrators, as all changes of groups are."""
    user = _administrator(request)
    source = _source(body.issuer, body.claim)
    made = groups.create(name=body.name, is_offered=body.is_offered, source=source, actor=user)
    shown = records.group(_group(user, made.pk), user)
    return routes.record(request, shown, status=201, location=f"/api/v1/groups/{made.pk}")


@routes.get(router, ONE, GroupOut)
def read_group(request: HttpRequest, group_id: PathId) -> HttpResponse:
    """One group."""
    user = person(request)
    return routes.record(request, records.group(_group(user, group_id), user))


@routes.patch(router, ONE, GroupOut)
def update_group(request: HttpRequest, group_id: PathId, body: GroupPatch) -> HttpResponse:
    """Change its name, whom it is offered to, or who brings its people."""
    user = _administrator(request)
    group = _matching(request, user, group_id)
    values: dict[str, Any] = {**body.given()}
    if values.keys() & {"issuer", "claim"}:
        values["source"] = _source(values.pop("issuer", group.issuer), values.pop("claim", group.claim))
    groups.update(group=group, **values, actor=user)
    return routes.record(request, records.group(_group(user, group_id), user))


@routes.delete(router, ONE)
def delete_group(request: HttpRequest, group_id: PathId) -> HttpResponse:
    """Delete a group; its people lose what they have through it alone."""
    user = _administrator(request)
    groups.delete(group=_matching(request, user, group_id), actor=user)
    return routes.gone()


@routes.get(router, f"{ONE}/people/", PeopleOut, problems=PROBLEMS)
def list_people(request: HttpRequest, group_id: PathId) -> HttpResponse:
    """Who is in a group; for site administrators."""
    group = _group(_administrator(request), group_id)
    return routes.items(request, [records.person(user) for user in queries.people_of(group)])


@routes.put(router, f"{ONE}/people/{{number:user_id}}", PeopleOut)
def add_person(request: HttpRequest, group_id: PathId, user_id: PathId) -> HttpResponse:
    """Put somebody into it, who may be in it already. Answers who is in it then."""
    actor = _administrator(request)
    group = _with_people(request, actor, group_id)
    user = people.by_ids([user_id]).get(user_id)
    if user is None or not user.is_active:
        raise NotFound
    groups.add(group=group, users=[user], actor=actor)
    return routes.items(request, _people(group)["items"])


@routes.delete(router, f"{ONE}/people/{{number:user_id}}")
def remove_person(request: HttpRequest, group_id: PathId, user_id: PathId) -> HttpResponse:
    """Take somebody out of it, and out of the projects where they are through it alone."""
    actor = _administrator(request)
    group = _with_people(request, actor, group_id)
    user = people.by_ids([user_id]).get(user_id)
    if user is None:
        raise NotFound
    groups.remove(group=group, user=user, actor=actor)
    return routes.gone()


@routes.get(router, ROLES, GroupRolesOut)
def list_group_roles(request: HttpRequest, project_id: PathId) -> HttpResponse:
    """The groups with a role in a project."""
    project, _rights = access.get_project(person(request), project_id, Action.VIEW)
    return routes.items(request, [records.group_role(each) for each in queries.of_project(project)])


@routes.post(router, ROLES, GroupRoleOut, status=201)
def create_group_role(request: HttpRequest, project_id: PathId, body: GroupRoleIn) -> HttpResponse:
    """Give a group a role: everybody in it takes part, at least as that."""
    project = _project(request, project_id)
    group = queries.known_to(person(request)).filter(pk=body.group).first()
    if group is None:
        raise invalid(("group", _("There is no group of that id that you can add.")))
    groups.give_role(project=project, group=group, role=body.role, actor=person(request))
    shown = records.group_role(_role(project, group.pk))
    location = f"/api/v1/projects/{project_id}/groups/{group.pk}"
    return routes.record(request, shown, status=201, location=location)


@routes.get(router, ROLE, GroupRoleOut)
def read_group_role(request: HttpRequest, project_id: PathId, group_id: PathId) -> HttpResponse:
    """The role of one group."""
    project, _rights = access.get_project(person(request), project_id, Action.VIEW)
    return routes.record(request, records.group_role(_role(project, group_id)))


@routes.patch(router, ROLE, GroupRoleOut)
def update_group_role(request: HttpRequest, project_id: PathId, group_id: PathId, body: GroupRolePatch) -> HttpResponse:
    """Give the group another role."""
    project, given = _matching_role(request, project_id, group_id)
    groups.change_role(project=project, group=given.group, role=body.role, actor=person(request))
    return routes.record(request, records.group_role(_role(project, group_id)))


@routes.delete(router, ROLE)
def delete_group_role(request: HttpRequest, project_id: PathId, group_id: PathId) -> HttpResponse:
    """Take its role away. Who had nothing else in the project has nothing any more; their tasks stay theirs."""
    project, given = _matching_role(request, project_id, group_id)
    groups.take_role(project=project, group=given.group, actor=person(request))
    return routes.gone()


def _administrator(request: HttpRequest) -> User:
    user = person(request)
    if not user.is_staff:
        raise NotAllowed(_("Groups are made and changed by site administrators."))
    return user


def _source(issuer: str, claim: str) -> Source | None:
    if not issuer and not claim:
        return None
    if issuer not in [each.issuer for each in settings.OIDC_PROVIDERS if each.groups_claim]:
        raise invalid(("issuer", _("Name the issuer of a provider of this site that tells groups.")))
    if not claim:
        raise invalid(("claim", _("Enter the name that the group has at the provider.")))
    return Source(issuer, claim)


def _group(user: User, group_id: int) -> CountedGroup:
    found = queries.known_to(user).filter(pk=group_id).first()
    if found is None:
        raise NotFound
    return found


def _matching(request: HttpRequest, user: User, group_id: int) -> Group:
    group = _group(user, group_id)
    routes.require_match_under(
        request, lambda: groups.hold(group=group), lambda: records.group(_group(user, group_id), user)
    )
    return group


def _people(group: Group) -> dict[str, Any]:
    return {"items": [records.person(user) for user in queries.people_of(group)]}


def _with_people(request: HttpRequest, user: User, group_id: int) -> Group:
    group = _group(user, group_id)
    routes.require_match_under(request, lambda: groups.hold(group=group), lambda: _people(group))
    return group


def _project(request: HttpRequest, project_id: int) -> Project:
    return access.get_project(person(request), project_id, Action.EDIT_MEMBERS).thing


def _role(project: Project, group_id: int) -> CountedRole:
    found = queries.role(project, group_id)
    if found is None:
        raise NotFound
    return found


def _matching_role(request: HttpRequest, project_id: int, group_id: int) -> tuple[Project, CountedRole]:
    project = _project(request, project_id)
    given = _role(project, group_id)
    routes.require_match_under(
        request,
        lambda: groups.hold(group=given.group, project=project),
        lambda: records.group_role(_role(project, group_id)),
    )
    return project, given
