"""What the address of a page names comes in one message with who asks, and is what it would be by itself."""

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from boards import access
from boards.accounts.sessions import _ON_DEVICE
from boards.exceptions import NotFound
from boards.models import Membership
from boards.policy import Action
from boards.queries.reached import Brought
from boards.services import projects, tasks
from boardsite.database.statements import together
from tests.factories import make_group, make_task, sign_in
from tests.reached import KINDS, things_of

PEOPLE = ("owner", "admin", "member", "viewer", "outsider", "staff")


@pytest.fixture
def things(project):
    return things_of(project)


def asking(user, address):
    """The person as a request for the address finds them, and what came along."""
    key = f"session of {user.pk}"
    UserSession.objects.get_or_create(session_key=key, defaults={"user": user, "ip": "127.0.0.1"})
    named = access.named_by(address)
    (person,), found = together(_ON_DEVICE.of(key=key, now=timezone.now()), named.along(key))
    person.brought = Brought(named, next(iter(found), None))
    return person


def reached(load, user, pk, action):
    """What is given, or the kind of refusal."""
    try:
        thing, rights = load(user, pk, action)
    except Exception as error:
        return type(error)
    return thing, thing.__dict__.keys(), rights


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("action", [Action.VIEW, Action.EDIT_TASK, Action.EDIT_PROJECT])
@pytest.mark.parametrize("name", PEOPLE)
def test_it_is_what_it_would_be_by_itself(things, kind, action, name, request, django_assert_num_queries):
    load, pk = things[kind]
    user = request.getfixturevalue(name)
    person = asking(user, f"/{kind}/{pk}/")
    with django_assert_num_queries(0):
        along = reached(load, person, pk, action)
    assert along == reached(load, user, pk, action)


@pytest.mark.parametrize("kind", KINDS)
def test_groups_and_deleted_projects_count_for_it(things, kind, project, owner, outsider):
    make_group(people=[outsider], project=project, role="admin")
    load, pk = things[kind]
    assert reached(load, asking(outsider, f"/{kind}/{pk}/"), pk, Action.EDIT_PROJECT) == reached(
        load, outsider, pk, Action.EDIT_PROJECT
    )
    projects.delete(project=project, actor=owner)
    assert reached(load, asking(owner, f"/{kind}/{pk}/"), pk, Action.VIEW) is NotFound


def test_it_is_handed_out_once(project, member):
    person = asking(member, f"/projects/{project.pk}/")
    assert access.get_project(person, project.pk, Action.EDIT_TASK)
    Membership.objects.filter(user=member).delete()
    with pytest.raises(NotFound):
        access.get_project(person, project.pk, Action.VIEW)


@pytest.mark.parametrize("other", ["another of its kind", "another kind"])
def test_it_is_not_taken_for_anything_else(project, member, other):
    task = make_task(project=project)
    person = asking(member, f"/tasks/{task.pk}/")
    if other == "another kind":
        assert access.get_project(person, project.pk, Action.VIEW).thing == project
    else:
        another = make_task(project=project)
        assert access.get_task(person, another.pk, Action.VIEW).thing == another
    tasks.delete(task=task, actor=member)
    with pytest.raises(NotFound):
        access.get_task(person, task.pk, Action.VIEW)


def test_what_came_with_the_person_of_a_device_is_not_for_the_person_of_its_session(project, owner, viewer):
    client = Client()
    sign_in(client, viewer)
    UserSession.objects.update(user=owner)
    response = client.get(f"/projects/{project.pk}/settings/")
    assert response.wsgi_request.user == viewer and response.status_code == 403


def test_an_unchanged_board_is_one_message(project, member, django_assert_num_queries):
    client = Client()
    sign_in(client, member)
    etag = client.get(f"/projects/{project.pk}/")["ETag"]
    client.get(f"/projects/{project.pk}/")
    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 2):
        assert client.get(f"/projects/{project.pk}/", headers={"If-None-Match": etag}).status_code == 304


def test_every_address_of_such_a_thing_is_known_as_one():
    routes = [str(each.pattern) for each in get_resolver("boards.urls").url_patterns]
    named = {route.partition("/")[0] for route in routes if "/<pk:pk>/" in route}
    unnamed = named - set(KINDS)
    # What stands under an account, a webhook or the like is reached through other doors than `access`.
    assert unnamed == {
        *("account", "calendars", "deliveries", "devices", "groups", "imports", "inbox", "jobs", "people", "webhooks")
    }
    assert all(access.named_by(f"/{kind}/7/edit/").pk == 7 for kind in KINDS)
    assert not any(map(access.named_by, ("/", "/projects/new/", "/projects/07/", "/projects/7", "/x/projects/7/")))
