"""Long words and marks of direction that people type, where pages show them."""

import pytest

from boards.services import columns
from tests.factories import make_attachment, make_checklist, make_link, make_project, make_tag, make_task
from tests.in_browser.steps import columns_of, open_board

pytestmark = [pytest.mark.browser, pytest.mark.once]

LONG = "W" * 50
RIGHT_TO_LEFT = "\u202ereversed"


def widths(page, selector):
    return page.eval_on_selector_all(selector, "items => items.map(item => Math.round(item.offsetWidth))")


def fits(page, selector, box):
    """Whether each of them ends within the box around it."""
    return page.eval_on_selector_all(
        selector,
        "(items, box) => items.length > 0 && items.every(item => item.getBoundingClientRect().right"
        " <= item.closest(box).getBoundingClientRect().right)",
        box,
    )


def test_columns_are_equally_wide_whatever_their_names(page, project, owner, sign_in):
    for number in range(4):
        columns.create(
            project=project, name=LONG if number == 2 else f"Lane {number}", status="in_progress", actor=owner
        )
    sign_in(page, owner)
    open_board(page, project)
    assert len(set(widths(page, ".column:not(.column-new)"))) == 1


def test_long_tag_ends_with_an_ellipsis_within_menu_and_facts(page, project, owner, sign_in):
    make_tag(project=project, name=LONG)
    task = make_task(project=project, tag_names=[LONG])
    sign_in(page, owner)
    open_board(page, project)
    page.locator(".filter-bar .menu > button").first.click()
    assert fits(page, ".filter-bar .menu-check .tag", ".menu-list")
    page.goto(f"/tasks/{task.pk}/")
    assert fits(page, ".fact-tags .picker-button .tag", ".task-facts")
    assert page.locator(".fact-tags .picker-button .tag").evaluate("tag => getComputedStyle(tag).display") == "block"


def test_long_title_of_a_project_leaves_the_button_its_line(page, owner, sign_in):
    task = make_task(project=make_project(owner=owner, title="X" * 200))
    sign_in(page, owner)
    page.goto(f"/tasks/{task.pk}/")
    assert page.get_by_role("button", name="Mark complete").bounding_box()["height"] < 36


def test_task_page_on_a_phone_leads_to_its_board(page_of, project, owner):
    task = make_task(project=project)
    page = page_of(owner, viewport={"width": 390, "height": 844})
    page.goto(f"/tasks/{task.pk}/")
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link").click()
    page.wait_for_url(f"**/projects/{project.pk}/")


def test_long_name_of_a_key_stays_in_its_box(page, owner, sign_in):
    sign_in(page, owner)
    page.goto("/account/keys/")
    page.get_by_label("Name").fill("K" * 100)
    page.get_by_role("button", name="Make key").click()
    assert fits(page, "#made-heading", "#made")


@pytest.mark.parametrize("width", [390, 1440])
def test_long_words_of_a_task_stay_within_its_pages(page_of, project, owner, admin, width):
    task = make_task(project=project, title="X" * 200, assignee=admin)
    make_link(task=task, relation="blocked_by", other=make_task(project=project, title="Y" * 200))
    listed = make_checklist(task=task, title="Z" * 100, texts=["One"])
    page = page_of(owner, viewport={"width": width, "height": 844})
    page.goto(f"/checklist-items/{listed.items.get().pk}/edit/")
    assert fits(page, ".page-head a", "main")
    page.goto(f"/projects/{project.pk}/report/?sections=blocked")
    assert fits(page, ".report-blockers a", ".table-wrap")
    assert page.locator(".report-waiting [data-label='Due']").evaluate("cell => cell.matches(':empty')")
    page.goto(f"/tasks/{task.pk}/")
    count, menu = (page.locator(name).bounding_box() for name in (".checklist-count", ".checklist-edit"))
    assert abs(count["y"] + count["height"] / 2 - menu["y"] - menu["height"] / 2) < 2


def test_mark_of_a_long_title_in_a_list_stands_beside_its_first_line(page_of, project, owner, member):
    make_task(project=project, title="Word after word " * 12, assignee=member)
    page = page_of(owner, viewport={"width": 390, "height": 844})
    page.goto(f"/projects/{project.pk}/members/{member.pk}/remove/")
    link = page.locator(".open-tasks a")
    assert link.evaluate("link => link.getClientRects().length") > 1
    assert link.evaluate("link => link.getClientRects()[0].height") >= 24


def test_name_of_a_file_begins_beside_its_picture_whatever_its_letters(page_of, project, owner):
    file = make_attachment(task=make_task(project=project), name="ملف.txt")
    page = page_of(owner, viewport={"width": 390, "height": 844})
    for path, name in ((file.task.get_absolute_url(), ".file-name"), (f"/attachments/{file.pk}/view/", ".viewer-name")):
        page.goto(path)
        assert (
            page.locator(name).evaluate(
                "name => { const text = document.createRange(); text.selectNodeContents(name);"
                " return text.getBoundingClientRect().left - name.getBoundingClientRect().left }"
            )
            < 4
        )


def test_title_written_from_the_right_turns_nothing_else_around(page, project, owner, sign_in):
    make_task(project=project, title=RIGHT_TO_LEFT, column=columns_of(project)[0], actor=owner)
    sign_in(page, owner)
    page.goto(f"/projects/{project.pk}/activity/")
    sentence = page.locator(".history-item", has_text="created #1").locator("p")
    link, column = (sentence.locator(name).bounding_box() for name in ("a", "q"))
    assert link["x"] + link["width"] <= column["x"]
