"""Bringing a board by a program."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from boards.jobs import running
from boards.models import Import, Project, Task
from boards.transfer.services import imports as services
from tests.api_caller import Api
from tests.factories import make_project, make_task, make_user
from tests.transfer.archives import packed
from tests.transfer.exports import a_card, a_list, export, written
from tests.transfer.test_import_board import TWO

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def api(owner):
    return Api(owner)


def send(api, content=None, name="board.json", **fields):
    content = written(export(name="Bakery")) if content is None else content
    file = SimpleUploadedFile(name, content)
    return api.client.post("/api/v1/imports/", {"file": file, **fields})


def test_a_board_is_brought_at_once(api):
    response = send(api, title="Bread")
    assert response.status_code == 202
    assert response["Location"].endswith(f"/api/v1/imports/{response.json()['id']}")
    assert response.json()["state"] == "reading"
    running.run_due()
    made = api.get(f"imports/{response.json()['id']}").json()
    assert (made["state"], made["format"], made["can_be_undone"]) == ("done", "trello", True)
    project = Project.objects.get()
    assert (project.title, project.pk) == ("Bread", made["project_id"])
    assert api.delete(f"imports/{made['id']}").status_code == 204
    project.refresh_from_db()
    assert project.deleted_at is not None
    assert api.get("imports/").json()["items"][0]["state"] == "undone"


@pytest.mark.parametrize("place", [-1, 1, 10**30])
def test_a_board_that_is_not_there_is_said_in_a_sentence(api, place):
    pk = send(api, board=str(place)).json()["id"]
    running.run_due()
    assert "The file has no board" in api.get(f"imports/{pk}").json()["problem"]


def test_looked_at_before_it_is_started(api, owner):
    content = written(export(name="Bakery", lists=[a_list(1, name="Oven")]))
    pk = send(api, content, start="false").json()["id"]
    running.run_due()
    ready = api.get(f"imports/{pk}").json()
    assert ready["state"] == "ready" and ready["lists"][0]["name"] == "Oven"
    assert not Project.objects.exists()
    body = {"title": "Bread", "statuses": {ready["lists"][0]["id"]: "in_progress"}}
    assert api.post(f"imports/{pk}/start", body).status_code == 202
    running.run_due()
    assert Project.objects.get(title="Bread").columns.get(name="Oven").status == "in_progress"
    assert api.post(f"imports/{pk}/start", body).status_code == 409


def test_another_board_of_the_file_is_read_before_it_is_made(api):
    pk = send(api, TWO, "ticktick.csv", start="false").json()["id"]
    running.run_due()
    assert [each["name"] for each in api.get(f"imports/{pk}").json()["boards"]] == ["First", "Second"]
    api.post(f"imports/{pk}/start", {"board": 1})
    running.run_due()
    assert Project.objects.get().title == "Second"


def test_into_a_project_for_who_looks_after_it(api, member, outsider, owner):
    project = make_project(owner=owner, roles={member: "member"})
    assert send(api, project_id=project.pk).status_code == 202
    running.run_due()
    assert project.tasks.get().title == "Card 1"
    assert send(Api(member), project_id=project.pk).status_code == 403
    assert send(Api(outsider), project_id=project.pk).status_code == 404
    make_task(project=project)
    assert api.delete(f"imports/{Import.objects.get().pk}").status_code == 204
    assert Task.objects.filter(deleted_at=None).count() == 1


def test_people_who_can_be_chosen(api, owner):
    stranger = make_user(name="stranger")
    pk = send(api, b"Title,Assignee\nRye,Ann\n", "a.csv", start="false").json()["id"]
    running.run_due()
    key = api.get(f"imports/{pk}").json()["people"][0]["id"]
    assert api.post(f"imports/{pk}/start", {"people": {key: stranger.pk}}).status_code == 400
    assert api.post(f"imports/{pk}/start", {"people": {key: owner.pk}}).status_code == 202
    running.run_due()
    assert Task.objects.get().assignee == owner


def test_cancelled(api, folder):
    pk = send(api).json()["id"]
    assert api.post(f"imports/{pk}/cancel").json()["state"] == "cancelled"
    running.run_due()
    assert not Project.objects.exists() and not list(folder.iterdir())
    assert api.post(f"imports/{pk}/cancel").status_code == 409


def test_what_is_wrong_is_said(api, folder):
    assert send(api, b"").status_code == 400
    assert send(api, format="nobody's").status_code == 400
    assert send(api, start="perhaps").status_code == 400
    assert api.client.post("/api/v1/imports/", {}).status_code == 400
    assert api.post("imports/", {"file": "x"}).status_code == 415
    assert not Import.objects.exists() and not list(folder.glob("*"))
    pk = send(api, b"\x00\x01").json()["id"]
    running.run_due()
    failed = api.get(f"imports/{pk}").json()
    assert failed["state"] == "failed" and "can't be imported" in failed["problem"]
    assert api.post(f"imports/{pk}/start", {"mapping": {"roles": 3}}).status_code == 400


def test_so_many_at_a_time(api):
    for _number in range(services.MOST_FILES):
        assert send(api).status_code == 202
    assert send(api).status_code == 409


def test_of_others_there_is_nothing(api, outsider):
    pk = send(api).json()["id"]
    for call in (lambda other: other.get(f"imports/{pk}"), lambda other: other.delete(f"imports/{pk}")):
        assert call(Api(outsider)).status_code == 404


class TestUpdates:
    def cards(self, title="Rye"):
        return written(export(cards=[a_card(1, id=f"{1:024x}", name=title), a_card(2, id=f"{2:024x}")]))

    @pytest.fixture
    def project(self, api):
        send(api, self.cards())
        running.run_due()
        return Project.objects.get()

    def test_looked_at_before_it_is_started(self, api, project):
        pk = send(api, self.cards("Spelt"), start="false").json()["id"]
        running.run_due()
        ready = api.get(f"imports/{pk}").json()
        assert ready["earlier"] == {"project_id": project.pk, "cards": 2} and ready["updated"] is None
        api.post(f"imports/{pk}/start", {"update": True})
        running.run_due()
        made = api.get(f"imports/{pk}").json()
        assert made["updated"] == {"added": 0, "changed": 1, "same": 1, "kept": 0, "gone": 0, "absent": 0}
        assert made["project_id"] == project.pk and project.tasks.filter(title="Spelt").exists()

    def test_at_once(self, api, project):
        pk = send(api, self.cards("Spelt"), update="true").json()["id"]
        running.run_due()
        assert api.get(f"imports/{pk}").json()["updated"]["changed"] == 1
        assert Project.objects.count() == 1

    def test_made_anew_without_being_asked_for(self, api, project):
        send(api, self.cards("Spelt"))
        running.run_due()
        assert Project.objects.count() == 2

    def test_nothing_to_update(self, api):
        pk = send(api, start="false").json()["id"]
        running.run_due()
        response = api.post(f"imports/{pk}/start", {"update": True})
        assert response.status_code == 400 and "nothing to bring up to date" in response.content.decode()
        send(api, self.cards(), update="true")
        running.run_due()
        assert Project.objects.count() == 1


class TestWholeProjects:
    @pytest.fixture
    def packet(self, owner, member):
        project = make_project(owner=owner, title="Bakery", roles={member: "admin"})
        make_task(project=project, title="Rye", assignee=member)
        return packed(project)

    def test_nobody_takes_part_who_was_not_looked_at(self, api, packet):
        pk = send(api, packet, "bakery.zip").json()["id"]
        running.run_due()
        made = api.get(f"imports/{pk}").json()
        assert (made["state"], made["format"]) == ("done", "boardsite"), made
        assert not Project.objects.get(pk=made["project_id"]).memberships.exists()

    def test_who_was_seen_is_what_they_were(self, api, packet, member):
        pk = send(api, packet, "bakery.zip", start="false").json()["id"]
        running.run_due()
        people = {each["user_id"]: each["role"] for each in api.get(f"imports/{pk}").json()["people"]}
        assert people[member.pk] == "admin"
        api.post(f"imports/{pk}/start", {})
        running.run_due()
        made = api.get(f"imports/{pk}").json()
        assert Project.objects.get(pk=made["project_id"]).memberships.get().user == member

    def test_nobody_else_can_be_chosen(self, api, packet, outsider):
        pk = send(api, packet, "bakery.zip", start="false").json()["id"]
        running.run_due()
        person = api.get(f"imports/{pk}").json()["people"][0]["id"]
        assert api.post(f"imports/{pk}/start", {"people": {person: outsider.pk}}).status_code == 400
