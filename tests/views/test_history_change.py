"""A change as it is opened: its texts word by word, an earlier one restored, and Undo beside it."""

import pytest

from boards.models import Activity
from boards.services import comments, members, projects, tasks, undo
from tests.factories import column_of, fresh, make_comment, make_task

HTMX = {"HX-Request": "true"}


@pytest.fixture
def card(project, owner):
    return make_task(project=project, title="Old title", description="one two three", actor=owner)


def update(card, actor, **changed):
    tasks.update(task=card, changed=changed, seen_version=None, actor=actor)
    return Activity.objects.latest("pk")


def offered(client, url):
    page = client.get(url).context
    entries = page["history"] if "history" in page else [one for day in page["page"].days for one in day.entries]
    return {entry.id for entry in entries if entry.can_undo}


# --- Texts ------------------------------------------------------------------------------------------------------------


def test_the_texts_come_once_they_are_asked_for(client_of, card, member):
    change = update(card, member, description="one 2 three")
    client = client_of(member)
    page = client.get(f"/tasks/{card.pk}/")
    assert f'hx-get="/activity/{change.pk}/"' in page.text and "<del>two</del" not in page.text
    part = client.get(f"/activity/{change.pk}/", headers=HTMX)
    assert "<del>two</del\n  ><ins>2</ins>" in part.text and "<html" not in part.text
    assert "<html" in client.get(f"/activity/{change.pk}/").text


def test_what_changed_no_text_says_so(client_of, card, member):
    change = update(card, member, priority=2)
    assert "No text was changed" in client_of(member).get(f"/activity/{change.pk}/").text


def test_a_deleted_task_is_told_to_those_who_may_bring_it_back(client_of, card, member, viewer):
    change = update(card, member, description="Hidden")
    tasks.delete(task=card, actor=member)
    assert client_of(viewer).get(f"/activity/{change.pk}/").status_code == 404
    assert "Hidden" in client_of(member).get(f"/activity/{change.pk}/").text


def test_a_deleted_project_is_gone(client_of, card, project, owner):
    change = update(card, owner, description="Hidden")
    projects.delete(project=project, actor=owner)
    assert client_of(owner).get(f"/activity/{change.pk}/").status_code == 404


# --- Texts of comments ------------------------------------------------------------------------------------------------


@pytest.fixture
def edited(card, member):
    comment = make_comment(task=card, actor=member, text="Said in anger")
    comments.update(comment=comment, text="Said kindly", seen_version=None, actor=member)
    return comment, Activity.objects.latest("pk")


def test_what_was_taken_out_of_a_comment_is_told_to_its_author_and_to_admins(
    client_of, edited, member, admin, viewer, card
):
    _comment, change = edited
    for person in (member, admin):
        assert "anger" in client_of(person).get(f"/activity/{change.pk}/").text
    answer = client_of(viewer).get(f"/activity/{change.pk}/")
    assert "anger" not in answer.text and "shown to its author" in answer.text
    assert f"/activity/{change.pk}/" not in client_of(viewer).get(f"/tasks/{card.pk}/").text


def test_a_deleted_comment_is_told_to_nobody(client_of, edited, card, member, admin, owner, staff, project):
    comment, change = edited
    comments.delete(comment=comment, actor=member)
    deleted = Activity.objects.latest("pk")
    for person in (member, admin, owner, staff):
        client = client_of(person)
        for url in (f"/activity/{change.pk}/", f"/activity/{deleted.pk}/", f"/tasks/{card.pk}/history/"):
            assert "anger" not in client.get(url).text and "kindly" not in client.get(url).text
        assert "was deleted" in client.get(f"/activity/{change.pk}/").text
    assert client_of(member).post(f"/activity/{change.pk}/restore/", {"field": "text"}).status_code == 404


def test_a_purged_comment_too(client_of, edited, member):
    comment, change = edited
    comment.delete()
    assert "was deleted" in client_of(member).get(f"/activity/{change.pk}/").text


def test_an_entry_leads_to_its_comment_as_long_as_there_is_one(client_of, edited, card, member):
    comment, _change = edited
    link = f'href="/tasks/{card.pk}/?comment={comment.pk}#comment-{comment.pk}">Show the comment'
    assert link in client_of(member).get(f"/tasks/{card.pk}/history/").text
    comments.delete(comment=comment, actor=member)
    assert link not in client_of(member).get(f"/tasks/{card.pk}/history/").text


# --- An earlier text again --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("field", "new"), [("title", "New title"), ("description", "")])
def test_an_earlier_text_is_written_as_a_new_version(client_of, card, owner, member, field, new):
    before, change = getattr(card, field), update(card, owner, **{field: new})
    update(card, owner, **{field: "Newest"})
    client = client_of(member)
    assert "Restore the earlier text" in client.get(f"/activity/{change.pk}/").text
    answer = client.post(f"/activity/{change.pk}/restore/", {"field": field, "next": f"/tasks/{card.pk}/"})
    made = Activity.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (303, f"/tasks/{card.pk}/")
    assert getattr(fresh(card), field) == before and fresh(card).version == 4
    assert (made.kind, made.actor, made.changes[field]) == ("task.updated", member, ["Newest", before])
    assert f'action="/activity/{made.pk}/undo/"' in client.get(answer["Location"]).text


