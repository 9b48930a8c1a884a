"""Comments through the API."""

import pytest

from boards.models import Comment
from boards.services import comments
from tests.api_caller import Api, fields
from tests.factories import fresh, make_comment, make_task


@pytest.fixture
def task(project):
    return make_task(project=project)


def test_comment_is_made_read_changed_and_deleted(task, member):
    api = Api(member)
    made = api.post(f"tasks/{task.pk}/comments/", {"text": "Hello"})
    assert made.status_code == 201
    body = made.json()
    assert (body["text"], body["author"]["id"], body["version"], body["reactions"]) == ("Hello", member.pk, 1, [])
    path = f"comments/{body['id']}"
    assert made["Location"].endswith(f"/api/v1/{path}")
    assert api.get(path).json() == body
    assert api.call("PATCH", path, {"text": "Two", "version": 1}).json()["version"] == 2
    assert api.call("PUT", f"{path}/reactions/heart").json()["reactions"] == [
        {"emoji": "heart", "people": [{"id": member.pk, "name": "Member"}]}
    ]
    assert api.call("DELETE", f"{path}/reactions/heart").status_code == 204
    assert api.call("PUT", f"{path}/reactions/bomb").status_code == 404
    assert api.call("DELETE", path).status_code == 204
    assert api.get(path).status_code == 404


def test_list_is_the_newest_first_by_parts(task, member, django_assert_num_queries):
    made = [make_comment(task=task, actor=member).pk for _ in range(5)]
    first = Api(member).get(f"tasks/{task.pk}/comments/?limit=3&total=true").json()
    assert [one["id"] for one in first["items"]] == made[:1:-1] and first["total"] == 5
    rest = Api(member).client.get(first["next"]).json()
    assert [one["id"] for one in rest["items"]] == made[1::-1]


def test_old_version_is_a_conflict_with_what_is_there_now(task, member):
    comment = make_comment(task=task, actor=member, text="One")
    comments.update(comment=comment, text="Two", seen_version=1, actor=member)
    answer = Api(member).call("PATCH", f"comments/{comment.pk}", {"text": "Mine", "version": 1})
    assert answer.status_code == 409 and answer.json()["current"]["text"] == "Two"
    assert fields(answer) == ["text"]


@pytest.mark.parametrize("text", ["", " ", "a\x00"])
def test_wrong_text_is_400_by_name(task, member, text):
    answer = Api(member).post(f"tasks/{task.pk}/comments/", {"text": text})
    assert answer.status_code == 400 and fields(answer) == ["text"]
    assert not Comment.objects.exists()


def test_history_says_which_comment_it_was_and_no_text(task, member):
    comment = make_comment(task=task, actor=member, text="Secret")
    comments.delete(comment=comment, actor=member)
    answer = Api(member).get(f"tasks/{task.pk}/history")
    assert answer.json()["items"][0]["changes"]["comment"] == [{"id": comment.pk}, None]
    assert "Secret" not in answer.text
    assert fresh(comment).text == "Secret"
