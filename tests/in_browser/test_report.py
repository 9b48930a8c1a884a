"""A report as it is read on a screen and a phone: what stands first, what is cut, what a click does."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from boards.models import Activity, Task
from boards.reports import services
from boards.services import tasks
from tests.browser import NARROW, NARROWEST, WIDE
from tests.factories import column_of, make_column, make_tag, make_task
from tests.in_browser.steps import press_words

pytestmark = [pytest.mark.browser, pytest.mark.once]

LONG = "A column whose name goes on and on"


@pytest.fixture
def lively(project, owner):
    """Four weeks of work: made, begun, some of it completed, some of it late."""
    make_tag(project=project, name="accessibility")
    begun = [column_of(project=project, status="in_progress"), make_column(project=project, name=LONG)]
    today = timezone.now().date()
    for number in range(12):
        due = today - datetime.timedelta(days=number % 3)
        task = make_task(
            project=project, title=f"Task {number}", assignee=owner, due_date=due, tag_names=["accessibility"]
        )
        tasks.move(task=task, column_id=begun[number % 2].pk, actor=owner)
        if number < 6:
            tasks.complete(task=task, actor=owner)
    Task.objects.filter(project=project).update(created_at=timezone.now() - datetime.timedelta(days=20))
    for number, row in enumerate(Activity.objects.filter(project=project).order_by("pk")):
        moment = timezone.now() - datetime.timedelta(days=20 - number // 2)
        Activity.objects.filter(pk=row.pk).update(created_at=moment)
    return project


@pytest.fixture
def address(lively):
    return f"/projects/{lively.pk}/report/?since=start"


def click_on_words(page, words):
    """Click where a person does: in the middle of the words."""
    box = page.get_by_role("navigation").get_by_text(words, exact=True).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


@pytest.mark.parametrize("scripts", [True, False])
def test_click_on_a_section_shows_and_hides_it_at_once_and_back_works(page_of, owner, address, scripts):
    page = page_of(owner, java_script_enabled=scripts)
    page.goto(address)
    click_on_words(page, "Pace")
    expect(page.locator("#pace")).to_have_count(0)
    click_on_words(page, "All tasks")
    expect(page.locator("#tasks")).to_be_visible()
    expect(page.locator("#pace")).to_have_count(0)
    page.go_back()
    expect(page.locator("#tasks")).to_have_count(0)
    page.go_back()
    expect(page.locator("#pace")).to_be_visible()


def test_period_acts_at_once_and_keeps_the_sections(page, sign_in, owner, lively, address):
    services.remember(project=lively, until=timezone.now(), actor=owner)
    sign_in(page, owner)
    page.goto(f"{address}&sections=pace")
    page.get_by_role("link", name="Since the last report").click()
    expect(page.locator(".report-facts")).to_contain_text("since the last report")
    click_on_words(page, "Forecast")
    expect(page.locator("#forecast")).to_be_visible()
    expect(page.locator("#pace")).to_be_visible()
    # The choice of sections leaves the period as it is, to the moment.
    expect(page.locator(".report-facts")).to_contain_text("since the last report")
    page.get_by_label("From", exact=True).fill("2026-01-05")
    page.get_by_label("From", exact=True).press("Enter")
    expect(page.locator(".report-facts")).to_contain_text("5 January 2026")
    expect(page.locator(".report-section")).to_have_count(2)


def test_tab_goes_on_from_the_chip_that_was_chosen(page, sign_in, owner, address):
    sign_in(page, owner)
    page.goto(address)
    page.locator("#chip-workload").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#workload")).to_have_count(0)
    assert page.evaluate("scrollY") == 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") in {"chip-workload", "chip-progress"}


def test_summary_comes_first_and_is_seen_at_once(page, sign_in, owner, address):
    sign_in(page, owner)
    page.goto(address)
    page.get_by_role("heading", name="Summary").wait_for(state="attached")
    last = page.locator(".report-tile").last.bounding_box()
    assert last["y"] + last["height"] < 900
    tops = [page.locator(name).bounding_box()["y"] for name in ("#summary", ".report-title", "#changes", "#pace")]
    assert tops == sorted(tops)


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_the_summary_comes_before_the_choices(page_of, owner, address, scripts):
    page = page_of(owner, viewport=NARROW, java_script_enabled=scripts)
    page.goto(address)
    first = page.locator(".report-tile").first.bounding_box()
    assert first["y"] + first["height"] < 400
    expect(page.get_by_role("link", name="Pace", exact=True)).to_be_hidden()
    press_words(page, page.get_by_text("Period, sections and files"))
    expect(page.get_by_role("button", name="PDF")).to_be_visible()
    # It stays open for the next section.
    for number, words in enumerate(("Pace", "Workload"), start=1):
        press_words(page, page.get_by_role("link", name=words, exact=True))
        expect(page.locator(".report-section")).to_have_count(8 - number)
    press_words(page, page.get_by_role("link", name="Last 12 weeks"))
    expect(page.locator(".report-tile").first).to_be_in_viewport()


def test_choices_are_all_there_on_a_wide_screen(page, sign_in, owner, address):
    sign_in(page, owner)
    page.goto(address)
    expect(page.get_by_text("Period, sections and files")).to_be_hidden()
    expect(page.get_by_role("link", name="Pace", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Show these days")).to_be_visible()


def test_what_is_wrong_with_a_choice_is_seen_on_a_phone_too(page_of, owner, address):
    page = page_of(owner, viewport=NARROW)
    page.goto(f"{address.partition('?')[0]}?from=never")
    expect(page.get_by_role("alert")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW, NARROWEST], ids=["wide", "narrow", "narrowest"])
def test_charts_are_as_wide_as_tables_and_nothing_is_cut(page_of, owner, address, size):
    page = page_of(owner, viewport=size)
    page.goto(
        f"{address}&sections=status&sections=workload&sections=overdue&sections=progress&sections=pace&sections=tasks"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    charts = page.locator(".chart-wrap")
    expect(charts).to_have_count(6)
    table = page.locator("#pace > .table-wrap").bounding_box()
    for number in range(charts.count()):
        wrap, drawing = charts.nth(number), charts.nth(number).locator("svg:visible")
        expect(drawing).to_have_count(1)
        box, inner = wrap.bounding_box(), drawing.bounding_box()
        assert (round(box["x"]), round(box["width"])) == (round(table["x"]), round(table["width"]))
        assert box["x"] <= inner["x"] and inner["x"] + inner["width"] <= box["x"] + box["width"]
    assert (
        page.evaluate(
            """() => [...document.querySelectorAll(".chart-wrap, .report .table-wrap, .report-standing")]
            .filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1)
            .map((each) => each.outerHTML.slice(0, 120))"""
        )
        == []
    )
    # Words of a chart are to be read, and stand within the picture.
    assert (
        page.evaluate(
            """() => [...document.querySelectorAll(".chart-wrap text")].filter((each) => each.checkVisibility())
            .map((each) => [...[each, each.ownerSVGElement].map((it) => it.getBoundingClientRect()), each.textContent])
            .filter(([word, all]) => word.height < 9 || word.height > 24 || word.left < all.left - 1
                || word.right > all.right + 1 || word.bottom > all.bottom + 1).map(([word, all, text]) => text)"""
        )
        == []
    )


def test_report_of_nothing_is_whole_on_a_phone(page_of, owner, project):
    page = page_of(owner, viewport=NARROWEST)
    page.goto(f"/projects/{project.pk}/report/")
    expect(page.locator(".report-tile").first).to_contain_text("There are no tasks on the board.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
