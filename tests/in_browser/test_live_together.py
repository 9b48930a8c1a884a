"""Four people on one board drag, type, complete and undo at random: in the end all four see what the database says.

Short in the suite; `LIVE_SECONDS=120` goes on for so long, and `LIVE_SEED` begins elsewhere.
"""

import os
import random
import time

import pytest

from boards.models import Task
from tests.factories import make_task
from tests.in_browser.live_steps import followed
from tests.in_browser.steps import open_board, shows, stored

pytestmark = pytest.mark.browser
SECONDS = float(os.environ.get("LIVE_SECONDS", "8"))
SEED = int(os.environ.get("LIVE_SEED", "1"))

# The middle of one of these that is to be seen, by a number that is drawn.
PLACE = """([selector, drawn]) => {
  const seen = [...document.querySelectorAll(selector)].map(each => each.getBoundingClientRect())
    .filter(box => box.width && box.top >= 0 && box.bottom <= innerHeight)
  const box = seen[Math.floor(drawn * seen.length)]
  return box && [box.x + box.width / 3, box.bottom - 10]
}"""
FOCUS = """([selector, drawn]) => {
  const found = [...document.querySelectorAll(selector)]
  found[Math.floor(drawn * found.length)]?.focus({preventScroll: true})
}"""


class Person:
    """Somebody with the board open, who does something at random."""

    def __init__(self, page, dice, number):
        self.page, self.dice, self.number, self.made = page, dice, number, 0

    def act(self):
        ways = [self.drag, self.drag, self.drag, self.add, self.press, self.press, self.carry, self.retitle]
        self.dice.choice(ways)()

    def place(self, selector):
        return self.page.evaluate(PLACE, [selector, self.dice.random()])

    def focus(self, selector=".card-title"):
        self.page.evaluate(FOCUS, [selector, self.dice.random()])

    def drag(self):
        start, end = self.place(".card"), self.place(".card, .column-cards")
        if not start or not end:
            return
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(start[0] + 8, start[1] + 4, steps=2)
        for back in (12, 3, 0):
            mouse.move(end[0], end[1] - back, steps=2)
            self.page.wait_for_timeout(35)
        mouse.up()

    def add(self):
        self.made += 1
        self.focus(".quick-add [name='title']")
        self.page.keyboard.type(f"New {self.number}-{self.made}")
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Escape")

    def press(self):
        self.focus()
        self.page.keyboard.press(self.dice.choice("c01234zz"))

    def carry(self):
        self.focus()
        self.page.keyboard.press("Space")
        for _step in range(3):
            self.page.keyboard.press(self.dice.choice(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]))
        self.page.keyboard.press(self.dice.choice(["Space", "Space", "Escape"]))

    def retitle(self):
        self.focus()
        self.page.keyboard.press("Enter")
        self.page.wait_for_timeout(300)
        if self.page.locator("#dialog[open] textarea.task-title").count():
            self.made += 1
            self.page.evaluate("document.querySelector('textarea.task-title')?.select()")
            self.page.evaluate("document.querySelector('textarea.task-title')?.focus()")
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(f"Title {self.number}-{self.made}")
            self.page.keyboard.press("Enter")
            self.page.wait_for_timeout(100)
        self.page.keyboard.press("Escape")


def settled(page):
    page.keyboard.press("Escape")
    page.evaluate("document.getElementById('dialog').close()")
    page.locator(".card-pending, .card-waiting").first.wait_for(state="detached")


def test_all_see_what_the_database_says(page_of, project, columns, cards, owner, admin, member):
    for number in range(6):
        make_task(project=project, title=f"More {number}", column=columns[number % 2])
    dice = random.Random(SEED)
    pages = [page_of(user) for user in (owner, admin, member, member)]
    people = [Person(page, dice, number) for number, page in enumerate(pages)]
    for page in pages:
        open_board(page, project)
        followed(page)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        dice.choice(people).act()
    for page in pages:
        settled(page)
    wanted = stored(project)
    wanted[2] = [f"Completed: {title}" for title in wanted[2]]
    for page in pages:
        shows(page, project, wanted)
    assert Task.objects.filter(project=project).count() > len(cards)
