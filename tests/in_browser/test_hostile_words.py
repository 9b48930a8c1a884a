"""Long words and marks of direction that people type, where pages show them."""

import datetime

import pytest

from boards.services import checklist_items, columns, groups
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


@pytest.mark.parametrize("width", [320, 390])
def test_long_names_stay_within_the_pages_of_people_and_groups(page_of, project, owner, staff, member, width):
    member.display_name, member.email = "W" * 60, f"{'w' * 60}@{'sub.' * 12}example.com"
    member.save()
    project.title = "X" * 80
    project.save()
    make_task(project=project, assignee=member)
    group = groups.create(name="G" * 60, actor=staff)
    groups.add(group=group, users=[member], actor=staff)
    page = page_of(staff, viewport={"width": width, "height": 844})
    person = f"/people/{member.pk}/"
    for path in (person, f"{person}hand-on/", f"/groups/{group.pk}/", f"/groups/{group.pk}/delete/", "/people/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("main h1").first.evaluate("heading => heading.scrollWidth <= heading.clientWidth"), path
        # Where one is, and where one came from, can be read whole where they are short.
        short = page.locator(".crumbs > :is(a, span)").evaluate_all(
            "all => all.filter(each => each.textContent.length < 15 && each.scrollWidth > each.clientWidth).length"
        )
        assert not short, path


def test_pencil_of_an_item_stays_at_the_end_of_its_line(page_of, project, owner, member):
    task = make_task(project=project)
    item = make_checklist(task=task, title="Steps", texts=["Word after word " * 3]).items.get()
    checklist_items.update(
        item=item,
        changed={"assignee": member, "due_date": datetime.date(2031, 12, 30)},
        seen_version=None,
        actor=owner,
    )
    page = page_of(owner, viewport={"width": 390, "height": 844})
    page.goto(f"/tasks/{task.pk}/")
    text, pencil = (page.locator(f"#item-{item.pk} {name}").bounding_box() for name in (".item-text", "summary"))
    assert pencil["y"] < text["y"] + text["height"] and pencil["x"] > text["x"] + text["width"]


def test_number_of_a_task_stands_before_its_title_whatever_its_letters(page_of, project, owner, member):
    task = make_task(project=project, title="مشروع جديد", assignee=member)
    file = make_attachment(task=task)
    page = page_of(owner, viewport={"width": 390, "height": 844})
    for path, link in (
        (f"/projects/{project.pk}/members/{member.pk}/remove/", ".open-tasks a"),
        (f"/tasks/{task.pk}/history/", ".crumbs a"),
        (f"/attachments/{file.pk}/view/", ".crumbs a:last-of-type"),
    ):
        page.goto(path)
        found = page.locator(link, has_text=f"#{task.number}")
        before, title = found.bounding_box(), found.locator("bdi").bounding_box()
        assert title["x"] > before["x"] + 8, path
