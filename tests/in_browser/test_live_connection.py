"""Pages that follow, when the connection goes: they catch up, and nothing that was done meanwhile is lost."""

import time

import pytest
from playwright.sync_api import expect

from boards.live import hub
from boards.live.messages import Code
from boards.services import tasks
from boards.views import board_answers
from tests.factories import make_task
from tests.in_browser.live_steps import followed
from tests.in_browser.steps import card, drag, lane, open_board, shows, stored, title

pytestmark = pytest.mark.browser
# What the browser itself says when there is no network.
EXPECTED = ("ERR_INTERNET_DISCONNECTED", "WebSocket connection", "Failed to fetch", "htmx:error")


@pytest.fixture
def watching(watching):
    """The board as a member has it open; `stays` is gone once it has been loaded anew."""
    watching.evaluate("window.stays = true")
    return watching


@pytest.fixture
def forgiven(browser_context, browser_errors):
    """After the test, what was expected of the browser is no error."""
    yield
    browser_errors[:] = [each for each in browser_errors if not any(words in each for words in EXPECTED)]


def state(page, wanted):
    expect(page.locator("#live")).to_have_attribute("data-state", wanted)


def rename(task, text, actor):
    tasks.update(task=task, changed={"title": text}, seen_version=None, actor=actor)


def close_all(code):
    """The server closes all sockets."""
    here = hub.present()
    here.loop.call_soon_threadsafe(lambda: [each.end(code) for each in here.everybody()])


@pytest.mark.usefixtures("forgiven")
def test_cut_off_while_typing(watching, project, cards, columns, owner):
    title(watching, cards[1]).click()
    watching.get_by_text("Add a description").click()
    watching.keyboard.type("Before ")
    watching.context.set_offline(True)
    state(watching, "offline")
    watching.keyboard.type("during ")
    rename(cards[0], "Alpha two", owner)
    tasks.move(task=cards[2], column_id=columns[1].pk, actor=owner)
    rename(cards[1], "Beta two", owner)
    watching.context.set_offline(False)
    state(watching, "open")
    watching.keyboard.type("after")
    expect(title(watching, cards[0])).to_have_text("Alpha two")
    expect(watching.locator("#task-news")).to_contain_text("Owner renamed this task")
    expect(watching.locator("#id_description")).to_have_value("Before during after")
    watching.keyboard.press("Control+Enter")
    expect(watching.locator("#description-text")).to_have_text("Before during after")
    watching.keyboard.press("Escape")
    shows(watching, project, stored(project))
    assert watching.evaluate("window.stays")


@pytest.mark.usefixtures("forgiven")
def test_what_is_done_offline_waits_and_is_sent(watching, project, cards, columns):
    watching.context.set_offline(True)
    state(watching, "offline")
    expect(watching.locator("#live")).to_contain_text("Offline: changes wait")
    drag(watching, card(watching, cards[0]), card(watching, cards[3]))
    field = watching.locator(f"#column-{columns[0].pk} .quick-add [name='title']")
    field.fill("Made offline")
    field.press("Enter")
    title(watching, cards[1]).press("3")
    drag(watching, card(watching, cards[1]), lane(watching, columns[2]))
    assert stored(project) == [["Alpha", "Beta", "Gamma"], ["Delta"], []]
    watching.context.set_offline(False)
    wanted = [["Gamma", "Made offline"], ["Alpha", "Delta"], ["Completed: Beta"]]
    shows(watching, project, wanted)
    cards[1].refresh_from_db()
    assert cards[1].priority == 3
    assert stored(project) == [["Gamma", "Made offline"], ["Alpha", "Delta"], ["Beta"]]


@pytest.mark.usefixtures("forgiven")
def test_what_waits_is_not_left_behind(watching, cards):
    watching.context.set_offline(True)
    state(watching, "offline")
    title(watching, cards[1]).press("3")
    asked = []
    watching.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    watching.close(run_before_unload=True)
    watching.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    watching.context.set_offline(False)
    state(watching, "open")


@pytest.fixture
def left(watching, forgiven, cards, columns):
    """Leaves the board while changes wait; what is added has this title."""

    def leave(added="Made offline"):
        watching.context.set_offline(True)
        state(watching, "offline")
        drag(watching, card(watching, cards[0]), card(watching, cards[3]))
        watching.locator(f"#column-{columns[0].pk} .quick-add [name='title']").fill(added)
        watching.keyboard.press("Enter")
        title(watching, cards[1]).press("3")
        watching.on("dialog", lambda dialog: dialog.accept())
        watching.close(run_before_unload=True)
        context = watching.context
        for _try in range(100):
            if not context.pages:
                break
            time.sleep(0.05)
        context.set_offline(False)
        return context

    return leave


