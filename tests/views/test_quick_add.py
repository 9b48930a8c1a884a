"""The field for new cards understands `#tag !high @dana ^tomorrow`, and says beforehand what it understands."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Tag, Task
from tests.factories import make_tag, make_tasks

HTMX = {"HX-Request": "true"}
LINE = "Write #copy #fresh !high @member ^tomorrow now"


def add(client, project, title, headers=None, **sent):
    return client.post(f"/projects/{project.pk}/tasks/new/", {"title": title, "quick": "1", **sent}, headers=headers)


def preview(client, project, title):
    return client.post(f"/projects/{project.pk}/tasks/understood/", {"title": title}, headers=HTMX)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_words_become_fields(client_of, project, owner, member, headers):
    make_tag(project=project, name="Copy")
    assert add(client_of(owner), project, LINE, headers).status_code == (200 if headers else 303)
    made = Task.objects.get()
    assert (made.title, made.priority, made.assignee) == ("Write now", 3, member)
    assert made.due_date == owner.today() + datetime.timedelta(days=1)
    assert sorted(tag.name for tag in made.tags.all()) == ["Copy", "fresh"]


def test_the_page_with_every_field_takes_titles_to_the_letter(client_of, project, owner):
    client_of(owner).post(f"/projects/{project.pk}/tasks/new/", {"title": LINE})
    made = Task.objects.get()
    assert (made.title, made.priority, made.tags.count()) == (LINE, 0, 0)


def test_the_api_takes_titles_to_the_letter(client_of, project, owner):
    body = {"title": LINE}
    client = client_of(owner)
    client.post(f"/api/v1/projects/{project.pk}/tasks/", body, content_type="application/json")
    assert Task.objects.get().title == LINE


def test_chips_are_shown_before_anything_is_saved(client_of, project, owner, member):
    make_tag(project=project, name="Copy", colour=7)
    answer = preview(client_of(owner), project, LINE)
    assert answer.status_code == 200
    chips = " ".join(answer.text.split())
    assert '<span class="tag tag-7">Copy</span>' in chips
    assert '<span class="tag tag-1">fresh <b>new</b></span>' in chips
    assert "High" in answer.text and "Member" in answer.text and "Tomorrow" in answer.text
    assert not Task.objects.exists() and Tag.objects.count() == 1


def test_plain_words_show_nothing(client_of, project, owner):
    for text in ("", "Write now", "see #12", r"\#copy"):
        answer = preview(client_of(owner), project, text)
        assert (answer.status_code, answer.text.strip()) == (200, "")


def test_a_title_longer_than_its_field_is_shown_whole(client_of, project, owner):
    words = "Write down what everybody said about it yesterday"
    answer = preview(client_of(owner), project, f"{words} !high")
    assert f'aria-hidden="true" dir="auto">{words}</p>' in answer.text


def test_what_is_not_understood_is_said_before_and_after(client_of, project, owner):
    assert "nobody of that name takes tasks here" in preview(client_of(owner), project, "Ask @zoe").text
    answer = add(client_of(owner), project, "Ask @zoe", {**HTMX, "X-Board": str(project.pk)})
    assert "“@zoe” stays in the title: nobody" in answer.text and "toast-warning" in answer.text
    assert Task.objects.get().title == "Ask @zoe"
    plain = client_of(owner)
    add(plain, project, "Ask @bob")
    assert "“@bob” stays in the title" in plain.get(f"/projects/{project.pk}/").text


def test_a_viewer_is_nobody_to_give_tasks_to(client_of, project, owner, viewer):
    assert "nobody of that name" in preview(client_of(owner), project, "Ask @viewer").text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_marks_without_a_title_are_refused_and_kept(client_of, project, owner, headers):
    answer = add(client_of(owner), project, "#copy !high", headers)
    assert answer.status_code == 422 and not Task.objects.exists()
    assert ("Type a title too." if headers else 'value="copy"') in answer.text


@pytest.mark.parametrize("title", ["a\x00", "x" * 501])
def test_bad_text_is_answered_with_a_sentence(client_of, project, owner, title):
    answer = preview(client_of(owner), project, title)
    assert answer.status_code == 422 and "<p>" in answer.text
    assert add(client_of(owner), project, title, HTMX).status_code == 422


def test_a_tag_that_is_too_long_is_refused_with_a_sentence(client_of, project, owner):
    answer = add(client_of(owner), project, f"Write #{'x' * 51}", HTMX)
    assert answer.status_code == 422 and "at most 50 characters" in answer.text


def test_get_is_refused(client_of, project, owner):
    assert client_of(owner).get(f"/projects/{project.pk}/tasks/understood/").status_code == 405


def test_previews_take_as_many_queries_whatever_the_board_holds(client_of, project, owner):
    client = client_of(owner)
    counts = []
    for _round in range(2):
        preview(client, project, LINE)
        with CaptureQueriesContext(connection) as captured:
            preview(client, project, LINE)
        counts.append(len(captured))
        make_tasks(project=project, count=60)
    assert counts[0] == counts[1] <= 3
