"""The search finds what was said about a task, and says where."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.jobs import cleaning
from boards.models import Activity, Comment, Membership
from boards.services import comments, tasks, undo
from tests.factories import make_comment, make_task


@pytest.fixture
def card(project, owner):
    return make_task(project=project, title="Card", actor=owner)


@pytest.fixture(params=["everywhere", "project"])
def url(request, project):
    return {"everywhere": "/tasks/", "project": f"/projects/{project.pk}/list/"}[request.param]


def found(client, url, text):
    page = client.get(url, {"q": text})
    assert page.status_code == 200
    return page, [row.pk for row in page.context["table"].rows]


def test_found_and_marked(client_of, viewer, owner, url, card, project):
    make_task(project=project, title="Another")
    comment = make_comment(task=card, actor=owner, text="We take the **Grüne Straße**,\nnot the other one")
    page, pks = found(client_of(viewer), url, "grüne strasse")
    assert pks == [card.pk] and comment.get_absolute_url() in page.text
    page, pks = found(client_of(viewer), url, "STRAßE")
    assert pks == [card.pk] and "Grüne <mark>Straße</mark>**, not the other one" in page.text


def test_who_was_picked_stands_there_by_name(client_of, viewer, owner, url, card):
    make_comment(task=card, actor=owner, text=f"Ask @[{viewer.display_name}](person:{viewer.pk}) for the key")
    page, _pks = found(client_of(viewer), url, "key")
    assert f"Ask @{viewer.display_name} for the <mark>key</mark>" in page.text


def test_the_newest_that_says_it_is_shown(client_of, viewer, owner, url, card):
    make_comment(task=card, actor=owner, text="The bank is closed")
    newest = make_comment(task=card, actor=owner, text="The bank is open")
    make_comment(task=card, actor=owner, text="Good")
    page, _pks = found(client_of(viewer), url, "bank")
    assert page.context["table"].rows[0].said.url == newest.get_absolute_url()


def test_what_was_said_before_an_edit_or_deleted_is_not_found(client_of, viewer, owner, url, card):
    comment = make_comment(task=card, actor=owner, text="Walrus")
    client = client_of(viewer)
    comments.update(comment=comment, text="Penguin", seen_version=None, actor=owner)
    assert found(client, url, "walrus")[1] == [] and found(client, url, "penguin")[1] == [card.pk]
    undo.undo(activity=Activity.objects.latest("pk"), actor=owner)
    assert found(client, url, "walrus")[1] == [card.pk]
    comments.delete(comment=comment, actor=owner)
    assert found(client, url, "walrus")[1] == []


def test_only_where_one_may_see(client_of, viewer, outsider, owner, card, project):
    make_comment(task=card, actor=owner, text="Walrus")
    assert found(client_of(outsider), "/tasks/", "walrus")[1] == []
    Membership.objects.filter(project=project, user=viewer).delete()
    assert found(client_of(viewer), "/tasks/", "walrus")[1] == []
    tasks.delete(task=card, actor=owner)
    assert found(client_of(owner), "/tasks/", "walrus")[1] == []


def test_on_a_board_and_by_programs(client_of, api_of, viewer, owner, card, project):
    other = make_task(project=project, title="Another")
    make_comment(task=card, actor=owner, text="Walrus")
    board = client_of(viewer).get(f"/projects/{project.pk}/?q=walrus").text
    assert f'id="task-{card.pk}"' in board and f'id="task-{other.pk}"' not in board
    items = api_of(viewer).get(f"projects/{project.pk}/tasks/?q=walrus").json()["items"]
    assert [item["id"] for item in items] == [card.pk]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "%", "_", "\\", "'", "(", "[a", "*"])
def test_hostile_words(client_of, viewer, owner, url, card, text):
    make_comment(task=card, actor=owner, text=f"Look: {text} is here")
    page, pks = found(client_of(viewer), url, text)
    assert pks == [card.pk] and "<script>alert" not in page.text
    assert found(client_of(viewer), url, f"{text}{text}{text}")[1] == []


def test_a_job_finds_what_came_another_way(client_of, viewer, owner, url, card):
    rows = Comment.objects.bulk_create([Comment(task=card, author=owner, text=f"Walrus {n}") for n in range(3)])
    assert found(client_of(viewer), url, "walrus")[1] == []
    cleaning.make_comments_searchable.run()
    assert found(client_of(viewer), url, "walrus 2")[1] == [card.pk]
    assert Comment.objects.filter(search_text="").count() == 0 and len(rows) == 3


def test_queries_do_not_grow(client_of, viewer, owner, url, project, django_assert_num_queries):
    client = client_of(viewer)

    def fill(count):
        for number in range(count):
            card = make_task(project=project, title=f"Task {number}")
            make_comment(task=card, actor=owner, text="Walrus")
            make_comment(task=card, actor=owner, text="Walrus again")

    fill(2)
    client.get(url, {"q": "walrus"})
    with CaptureQueriesContext(connection) as few:
        client.get(url, {"q": "walrus"})
    count = len(few)
    fill(10)
    # The menus of a project are read anew once after it has changed.
    client.get(url, {"q": "walrus"})
    with django_assert_num_queries(count):
        client.get(url, {"q": "walrus"})


def test_a_public_link_looks_through_no_comments(client, owner, card, project):
    from boards.services import links

    make_comment(task=card, actor=owner, text="Walrus")
    made = links.create(project=project, name="Client", actor=owner)
    page = client.get(f"/shared/{made.secret}/?q=nothing-like-it").text
    assert client.get(f"/shared/{made.secret}/?q=walrus").text.count("Card") == page.count("Card")