@pytest.mark.parametrize("path", ["board", "home"])
def test_what_waited_when_the_tab_was_closed_is_sent_on_return(left, project, cards, path):
    page = left().new_page()
    page.goto("/" if path == "home" else f"/projects/{project.pk}/")
    expect(page.locator(".toast-info")).to_contain_text("has been sent")
    wanted = [["Beta", "Gamma", "Made offline"], ["Alpha", "Delta"], []]
    if path == "home":
        open_board(page, project)
    shows(page, project, wanted)
    cards[1].refresh_from_db()
    assert (stored(project), cards[1].priority) == (wanted, 3)
    page.reload()
    followed(page)
    shows(page, project, wanted)
    assert stored(project) == wanted


def test_what_is_on_its_way_when_the_page_is_left_is_not_sent_twice(watching, project, cards, columns, monkeypatch):
    answer = board_answers.added
    monkeypatch.setattr(board_answers, "added", lambda *given: (time.sleep(3), answer(*given))[1])
    field = watching.locator(f"#column-{columns[0].pk} .quick-add [name='title']")
    field.fill("Added once")
    field.press("Enter")
    title(watching, cards[1]).press("3")
    drag(watching, card(watching, cards[0]), card(watching, cards[3]))
    wanted = [["Alpha", "Beta", "Gamma", "Added once"], ["Delta"], []]
    for _try in range(100):
        if stored(project) == wanted:
            break
        watching.wait_for_timeout(50)
    watching.goto("/")
    expect(watching.locator(".toast-info")).to_contain_text("has been sent")
    cards[1].refresh_from_db()
    assert (stored(project), cards[1].priority) == ([["Beta", "Gamma", "Added once"], ["Alpha", "Delta"], []], 3)


def test_what_waited_and_is_refused_on_return_stands_in_its_field(left, project, columns):
    added = f"Made #{'a' * 60}"
    page = left(added).new_page()
    open_board(page, project)
    field = page.locator(f"#column-{columns[0].pk} .quick-add [name='title']")
    expect(field).to_have_value(added)
    shows(page, project, [["Beta", "Gamma"], ["Alpha", "Delta"], []])
    assert stored(project) == [["Beta", "Gamma"], ["Alpha", "Delta"], []]


def test_what_waited_is_sent_by_nobody_else(left, project, owner, member, sign_in):
    context = left()
    page = context.new_page()
    sign_in(page, owner)
    open_board(page, project)
    followed(page)
    shows(page, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])
    sign_in(page, member)
    open_board(page, project)
    shows(page, project, [["Beta", "Gamma", "Made offline"], ["Alpha", "Delta"], []])


def test_server_that_restarts(watching, project, cards, columns, owner):
    close_all(Code.RESTART)
    rename(cards[0], "Alpha two", owner)
    make_task(project=project, title="New", column=columns[0])
    expect(title(watching, cards[0])).to_have_text("Alpha two")
    shows(watching, project, stored(project))
    state(watching, "open")
    assert watching.evaluate("window.stays")


def test_gap_in_the_revisions(watching, project, cards, owner):
    """Something was changed that nobody told of."""
    here = hub.present()
    deliver, here.news.gather = here.news.gather, lambda *_arguments, **_options: None
    rename(cards[0], "Alpha two", owner)
    watching.wait_for_timeout(200)
    here.news.gather = deliver
    title(watching, cards[1]).press("3")
    expect(title(watching, cards[0])).to_have_text("Alpha two")


def test_without_redis_it_is_slower(watching):
    here = hub.present()
    here.loop.call_soon_threadsafe(here._notice, False)
    state(watching, "slow")
    here.loop.call_soon_threadsafe(here._notice, True)
    state(watching, "open")


def test_without_websockets_it_asks_now_and_then(page_of, project, cards, owner, member, browser_errors):
    page = page_of(member)
    page.route_web_socket("**/ws/**", lambda socket: socket.close(code=1011))
    page.clock.install()
    open_board(page, project)
    page.clock.run_for(5_000)
    rename(cards[0], "Alpha two", owner)
    page.clock.run_for(25_000)
    expect(title(page, cards[0])).to_have_text("Alpha two")
    expect(page.locator("#live .live-word")).to_be_empty()
    assert page.locator("#live").get_attribute("data-state") in ("", None)


def test_back_from_the_memory_of_the_browser(watching, project, cards, owner):
    watching.goto("/projects/")
    rename(cards[0], "Alpha two", owner)
    watching.go_back()
    expect(title(watching, cards[0])).to_have_text("Alpha two")
    followed(watching)
    rename(cards[0], "Alpha three", owner)
    expect(title(watching, cards[0])).to_have_text("Alpha three")
