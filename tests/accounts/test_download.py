"""Taking one's data along: complete, without secrets, and without what others wrote elsewhere."""

import json

import pytest
from django.utils import timezone

from boards.models import Visibility
from boards.reports import services
from boards.services import comments, members, tasks
from tests.accounts.steps import PASSWORD, recovery_codes, sign_in, with_app, with_password
from tests.factories import make_attachment, make_comment, make_project, make_task

PATH = "/account/data/download/"


def download(client):
    answer = client.get(PATH)
    assert answer.status_code == 200
    assert answer.streaming
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Cache-Control"] == "no-store"
    return json.loads(answer.getvalue())


@pytest.fixture
def person(owner):
    return with_password(owner)


def test_every_part_is_there(person):
    project = make_project(owner=person, title="Launch")
    task = make_task(project=project, title="Write “texts”", description="ä\n", assignee=person)
    services.remember(project=project, until=timezone.now(), actor=person)
    found = download(sign_in(person))
    assert found["account"][0]["email"] == person.email
    assert [row["title"] for row in found["projects_owned"]] == ["Launch"]
    assert [(row["title"], row["description"]) for row in found["tasks"]] == [(task.title, "ä\n")]
    assert [row["kind"] for row in found["activity"]] == ["project.created", "task.created"]
    assert [row["project_id"] for row in found["reports"]] == [project.pk]
    assert found["sign_ins"][0]["means"] == "password"
    assert "Firefox" in found["devices"][0]["user_agent"]
    assert {"email_addresses", "identities", "second_factors", "memberships", "groups"} <= set(found)


def test_nothing_in_it_opens_an_account(person):
    client = sign_in(person)
    secret = with_app(person)
    text = client.get(PATH).getvalue().decode()
    person.refresh_from_db()
    hidden = [secret, PASSWORD, person.password, client.session.session_key, *recovery_codes(person)]
    assert [word for word in hidden if word in text] == []
    assert '"totp"' in text


def test_who_has_left_a_project_takes_no_texts_of_it(project, owner, member, client_of):
    task = make_task(project=project, description="Secret of the others", actor=owner)
    tasks.update(task=task, changed={"description": "Mine"}, seen_version=None, actor=member)
    assert "Secret of the others" in json.dumps(download(client_of(member)))
    members.remove(project=project, user=member, actor=owner)
    found = download(client_of(member))
    assert "Secret of the others" not in json.dumps(found)
    assert [row["kind"] for row in found["activity"]] == ["task.updated"]
    assert found["tasks"] == []


def test_tasks_that_one_has_beside_somebody_are_in_it(owner, member, client_of):
    project = make_project(owner=owner, roles={member: "member"})
    task = make_task(project=project, title="Together", assignee=owner, others=[member])
    found = download(client_of(member))
    assert [row["title"] for row in found["tasks"]] == ["Together"]
    assert found["tasks_shared"] == [{"task_id": task.pk}]
    members.remove(project=project, user=member, actor=owner)
    assert download(client_of(member))["tasks_shared"] == []


def test_nothing_of_others_is_in_it(project, owner, outsider, client_of):
    project.visibility = Visibility.PUBLIC
    make_task(project=project, title="Of the owner")
    found = download(client_of(outsider))
    assert [name for name, rows in found.items() if rows and name not in ("account", "devices")] == []


def test_queries_do_not_grow_with_what_there_is(person, client_of, django_assert_max_num_queries):
    project, client = make_project(owner=person), client_of(person)
    for number in range(20):
        make_task(project=project, title=f"Task {number}")
    with django_assert_max_num_queries(28):
        assert len(download(client)["tasks"]) == 20


def test_deleting_somebody_elses_comment_brings_nobody_its_text(person, member):
    project = make_project(owner=person, roles={member: "member"})
    comment = make_comment(task=make_task(project=project), actor=member, text="Theirs alone")
    comments.delete(comment=comment, actor=person)
    found = download(sign_in(person))
    assert "comment.deleted" in [row["kind"] for row in found["activity"]]
    assert "Theirs alone" not in json.dumps(found)


def test_files_are_listed_and_not_those_of_others(person, member):
    project = make_project(owner=person, roles={member: "member"})
    task = make_task(project=project)
    make_attachment(task=task, actor=person, name="mine.txt")
    make_attachment(task=task, actor=member, name="theirs.txt")
    assert [row["name"] for row in download(sign_in(person))["files"]] == ["mine.txt"]
