"""How things stand on a page, where that has gone wrong before."""

import pytest

from boards.services import projects
from tests.factories import make_checklist, make_task
from tests.in_browser.steps import open_board

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_notice_of_an_archived_board_stands_in_line_with_the_columns(page, project, owner, sign_in):
    projects.archive(project=project, actor=owner)
    sign_in(page, owner)
    open_board(page, project)
    notice, column = (page.locator(name).first.bounding_box() for name in (".notice", ".column"))
    assert notice["x"] == column["x"]


def top_of(page, *names):
    return [page.locator(name).first.bounding_box()["y"] for name in names]


def test_facts_of_a_task_stand_before_its_history(page_of, project, owner):
    task = make_task(project=project, assignee=owner)
    page = page_of(owner, viewport={"width": 390, "height": 844})
    page.goto(f"/tasks/{task.pk}/")
    assert top_of(page, ".task-title", "#fact-assignee-button", "#history-heading") == sorted(
        top_of(page, ".task-title", "#fact-assignee-button", "#history-heading")
    )
    page.set_viewport_size({"width": 1440, "height": 900})
    assert top_of(page, "#fact-assignee-button")[0] < top_of(page, "#history-heading")[0]
    column, beside = (page.locator(name).bounding_box() for name in (".task-text", ".task-facts"))
    assert beside["x"] >= column["x"] + column["width"]


def test_name_of_the_assignee_stands_beside_the_avatar(page_of, project, owner, viewer):
    owner.display_name = "Bartholomew Featherstonehaugh-Cholmondeley the Younger"
    owner.save()
    task = make_task(project=project, assignee=owner)
    page = page_of(viewer)
    page.goto(f"/tasks/{task.pk}/")
    avatar, name = (
        page.locator(f".task-facts .person > {part}").bounding_box() for part in (".avatar", "span:last-child")
    )
    assert name["x"] >= avatar["x"] + avatar["width"] and name["y"] < avatar["y"] + avatar["height"]


def test_portfolio_on_a_phone_has_no_empty_head(page_of, project, owner):
    page = page_of(owner, viewport={"width": 390, "height": 844})
    page.goto("/portfolio/")
    assert page.locator("thead").bounding_box() is None


def test_field_of_a_day_is_no_wider_than_a_day_needs(page, owner, sign_in):
    sign_in(page, owner)
    page.goto("/projects/new/")
    day, title = (page.locator(f"[name={name}]").bounding_box() for name in ("finish_date", "title"))
    assert day["width"] < title["width"] / 2


def test_a_refusal_keeps_off_the_chips_above_it(page, project, owner, sign_in):
    sign_in(page, owner)
    page.goto(f"/projects/{project.pk}/report/?sections=unheard")
    chips, notice = (page.locator(name).bounding_box() for name in (".report-sections", ".report-sections + .notice"))
    assert notice["y"] - (chips["y"] + chips["height"]) >= 8


def test_a_phone_shows_no_empty_cells(page_of, project, owner):
    make_task(project=project)
    page = page_of(owner, viewport={"width": 390, "height": 844})
    page.goto(f"/projects/{project.pk}/list/")
    assert page.locator("td.cell-progress").is_hidden()


def test_pencil_of_an_item_stands_beside_its_words_under_a_finger(page_of, cards, owner):
    make_checklist(task=cards[0], texts=["Order paper"])
    page = page_of(owner, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    page.goto(f"/tasks/{cards[0].pk}/")
    middle = "element => { const { top, bottom } = element.getBoundingClientRect(); return (top + bottom) / 2 }"
    words, pencil = page.locator(".item-text").evaluate(middle), page.locator(".item-edit > summary").evaluate(middle)
    assert abs(words - pencil) <= 2
