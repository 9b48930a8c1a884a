"""Projects, columns, tags and members."""

import pytest

from boards.models import Activity
from tests.api_caller import fields
from tests.factories import column_of, fresh, make_column, make_member, make_project, make_tag, make_task, make_user

# --- Projects ---------------------------------------------------------------------------------------------------------


def test_project_has_its_shape(api, project):
    make_task(project=project)
    make_task(project=project, column=column_of(project=project, status="completed"))
    body = api.get(f"projects/{project.pk}").json()
    assert body["tasks"] == {"total": 2, "open": 1, "completed": 1, "overdue": 0}
    assert (body["title"], body["name"], body["role"], body["progress"]) == ("Launch", "Launch", "owner", 50)
    assert (body["owner"]["name"], body["visibility"], body["archived"]) == ("Owner", "personal", False)


def test_role_is_the_caller_s(api_of, project, viewer, staff):
    assert api_of(viewer).get(f"projects/{project.pk}").json()["role"] == "viewer"
    assert api_of(staff).get("projects/").json()["items"][0]["role"] == "admin"


def test_name_is_taken_for_title(api):
    made = api.post("projects/", {"name": "Site", "finish_date": "2026-12-24", "visibility": "public"})
    assert (made.status_code, made.json()["title"], made.json()["finish_date"]) == (201, "Site", "2026-12-24")
    path = made["Location"].removeprefix("http://testserver")
    assert api.patch(path, {"name": "Other"}).json()["title"] == "Other"
    assert api.patch(path, {"name": "a", "title": "b"}).status_code == 400
    assert api.put(path, {"title": "New"}).json()["visibility"] == "personal"
    assert api.post("projects/", {}).status_code == 400


@pytest.mark.parametrize("name", ["progress", "owner", "role", "revision", "archived"])
def test_what_is_worked_out_can_t_be_written(api, project, name):
    response = api.patch(f"projects/{project.pk}", {name: 1})
    assert (response.status_code, fields(response)) == (400, [name])


def test_archive_restore_and_delete(api, project):
    path = f"projects/{project.pk}"
    assert api.post(f"{path}/archive").json()["archived"] is True
    assert api.patch(path, {"title": "x"}).json()["type"] == "urn:boardsite:project-archived"
    assert api.post(f"{path}/restore").json()["archived"] is False
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404


def test_transfer_is_an_offer_until_it_is_accepted(api, api_of, project, member, outsider):
    path, offer = f"projects/{project.pk}/transfer", f"projects/{project.pk}/offer"
    assert fields(api.post(path, {"to": outsider.pk})) == ["to"]
    assert api.get(offer).status_code == 404
    assert api.post(path, {"to": member.pk}).json()["owner"]["name"] == "Owner"
    assert api.get(offer).json()["to"]["name"] == "Member" == api_of(member).get(offer).json()["to"]["name"]
    body = api_of(member).post(f"{offer}/accept").json()
    assert (body["owner"]["name"], body["role"]) == ("Member", "owner")
    assert api.get(offer).status_code == 404 == api.delete(offer).status_code


def test_an_offer_is_declined_and_withdrawn(api, api_of, project, member):
    path, offer = f"projects/{project.pk}/transfer", f"projects/{project.pk}/offer"
    for caller in (api, api_of(member)):
        api.post(path, {"to": member.pk})
        mark = caller.get(offer)["ETag"]
        assert caller.delete(offer, If_Match='"x"').status_code == 412
        assert caller.delete(offer, If_Match=mark).status_code == 204
        assert api_of(member).post(f"{offer}/accept").status_code == 404


# --- Columns ----------------------------------------------------------------------------------------------------------


