"""Somebody at work in a real browser while things fail: they type a description, and have dragged and added a card.

In the end nothing was loaded anew, no letter is lost, what waited is sent, and the page shows what the database says.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connection
from playwright.sync_api import Page, expect

from boards.models import Project, Task
from boards.services import tasks
from tests.drills import browsers
from tests.drills.browsers import PATIENCE, Person
from tests.in_browser import steps
from tests.in_browser.live_steps import becomes
from tests.in_browser.steps import card, lane, title

LETTERS_A_SECOND = 4


def cut_off(stage, _people, seconds):
    """Their network goes, and comes back."""
    with browsers.launched() as browser:
        work = at_work(browser, stage)
        context = work.typing.page.context
        context.set_offline(True)
        work.goes_on("offline", seconds)
        context.set_offline(False)
        return [f"cut off for {seconds} s: {work.ends()}"]


def killed(stage, _people, seconds):
    """Both servers are killed with SIGKILL, and started again."""
    with browsers.launched() as browser:
        work = at_work(browser, stage)
        for web in stage.webs:
            web.kill()
        work.goes_on("offline", seconds)
        for web in stage.webs:
            web.start()
        return [f"no server for {seconds} s: {work.ends()}"]


def redis_away(stage, _people, redis, seconds):
    """Redis is stopped, and started again."""
    with browsers.launched() as browser:
        work = at_work(browser, stage)
        redis.stop()
        try:
            work.goes_on("slow", seconds)
        finally:
            redis.start()
        return [f"no Redis for {seconds} s: {work.ends()}"]


def at_work(browser, stage):
    """A description that is being typed, and the board beside it in a tab of its own."""
    typing, other = browsers.signed_in(browser, "writer", stage.url), browsers.signed_in(browser, "other", stage.url)
    project, columns = browsers.board_of(typing.user, other.user, title="At work")
    cards = list(Task.objects.filter(project=project).order_by("number"))
    board = Person(typing.user, typing.csrf, typing.page.context.new_page())
    for each in (typing, board):
        each.open(project)
        each.page.evaluate("window.stays = true")
    title(typing.page, cards[0]).click()
    typing.page.get_by_text("Add a description").click()
    work = Work(typing, board, other, project, columns, cards)
    work.type("Before. ")
    return work


@dataclass
class Work:
    """What somebody does, and what they have typed so far."""

    typing: Person
    board: Person
    other: Person
    project: Project
    columns: list
    cards: list
    typed: str = ""
    over: float = 0.0

    def type(self, words):
        self.typing.page.keyboard.type(words)
        self.typed += words

    def goes_on(self, state, seconds):
        """Types on for so long; once the page knows, drags a card and adds one, and meanwhile others change things."""
        end = time.monotonic() + seconds
        self.type("It goes on, ")
        shows_state(self.board.page, state)
        page, field = self.board.page, self.board.page.locator(".quick-add [name='title']").first
        steps.drag(page, card(page, self.cards[1]), lane(page, self.columns[2]))
        field.fill("Added meanwhile")
        field.press("Enter")
        elsewhere(self._others_change)
        number = 0
        while time.monotonic() < end:
            number += 1
            self.type(f"{number} ")
            time.sleep(1 / LETTERS_A_SECOND)
        self.over = time.monotonic()

    def _others_change(self):
        actor = self.other.user
        tasks.update(task=self.cards[0], changed={"title": "Renamed meanwhile"}, seen_version=None, actor=actor)
        tasks.move(task=self.cards[2], column_id=self.columns[1].pk, actor=actor)

    def ends(self):
        """Waits until all is well again, and looks whether it is; says how long it took."""
        shows_state(self.board.page, "open")
        shows_state(self.typing.page, "open")
        page = self.typing.page
        expect(page.locator("#task-news")).to_contain_text("renamed this task", timeout=PATIENCE)
        waited = Task.objects.filter(project=self.project, title="Added meanwhile")
        until(lambda: waited.exists(), "what was added has never been sent")
        until(lambda: Task.objects.get(pk=self.cards[1].pk).completed_at, "what was dragged has never been sent")
        taken = time.monotonic() - self.over
        self.type("and after.")
        self._nothing_is_lost(page)
        return f"well again after {taken:.1f} s, {len(self.typed)} letters typed, none lost, both changes there"

    def _nothing_is_lost(self, page: Page):
        expect(page.locator("#id_description")).to_have_value(self.typed, timeout=PATIENCE)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#description-text")).to_have_text(self.typed.strip(), timeout=PATIENCE)
        stored = Task.objects.get(pk=self.cards[0].pk)
        assert (stored.title, stored.description) == ("Renamed meanwhile", self.typed), (
            "the text is not as it was typed"
        )
        anew = Person(self.other.user, self.other.csrf, page.context.new_page())
        anew.open(self.project)
        for each in (self.board.page, page):
            becomes(each, anew.page, "#board .column-cards, #project-progress")
            assert each.evaluate("window.stays"), "the page was loaded anew"


def shows_state(page, state):
    expect(page.locator("#live")).to_have_attribute("data-state", state, timeout=PATIENCE)


def elsewhere(change):
    """In a thread without a browser's loop, as a server would."""

    def changed():
        try:
            change()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(changed).result()


def until(holds, otherwise):
    end = time.monotonic() + PATIENCE / 1000
    while not holds():
        assert time.monotonic() < end, otherwise
        time.sleep(0.1)
