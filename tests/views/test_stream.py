"""Talk and history of a task as one stream, or apart: what each person has chosen."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.services import comments, tasks, undo
from tests.factories import fresh, make_comment, make_task

HTMX = {"HX-Request": "true"}


@pytest.fixture
def card(project, owner):
    return make_task(project=project, title="Card", actor=owner)


def change(card, actor, **changed):
    tasks.update(task=card, changed=changed, seen_version=None, actor=actor)


def choose(client, card, stream, **headers):
    return client.post(f"/tasks/{card.pk}/stream/", {"stream": stream}, headers=headers)


def told(page):
    """Comments by their text, changes by their field, in the order of the page."""
    talk = page.context["talk"]
    found = []
    for each in talk.comments:
        found += [plain(entry) for entry in each.above] + [each.comment.text]
    return found + [plain(entry) for entry in talk.changes]


def plain(entry):
    return re.sub("<[^>]*>", "", str(entry.sentence))


@pytest.fixture
def lively(card, owner, member):
    make_comment(task=card, actor=member, text="First")
    change(card, owner, priority=1)
    change(card, member, progress=10)
    second = make_comment(task=card, actor=owner, text="Second")
    comments.update(comment=second, text="Second, edited", seen_version=None, actor=owner)
    change(card, owner, title="New title")
    return card


def test_apart_until_one_is_chosen(client_of, lively, viewer):
    client = client_of(viewer)
    page = client.get(f"/tasks/{lively.pk}/")
    assert 'id="history-heading"' in page.text and not page.context["talk"].is_joined
    assert choose(client, lively, "one").status_code == 303
    assert fresh(viewer).has_one_stream
    page = client.get(f"/tasks/{lively.pk}/")
    assert 'id="history-heading"' not in page.text and "Comments and history" in page.text
    assert told(page) == [
        "Owner created this task in Pending",
        "First",
        "Owner set the priority of this task from None to Low",
        "Member set the progress of this task from 0\N{NO-BREAK SPACE}% to 10\N{NO-BREAK SPACE}%",
        "Second, edited",
        "Owner renamed this task from Card to New title",
    ]
    choose(client, lively, "apart")
    assert 'id="history-heading"' in client.get(f"/tasks/{lively.pk}/").text


@pytest.mark.parametrize("stream", ["", "two", "\x00"])
def test_other_choices_are_refused(client_of, card, owner, stream):
    assert choose(client_of(owner), card, stream).status_code == 422


def test_the_open_task_is_laid_anew(client_of, lively, owner):
    answer = choose(client_of(owner), lively, "one", **HTMX, **{"X-Task": str(lively.pk)})
    assert "Comments and history" in answer.text and 'id="history-heading"' not in answer.text


def test_windows_leave_no_change_out_and_tell_none_twice(client_of, card, owner, member):
    owner.has_one_stream = True
    owner.save()
    for number in range(45):
        make_comment(task=card, actor=member, text=f"Comment {number}")
        change(card, owner, progress=number + 1)
    client, seen, query = client_of(owner), [], ""
    while query is not None:
        page = client.get(f"/tasks/{card.pk}/comments/{query}", headers=HTMX)
        seen = told(page) + seen
        query = f"?before={page.context['talk'].before}" if page.context["talk"].before else None
    assert [one for one in seen if one.startswith("Comment")] == [f"Comment {number}" for number in range(45)]
    changes = [one for one in seen if "progress" in one]
    assert len(changes) == len(set(changes)) == 45
    assert seen.index("Comment 30") + 1 == seen.index(changes[30])


def test_a_link_to_an_old_comment_opens_its_part_of_the_stream(client_of, card, owner, member):
    owner.has_one_stream = True
    owner.save()
    made = []
    for number in range(45):
        made.append(make_comment(task=card, actor=member, text=f"Comment {number}"))
        change(card, owner, progress=number + 1)
    page = client_of(owner).get(f"/tasks/{card.pk}/?comment={made[10].pk}")
    seen = told(page)
    assert seen[0] == "Comment 6" and seen[-2] == "Comment 25" and seen[-1].endswith("26\N{NO-BREAK SPACE}%")
    assert len([one for one in seen if "progress" in one]) == 20


def test_of_very_many_changes_the_newest(client_of, card, owner):
    owner.has_one_stream = True
    owner.save()
    for number in range(60):
        change(card, owner, progress=number + 1)
    page = client_of(owner).get(f"/tasks/{card.pk}/")
    assert len(page.context["talk"].changes) == 50 and "More changes" in page.text


def test_what_was_undone_of_comments_is_not_told_twice(client_of, card, owner):
    owner.has_one_stream = True
    owner.save()
    comment = make_comment(task=card, actor=owner, text="Back again")
    comments.delete(comment=comment, actor=owner)
    from boards.models import Activity

    undo.undo(activity=Activity.objects.latest("pk"), actor=owner)
    assert told(client_of(owner).get(f"/tasks/{card.pk}/"))[1:] == ["Back again"]


def test_a_comment_is_added_to_it(client_of, card, owner):
    owner.has_one_stream = True
    owner.save()
    headers = {**HTMX, "X-Task": str(card.pk)}
    answer = client_of(owner).post(f"/tasks/{card.pk}/comments/", {"text": "Said"}, headers=headers)
    assert 'hx-target="#comment-list" hx-swap="beforeend"' in answer.text and "#task .history" not in answer.text


def test_queries_do_not_grow(client_of, card, owner, member, django_assert_num_queries):
    owner.has_one_stream = True
    owner.save()
    client = client_of(owner)

    def fill(count):
        for number in range(count):
            make_comment(task=card, actor=member)
            change(card, owner, title=f"Title {count} {number}")

    fill(3)
    client.get(f"/tasks/{card.pk}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/tasks/{card.pk}/")
    fill(15)
    with django_assert_num_queries(len(few)):
        client.get(f"/tasks/{card.pk}/")
