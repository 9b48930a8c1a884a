"""Choosing people, tags, columns and days: by typing, by keys, by the mouse; one entry in the history for each."""

import datetime

import pytest
from playwright.sync_api import expect

from boards.models import Activity, Task
from boards.services import members
from tests.factories import make_tag, make_user
from tests.in_browser.steps import agree, choose, dialog, fact, open_board, press_words, slide, stored, title

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def many(project, owner):
    """Forty tags and sixty people."""
    for number in range(40):
        make_tag(project=project, name=f"a{number}")
    for number in range(58):
        members.add(project=project, user=make_user(name=f"person{number}"), role="member", actor=owner)
    return make_tag(project=project, name="Ébauche")


def picker(page, label):
    """The list of a filter or fact, opened."""
    page.get_by_role("button", name=label, exact=True).or_(page.locator(f"#fact-{label.lower()}-button")).first.click()
    shown = page.get_by_role("group", name=label)
    expect(shown.locator("[data-find]")).to_be_focused()
    return shown


def entries(task):
    return [list(row.changes) for row in Activity.objects.filter(task=task).order_by("pk")][1:]


def tags_of(task):
    return [tag.name for tag in Task.objects.get(pk=task.pk).tags.all()]


def slow_down(page):
    """From now on an answer takes almost half a second."""
    network = {"offline": False, "latency": 400, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", network)


def saved(page):
    expect(dialog(page).locator(".saved")).to_have_text("Saved")


def test_filter_is_narrowed_by_typing_and_says_what_is_chosen(page, project, many, cards, owner, sign_in):
    many.tasks.add(cards[0])
    sign_in(page, owner)
    open_board(page, project)
    tags = picker(page, "Tag")
    assert tags.locator("label.menu-check").all_inner_texts()[:4] == ["a0", "a1", "a2", "a3"]
    page.keyboard.type("ebau")
    expect(tags.locator("label:visible input[type=checkbox]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Tag: Ébauche")).to_be_visible()
    expect(page.locator(".filter-count")).to_have_text("1 of 4")
    page.keyboard.type("a10")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Tag: a10, Ébauche")).to_be_visible()
    page.keyboard.type("zzz")
    expect(tags.get_by_text("Nothing like that.")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("a2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Tag: a2 +2")).to_be_visible()
    people = picker(page, "Assignee")
    page.keyboard.type("person17")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Assignee: Person17")).to_be_visible()
    expect(people).to_be_visible()


def test_tag_that_does_not_exist_is_shown_as_new_before_it_is_made(board, project, cards):
    make_tag(project=project, name="analytics").tasks.add(cards[0])
    make_tag(project=project, name="frontend")
    title(board, cards[0]).focus()
    board.keyboard.press("t")
    expect(board.locator("#fact-tags [data-find]")).to_be_focused()
    board.keyboard.type(", fr")
    shown = board.get_by_role("group", name="Tags")
    expect(shown.get_by_text("New: fr")).to_be_visible()
    assert tags_of(cards[0]) == ["analytics"] and not project.tags.filter(name="fr").exists()
    board.keyboard.press("Enter")
    expect(fact(board, "Tags")).to_contain_text("frontend")
    board.keyboard.type("fr")
    board.keyboard.press("ArrowDown")
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Space")
    expect(fact(board, "Tags").locator(".tag")).to_have_text(["analytics", "fr", "frontend"])
    expect(shown.get_by_text("fr", exact=True)).to_have_count(1)
    assert tags_of(cards[0]) == ["analytics", "fr", "frontend"]
    assert entries(cards[0]) == [["tags"], ["tags"]]
    board.keyboard.press("Escape")
    expect(fact(board, "Tags")).to_be_focused()


def test_tags_chosen_quickly_one_after_the_other_are_all_kept(board, project, cards):
    make_tag(project=project, name="copy")
    title(board, cards[0]).click()
    picker(board, "Tags")
    slow_down(board)
    board.keyboard.type("one,two,COPY,three,")
    expect(fact(board, "Tags").locator(".tag")).to_have_text(["copy", "one", "three", "two"])
    shown = board.get_by_role("group", name="Tags")
    expect(shown.locator("label:visible")).to_have_count(5)
    press_words(board, shown.get_by_text("two", exact=True))
    press_words(board, shown.get_by_text("one", exact=True))
    expect(fact(board, "Tags").locator(".tag")).to_have_text(["copy", "three"])
    expect(shown).to_be_visible()
    expect(dialog(board).locator(".history-item").first).to_contain_text("one")
    expect(dialog(board).locator(".history-item").first).to_contain_text("off")
    assert tags_of(cards[0]) == ["copy", "three"]


def test_what_is_typed_as_soon_as_the_list_opens_counts(board, cards):
    """The browser tells scripts of an opened list only later: here always after the first letters."""
    make_tag(project=cards[0].project, name="Design")
    board.reload()
    title(board, cards[0]).click()
    expect(fact(board, "Tags")).to_be_visible()
    typed = """button => {
      button.focus();
      button.click();
      const field = document.activeElement;
      if (!field.matches("[data-find]")) return "the focus is elsewhere";
      field.value = "des";
      const list = document.getElementById("fact-tags");
      return new Promise(done => list.addEventListener("toggle", () => setTimeout(() => done(field.value))));
    }"""
    assert fact(board, "Tags").evaluate(typed) == "des"
    board.keyboard.press("Enter")
    expect(fact(board, "Tags")).to_contain_text("Design")


def test_many_tags_of_a_task_leave_its_facts_on_the_screen(page, project, many, cards, owner, sign_in):
    cards[0].tags.set(project.tags.all())
    sign_in(page, owner)
    page.goto(f"/tasks/{cards[0].pk}/")
    button = fact(page, "Tags")
    expect(button).to_contain_text("+35")
    assert button.bounding_box()["height"] < 120


def test_arrow_keys_only_walk_and_enter_chooses(board, cards, member):
    title(board, cards[0]).focus()
    board.keyboard.press("a")
    expect(board.locator("#fact-assignee :checked")).to_be_focused()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowLeft", "Enter"):
        board.keyboard.press(key)
    saved(board)
    expect(fact(board, "Assignee")).to_contain_text("Member")
    expect(fact(board, "Assignee")).to_be_focused()
    assert entries(cards[0]) == [["assignee"]]
    assert Task.objects.get(pk=cards[0].pk).assignee == member


def test_column_is_a_picker_that_moves(board, project, columns, cards):
    title(board, cards[0]).click()
    choose(board, "Column", "In progress")
    expect(fact(board, "Column")).to_contain_text("In progress")
    choose(board, "Column", "Completed")
    expect(dialog(board).locator(".notice")).to_contain_text("This task is completed.")
    choose(board, "Column", "Pending")
    expect(dialog(board).locator(".notice")).to_have_count(0)
    board.keyboard.press("Escape")
    agree(board, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])
    board.goto(f"/tasks/{cards[0].pk}/")
    choose(board, "Column", "In progress")
    expect(board.locator(".toast")).to_contain_text("Moved #1")
    expect(board).to_have_url(f"{board.url.partition('/tasks')[0]}/tasks/{cards[0].pk}/")
    assert stored(project) == [["Beta", "Gamma"], ["Alpha", "Delta"], []]