def test_columns_are_made_changed_moved_and_deleted(api, project):
    path = f"projects/{project.pk}/columns/"
    made = api.post(path, {"name": "Review", "status": "In Progress", "wip_limit": 3}).json()
    assert (made["status"], made["wip_limit"], made["tasks"]) == ("in_progress", 3, 0)
    body = api.patch(f"columns/{made['id']}", {"name": "Check", "wip_limit": None, "after": None}).json()
    assert (body["name"], body["wip_limit"]) == ("Check", None)
    assert [column["name"] for column in api.get(path).json()["items"]][0] == "Check"
    assert fields(api.post(path, {"name": "pending", "status": "pending"})) == ["name"]
    last = project.columns.last()
    assert fields(api.patch(f"columns/{made['id']}", {"name": "pending", "after": last.pk})) == ["name"]
    assert [column["name"] for column in api.get(path).json()["items"]][0] == "Check"
    assert api.delete(f"columns/{made['id']}").status_code == 204


def test_column_with_tasks_wants_to_know_where_they_go(api, project, owner):
    column = make_column(project=project)
    task = make_task(project=project, column=column)
    assert api.delete(f"columns/{column.pk}").status_code == 409
    foreign = column_of(project=make_project(owner=owner)).pk
    for other in (foreign, column.pk, 10**18):
        assert fields(api.delete(f"columns/{column.pk}?into={other}")) == ["into"]
    assert api.delete(f"columns/{column.pk}?into={column_of(project=project).pk}").status_code == 204
    assert api.get(f"tasks/{task.pk}").json()["status"] == "pending"


def test_last_column_of_a_needed_status_stays(api, project):
    assert api.delete(f"columns/{column_of(project=project).pk}").status_code == 409


# --- Tags -------------------------------------------------------------------------------------------------------------


def test_tags_are_made_changed_and_deleted(api, project):
    path = f"projects/{project.pk}/tags/"
    made = api.post(path, {"name": "press", "colour": 4}).json()
    make_task(project=project, tag_names=["press"])
    body = api.patch(f"tags/{made['id']}", {"name": "media"}).json()
    assert (body["name"], body["colour"], body["tasks"]) == ("media", 4, 1)
    assert api.patch(f"tags/{made['id']}", {"colour": 5}).json()["name"] == "media"
    assert fields(api.post(path, {"name": "MEDIA"})) == ["name"]
    assert fields(api.post(path, {"name": "x", "colour": 12})) == ["colour"]
    assert api.delete(f"tags/{made['id']}").status_code == 204
    assert api.get(path).json()["items"] == []


def test_tags_of_a_project_are_by_name(api, project):
    for name in ("b", "A", "c"):
        make_tag(project=project, name=name)
    assert [tag["name"] for tag in api.get(f"projects/{project.pk}/tags/").json()["items"]] == ["A", "b", "c"]


# --- Members ----------------------------------------------------------------------------------------------------------


def test_members_are_added_changed_and_removed(api, project, outsider):
    make_project(owner=project.owner, title="Other", roles={outsider: "viewer"})
    path = f"projects/{project.pk}/members/"
    made = api.post(path, {"email": "OUTSIDER@example.com", "role": "viewer"})
    assert (made.status_code, made.json()["user"]["name"], made.json()["role"]) == (201, "Outsider", "viewer")
    one = f"{path}{outsider.pk}"
    assert api.patch(one, {"role": "member"}).json()["role"] == "member"
    assert [each["role"] for each in api.get(path).json()["items"]][0] == "owner"
    assert api.delete(one).status_code == 204
    assert api.get(one).status_code == 404


def test_only_people_one_knows_can_be_named_by_id(api, project, outsider):
    path = f"projects/{project.pk}/members/"
    assert fields(api.post(path, {"user": outsider.pk, "role": "viewer"})) == ["user"]
    make_project(owner=project.owner, title="Other", roles={outsider: "viewer"})
    assert api.post(path, {"user": outsider.pk, "role": "viewer"}).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {"role": "viewer"},
        {"email": "nobody@example.com", "role": "viewer"},
        {"email": "outsider@example.com", "role": "owner"},
        {"email": "outsider@example.com", "user": 1, "role": "viewer"},
    ],
)
def test_odd_members_are_refused(api, project, outsider, body):
    assert api.post(f"projects/{project.pk}/members/", body).status_code == 400


