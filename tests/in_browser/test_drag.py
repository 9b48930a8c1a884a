"""Dragging cards: at once in the page, then on the server, and back with a sentence if it is refused."""

import pytest
from playwright.sync_api import expect

from boards.models import Activity
from boards.services import members, tasks
from tests.in_browser.steps import (
    agree,
    card,
    columns_of,
    drag,
    lane,
    open_board,
    put,
    shows,
    stored,
    take,
    title,
    toast,
)

pytestmark = pytest.mark.browser


def test_card_is_dragged_within_its_column(board, project, cards):
    drag(board, card(board, cards[0]), card(board, cards[2]), below=True)
    agree(board, project, [["Beta", "Gamma", "Alpha"], ["Delta"], []])


def test_card_is_dragged_into_another_column(board, project, cards):
    drag(board, card(board, cards[0]), card(board, cards[3]))
    agree(board, project, [["Beta", "Gamma"], ["Alpha", "Delta"], []])


def test_drop_on_an_empty_completed_column_completes_the_card(board, project, columns, cards):
    drag(board, card(board, cards[1]), lane(board, columns[2]))
    expect(toast(board, "Moved #2")).to_be_visible()
    expect(board.locator("#project-progress")).to_have_text("25 %")
    agree(board, project, [["Alpha", "Gamma"], ["Delta"], ["Completed: Beta"]])
    cards[1].refresh_from_db()
    assert (cards[1].progress, cards[1].completed_at is None) == (100, False)


def test_drop_answers_with_counts_and_no_list_of_cards(board, project, columns, cards):
    with board.expect_response("**/move/") as answer:
        drag(board, card(board, cards[0]), card(board, cards[3]))
    text = answer.value.text()
    assert text.count('class="card"') == 1
    assert text.count("<header") == 2


def test_card_moved_by_somebody_else_comes_back_with_a_sentence(deaf, board, project, columns, cards, member):
    tasks.move(task=cards[0], column_id=columns[2].pk, actor=member)
    drag(board, card(board, cards[0]), card(board, cards[3]))
    expect(toast(board, "Somebody else moved this card to “Completed” in the meantime.")).to_be_visible()
    shows(board, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])
    assert stored(project) == [["Beta", "Gamma"], ["Delta"], ["Alpha"]]


def test_card_comes_back_when_the_site_cannot_be_reached(board, project, cards, browser_errors):
    board.route("**/move/", lambda route: route.abort())
    drag(board, card(board, cards[0]), card(board, cards[3]))
    expect(toast(board, "can't be reached")).to_be_visible()
    board.unroute("**/move/")
    browser_errors.clear()
    agree(board, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])


def test_card_comes_back_when_the_server_fails(board, project, cards, browser_errors):
    board.route("**/move/", lambda route: route.fulfill(status=500, body="<p>broken</p>"))
    drag(board, card(board, cards[0]), card(board, cards[3]))
    expect(toast(board, "Something went wrong on our side")).to_be_visible()
    browser_errors.clear()
    agree(board, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])


def test_quick_drags_of_one_card_are_sent_one_after_the_other(board, project, columns, cards):
    sent, under_way = [], []
    board.on("request", lambda request: "/move/" in request.url and under_way.append(request.url))

    def slowly(route):
        sent.append(len(under_way) - len(sent))
        route.continue_()

    board.route("**/move/", slowly)
    drag(board, card(board, cards[0]), card(board, cards[3]))
    drag(board, card(board, cards[0]), lane(board, columns[2]))
    drag(board, card(board, cards[0]), card(board, cards[2]), below=True)
    agree(board, project, [["Beta", "Gamma", "Alpha"], ["Delta"], []])
    assert sent == [1, 1, 1]
    kinds = Activity.objects.filter(task=cards[0]).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["task.created", "task.moved", "task.completed", "task.reopened"]


