"""What the mark of each noun promises: the one that was sent is the one that is compared, as a whole."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from boards.accounts.services import users
from boards.models import Project, Task, User
from boards.services import columns, members, projects, tags, tasks
from tests.api_caller import Api
from tests.factories import make_tag, make_task

pytestmark = pytest.mark.long


@dataclass
class World:
    """A project with two tasks of one column, a tag and people."""

    api: Api
    owner: User
    member: User
    project: Project
    task: Task
    other: Task

    def path(self, noun: str) -> str:
        project = f"projects/{self.project.pk}"
        return {
            "task": f"tasks/{self.task.pk}",
            "project": project,
            "column": f"columns/{self.task.column_id}",
            "tag": f"tags/{self.task.tags.get().pk}",
            "member": f"{project}/members/{self.member.pk}",
            "user": f"users/{self.owner.pk}",
            "me": "users/me",
        }[noun]


BODIES = {
    "task": {"priority": 7},
    "project": {"description": "New"},
    "column": {"wip_limit": 7},
    "tag": {"colour": 7},
    "member": {"role": "viewer"},
    "user": {"time_zone": "Europe/Berlin"},
    "me": {"time_zone": "Europe/Berlin"},
}


@pytest.fixture
def world(api, owner, member, project) -> World:
    make_tag(project=project, name="press")
    task = make_task(project=project, title="One", tag_names=["press"], assignee=member)
    return World(api, owner, member, project, task, make_task(project=project, title="Two"))


def _rename(world: World, user: User) -> None:
    users.update(user=user, display_name="Renamed", time_zone="", shortcuts=True, theme="system", actor=user)


def _tag(world: World):
    return world.task.tags.get()


def _column(world: World, **fields) -> None:
    column = world.task.column
    now = {"name": column.name, "status": column.status, "wip_limit": column.wip_limit}
    columns.update(column=column, **now | fields, actor=world.owner)


# What somebody else does meanwhile.
DEEDS: dict[str, Callable[[World], object]] = {
    "field of the task": lambda w: tasks.update(task=w.task, changed={"title": "x"}, seen_version=None, actor=w.owner),
    "place of the task": lambda w: tasks.move(
        task=w.task, column_id=w.task.column_id, after_id=w.other.pk, actor=w.owner
    ),
    "name of the column": lambda w: _column(w, name="Renamed"),
    "limit of the column": lambda w: _column(w, wip_limit=3),
    "name of the tag": lambda w: tags.update(tag=_tag(w), name="x", colour=_tag(w).colour, actor=w.owner),
    "colour of the tag": lambda w: tags.update(tag=_tag(w), name="press", colour=9, actor=w.owner),
    "name of the member": lambda w: _rename(w, w.member),
    "name of the owner": lambda w: _rename(w, w.owner),
    "role of the member": lambda w: members.change_role(project=w.project, user=w.member, role="admin", actor=w.owner),
    "a new task": lambda w: make_task(project=w.project, title="Three"),
    "a new task of the member with the tag": lambda w: make_task(
        project=w.project, tag_names=["press"], assignee=w.member
    ),
    "field of another task": lambda w: tasks.update(
        task=w.other, changed={"title": "x"}, seen_version=None, actor=w.owner
    ),
    "field of the project": lambda w: projects.update(
        project=w.project, changed={"title": "x"}, seen_version=None, actor=w.owner
    ),
    "a member less": lambda w: members.remove(
        project=w.project, user=User.objects.get(display_name="Viewer"), actor=w.owner
    ),
}
# Whose mark each deed changes; the marks of all other nouns stay.
CHANGES = {
    "field of the task": {"task", "project", "column"},
    "place of the task": {"task", "project", "column"},
    "name of the column": {"task", "project", "column"},
    "limit of the column": {"project", "column"},
    "name of the tag": {"task", "project", "column", "tag"},
    "colour of the tag": {"project", "column", "tag"},
    "name of the member": {"task", "project", "column", "member"},
    "name of the owner": {"task", "project", "column", "user", "me"},
    "role of the member": {"project", "member"},
    "a new task": {"project", "column"},
    "a new task of the member with the tag": {"project", "column", "tag", "member"},
    "field of another task": {"project", "column"},
    "field of the project": {"project"},
    "a member less": {"project"},
}


@pytest.mark.parametrize("deed", DEEDS)
def test_mark_that_was_sent_is_the_one_that_is_compared(deed, world):
    marks = {noun: world.api.get(world.path(noun))["ETag"] for noun in BODIES}
    DEEDS[deed](world)
    changed = {noun for noun in BODIES if world.api.get(world.path(noun))["ETag"] != marks[noun]}
    assert changed == CHANGES[deed]
    for noun in changed:
        now = world.api.get(world.path(noun))
        answer = world.api.patch(world.path(noun), BODIES[noun], If_Match=marks[noun])
        assert (answer.status_code, answer["ETag"]) == (412, now["ETag"]), noun
        assert answer.json()["current"] == now.json(), noun


@pytest.mark.parametrize("noun", BODIES)
def test_unchanged_mark_lets_the_change_through(noun, world):
    path = world.path(noun)
    mark = world.api.get(path)["ETag"]
    answer = world.api.patch(path, BODIES[noun], If_Match=f'"other", W/{mark}')
    assert answer.status_code == 200 and answer["ETag"] == world.api.get(path)["ETag"] != mark
    assert world.api.patch(path, BODIES[noun], If_Match=answer["ETag"]).status_code == 200


@pytest.mark.parametrize("noun", BODIES)
def test_made_up_rest_of_a_mark_is_refused(noun, world):
    path = world.path(noun)
    mark = world.api.get(path)["ETag"]
    for wrong in (f'{mark[:-2]}x"', '"v1-"', '"v1-0"', '"v1"', mark.upper(), f'"{mark.strip(chr(34))}-gzip"'):
        assert world.api.patch(path, BODIES[noun], If_Match=wrong).status_code == 412, wrong
    assert world.api.get(path)["ETag"] == mark


def test_a_task_is_not_refused_for_what_happens_to_others(world):
    path = world.path("task")
    mark = world.api.get(path)["ETag"]
    for deed in ("a new task", "field of another task", "field of the project", "role of the member"):
        DEEDS[deed](world)
    assert world.api.patch(path, {"priority": 7}, If_Match=mark).status_code == 200


def test_version_is_the_way_for_the_own_fields_of_a_busy_project(world):
    path = world.path("project")
    seen = world.api.get(path).json()["version"]
    DEEDS["a new task"](world)
    assert world.api.patch(path, {"title": "New", "version": seen}).status_code == 200


def test_each_reader_has_marks_of_their_own_where_they_see_something_else(world, api_of):
    """An address, and a role, stand in what some see and others don't."""
    theirs = api_of(world.member)
    for noun in ("project", "user"):
        assert theirs.get(world.path(noun))["ETag"] != world.api.get(world.path(noun))["ETag"]
    assert theirs.get(world.path("task"))["ETag"] == world.api.get(world.path("task"))["ETag"]