@pytest.mark.parametrize("leave", ["Enter", "Tab"])
def test_due_date_is_saved_once_and_in_words(board, owner, cards, leave):
    title(board, cards[0]).focus()
    board.keyboard.press("d")
    expect(dialog(board).get_by_label("Due date")).to_be_focused()
    board.keyboard.type("tomorrow")
    board.keyboard.press(leave)
    saved(board)
    tomorrow = owner.today() + datetime.timedelta(days=1)
    expect(dialog(board).get_by_label("Due date")).to_have_value(f"{tomorrow:%-d %B %Y}")
    assert Task.objects.get(pk=cards[0].pk).due_date == tomorrow
    assert entries(cards[0]) == [["due_date"]]


def test_due_date_that_is_none_is_told_and_stays_to_be_mended(board, cards):
    title(board, cards[0]).focus()
    board.keyboard.press("d")
    expect(dialog(board).get_by_label("Due date")).to_be_focused()
    board.keyboard.type("12242026")
    board.keyboard.press("Enter")
    expect(dialog(board).get_by_role("alert")).to_contain_text("There is no such day in the calendar.")
    expect(dialog(board).get_by_label("Due date")).to_have_value("12242026")
    # Said once, where it is to be mended.
    expect(board.locator(".toast")).to_have_count(0)
    assert entries(cards[0]) == []
    dialog(board).get_by_label("Due date").press("ControlOrMeta+a")
    board.keyboard.type("24 dec 2030")
    board.keyboard.press("Enter")
    expect(dialog(board).get_by_label("Due date")).to_have_value("24 December 2030")
    board.keyboard.type(" nonsense")
    board.keyboard.press("Escape")
    expect(dialog(board).get_by_label("Due date")).to_have_value("24 December 2030")
    board.keyboard.press("Escape")
    expect(dialog(board)).to_have_count(0)
    assert entries(cards[0]) == [["due_date"]]


def test_a_run_of_arrow_keys_on_the_slider_is_one_change(board, cards):
    title(board, cards[0]).click()
    slider = dialog(board).get_by_role("slider")
    slider.focus()
    for _each in range(7):
        board.keyboard.press("ArrowRight")
    expect(dialog(board).locator("output")).to_have_text("7 %")
    saved(board)
    assert entries(cards[0]) == [["progress"]]
    board.keyboard.press("End")
    board.keyboard.press("Home")
    board.keyboard.press("Tab")
    expect(dialog(board).locator(".history-item").first).to_contain_text("0 %")
    slide(board, slider, 40)
    expect(dialog(board).locator(".history-item").first).to_contain_text("40 %")
    assert entries(cards[0]) == [["progress"]] * 3


def test_new_task_is_written_with_the_same_pickers(page, project, columns, member, sign_in):
    make_tag(project=project, name="design")
    sign_in(page, member)
    page.goto(f"/projects/{project.pk}/tasks/new/")
    page.get_by_label("Title", exact=True).fill("Plan")
    for label, option in (("Column", "In progress"), ("Assignee", "Member"), ("Priority", "High")):
        page.get_by_role("button", name=label).click()
        press_words(page, page.get_by_role("group", name=label).get_by_text(option, exact=True))
        expect(page.get_by_role("button", name=label)).to_contain_text(option)
    picker(page, "Tags")
    page.keyboard.type("des")
    page.keyboard.press("Enter")
    page.keyboard.type("Copy")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Tags")).to_contain_text("New: Copy")
    page.keyboard.press("Escape")
    page.get_by_label("Due date").fill("24 dec 2030")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/projects/{project.pk}/")
    task = Task.objects.get(title="Plan")
    assert (task.column, task.assignee, task.priority, str(task.due_date)) == (columns[1], member, 3, "2030-12-24")
    assert tags_of(task) == ["Copy", "design"]