def test_an_early_answer_does_not_pull_the_card_back(board, project, columns, cards):
    held = []
    board.route("**/move/", lambda route: route.continue_() if held else held.append(route))
    drag(board, card(board, cards[0]), card(board, cards[3]))
    drag(board, card(board, cards[0]), lane(board, columns[2]))
    board.evaluate(
        """id => { window.places = []; new MutationObserver(() =>
            window.places.push(document.getElementById(id).parentElement.id))
            .observe(document.getElementById('board'), {subtree: true, childList: true}) }""",
        f"task-{cards[0].pk}",
    )
    held[0].continue_()
    shows(board, project, [["Beta", "Gamma"], ["Delta"], ["Completed: Alpha"]])
    assert set(board.evaluate("window.places")) <= {f"cards-{columns[2].pk}"}


def test_an_answer_does_not_take_a_held_card_out_of_the_hand(board, project, columns, cards):
    held = []
    board.route("**/move/", lambda route: route.continue_() if held else held.append(route))
    drag(board, card(board, cards[0]), card(board, cards[3]))
    box = card(board, cards[0]).bounding_box()
    board.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] - 12)
    board.mouse.down()
    with board.expect_response("**/move/") as answer:
        held[0].continue_()
    answer.value.finished()
    board.evaluate("new Promise(done => setTimeout(() => requestAnimationFrame(done), 100))")
    put(board, lane(board, columns[2]))
    agree(board, project, [["Beta", "Gamma"], ["Delta"], ["Completed: Alpha"]])


def test_neighbour_gone_sends_the_card_to_the_end(deaf, board, project, columns, cards, member):
    tasks.delete(task=cards[2], actor=member)
    title(board, cards[3]).focus()
    for key in (" ", "ArrowLeft", "ArrowDown", "ArrowDown", "ArrowDown", " "):
        board.keyboard.press(key)
    expect(toast(board, "the card above it was gone")).to_be_visible()
    assert stored(project) == [["Alpha", "Beta", "Delta"], [], []]
    board.reload()
    shows(board, project, [["Alpha", "Beta", "Delta"], [], []])


def test_dropping_a_card_where_it_was_sends_nothing(board, project, cards):
    asked = []
    board.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    take(board, card(board, cards[0]))
    put(board, card(board, cards[0]))
    shows(board, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])
    assert asked == []


def test_viewer_cannot_drag(page_of, project, cards, viewer):
    page = page_of(viewer)
    open_board(page, project)
    drag(page, card(page, cards[0]), card(page, cards[3]))
    shows(page, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])
    expect(page.locator(".card-move:visible, .quick-add")).to_have_count(0)
    assert stored(project) == [["Alpha", "Beta", "Gamma"], ["Delta"], []]


def test_who_lost_the_right_gets_the_card_back(page_of, project, cards, member):
    page = page_of(member)
    # Not told that the role has gone.
    page.route_web_socket("**/ws/**", lambda _socket: None)
    open_board(page, project)
    members.change_role(project=project, user=member, role="viewer", actor=project.owner)
    drag(page, card(page, cards[0]), card(page, cards[3]))
    expect(toast(page)).to_be_visible()
    agree(page, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])


def test_card_is_dragged_by_touch(page_of, project, cards, owner):
    page = page_of(owner, has_touch=True, is_mobile=True, viewport={"width": 820, "height": 900})
    open_board(page, project)
    finger = page.context.new_cdp_session(page)
    start, end = card(page, cards[0]).bounding_box(), card(page, cards[2]).bounding_box()
    x, y = start["x"] + 60, start["y"] + start["height"] / 2

    def touch(kind, y):
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", y)
    expect(card(page, cards[0])).to_have_class("card sortable-chosen")
    for step in range(1, 7):
        touch("touchMove", y + (end["y"] + end["height"] - 4 - y) * step / 6)
    touch("touchEnd", y)
    agree(page, project, [["Beta", "Gamma", "Alpha"], ["Delta"], []])
    assert [column.name for column in columns_of(project)][0] == "Pending"