def test_every_action_on_a_task_or_project_holds_the_mark_as_a_whole(world):
    task, project = world.path("task"), world.path("project")
    marks = {path: world.api.get(path)["ETag"] for path in (task, project)}
    DEEDS["place of the task"](world)
    calls = [
        *(("POST", f"{task}/{verb}", None) for verb in ("complete", "reopen", "archive", "restore")),
        ("POST", f"{task}/move", {"status": "completed"}),
        ("POST", f"{task}/assign", {"assignee": None}),
        ("PUT", task, {"title": "Mine"}),
        ("DELETE", task, None),
        *(("POST", f"{project}/{verb}", None) for verb in ("archive", "restore")),
        ("POST", f"{project}/transfer", {"to": world.member.pk}),
        ("PUT", project, {"title": "Mine"}),
        ("DELETE", project, None),
    ]
    for method, path, body in calls:
        mark = marks[task if path.startswith(task) else project]
        assert world.api.call(method, path, body, If_Match=mark).status_code == 412, path


@pytest.mark.parametrize("noun", ["task", "project"])
def test_mark_that_compression_made_weak_is_as_good(noun, world):
    """Whoever compresses the answer puts `W/` before its mark."""
    path = world.path(noun)
    world.api.patch(path, {"description": "Long. " * 500})
    mark = world.api.get(path, Accept_Encoding="gzip")["ETag"]
    assert mark.startswith('W/"')
    assert world.api.get(path, If_None_Match=mark).status_code == 304
    assert world.api.patch(path, BODIES[noun], If_Match=mark).status_code == 200
    assert world.api.patch(path, BODIES[noun], If_Match=mark).status_code == 412
