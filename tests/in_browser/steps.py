"""What the browser tests do and look at: cards by task, lanes by column, and whether page and database agree."""

import io
from collections.abc import Callable
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from boards.models import Column, Project, Task
from tests.provider.people import PASSWORD

SignIn = Callable[..., None]


def open_board(page: Page, project: Project, query: str = "") -> None:
    """The board, once its scripts listen."""
    page.goto(f"/projects/{project.pk}/{query}")
    page.wait_for_function("!!customElements.get('board-view')")


def card(page: Page, task: Task) -> Locator:
    return page.locator(f"#task-{task.pk}")


def title(page: Page, task: Task) -> Locator:
    """The link of a card: what takes the focus."""
    return page.locator(f"#task-{task.pk} .card-title")


def lane(page: Page, column: Column) -> Locator:
    return page.locator(f"#cards-{column.pk}")


def dialog(page: Page) -> Locator:
    return page.locator("#dialog[open]")


def toast(page: Page, text: str = "") -> Locator:
    """The newest toast with these words."""
    return page.locator(".toast", has_text=text).last


def columns_of(project: Project) -> list[Column]:
    return list(project.columns.order_by("position", "pk"))


def stored(project: Project) -> list[list[str]]:
    """The titles in each column as the database has them."""
    return [
        list(Task.objects.filter(column=column).on_board().order_by("position", "pk").values_list("title", flat=True))
        for column in columns_of(project)
    ]


def shows(page: Page, project: Project, wanted: list[list[str]]) -> None:
    """Waits until the page shows these titles in its columns, with their counts, and nothing is under way."""
    expect(page.locator(".card-pending")).to_have_count(0)
    for column, titles in zip(columns_of(project), wanted, strict=True):
        expect(page.locator(f"#cards-{column.pk} > .card .card-title")).to_have_text(titles)
        expect(page.locator(f"#column-head-{column.pk} .column-count")).to_have_text(str(len(titles)))


def agree(page: Page, project: Project, wanted: list[list[str]]) -> None:
    """The page, the database, and the page after a reload have the same cards in the same order."""
    shows(page, project, wanted)
    assert stored(project) == [[each.removeprefix("Completed: ") for each in titles] for titles in wanted]
    page.reload()
    shows(page, project, wanted)


def drag(page: Page, what: Locator, to: Locator, *, below: bool = False) -> None:
    """With the mouse, onto the upper or lower part of another card, or into a lane."""
    take(page, what)
    put(page, to, below=below)


def take(page: Page, what: Locator) -> None:
    box = _box(what)
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] - 12)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 3 + 8, box["y"] + box["height"] - 4, steps=2)


def put(page: Page, to: Locator, *, below: bool = False) -> None:
    """Lets go over it. Sortable is deaf for 30 ms after each swap, while a real mouse goes on telling where it is."""
    box = _box(to)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * (0.9 if below else 0.1)
    for back in (12, 3, 0):
        page.mouse.move(x, y - back if below else y + back, steps=2)
        page.wait_for_timeout(35)
    page.mouse.up()


def _box(locator: Locator) -> Any:
    box = locator.bounding_box()
    assert box is not None
    return box


def press_words(page: Page, what: Locator) -> None:
    """With the mouse, in the middle of its first words: where a hand presses, not where a script would."""
    what.scroll_into_view_if_needed()
    x, y = what.evaluate(WORDS)
    page.mouse.click(x, y)


def wait_for_red(page: Page, what: Locator) -> None:
    """Until much of it is red, as the page of `factories.pdf` is: nothing tells when a browser has drawn a PDF."""
    for _try in range(50):
        drawn = Image.open(io.BytesIO(what.screenshot())).convert("RGB").resize((64, 64))
        if sum(red > 200 > 60 > green + blue for red, green, blue in drawn.get_flattened_data()) > 100:
            return
        page.wait_for_timeout(200)
    raise AssertionError("There is no red page.")


def choose(page: Page, name: str, option: str) -> None:
    """Opens the list of a fact of the task and presses an option by its words."""
    fact(page, name).click()
    press_words(page, page.locator(".task-facts").get_by_role("group", name=name).get_by_text(option, exact=True))


def fact(page: Page, name: str) -> Locator:
    """The button that says what a fact of the task is, and opens its list."""
    return page.locator(".task-facts").get_by_role("button", name=name)


def slide(page: Page, slider: Locator, value: int) -> None:
    """Drags the handle of a slider from 0 to a value, and lets go where it shows that value.

    As a hand does, it presses once more where the slider has just moved away, and follows the number that is shown.
    """
    for _press in range(3):
        slider.hover(position={"x": HANDLE / 2, "y": _box(slider)["height"] / 2})
        page.mouse.down()
        page.mouse.move(_handle_at(slider, value)[0] - 4, _handle_at(slider, value)[1], steps=3)
        for nudge in (0, 1, 0, 1, 0):
            x, y = _handle_at(slider, value)
            page.mouse.move(x - nudge, y)
            page.wait_for_timeout(35)
            if slider.input_value() == str(value):
                return page.mouse.up()
        page.mouse.up()
    raise AssertionError(f"The slider shows {slider.input_value()}, not {value}")


HANDLE = 18


def _handle_at(slider: Locator, value: int) -> tuple[float, float]:
    """The middle of the handle where the slider shows this value."""
    box = _box(slider)
    return box["x"] + HANDLE / 2 + (box["width"] - HANDLE) * value / 100, box["y"] + box["height"] / 2


# The middle of the first visible words of an element.
WORDS = """element => {
  const words = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  while (words.nextNode()) {
    if (!words.currentNode.textContent.trim() || words.currentNode.parentElement.closest('.visually-hidden')) continue
    const range = document.createRange()
    range.selectNodeContents(words.currentNode)
    const box = range.getBoundingClientRect()
    if (box.width) return [box.x + box.width / 2, box.y + box.height / 2]
  }
  throw new Error('no words to press')
}"""


def through(page: Page, email: str, *, start: str = "/accounts/login/") -> None:
    """From a sign-in page to the provider; its own page asks who one is."""
    page.goto(start)
    page.get_by_role("button", name="Continue with Company").click()
    page.wait_for_url("**/accounts/login/?next=**")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
