"""More cards of a column."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Task
from boards.services import tasks
from tests.factories import column_of, make_tasks


@pytest.fixture
def lane(project):
    make_tasks(project=project, count=120)
    return column_of(project=project)


def url(lane, after: Task | None = None) -> str:
    place = f"?after={after.position}~{after.pk}" if after else ""
    return f"/columns/{lane.pk}/cards/{place}"


def test_htmx_gets_the_next_fifty_and_a_link(client_of, lane, viewer):
    fiftieth = Task.objects.get(title="Task 50")
    answer = client_of(viewer).get(url(lane, fiftieth), headers={"HX-Request": "true"}).text
    assert answer.count('class="card"') == 50
    assert "Task 51<" in answer and "Task 100<" in answer and "column-more" in answer and "<html" not in answer


def test_last_window_has_no_link(client_of, lane, viewer):
    hundredth = Task.objects.get(title="Task 100")
    answer = client_of(viewer).get(url(lane, hundredth), headers={"HX-Request": "true"}).text
    assert answer.count('class="card"') == 20 and "column-more" not in answer


def test_without_htmx_it_is_a_page(client_of, lane, viewer):
    page = client_of(viewer).get(url(lane, Task.objects.get(title="Task 50"))).text
    assert "<html" in page and "Task 51<" in page and "Back to the board" in page


def test_filter_is_carried_on(client_of, lane, viewer):
    answer = client_of(viewer).get(url(lane) + "?q=Task+11", headers={"HX-Request": "true"}).text
    assert answer.count('class="card"') == 11


@pytest.mark.parametrize(
    "after", ["x", "~", "a~", "~1", "a~b", "A~1", "a~1;drop", "a~99999999999999999999", "\x00~1", "%ed%a0%80~1"]
)
def test_odd_places_are_refused_with_a_sentence(client_of, lane, viewer, after):
    answer = client_of(viewer).get(f"/columns/{lane.pk}/cards/", {"after": after})
    assert answer.status_code == 422 and "Open the board again" in answer.text


def test_outsider_gets_404(client_of, lane, outsider):
    assert client_of(outsider).get(url(lane)).status_code == 404


def test_window_is_kept_until_its_column_changes(client_of, lane, viewer, owner):
    fiftieth, client = Task.objects.get(title="Task 50"), client_of(viewer)
    first = client.get(url(lane, fiftieth), headers={"HX-Request": "true"}).text
    with CaptureQueriesContext(connection) as again:
        assert client.get(url(lane, fiftieth), headers={"HX-Request": "true"}).text == first
    assert not [query for query in again if '"boards_task"' in query["sql"]]
    tasks.delete(task=Task.objects.get(title="Task 51"), actor=owner)
    fresh = client.get(url(lane, fiftieth), headers={"HX-Request": "true"}).text
    assert "Task 51<" not in fresh and "Task 101<" in fresh


def test_place_that_no_page_names_is_answered_and_not_kept(client_of, lane, viewer):
    fiftieth, client = Task.objects.get(title="Task 50"), client_of(viewer)
    place = f"/columns/{lane.pk}/cards/?after={fiftieth.position}~{fiftieth.pk + 1}"
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            text = client.get(place, headers={"HX-Request": "true"}).text
        assert text.count('class="card"') == 50 and "Task 51<" in text
        assert [query for query in queries if 'FROM "boards_task"' in query["sql"]]
