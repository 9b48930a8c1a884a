"""The talk on the page of a task: windows, links, and what a change is answered."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Activity, Comment, Reaction
from boards.queries import comments as queries
from boards.services import comments, projects, tasks
from tests import pages
from tests.factories import fresh, make_comment, make_member, make_project, make_task

HTMX = {"HX-Request": "true"}


@pytest.fixture
def task(project):
    return make_task(project=project, title="Write")


def in_task(task) -> dict[str, str]:
    return HTMX | {"X-Task": str(task.pk)}


def shown(response) -> list[int]:
    """The ids of the comments on a page, from the top."""
    return [int(each) for each in re.findall(r'<li class="comment" id="comment-(\d+)"', response.text)]


# --- What is shown ----------------------------------------------------------------------------------------------------


def test_comments_stand_on_the_task_as_markdown(client_of, task, member, viewer):
    comment = make_comment(task=task, actor=member, text="**Bold** <script>alert(1)</script>")
    page = client_of(viewer).get(f"/tasks/{task.pk}/")
    assert "<strong>Bold</strong> &lt;script&gt;" in page.text and not pages.read(page.text).dangers
    assert shown(page) == [comment.pk]
    assert f'href="/tasks/{task.pk}/?comment={comment.pk}#comment-{comment.pk}"' in page.text


def test_newest_window_first_with_a_way_to_earlier_ones(client_of, task, member):
    made = [make_comment(task=task, actor=member, text=f"No {number}").pk for number in range(50)]
    client = client_of(member)
    page = client.get(f"/tasks/{task.pk}/")
    assert shown(page) == made[30:] and "Newest comments" not in page.text
    earlier = client.get(f"/tasks/{task.pk}/comments/?before={made[30]}", headers=HTMX)
    assert shown(earlier) == made[10:30] and f"?before={made[10]}" in earlier.text
    first = client.get(f"/tasks/{task.pk}/comments/?before={made[10]}", headers=HTMX)
    assert shown(first) == made[:10] and "Earlier comments" not in first.text
    plain = client.get(f"/tasks/{task.pk}/?before={made[30]}")
    assert shown(plain) == made[10:30] and "Newest comments" in plain.text
    assert shown(client.get(f"/tasks/{task.pk}/comments/", headers=HTMX)) == made[30:]


def test_link_to_a_comment_opens_the_window_that_holds_it(client_of, task, member):
    made = [make_comment(task=task, actor=member).pk for _ in range(60)]
    client = client_of(member)
    for place in (0, 2, 5, 30, 39, 40, 59):
        found = shown(client.get(f"/tasks/{task.pk}/?comment={made[place]}"))
        assert made[place] in found and len(found) <= queries.WINDOW
    comments.delete(comment=Comment.objects.get(pk=made[5]), actor=member)
    assert client.get(f"/tasks/{task.pk}/?comment={made[5]}").status_code == 200
    assert client.get(f"/tasks/{task.pk}/comments/?before={made[9]}").url.endswith(f"?before={made[9]}#comments")


def test_page_that_has_earlier_ones_open_keeps_them(client_of, task, member):
    made = [make_comment(task=task, actor=member).pk for _ in range(50)]
    headers = in_task(task) | {"X-Talk": str(made[12])}
    assert shown(client_of(member).get(f"/tasks/{task.pk}/", headers=headers)) == made[12:]


@pytest.mark.parametrize("place", ["x", "0", "-1", "1e3", "9" * 30, "٣"])
def test_what_is_no_place_is_422(client_of, task, member, place):
    for address in (f"/tasks/{task.pk}/?comment={place}", f"/tasks/{task.pk}/comments/?before={place}"):
        assert client_of(member).get(address).status_code == 422


def test_queries_are_the_same_for_a_thousand(client_of, task, member, owner):
    make_task(project=make_project(owner=owner, title="Other", visibility="public"))
    client = client_of(member)

    def counted() -> int:
        with CaptureQueriesContext(connection) as queries_made:
            assert client.get(f"/tasks/{task.pk}/").status_code == 200
        return len(queries_made)

    comment = make_comment(task=task, actor=member, text="See #1 and Other#1")
    comments.react(comment=comment, emoji="heart", on=True, actor=member)
    few = counted()
    texts = [f"See #1, Other#1 and #{number}" for number in range(1000)]
    Comment.objects.bulk_create(Comment(task=task, author=owner, text=text) for text in texts)
    for row in Comment.objects.order_by("-pk")[:20]:
        comments.react(comment=row, emoji="eyes", on=True, actor=owner)
    assert counted() == few


def test_card_shows_how_many_there_are(client_of, task, project, member):
    board = f"/projects/{project.pk}/"
    assert "card-count" not in client_of(member).get(board).text
    comment = make_comment(task=task, actor=member)
    make_comment(task=task, actor=member)
    assert "card-count" in client_of(member).get(board).text
    comments.delete(comment=comment, actor=member)
    assert fresh(task).comment_count == 1


def test_viewer_reads_and_has_no_field(client_of, task, viewer, member):
    make_comment(task=task, actor=member)
    page = client_of(viewer).get(f"/tasks/{task.pk}/").text
    assert "comment-new" not in page and "comment-edit" not in page and "/delete/" not in page
    assert "nods-menu" not in page and "/quote/" not in page


def test_own_ones_can_be_edited_and_admins_delete_any(client_of, task, member, admin, owner):
    comment = make_comment(task=task, actor=member)
    address = f"/comments/{comment.pk}/"
    assert f"{address}edit/" in client_of(member).get(f"/tasks/{task.pk}/").text
    page = client_of(admin).get(f"/tasks/{task.pk}/").text
    assert f"{address}edit/" not in page and f"{address}delete/" in page
    assert client_of(admin).post(f"{address}edit/", {"text": "x"}).status_code == 403
    other = make_member(project=task.project, name="other")
    assert client_of(other).post(f"{address}delete/").status_code == 403
    assert client_of(admin).post(f"{address}delete/").status_code == 303


def test_archived_task_and_completed_task(client_of, task, owner):
    tasks.complete(task=task, actor=owner)
    page = client_of(owner).get(f"/tasks/{task.pk}/").text
    assert 'id="comment-new"' in page
    tasks.archive(task=task, actor=owner)
    assert 'id="comment-new"' not in client_of(owner).get(f"/tasks/{task.pk}/").text
    assert client_of(owner).post(f"/tasks/{task.pk}/comments/", {"text": "x"}).status_code == 409


# --- What is answered -------------------------------------------------------------------------------------------------


def test_comment_is_added_and_the_page_goes_there(client_of, task, member):
    response = client_of(member).post(f"/tasks/{task.pk}/comments/", {"text": "Hello"}, follow=True)
    comment = Comment.objects.get()
    assert response.redirect_chain == [(f"/tasks/{task.pk}/?comment={comment.pk}#comment-{comment.pk}", 303)]
    assert "Comment added." in response.text and "Undo" in response.text


def test_in_the_open_task_it_is_laid_with_an_empty_field(client_of, task, member):
    response = client_of(member).post(f"/tasks/{task.pk}/comments/", {"text": "Hello"}, headers=in_task(task))
    assert response.status_code == 200
    assert 'hx-target="#comment-list" hx-swap="beforeend"' in response.text and "Hello" in response.text
    assert 'hx-target="#comment-new" hx-swap="outerHTML"' in response.text
    assert "commented on this task" in response.text
    assert response["X-Undo"] == str(Activity.objects.latest("pk").pk)


def test_on_a_board_the_card_comes_along(client_of, task, member):
    headers = in_task(task) | {"X-Board": str(task.project_id)}
    response = client_of(member).post(f"/tasks/{task.pk}/comments/", {"text": "Hello"}, headers=headers)
    assert "card-count" in response.text and "X-Card" in response


@pytest.mark.parametrize("text", ["", " \n ", "a\x00"])
def test_wrong_comment_is_422_with_what_was_typed(client_of, task, member, text):
    for headers in ({}, in_task(task)):
        response = client_of(member).post(f"/tasks/{task.pk}/comments/", {"text": text}, headers=headers)
        assert response.status_code == 422 and 'id="comment-error"' in response.text
    assert not Comment.objects.exists()


def test_edit_is_saved(client_of, task, member):
    comment = make_comment(task=task, actor=member)
    address = f"/comments/{comment.pk}/edit/"
    response = client_of(member).post(address, {"text": "One", "version": 1}, headers=in_task(task))
    assert f'hx-target="#comment-{comment.pk}" hx-swap="outerHTML"' in response.text and "One" in response.text
    assert client_of(member).post(address, {"text": "Two", "version": 2}).status_code == 303
    assert client_of(member).get(address).status_code == 303
    assert client_of(member).post(address, {"text": " ", "version": 3}).status_code == 422
    assert fresh(comment).text == "Two"


def test_two_texts_are_shown_side_by_side_and_one_is_chosen(client_of, task, member):
    comment = make_comment(task=task, actor=member, text="One")
    comments.update(comment=comment, text="Theirs", seen_version=1, actor=member)
    client, address = client_of(member), f"/comments/{comment.pk}/edit/"
    for headers in ({}, in_task(task)):
        response = client.post(address, {"text": "Mine", "version": 1}, headers=headers)
        assert response.status_code == 409
        page = pages.read(response.text)
        assert "Theirs" in response.text and "Mine" in response.text and "Member" in response.text
        assert page.values["version"] == ["2"] and page.values["base-text"] == ["One"]
        assert f'href="{comment.get_absolute_url()}">Cancel' in response.text
    sent = {"text": "Mine", "version": 2, "base-text": "One"}
    assert client.post(address, sent | {"choice-text": "theirs"}).status_code == 303
    assert fresh(comment).text == "Theirs"
    response = client.post(address, sent | {"choice-text": "both"}, headers=in_task(task))
    assert "Theirs" in fresh(comment).text and "Mine" in fresh(comment).text
    assert f"task-view[data-task='{task.pk}']" in response.text


def test_deleting_takes_it_away_and_offers_undo(client_of, task, member):
    comment = make_comment(task=task, actor=member)
    client = client_of(member)
    response = client.post(f"/comments/{comment.pk}/delete/", headers=in_task(task))
    assert f'hx-target="#comment-{comment.pk}" hx-swap="delete"' in response.text
    undo_id = Activity.objects.latest("pk").pk
    assert f"/activity/{undo_id}/undo/" in response.text
    response = client.post(f"/activity/{undo_id}/undo/", headers=in_task(task))
    assert f'id="comment-{comment.pk}"' in response.text
    assert client.post(f"/comments/{comment.pk + 1}/delete/").status_code == 404


def test_nods_are_given_and_taken_back(client_of, task, member, owner):
    comment = make_comment(task=task, actor=owner)
    client, address = client_of(member), f"/comments/{comment.pk}/react/"
    response = client.post(address, {"add": "heart"}, headers=in_task(task))
    assert 'aria-pressed="true"' in response.text and 'title="Member"' in response.text
    assert client.post(address, {"remove": "heart"}).status_code == 303
    assert not Reaction.objects.exists()
    for wrong in ({"add": "bomb"}, {"add": ""}, {}):
        assert client.post(address, wrong).status_code == 422


def test_quote_goes_below_what_is_typed(client_of, task, member, owner):
    comment = make_comment(task=task, actor=owner, text="One\n\nTwo")
    address = f"/comments/{comment.pk}/quote/"
    for headers in ({}, in_task(task)):
        response = client_of(member).post(address, {"text": "Well:\r\n"}, headers=headers)
        assert response.status_code == 200
        assert pages.read(response.text).texts["text"][-1].strip() == "Well:\n\n> One\n>\n> Two"
    assert not Activity.objects.filter(kind="comment.updated").exists()


def test_preview_shows_a_comment(client_of, member):
    assert "<strong>b</strong>" in client_of(member).post("/preview/", {"text": "**b**"}).text


def test_open_task_is_brought_what_others_say(client_of, task, member, owner):
    seen = fresh(task.project).revision
    comment = make_comment(task=task, actor=owner, text="New")
    for keep in ("", "&keep=description"):
        response = client_of(member).get(f"/tasks/{task.pk}/changes/?since={seen}{keep}", headers=in_task(task))
        assert f'id="comment-{comment.pk}"' in response.text and "<b>Owner</b> commented" in response.text


def test_deleted_project_hides_them(client_of, task, project, owner):
    comment = make_comment(task=task, actor=owner)
    projects.delete(project=project, actor=owner)
    assert client_of(owner).post(f"/comments/{comment.pk}/edit/", {"text": "x"}).status_code == 404