def test_trying_addresses_is_limited(api, project):
    path = f"projects/{project.pk}/members/"
    statuses = [
        api.post(path, {"email": f"x{number}@example.com", "role": "viewer"}).status_code for number in range(22)
    ]
    assert (statuses[0], statuses[-1]) == (400, 429)


def test_strangers_are_the_same_whether_they_have_an_account_or_not(api, project, outsider):
    answers = [
        api.post(f"projects/{project.pk}/members/", {"email": f"{name}@example.com", "role": "viewer"}).json()
        for name in ("outsider", "nobody")
    ]
    assert answers[0]["errors"] == answers[1]["errors"] and "invitation" in str(answers[0])


def test_successes_are_not_counted_as_tries(api, project):
    path = f"projects/{project.pk}/members/"
    people = [make_user(name=f"new{number}") for number in range(25)]
    make_project(owner=project.owner, title="Other", roles=dict.fromkeys(people, "viewer"))
    for one in people:
        body = {"email": one.email, "role": "viewer"}
        assert api.post(path, body).status_code == 201
        assert api.post(path, body).status_code == 409
    assert api.post(path, {"email": "x@example.com", "role": "viewer"}).status_code == 400


def test_open_tasks_of_who_goes_are_handed_on(api, project, admin, member, viewer):
    task, path = make_task(project=project, assignee=member), f"projects/{project.pk}/members/{member.pk}"
    for other in (viewer.pk, member.pk, 10**15):
        assert fields(api.delete(f"{path}?tasks_to={other}")) == ["tasks_to"]
        assert fields(api.patch(path, {"role": "viewer", "tasks_to": other})) == ["tasks_to"]
    assert api.patch(path, {"role": "viewer", "tasks_to": admin.pk}).status_code == 200
    assert fresh(task).assignee == admin
    assert api.delete(f"projects/{project.pk}/members/{admin.pk}?tasks_to={project.owner_id}").status_code == 204
    assert fresh(task).assignee == project.owner


def test_members_leave_and_the_owner_does_not(api, api_of, project, member):
    assert api_of(member).delete(f"projects/{project.pk}/members/{member.pk}").status_code == 204
    assert api.delete(f"projects/{project.pk}/members/{project.owner_id}").status_code == 409


@pytest.mark.parametrize("who", ["owner", "admin", "staff"])
def test_owner_s_membership_is_read_and_refused_in_one_voice(request, api_of, project, who):
    caller = api_of(request.getfixturevalue(who))
    path = f"projects/{project.pk}/members/{project.owner_id}"
    assert caller.get(path).json()["role"] == "owner"
    for answer in (caller.patch(path, {"role": "viewer"}), caller.delete(path)):
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:boardsite:rule-broken")
        assert "Hand" in answer.json()["detail"]
    assert caller.get(path).json()["role"] == "owner"


@pytest.mark.parametrize(("who", "status"), [("member", 403), ("viewer", 403), ("outsider", 404)])
def test_others_are_told_no_more_about_the_owner(request, api_of, project, who, status):
    caller = api_of(request.getfixturevalue(who))
    path = f"projects/{project.pk}/members/{project.owner_id}"
    assert [caller.patch(path, {"role": "viewer"}).status_code, caller.delete(path).status_code] == [status] * 2


def test_every_change_says_it_came_by_the_api(api, project):
    before = Activity.objects.latest("pk").pk
    api.post(f"projects/{project.pk}/tags/", {"name": "x"})
    api.post(f"projects/{project.pk}/columns/", {"name": "x", "status": "pending"})
    make_member(project=project)
    api.patch(f"projects/{project.pk}", {"title": "x"})
    rows = Activity.objects.filter(pk__gt=before).exclude(kind="member.added")
    assert set(rows.values_list("means", flat=True)) == {"api"}