def test_in_an_open_task_it_is_laid_anew_with_a_toast(client_of, card, member):
    change = update(card, member, title="New title")
    headers = {**HTMX, "X-Task": str(card.pk), "X-Board": str(card.project_id)}
    answer = client_of(member).post(f"/activity/{change.pk}/restore/", {"field": "title"}, headers=headers)
    assert "Old title" in answer.text and 'class="toast' in answer.text
    assert answer["X-Undo"] == str(Activity.objects.latest("pk").pk)


def test_what_somebody_has_changed_since_is_looked_at_first(client_of, card, owner, member):
    change = update(card, owner, title="New title")
    client = client_of(member)
    seen = {"field": "title", "version": client.get(f"/activity/{change.pk}/").context["change"].texts[0].version}
    update(card, owner, title="Newest")
    answer = client.post(f"/activity/{change.pk}/restore/", seen)
    assert answer.status_code == 409 and "Somebody has changed this text since you looked" in answer.text
    assert fresh(card).title == "Newest"


def test_what_somebody_has_changed_beside_it_stays(client_of, card, owner, member):
    change = update(card, owner, title="New title")
    update(card, owner, description="Other")
    client_of(member).post(f"/activity/{change.pk}/restore/", {"field": "title", "version": 2})
    assert (fresh(card).title, fresh(card).description) == ("Old title", "Other")


@pytest.mark.parametrize("version", ["0", "x"])
def test_a_version_that_is_none_is_refused(client_of, card, member, version):
    change = update(card, member, title="New title")
    answer = client_of(member).post(f"/activity/{change.pk}/restore/", {"field": "title", "version": version})
    assert answer.status_code == 422 and fresh(card).title == "New title"


def test_of_a_project(client_of, project, owner, admin, member):
    projects.update(project=project, changed={"description": "Other"}, seen_version=None, actor=owner)
    change, before = Activity.objects.latest("pk"), project.description
    assert client_of(member).post(f"/activity/{change.pk}/restore/", {"field": "description"}).status_code == 403
    assert "Restore the earlier" not in client_of(member).get(f"/activity/{change.pk}/").text
    assert client_of(admin).post(f"/activity/{change.pk}/restore/", {"field": "description"}).status_code == 303
    assert fresh(project).description == before
    made = Activity.objects.latest("pk")
    assert client_of(admin).post(f"/activity/{made.pk}/undo/").status_code == 303
    assert fresh(project).description == "Other"


def test_of_a_comment_by_its_author_alone(client_of, edited, member, admin):
    comment, change = edited
    assert client_of(admin).post(f"/activity/{change.pk}/restore/", {"field": "text"}).status_code == 403
    assert "Restore the earlier" not in client_of(admin).get(f"/activity/{change.pk}/").text
    assert client_of(member).post(f"/activity/{change.pk}/restore/", {"field": "text"}).status_code == 303
    assert (fresh(comment).text, fresh(comment).version) == ("Said in anger", 3)


def test_refused_with_the_sentence(client_of, card, project, owner, member):
    change = update(card, member, title="New title")
    client, url = client_of(member), f"/activity/{change.pk}/restore/"
    tasks.complete(task=card, actor=owner)
    answer = client.post(url, {"field": "title"})
    assert answer.status_code == 409 and "Reopen it to make changes" in answer.text
    assert "Restore the earlier" not in client.get(f"/activity/{change.pk}/").text
    tasks.reopen(task=card, actor=owner)
    tasks.archive(task=card, actor=owner)
    answer = client.post(url, {"field": "title"})
    assert answer.status_code == 409 and "task is archived" in answer.text
    tasks.restore(task=card, actor=owner)
    projects.archive(project=project, actor=owner)
    answer = client.post(url, {"field": "title"})
    assert answer.status_code == 409 and "project is archived" in answer.text
    assert fresh(card).title == "New title"


def test_what_is_there_already_is_not_written_again(client_of, card, member):
    change = update(card, member, title="New title")
    update(card, member, title="Old title")
    answer = client_of(member).post(f"/activity/{change.pk}/restore/", {"field": "title"})
    assert answer.status_code == 409 and "reads like this already" in answer.text


@pytest.mark.parametrize("field", ["", "priority", "text", "\x00", "tags", "title'--"])
def test_a_field_without_an_earlier_text_is_refused(client_of, card, member, field):
    change = update(card, member, description="New", priority=2)
    assert client_of(member).post(f"/activity/{change.pk}/restore/", {"field": field}).status_code == 422


def test_the_beginning_has_no_earlier_text(client_of, card, member):
    made = Activity.objects.get(kind="task.created", task=card)
    assert client_of(member).post(f"/activity/{made.pk}/restore/", {"field": "title"}).status_code == 422


# --- By the API -------------------------------------------------------------------------------------------------------


