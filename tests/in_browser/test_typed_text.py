"""Text in scripts of the world: each runs in its own direction on every page, and in the typeface of the site."""

import pytest
from playwright.sync_api import expect

from boards.services import projects, tasks
from tests.factories import column_of, make_project, make_task, make_user
from tests.in_browser.steps import dialog, press_words

pytestmark = [pytest.mark.browser, pytest.mark.once]

NAME, PROJECT, COLUMN, TAG, TITLE = "דנה לוי", "מעבר דירה (2026)", "לביצוע", "דחוף", "שלום, #1 עולם!"
TEXT = "טקסט ארוך\n\n> ציטוט\n\n- פריט ראשון"
ARABIC = "مهمة: مراجعة (A)"

# Every text of right-to-left letters alone, and every field that holds some, must have a direction of its own.
ASTRAY = """() => {
  const letters = /[\\u0590-\\u06ff]/, latin = /[a-z]{2}/i
  const plain = element => getComputedStyle(element).unicodeBidi === 'plaintext'
  const auto = element => element.closest('[dir=auto], [dir=rtl]') || plain(element)
  const shown = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent, element = walker.currentNode.parentElement
    const seen = !element.closest('script, svg, .visually-hidden') && element.checkVisibility()
    if (letters.test(text) && !latin.test(text) && seen) shown.push(element)
  }
  const fields = [...document.querySelectorAll('input:not([type=hidden], [type=checkbox], [type=radio]), textarea')]
    .filter(field => letters.test(field.value))
  return [...shown, ...fields].filter(element => !auto(element)).map(element => element.outerHTML.slice(0, 160))
}"""


@pytest.fixture
def world(owner):
    owner.display_name = NAME
    owner.save()
    columns = ((COLUMN, "pending"), ("בעבודה", "in_progress"), ("הושלם", "completed"))
    project = make_project(
        title=PROJECT, description=TEXT, owner=owner, columns=columns, roles={make_user(name="helper"): "member"}
    )
    task = make_task(project=project, title=TITLE, description=TEXT, tag_names=[TAG], assignee=owner, progress=40)
    make_task(project=project, title=ARABIC, tag_names=["عاجل"], column=column_of(project=project, status="completed"))
    tasks.update(task=task, changed={"title": TITLE + "!"}, seen_version=None, actor=owner)
    return project, task


def test_what_was_typed_runs_in_its_own_direction_on_every_page(page, world, owner, sign_in):
    project, task = world
    tag, column = project.tags.first(), project.columns.first()
    here = f"/projects/{project.pk}"
    paths = ["/", "/tasks/", "/projects/", "/portfolio/", "/account/", f"/tasks/{task.pk}/", f"/tasks/{task.pk}/move/"]
    paths += [
        f"{here}/{name}"
        for name in ("", "list/", "about/", "activity/", "report/", "settings/", "print/", "list/print/")
    ]
    paths += [
        f"/tags/{tag.pk}/edit/",
        f"/tags/{tag.pk}/delete/",
        f"/columns/{column.pk}/edit/",
        f"/columns/{column.pk}/delete/",
    ]
    paths += [f"{here}/delete/", f"{here}/transfer/", f"{here}/tasks/new/", f"/tasks/?q={TAG}"]
    sign_in(page, owner)
    astray = {}
    for path in paths:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        astray[path] = page.evaluate(ASTRAY)
    assert {path: found for path, found in astray.items() if found} == {}


def test_field_runs_along_with_what_is_typed_into_it(board, cards):
    field = board.locator(".quick-add input[name=title]").first
    field.fill("שלום")
    assert field.evaluate("field => field.matches('[dir=auto]') || getComputedStyle(field).unicodeBidi") in (
        True,
        "plaintext",
    )


def test_dialog_shows_right_to_left_text_from_the_right(page, world, owner, sign_in):
    project, task = world
    sign_in(page, owner)
    page.goto(f"/projects/{project.pk}/")
    press_words(page, page.locator(f"#task-{task.pk} .card-title"))
    expect(dialog(page)).to_contain_text("ציטוט")
    assert page.evaluate(ASTRAY) == []
    starts = dialog(page).locator(".prose p").first.evaluate(STARTS_AT_THE_RIGHT)
    assert starts


STARTS_AT_THE_RIGHT = """element => {
  const range = document.createRange()
  range.selectNodeContents(element)
  return Math.abs(range.getBoundingClientRect().right - element.getBoundingClientRect().right) < 2
}"""


def test_vietnamese_is_set_in_the_typeface(page, owner, sign_in):
    project = projects.create(title="Chuyển nhà: những việc phải làm", actor=owner)
    sign_in(page, owner)
    page.goto(f"/projects/{project.pk}/")
    page.wait_for_function("document.fonts.status === 'loaded'")
    assert page.evaluate(
        "[...document.fonts].some(face => /1EA0/i.test(face.unicodeRange) && face.status === 'loaded')"
    )
