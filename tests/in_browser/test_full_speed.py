"""A person who is faster than the server: a hundred cards made, moved, completed and taken back in one session."""

import pytest
from django.db import connection
from playwright.sync_api import expect

from boards.models import Activity, Task
from tests.factories import make_tasks
from tests.in_browser.steps import open_board, shows, stored, title, toast

pytestmark = [pytest.mark.browser, pytest.mark.long]
# On SQLite fewer, for time: the same happens there.
COUNT = 100 if connection.vendor == "postgresql" else 30
PATIENCE = 60_000


@pytest.fixture
def empty(page, project, owner, sign_in):
    sign_in(page, owner)
    open_board(page, project)
    return page


def test_hundred_cards_at_full_speed(empty, project, columns):
    """Keys as fast as the browser takes them; only an Undo waits for the toast it presses."""
    names = [f"Card {number}" for number in range(1, COUNT + 1)]
    keys = empty.keyboard
    empty.locator(f"#column-{columns[0].pk} .quick-add input[name=title]").focus()
    for name in names:
        keys.insert_text(name)
        keys.press("Enter")
    expect(empty.locator(".card")).to_have_count(COUNT, timeout=PATIENCE)
    shows(empty, project, [names, [], []])
    assert stored(project) == [names, [], []]
    made = list(Task.objects.order_by("number"))
    assert [task.number for task in made] == list(range(1, COUNT + 1))

    for task in made:
        title(empty, task).focus()
        for key in (" ", "ArrowRight", " "):
            keys.press(key)
    moved = names[::-1]
    expect(empty.locator(".card-pending")).to_have_count(0, timeout=PATIENCE)
    shows(empty, project, [[], moved, []])
    assert stored(project) == [[], moved, []]

    for task in made:
        title(empty, task).focus()
        keys.press("c")
        toast(empty, f"Moved #{task.number} to “Completed”").wait_for()
        keys.press("z")
    shows(empty, project, [[], moved, []])
    expect(empty.locator("#project-progress")).to_have_text("0 %")
    empty.reload()
    assert stored(project) == [[], moved, []]
    assert not Task.objects.exclude(progress=0, completed_at=None).exists()
    expect(empty.locator(f"#cards-{columns[1].pk} > .card .card-title")).to_have_text(moved[:50])
    _history_agrees(project, made)


def _history_agrees(project, made):
    """Each card has its four changes in order, and their after-values are what the rows hold."""
    kinds = ["task.created", "task.moved", "task.completed", "undone"]
    project.refresh_from_db()
    for task in made:
        task.refresh_from_db()
        rows = list(Activity.objects.filter(task=task).order_by("pk"))
        assert [row.kind for row in rows] == kinds
        assert rows[-1].changes["column"][1]["id"] == task.column_id
        assert {row.changes["position"][1] for row in rows[-1:] if "position" in row.changes} <= {task.position}
        assert rows[-1].task_version == task.version
    revisions = list(Activity.objects.filter(project=project).order_by("pk").values_list("project_revision", flat=True))
    assert revisions == sorted(set(revisions))
    assert revisions[-1] == project.revision


def test_more_cards_come_by_scrolling(page, project, columns, owner, sign_in):
    make_tasks(project=project, count=120)
    sign_in(page, owner)
    open_board(page, project)
    cards = page.locator(f"#cards-{columns[0].pk} > .card")
    expect(page.locator(f"#column-head-{columns[0].pk} .column-count")).to_have_text("120")
    for shown in (100, 120):
        cards.last.scroll_into_view_if_needed()
        expect(cards).to_have_count(shown)
    expect(page.locator(".column-more")).to_have_count(0)
    assert len(set(cards.locator(".card-title").all_inner_texts())) == 120
