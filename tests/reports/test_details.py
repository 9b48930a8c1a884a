"""What reports tell of single tasks by choice: checklists, comments, and items that count as work."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.reports import details, figures, printing
from boards.reports.choices import Choice
from boards.reports.days import Period
from boards.services import checklist_items, checklists, comments, tasks
from tests import pages
from tests.factories import (
    column_of,
    fresh,
    make_checklist,
    make_comment,
    make_project,
    make_task,
    make_user,
)
from tests.reports.conftest import day, report_of


@pytest.fixture
def people(db):
    return make_user(name="ann"), make_user(name="ben")


def give(item, actor, **fields):
    return checklist_items.update(item=fresh(item), changed=fields, seen_version=None, actor=actor)


@pytest.fixture
def project(clock, people):
    """On 2 March Ann has a task with a checklist of four items, two of Ben's (one due on the 4th), one of Ann's, one of
    nobody's. On the 5th one of Ben's is ticked, on the 6th a comment is written, on the 8th another list is deleted."""
    ann, ben = people
    project = make_project(owner=ann, roles={ben: "member"}, title="Move")
    task = make_task(project=project, title="Rooms", assignee=ann)
    items = list(make_checklist(task=task, title="Boxes", texts=["Books", "Cups", "Lamps", "Rest"]).items.all())
    give(items[0], ann, assignee=ben)
    give(items[1], ann, assignee=ben, due_date=day(4))
    give(items[2], ann, assignee=ann)
    gone = make_checklist(task=task, title="Gone by then", texts=["Nothing"])
    make_comment(task=task, actor=ann, text="Before")
    clock.to(3)
    tasks.move(task=fresh(task), column_id=column_of(project=project, status="in_progress").pk, actor=ann)
    clock.to(5)
    checklist_items.tick(item=fresh(items[0]), done=True, actor=ben)
    clock.to(6)
    make_comment(task=task, actor=ben, text="Said *kindly* <b>")
    clock.to(8)
    checklists.delete(checklist=fresh(gone), actor=ann)
    clock.to(12)
    return project


def loads(project, *, items, **asked):
    reader = project.owner
    period = report_of(project, **asked).period
    found = figures.project_report(project, period, week_start=1, today=reader.today(), items=items)
    return [(load.name, load.open, load.in_progress, load.overdue, load.completed) for load in found.people]


def test_items_count_for_whom_they_are_given_to_by_choice(project):
    assert loads(project, items=False) == [("Ann", 1, 1, 0, 0)]
    assert loads(project, items=True) == [("Ann", 2, 2, 0, 0), ("Ben", 1, 1, 1, 1)]
    # Before the tick both were open, and the one that is due on the 4th was in time on that day.
    assert loads(project, items=True, last=day(4)) == [("Ann", 2, 2, 0, 0), ("Ben", 2, 2, 0, 0)]
    # What was ticked before the period is no work of it.
    assert loads(project, items=True, first=day(6)) == [("Ann", 2, 2, 0, 0), ("Ben", 1, 1, 1, 0)]


@pytest.mark.parametrize("put_away", ["archive", "delete"])
def test_items_of_what_is_put_away_are_no_open_work(project, people, put_away):
    task = project.tasks.get()
    getattr(tasks, put_away)(task=task, actor=people[0])
    done = [("Ben", 0, 0, 0, 1)] if put_away == "archive" else []
    assert loads(project, items=True) == done


def test_checklists_are_as_they_were_at_the_end_of_the_period(project):
    now = details.of_report(project, report_of(project), ["checklists"], reader=project.owner)
    assert [(each.number, [(one.title, one.done, one.count) for one in each.lists]) for each in now.checklists] == [
        (1, [("Boxes", 1, 4)])
    ]
    past = details.of_report(project, report_of(project, last=day(4)), ["checklists"], reader=project.owner)
    assert [(one.title, one.done, one.count) for one in past.checklists[0].lists] == [
        ("Boxes", 0, 4),
        ("Gone by then", 0, 1),
    ]


def test_comments_are_those_of_the_period(project, people):
    def said(**asked):
        found = details.of_report(project, report_of(project, **asked), ["comments"], reader=project.owner)
        return [each.text for each in found.comments]

    assert said() == ["Before", "Said *kindly* <b>"]
    assert said(first=day(6)) == ["Said *kindly* <b>"] and said(last=day(4)) == ["Before"]
    comments.delete(comment=project.tasks.get().comments.first(), actor=people[0])
    assert said() == ["Said *kindly* <b>"]
    newest = details.of_report(project, report_of(project), ["comments"], 0, reader=project.owner)
    assert (list(newest.comments), newest.comments_rest) == ([], 1)


def test_nothing_is_read_that_was_not_chosen(project, django_assert_num_queries):
    report = report_of(project)
    with django_assert_num_queries(0):
        found = details.of_report(project, report, ["workload", "tasks"], reader=project.owner)
    assert found == details.Details([], 0, [], 0, [], 0)


def test_page_shows_them_by_choice(client_of, project, people):
    client, address = client_of(people[1]), f"/projects/{project.pk}/report/"
    plain = client.get(f"{address}?since=start").text
    assert "Boxes" not in plain and "kindly" not in plain and 'href="?since=start&amp;items=1#chip-items"' in plain
    page = pages.flat(client.get(f"{address}?since=start&sections=checklists&sections=comments&items=1").text)
    assert "Boxes" in page and "1 of 4 done" in page and "Said <em>kindly</em> &lt;b&gt;" in page
    # There is no workload to count them in.
    assert 'id="chip-items"' not in page
    full = pages.flat(client.get(f"{address}?since=start&items=1").text)
    assert "count for them, as tasks do" in full and 'href="?since=start#chip-items"' in full
    assert '<input type="hidden" name="items" value="1">' in full


@pytest.mark.parametrize("value", ["perhaps", "%00", "2"])
def test_a_choice_that_is_none_is_refused(client_of, project, people, value):
    for path in ("/", ".csv", ".pdf"):
        answer = client_of(people[0]).get(f"/projects/{project.pk}/report{path}?items={value}")
        assert answer.status_code == 422 and "Use true or false." in answer.text


def test_an_empty_project_says_so(client_of, people, clock):
    bare = make_project(owner=people[0])
    page = client_of(people[0]).get(f"/projects/{bare.pk}/report/?sections=checklists&sections=comments").text
    assert "No task on the board has a checklist." in page and "Nothing was said in this period." in page


def test_page_shows_fifty_and_all_when_asked(client_of, project, people):
    for number in range(60):
        make_comment(task=project.tasks.get(), text=f"Word {number}")
    client, address = client_of(people[0]), f"/projects/{project.pk}/report/?sections=comments"
    assert client.get(address).text.count('class="printed-comment"') == 50
    assert client.get(f"{address}&all=1").text.count('class="printed-comment"') >= 61


def test_paper_has_them_and_knows_the_choice(project, people):
    reader = people[0]
    period = Period.of(day(2), day(12), reader.zone)
    chosen = Choice(sections=("workload", "checklists", "comments"), items=True)
    order = printing.order(project, reader, period, chosen)
    html = pages.flat(order.html())
    assert "Boxes" in html and "Said <em>kindly</em>" in html and "count for them, as tasks do" in html
    assert order.key != printing.order(project, reader, period, Choice(sections=chosen.sections)).key


def test_csv_has_them(client_of, project, people):
    path = f"/projects/{project.pk}/report.csv?since=start&sections=checklists&sections=comments&separator=comma"
    rows = list(csv.reader(io.StringIO(client_of(people[0]).get(path).content.decode("utf-8-sig"))))
    assert ["checklists", "open", "#1 Boxes: Cups", "2026-03-04", "Ben"] in rows
    assert ["comments", "Ben", "#1 Rooms", "2026-03-06", "Said *kindly* <b>"] in rows


def test_api_has_them(api_of, project, people):
    api = api_of(people[0])
    path = (
        f"projects/{project.pk}/report?since=start&sections=workload&sections=checklists&sections=comments&items=true"
    )
    found = api.get(path).json()
    assert found["checklists"][0]["items"][1] == {
        "text": "Cups",
        "done": False,
        "assignee": "Ben",
        "due_date": "2026-03-04",
    }
    assert [(each["author"], each["text"]) for each in found["comments"]][-1] == ("Ben", "Said *kindly* <b>")
    assert [load["name"] for load in found["workload"]["people"]] == ["Ann", "Ben"]
    plain = api.get(f"projects/{project.pk}/report?since=start").json()
    assert plain["checklists"] is None and plain["comments"] is None
    assert [load["name"] for load in plain["workload"]["people"]] == ["Ann"]


def test_queries_do_not_grow(client_of, project, people, django_assert_num_queries):
    client = client_of(people[0])
    path = f"/projects/{project.pk}/report/?sections=workload&sections=checklists&sections=comments&items=1"
    client.get(path)

    def more():
        task = make_task(project=project, assignee=people[1])
        item = make_checklist(task=task, texts=["One", "Two"]).items.first()
        give(item, people[0], assignee=people[1])
        make_comment(task=task, text="More")

    more()
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for _number in range(5):
        more()
    with django_assert_num_queries(len(few)):
        client.get(path)
