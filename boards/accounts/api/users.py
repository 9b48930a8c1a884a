"""People."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from boards.accounts.services import user_admin, users
from boards.api import paging, routes
from boards.api.auth import person
from boards.api.schemas.common import PathId
from boards.api.schemas.rest import UserIn, UserOut, UserPage, UserPatch, UserQuery
from boards.exceptions import NotAllowed, NotFound
from boards.models import User
from boards.queries import records

router = Router(tags=["Users"])


@routes.get(router, "users/", UserPage)
def list_users(request: HttpRequest, query: Query[UserQuery]) -> HttpResponse:
    """Yourself and the people you share a project with; everybody for site administrators."""
    user = person(request)
    found = records.people_known_to(user)
    if query.q is not None:
        found = found.filter(display_name__icontains=query.q)
    order = paging.Order("name", ["display_name", "pk"])
    return routes.page(
        request,
        paging.part(request, found, query, order, lambda rows: [records.user(row, user) for row in rows]),
    )


@routes.post(router, "users/", UserOut, status=201)
def create_user(request: HttpRequest, body: UserIn) -> HttpResponse:
    """Make an account; for site administrators."""
    user = person(request)
    if not user.is_staff:
        raise NotAllowed(_("Only site administrators make accounts."))
    made = user_admin.create(email=body.email, display_name=body.display_name, password=body.password, actor=user)
    return routes.record(request, records.user(made, user), status=201, location=f"/api/v1/users/{made.pk}")


@routes.get(router, "users/me", UserOut)
def read_me(request: HttpRequest) -> HttpResponse:
    """Yourself."""
    user = person(request)
    return routes.record(request, records.user(user, user))


@routes.patch(router, "users/me", UserOut)
def update_me(request: HttpRequest, body: UserPatch) -> HttpResponse:
    """Change what you have set about yourself."""
    return _write(request, person(request), body)


@routes.get(router, "users/{number:user_id}", UserOut)
def read_user(request: HttpRequest, user_id: PathId) -> HttpResponse:
    """One person."""
    return routes.record(request, records.user(_known(request, user_id), person(request)))


@routes.patch(router, "users/{number:user_id}", UserOut)
def update_user(request: HttpRequest, user_id: PathId, body: UserPatch) -> HttpResponse:
    """Change a person: yourself, or anybody for site administrators."""
    found = _known(request, user_id)
    if found.pk != person(request).pk and not person(request).is_staff:
        raise NotAllowed(_("Only they and site administrators may change that."))
    return _write(request, found, body)


def _known(request: HttpRequest, user_id: int) -> User:
    found = records.people_known_to(person(request)).filter(pk=user_id).first()
    if found is None:
        raise NotFound
    return found


def _write(request: HttpRequest, found: User, body: UserPatch) -> HttpResponse:
    given, asker = body.given(), person(request)
    is_renamed = given.get("display_name") is not None
    lock = partial(users.hold, user=found, is_renamed=is_renamed)
    routes.require_match_under(request, lock, lambda: records.user(found, asker))
    users.update(user=found, **given, actor=asker)
    return routes.record(request, records.user(found, person(request)))
