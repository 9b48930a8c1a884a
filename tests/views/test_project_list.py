"""/projects/: cards in tabs, with numbers from the database, a search and pages."""

import datetime
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.services import projects, tasks
from tests.factories import make_project, make_task, make_tasks, make_user


def titles(response):
    return [card.title for card in response.context["found"].cards]


def listed(client, **query):
    response = client.get("/projects/", query)
    assert response.status_code == 200
    return titles(response)


def counts(response):
    return {tab.key: tab.count for tab in response.context["found"].tabs}


def test_stranger_is_sent_to_sign_in(client, db):
    assert client.get("/projects/").status_code == 302


def test_post_is_refused(client_of, owner):
    assert client_of(owner).post("/projects/").status_code == 405


def test_tabs_sort_projects_by_ones_part_in_them(client_of, project, owner, member, outsider):
    make_project(owner=member, title="Own")
    make_project(owner=outsider, title="Public", visibility="public")
    make_project(owner=outsider, title="Secret")
    projects.archive(project=make_project(owner=member, title="Old"), actor=member)
    projects.delete(project=make_project(owner=member, title="Gone"), actor=member)
    client = client_of(member)
    assert listed(client) == ["Own"]
    assert listed(client, tab="mine") == ["Own"]
    assert listed(client, tab="shared") == ["Launch"]
    assert listed(client, tab="public") == ["Public"]
    assert listed(client, tab="archived") == ["Old"]
    assert counts(client.get("/projects/")) == {"mine": 1, "shared": 1, "public": 1, "archived": 1}


def test_site_administrator_sees_personal_projects_of_others(client_of, project, staff):
    assert listed(client_of(staff), tab="others") == ["Launch"]


def test_others_is_no_tab_for_anyone_else(client_of, project, outsider):
    response = client_of(outsider).get("/projects/?tab=others")
    assert titles(response) == []
    assert "others" not in counts(response)


def test_first_tab_with_something_in_it_opens(client_of, project, viewer):
    response = client_of(viewer).get("/projects/")
    assert response.context["found"].tab == "shared"
    assert titles(response) == ["Launch"]


def test_search_minds_no_capitals(client_of, owner):
    make_project(owner=owner, title="STRASSE")
    make_project(owner=owner, title="Straße 100%")
    make_project(owner=owner, title="Garden")
    client = client_of(owner)
    assert listed(client, q="straße") == ["STRASSE", "Straße 100%"]
    assert listed(client, q="100%") == ["Straße 100%"]
    assert listed(client, q="_") == []
    assert "No project matches" in client.get("/projects/?q=zzz").content.decode()


def test_card_counts_come_from_tasks_on_the_board(client_of, project, owner):
    late = owner.today() - datetime.timedelta(days=1)
    make_task(project=project, due_date=late)
    make_task(project=project, due_date=owner.today())
    tasks.complete(task=make_task(project=project, due_date=late), actor=owner)
    tasks.archive(task=make_task(project=project, due_date=late), actor=owner)
    tasks.delete(task=make_task(project=project, due_date=late), actor=owner)
    response = client_of(owner).get("/projects/")
    [card] = response.context["found"].cards
    assert (card.total, card.open, card.overdue, card.progress) == (3, 2, 1, 33)
    html = response.content.decode()
    assert "2 open" in html
    assert "1 overdue" in html


def test_card_shows_the_first_words_of_the_description(client_of, owner):
    make_project(owner=owner, title="A", description="# The **new** shop\n\nMore.")
    make_project(owner=owner, title="B", description="\n\n- [Plan](https://example.com) it")
    make_project(owner=owner, title="C", description="<script>alert(1)</script>")
    response = client_of(owner).get("/projects/")
    texts = [card.text for card in response.context["found"].cards]
    assert texts == ["The new shop", "Plan it", "<script>alert(1)</script>"]
    assert "<script>alert" not in response.content.decode()


def test_finish_date_that_has_passed_is_marked(client_of, owner):
    make_project(owner=owner, title="Late", finish_date=owner.today() - datetime.timedelta(days=1))
    make_project(owner=owner, title="Soon", finish_date=owner.today())
    cards = client_of(owner).get("/projects/").context["found"].cards
    assert [card.finish.state for card in cards] == ["overdue", "future"]


def test_empty_tabs_teach(client_of, outsider, staff):
    for tab, words in (
        ("mine", "New project"),
        ("shared", "Nothing shared with you yet"),
        ("public", "No public projects of others"),
        ("archived", "No archived projects"),
    ):
        assert words in client_of(outsider).get(f"/projects/?tab={tab}").content.decode()
    assert "No private projects of others" in client_of(staff).get("/projects/?tab=others").content.decode()


def test_more_than_sixty_have_pages(client_of, owner):
    for number in range(61):
        make_project(owner=owner, title=f"P{number:03}")
    client = client_of(owner)
    assert len(listed(client)) == 60
    assert listed(client, page=2) == ["P060"]
    assert listed(client, page="x" * 99)[0] == "P000"


@pytest.mark.parametrize("text", ["\x00", "a\nb", "x" * 501])
def test_text_that_cannot_be_searched_for_is_said(client_of, project, owner, text):
    response = client_of(owner).get("/projects/?" + urlencode({"q": text}))
    assert response.status_code == 422
    assert titles(response) == ["Launch"]


def test_hostile_text_never_breaks_the_page(client_of, project, owner, hostile_sample):
    client = client_of(owner)
    for text in hostile_sample[::3]:
        query = urlencode({"q": text, "tab": text}, errors="replace")
        assert client.get(f"/projects/?{query}").status_code in (200, 422)


def test_queries_do_not_grow(client_of, project, owner):
    client = client_of(owner)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get("/projects/?tab=public").status_code == 200
        return len(found)

    def fill(count):
        for number in range(count):
            other = make_user(name=f"helper{number}")
            make_tasks(project=make_project(owner=other, title=f"P{number}", visibility="public"), count=3)

    fill(10)
    few = queries()
    fill(20)
    assert queries() == few <= 7


def test_htmx_gets_the_groups_alone(client_of, owner, project):
    answer = client_of(owner).get("/projects/", {"q": project.title}, headers={"HX-Request": "true"})
    assert answer.text.count('id="projects"') == 1 and project.title in answer.text and "<html" not in answer.text
    assert "HX-Request" in answer["Vary"]
