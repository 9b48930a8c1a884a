"""What an open board, or an open task, is brought of what has changed since a revision."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Membership, Project
from boards.services import columns, members, projects, tasks
from tests.factories import column_of, fresh, make_tag, make_task, make_tasks
from tests.live.conftest import frame_of


@pytest.fixture
def client(client_of, member):
    return client_of(member)


@pytest.fixture
def seen(client, project):
    """The board as it is open: what to ask with next time."""
    make_task(project=project, title="Before")
    page = client.get(f"/projects/{project.pk}/")
    return {"since": fresh(project).revision, "frame": frame_of(page)}


def ask(client, project, seen, query="", **more):
    address = f"http://testserver/projects/{project.pk}/{query}"
    headers = {"HX-Request": "true", "X-Board": str(project.pk), "X-Board-Query": address}
    return client.get(f"/projects/{project.pk}/changes/", {**seen, **more}, headers=headers)


def lanes_in(answer):
    return {int(part.split('"')[0]) for part in answer.text.split('hx-target="#cards-')[1:]}


def test_nothing_has_changed(client, project, seen):
    answer = ask(client, project, seen)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (answer["X-Revision"], answer["X-Frame"]) == (str(seen["since"]), seen["frame"])


def test_columns_that_have_changed_and_no_others(client, project, seen, owner):
    card, lane = make_task(project=project, title="New"), column_of(project=project, status="in_progress")
    answer = ask(client, project, seen)
    assert lanes_in(answer) == {card.column_id} and "New" in answer.text and "Before" in answer.text
    tasks.move(task=card, column_id=lane.pk, actor=owner)
    assert lanes_in(ask(client, project, seen)) == {card.column_id, lane.pk}
    assert "project-progress" in answer.text and f"column-head-{card.column_id}" in answer.text


def test_all_that_was_missed_comes_at_once(client, project, seen, owner):
    made = [make_task(project=project, column=lane) for lane in project.columns.all()]
    answer = ask(client, project, seen)
    assert lanes_in(answer) == {card.column_id for card in made}
    later = {"since": answer["X-Revision"], "frame": answer["X-Frame"]}
    assert ask(client, project, later).status_code == 204


def test_a_filter_holds_here_too(client, project, seen):
    make_task(project=project, title="Shown")
    make_task(project=project, title="Hidden")
    answer = ask(client, project, seen, "?q=shown")
    assert "Shown" in answer.text and "Hidden" not in answer.text
    assert "1 of 3" in " ".join(answer.text.split())


def test_a_card_that_matches_no_more_is_gone(client, project, seen, owner):
    card = make_task(project=project, title="Wanted", tag_names=["bug"])
    assert "Wanted" in ask(client, project, seen, "?tag=bug").text
    now = fresh(project).revision
    tasks.update(task=card, changed={"tags": []}, seen_version=None, actor=owner)
    assert "Wanted" not in ask(client, project, {**seen, "since": now}, "?tag=bug").text


def test_columns_of_which_more_is_laid_out_stay_as_long(client, project, seen):
    made = make_tasks(project=project, count=170)
    lane = made[0].column_id
    short, long = ask(client, project, seen), ask(client, project, seen, shown=[f"{lane}:120"])
    assert [answer.text.count('<li class="card') for answer in (short, long)] == [50, 150]
    assert 'class="column-more"' in long.text
    whole = ask(client, project, seen, shown=[f"{lane}:171"])
    assert whole.text.count('<li class="card') == 171 and 'class="column-more"' not in whole.text
    assert ask(client, project, seen, "?q=task", shown=[f"{lane}:120"]).text.count('<li class="card') == 150


@pytest.mark.parametrize("shown", ["", "x", "1", "1:x", "0:60", "1:9999999", "1:60:2", "٣:60"])
def test_what_makes_no_sense_is_left_out(client, project, seen, shown):
    make_task(project=project)
    assert ask(client, project, seen, shown=[shown]).status_code == 200


@pytest.mark.parametrize("since", ["", "x", "-1", "1e3", "9" * 30, "٣"])
@pytest.mark.parametrize("frame", ["", "x", "x" * 1000, "{epoch}.0"])
def test_who_has_seen_nothing_known_gets_the_whole_board(client, project, seen, since, frame):
    answer = ask(client, project, {"since": since, "frame": frame.format(epoch=project.epoch)})
    assert answer.status_code == 200 and 'hx-target="#board"' in answer.text and "Before" in answer.text


def test_a_board_from_before_a_backup_is_laid_anew(client, project, seen):
    Project.objects.filter(pk=project.pk).update(epoch="another")
    assert 'hx-target="#board"' in ask(client, project, seen).text


def test_a_revision_that_is_yet_to_come_is_none(client, project, seen):
    assert 'hx-target="#board"' in ask(client, project, {**seen, "since": seen["since"] + 5}).text


@pytest.mark.parametrize("query", ["http://[", "?q=%00", "?tag=no&due=never", "\\"])
def test_a_filter_that_makes_no_sense_is_none(client, project, seen, query):
    make_task(project=project, title="New")
    headers = {"X-Board": str(project.pk), "X-Board-Query": query}
    answer = client.get(f"/projects/{project.pk}/changes/", seen, headers=headers)
    assert answer.status_code == 200


def test_columns_that_came_went_or_moved_bring_the_board(client, project, seen, owner):
    last = project.columns.last()
    columns.move(column=last, after=None, actor=owner)
    answer = ask(client, project, seen)
    order = [int(part.split('"')[0]) for part in answer.text.split('<section class="column" id="column-')[1:]]
    assert order[0] == last.pk


def test_the_whole_board_carries_the_readers_own_token(client_of, project, seen, member, admin, owner):
    columns.create(project=project, name="More", status="pending", wip_limit=None, actor=owner)
    pages = [ask(client_of(user), project, seen).text for user in (member, admin)]
    tokens = [page.split('csrfmiddlewaretoken" value="')[1].split('"')[0] for page in pages]
    assert tokens[0] != tokens[1] and not any("reader's token" in page for page in pages)


def test_a_viewer_gets_no_forms(client_of, project, seen, viewer, owner):
    columns.create(project=project, name="More", status="pending", wip_limit=None, actor=owner)
    answer = ask(client_of(viewer), project, seen)
    assert "quick-add" not in answer.text and 'data-can-edit="no"' in answer.text


def test_outsider_learns_nothing(client_of, project, seen, outsider):
    assert ask(client_of(outsider), project, seen).status_code == 404


def test_who_lost_the_role_gets_nothing(client, project, seen, member):
    Membership.objects.filter(project=project, user=member).delete()
    assert ask(client, project, seen).status_code == 404


def test_many_who_ask_for_the_same_take_it_from_memory(client_of, project, seen, member, admin):
    first, second = client_of(member), client_of(member)
    for each in (first, second):
        each.get("/")
    make_task(project=project)
    texts, counts = [], []
    for each in (first, second):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            texts.append(ask(each, project, seen).text)
        counts.append(len(queries))
    assert texts[0] == texts[1]
    # Session, person, project, columns.
    assert counts[1] < counts[0] and counts[1] <= 4


def test_nothing_new_costs_no_more_than_to_find_that_out(client, project, seen):
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        ask(client, project, seen)
    # Session, person, project with role.
    assert len(queries) <= 3


@pytest.mark.parametrize("count", [10, 40])
def test_the_number_of_queries_does_not_grow(client, project, seen, count, django_assert_max_num_queries):
    make_tasks(project=project, count=count)
    make_tag(project=project)
    client.get("/")
    with django_assert_max_num_queries(8):
        ask(client, project, seen)


# --- A task that is open ----------------------------------------------------------------------------------------------


@pytest.fixture
def card(project, member):
    return make_task(project=project, title="Open here", description="Old words", actor=member)


def ask_task(client, task, since, **more):
    headers = {"HX-Request": "true", "X-Task": str(task.pk)}
    return client.get(f"/tasks/{task.pk}/changes/", {"since": since, **more}, headers=headers)


def test_nothing_has_become_of_a_task(client, card, project):
    answer = ask_task(client, card, fresh(project).revision)
    assert answer.status_code == 204 and answer["X-Revision"] == str(fresh(project).revision)


def test_what_others_did_to_it_is_said_and_laid(client, card, project, owner):
    before = fresh(project).revision
    tasks.update(task=card, changed={"priority": 3}, seen_version=None, actor=owner)
    answer = ask_task(client, card, before)
    assert 'hx-target="#task-news"' in answer.text and "Owner" in answer.text
    assert f"task-view[data-task='{card.pk}']" in answer.text and 'data-version="2"' in answer.text


def test_what_one_did_oneself_elsewhere_is_laid_and_not_said(client, card, project, member):
    before = fresh(project).revision
    tasks.update(task=card, changed={"priority": 3}, seen_version=None, actor=member)
    answer = ask_task(client, card, before)
    assert "task-news" in answer.text and 'hx-target="#task-news"' not in answer.text


@pytest.mark.parametrize("keep", [["description"], ["title"], ["title", "description"]])
def test_what_is_being_typed_is_left_alone_with_its_version(client, card, project, owner, keep):
    before = fresh(project).revision
    tasks.update(task=card, changed={"priority": 3, "description": "New"}, seen_version=None, actor=owner)
    text = ask_task(client, card, before, keep=keep).text
    assert "<task-view" not in text and 'name="version"' not in text and 'name="description"' not in text
    assert 'hx-target="#task .task-facts"' in text and 'hx-target="#task .history"' in text


@pytest.mark.parametrize("keep", ["text", "lines", "title", "description"])
def test_what_was_typed_by_who_may_only_read_now_can_be_copied(client, card, project, owner, member, keep):
    before = fresh(project).revision
    members.change_role(project=project, user=member, role="viewer", actor=owner)
    text = ask_task(client, card, before, keep=[keep]).text
    assert "<task-view" not in text and "comment-new" not in text and 'hx-target="#checklists"' not in text
    assert "lets you read only now" in text and "can still be copied" in text
    assert "<task-view" in ask_task(client, card, before).text


@pytest.mark.parametrize(("put_away", "told"), [("task", "once the task is restored"), ("project", "the project is")])
def test_a_comment_on_what_was_put_away_stays_typed(client, card, project, owner, put_away, told):
    before = fresh(project).revision
    if put_away == "task":
        tasks.archive(task=card, actor=owner)
    else:
        projects.archive(project=project, actor=owner)
    text = ask_task(client, card, before, keep=["text"]).text
    assert "<task-view" not in text and told in text and 'hx-target="#task .task-facts"' in text


def test_a_comment_that_is_typed_hinders_nothing_else(client, card, project, owner):
    before = fresh(project).revision
    tasks.update(task=card, changed={"description": "New"}, seen_version=None, actor=owner)
    assert "<task-view" in ask_task(client, card, before, keep=["text"]).text


def test_somebody_has_completed_it(client, card, project, owner):
    before = fresh(project).revision
    tasks.complete(task=card, actor=owner)
    answer = ask_task(client, card, before, keep=["description"])
    assert "Owner" in answer.text and "completed" in answer.text


def test_somebody_has_deleted_it(client, client_of, card, project, owner, outsider):
    before = fresh(project).revision
    tasks.delete(task=card, actor=owner)
    answer = ask_task(client, card, before)
    assert (answer.status_code, answer["X-Gone"]) == (200, "true")
    assert "Owner" in answer.text and "deleted" in answer.text and "<task-view" not in answer.text
    assert ask_task(client_of(outsider), card, before).status_code == 404
    assert client.get(f"/tasks/{card.pk}/").status_code == 404


def test_a_task_of_a_deleted_project_is_not_there(client, card, project, owner):
    projects.delete(project=project, actor=owner)
    assert ask_task(client, card, 1).status_code == 404