def test_programs_restore_and_undo(api_of, card, member):
    change = update(card, member, title="New title")
    made = api_of(member).post(f"activity/{change.pk}/restore", {"field": "title"})
    assert made.status_code == 200 and made.json()["changes"]["title"] == ["New title", "Old title"]
    back = api_of(member).post(f"activity/{made.json()['id']}/undo")
    assert back.json()["undoes"] == made.json()["id"] and fresh(card).title == "New title"
    assert api_of(member).post(f"activity/{made.json()['id']}/undo").status_code == 409
    assert api_of(member).post(f"activity/{change.pk}/restore", {"field": "text"}).status_code == 400
    assert api_of(member).post(f"activity/{change.pk}/restore", {"field": "priority"}).status_code == 400
    assert api_of(member).post(f"activity/{10**17}/undo").status_code == 404


def test_programs_read_no_text_of_a_comment(api_of, edited, member):
    _comment, change = edited
    told = api_of(member).get(f"activity/{change.pk}").json()
    assert told["kind"] == "comment.updated" and "text" not in told["changes"]


# --- Undo -------------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["project", "task", "page"])
def url(request, project, card):
    urls = {"project": f"/projects/{project.pk}/activity/", "task": f"/tasks/{card.pk}/history/"}
    return urls.get(request.param, f"/tasks/{card.pk}/")


def test_ones_own_changes_can_be_undone_from_the_history(client_of, url, card, owner, member):
    mine, other = update(card, member, priority=2), update(card, owner, progress=20)
    assert offered(client_of(member), url) == {mine.pk}
    assert other.pk in offered(client_of(owner), url)
    assert client_of(member).post(f"/activity/{mine.pk}/undo/", {"next": url}).status_code == 303
    assert offered(client_of(member), url) == set() and fresh(card).priority == 0


def test_not_where_the_same_field_was_changed_since(client_of, url, card, owner, member):
    mine, _other = update(card, member, priority=2), update(card, member, progress=5)
    newer = update(card, owner, priority=3)
    assert mine.pk not in offered(client_of(member), url)
    undo.undo(activity=newer, actor=owner)
    assert mine.pk in offered(client_of(member), url)


@pytest.mark.parametrize("query", ["?person=me", "?before={}"])
def test_a_part_of_the_history_knows_of_what_is_newer(client_of, card, owner, member, query):
    first, second = update(card, member, priority=2), update(card, member, progress=5)
    newer = update(card, owner, priority=3)
    url = f"/tasks/{card.pk}/history/{query.format(newer.pk)}"
    assert offered(client_of(member), url) == {second.pk}
    undo.undo(activity=newer, actor=owner)
    assert offered(client_of(member), url) == {first.pk, second.pk}


def test_not_where_rights_or_state_say_no(client_of, url, card, project, owner, member):
    update(card, member, priority=2)
    tasks.complete(task=card, actor=owner)
    assert offered(client_of(member), url) == set()
    tasks.reopen(task=card, actor=owner)
    assert offered(client_of(member), url) != set()
    tasks.archive(task=card, actor=owner)
    assert offered(client_of(member), url) == set()
    tasks.restore(task=card, actor=owner)
    members.change_role(project=project, user=member, role="viewer", actor=owner)
    assert offered(client_of(member), url) == set()
    members.change_role(project=project, user=member, role="member", actor=owner)
    projects.archive(project=project, actor=owner)
    assert offered(client_of(member), url) == set()


def test_each_that_is_offered_can_be_undone(client_of, url, card, project, owner):
    update(card, owner, title="A", tags=["x"], priority=2)
    tasks.move(task=card, column_id=column_of(project=project, status="in_progress").pk, actor=owner)
    comment = make_comment(task=card, actor=owner)
    comments.update(comment=comment, text="More", seen_version=None, actor=owner)
    tasks.complete(task=card, actor=owner)
    tasks.reopen(task=card, actor=owner)
    tasks.archive(task=card, actor=owner)
    tasks.restore(task=card, actor=owner)
    projects.update(project=project, changed={"title": "T"}, seen_version=None, actor=owner)
    client, count = client_of(owner), 0
    while found := offered(client, url):
        assert client.post(f"/activity/{max(found)}/undo/", {"next": url}).status_code == 303
        count += 1
    assert count >= 6


def test_a_change_of_the_project_can_be_undone(client_of, project, owner, admin):
    before = (project.title, project.finish_date)
    change = {"title": "New", "finish_date": None, "visibility": "public"}
    projects.update(project=project, changed=change, seen_version=None, actor=admin)
    made, url = Activity.objects.latest("pk"), f"/projects/{project.pk}/activity/"
    assert made.pk in offered(client_of(admin), url) and made.pk not in offered(client_of(owner), url)
    assert client_of(admin).post(f"/activity/{made.pk}/undo/", {"next": url}).status_code == 303
    assert (fresh(project).title, fresh(project).finish_date) == before
    assert (fresh(project).visibility, fresh(project).version) == ("personal", 3)
    # Who began before sees what came between.
    projects.update(
        project=fresh(project), changed={"title": before[0], "description": "D"}, seen_version=1, actor=owner
    )
    assert fresh(project).title == before[0]
