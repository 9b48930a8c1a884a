"""What one does appears in the open pages of others, and disturbs nothing there."""

import re

import pytest
from playwright.sync_api import expect

from boards import events
from boards.models import Membership, Role, Task
from boards.services import columns as column_services
from boards.services import members, tags, tasks
from tests.factories import make_tag, make_task, make_user
from tests.in_browser.live_steps import followed
from tests.in_browser.steps import card, dialog, drag, lane, open_board, put, shows, stored, take, title

pytestmark = pytest.mark.browser


@pytest.fixture
def board(board):
    """The board as its owner has it open."""
    followed(board)
    return board


def moved(task, columns, to, owner, after=None):
    tasks.move(task=task, column_id=columns[to].pk, after_id=after and after.pk, actor=owner)


def renamed(task, title, actor):
    return tasks.update(task=task, changed={"title": title}, seen_version=None, actor=actor)


# --- The board ----------------------------------------------------------------------------------------------------


def test_drag_is_seen_by_another(board, watching, project, cards, columns):
    drag(board, card(board, cards[0]), card(board, cards[3]))
    shows(board, project, [["Beta", "Gamma"], ["Alpha", "Delta"], []])
    shows(watching, project, [["Beta", "Gamma"], ["Alpha", "Delta"], []])


def test_own_change_is_not_asked_for(board, watching, project, cards, columns):
    asked = []
    board.on("request", lambda request: asked.append(request.url) if "/changes/" in request.url else None)
    drag(board, card(board, cards[0]), card(board, cards[3]))
    shows(board, project, [["Beta", "Gamma"], ["Alpha", "Delta"], []])
    shows(watching, project, [["Beta", "Gamma"], ["Alpha", "Delta"], []])
    board.wait_for_timeout(300)
    assert asked == []


def test_changed_card_is_marked_and_told(watching, cards, owner):
    renamed(cards[0], "Alpha two", owner)
    expect(card(watching, cards[0])).to_have_class("card changed")
    expect(watching.locator("#live-news")).to_have_text(f"#{cards[0].number} Alpha two was changed.")
    expect(card(watching, cards[0])).to_have_class("card")


def test_many_changes_are_one_sentence(watching, cards, owner):
    for task in cards:
        renamed(task, f"{task.title} two", owner)
    expect(watching.locator("#live-news")).to_have_text("4 cards were changed.")


def test_card_put_elsewhere_in_its_column_is_marked_and_told(watching, project, cards, columns, owner):
    moved(cards[2], columns, 0, owner)
    expect(card(watching, cards[2])).to_have_class("card changed")
    assert watching.locator(".card.changed").count() == 1
    expect(watching.locator("#live-news")).to_have_text(f"#{cards[2].number} Gamma was changed.")
    shows(watching, project, [["Gamma", "Alpha", "Beta"], ["Delta"], []])


def test_many_put_elsewhere_in_their_column_are_one_sentence(watching, project, cards, columns, owner):
    last = make_task(project=project, title="Last", column=columns[0])
    expect(watching.locator("#live-news")).to_have_text(f"#{last.number} Last was changed.")
    for task in (cards[1], cards[2], last):
        moved(task, columns, 0, owner)
    expect(watching.locator("#live-news")).to_have_text("3 cards were changed.")
    shows(watching, project, [["Last", "Gamma", "Beta", "Alpha"], ["Delta"], []])


def test_places_that_are_counted_anew_are_no_news(watching, project, cards, columns, owner):
    for task, position in zip(cards, "rst", strict=False):
        Task.objects.filter(pk=task.pk).update(position=position)
    renamed(cards[0], "Alpha two", owner)
    expect(watching.locator("#live-news")).to_have_text(f"#{cards[0].number} Alpha two was changed.")


def test_card_that_has_gone_is_told(watching, cards, owner):
    tasks.delete(task=cards[0], actor=owner)
    expect(card(watching, cards[0])).to_have_count(0)
    expect(watching.locator("#live-news")).to_have_text(f"#{cards[0].number} Alpha is no longer shown.")


def test_focus_goes_with_its_card(watching, cards, columns, owner):
    title(watching, cards[0]).focus()
    moved(cards[0], columns, 1, owner)
    expect(lane(watching, columns[1]).locator(".card")).to_have_count(2)
    expect(title(watching, cards[0])).to_be_focused()


def test_focus_of_a_card_that_goes_falls_to_the_next(watching, cards, owner):
    title(watching, cards[0]).focus()
    tasks.delete(task=cards[0], actor=owner)
    expect(card(watching, cards[0])).to_have_count(0)
    expect(title(watching, cards[1])).to_be_focused()


def test_new_card_that_is_being_typed_stays(watching, project, cards, columns, owner):
    field = watching.locator(f"#column-{columns[0].pk} .quick-add [name='title']")
    field.press_sequentially("Half a ti")
    renamed(cards[0], "Alpha two", owner)
    members.change_role(project=project, user=project.memberships.get(role="admin").user, role="viewer", actor=owner)
    expect(title(watching, cards[0])).to_have_text("Alpha two")
    field.press_sequentially("tle")
    expect(field).to_have_value("Half a title")
    expect(field).to_be_focused()


def test_new_card_that_is_typed_in_a_column_that_goes(watching, project, cards, columns, owner):
    watching.locator(f"#column-{columns[1].pk} .quick-add [name='title']").press_sequentially("Half a ti")
    column_services.delete(column=columns[1], into=columns[0], actor=owner)
    expect(watching.locator(".column[data-column]")).to_have_count(2)
    watching.keyboard.type("tle")
    watching.keyboard.press("Enter")
    expect(lane(watching, columns[0]).locator(".card-title").last).to_have_text("Half a title")
    shows(watching, project, stored(project))


def test_open_menu_stays_open(watching, cards, columns, owner):
    watching.get_by_role("button", name="More about this project").click()
    renamed(cards[0], "Alpha two", owner)
    expect(title(watching, cards[0])).to_have_text("Alpha two")
    expect(watching.get_by_role("link", name="About this project")).to_be_visible()


def test_column_stays_scrolled(watching, project, cards, columns, owner):
    for number in range(30):
        make_task(project=project, title=f"Card {number}", column=columns[0])
    last = lane(watching, columns[0]).locator(".card").last
    expect(last).to_contain_text("Card 29")
    last.scroll_into_view_if_needed()
    before = last.bounding_box()
    moved(cards[3], columns, 0, owner)
    expect(lane(watching, columns[0]).locator(".card")).to_have_count(34)
    assert abs(last.bounding_box()["y"] - before["y"]) < 2


def test_card_in_the_hand_stays_in_it(watching, project, cards, columns, owner):
    take(watching, card(watching, cards[0]))
    moved(cards[1], columns, 1, owner)
    watching.wait_for_timeout(500)
    expect(watching.locator(".sortable-drag")).to_have_count(1)
    put(watching, lane(watching, columns[2]))
    shows(watching, project, [["Gamma"], ["Beta", "Delta"], ["Completed: Alpha"]])


def test_carried_card_stays_in_the_hand(watching, project, cards, columns, owner):
    title(watching, cards[0]).press("Space")
    watching.keyboard.press("ArrowRight")
    moved(cards[1], columns, 1, owner)
    watching.wait_for_timeout(500)
    expect(watching.locator(".card-lifted")).to_have_count(1)
    watching.keyboard.press("Space")
    expect(lane(watching, columns[1]).locator(".card")).to_have_count(3)
    shows(watching, project, stored(project))


def test_card_that_was_deleted_while_in_the_hand(watching, project, cards, columns, owner):
    take(watching, card(watching, cards[0]))
    tasks.delete(task=cards[0], actor=owner)
    watching.wait_for_timeout(300)
    put(watching, lane(watching, columns[1]))
    watching.locator(".toast-error").wait_for()
    shows(watching, project, [["Beta", "Gamma"], ["Delta"], []])


def test_card_that_no_longer_matches_leaves_quietly(watching, project, cards, columns, owner):
    watching.locator("#filter-bar [name='q']").fill("a")
    expect(watching.locator("#filter-count")).to_have_text("4 of 4")
    title(watching, cards[0]).click()
    dialog(watching).wait_for()
    renamed(cards[0], "Zzz", owner)
    expect(watching.locator("#filter-count")).to_have_text("3 of 4")
    expect(watching.locator("#task-news")).to_contain_text("The filter hides the card of this task now")


def test_filter_offers_the_tags_that_there_are(watching, project, cards, columns, owner):
    tasks.update(task=cards[0], changed={"tags": ["bug", "old"]}, seen_version=None, actor=owner)
    expect(watching.locator("#filter-tag label")).to_have_text(["bug", "old"])
    watching.locator("#filter-tag-button").click()
    menu = watching.locator("#filter-tag")
    menu.get_by_text("bug").click()
    expect(watching.locator("#filter-count")).to_have_text("1 of 4")
    tags.create(project=project, name="all new", actor=owner)
    expect(menu.locator("label")).to_have_text(["all new", "bug", "old"])
    tags.update(tag=project.tags.get(name="old"), name="anew", colour=3, actor=owner)
    expect(menu.locator("label")).to_have_text(["all new", "anew", "bug"])
    tags.delete(tag=project.tags.get(name="all new"), actor=owner)
    expect(menu.locator("label")).to_have_text(["anew", "bug"])
    expect(menu).to_be_visible()
    expect(menu.get_by_label("bug")).to_be_checked()
    expect(menu.get_by_label("anew")).not_to_be_checked()
    tags.delete(tag=project.tags.get(name="bug"), actor=owner)
    expect(lane(watching, columns[0]).locator(".card")).to_have_count(0)
    expect(menu.get_by_label("bug")).to_be_checked()


def test_filter_that_is_narrowed_stays_so(watching, project, cards, owner):
    for number in range(9):
        make_tag(project=project, name=f"tag {number}")
    renamed(cards[0], "Alpha two", owner)
    expect(watching.locator("#filter-tag label:not(.search)")).to_have_count(9)
    watching.locator("#filter-tag-button").click()
    watching.keyboard.type("tag 3")
    tags.create(project=project, name="tag 33", actor=owner)
    expect(watching.locator("#filter-tag label:not(.search):visible")).to_have_text(["tag 3", "tag 33"])
    watching.keyboard.press("Enter")
    expect(watching.locator("#filter-tag-button")).to_contain_text("tag 3")


def test_filter_offers_who_has_joined(watching, project, owner):
    people = watching.locator("#filter-assignee")
    joined = make_user(name="newcomer")
    members.add(project=project, user=joined, role=Role.MEMBER, actor=owner)
    expect(people.locator("label", has_text="Newcomer")).to_have_count(1)
    members.remove(project=project, user=joined, actor=owner)
    expect(people.locator("label", has_text="Newcomer")).to_have_count(0)


def test_who_becomes_a_viewer_can_only_look(watching, project, cards, member, owner):
    members.change_role(project=project, user=member, role=Role.VIEWER, actor=owner)
    expect(watching.locator("#board")).to_have_attribute("data-can-edit", "no")
    expect(watching.locator(".quick-add")).to_have_count(0)
    take(watching, card(watching, cards[0]))
    expect(watching.locator(".sortable-drag")).to_have_count(0)
    watching.mouse.up()


def test_who_is_removed_reads_so(watching, project, member, owner):
    members.remove(project=project, user=member, actor=owner)
    expect(watching.locator("#live-note")).to_contain_text("You can't see this any more")
    expect(watching.locator("#live")).to_have_attribute("data-state", "")
    assert not Membership.objects.filter(project=project, user=member)


def test_who_is_signed_out_goes_to_the_sign_in_page(watching, member):
    watching.context.clear_cookies()
    member.is_active = False
    member.save()
    events.announce_standing(user_id=member.pk)
    expect(watching).to_have_url(re.compile("/accounts/login/"))


# --- The open task ------------------------------------------------------------------------------------------------


@pytest.fixture
def reading(watching, cards):
    """Alpha, open in the dialog."""
    title(watching, cards[0]).click()
    dialog(watching).wait_for()
    return watching


def test_open_task_follows(reading, cards, owner):
    renamed(cards[0], "Alpha two", owner)
    expect(reading.locator("textarea.task-title")).to_have_value("Alpha two")
    expect(reading.locator("#task-news")).to_contain_text("Owner renamed this task")
    expect(reading.locator(".history")).to_contain_text("Alpha two")


def test_typed_description_outlives_changes_of_others(reading, cards, owner):
    reading.get_by_text("Add a description").click()
    reading.keyboard.type("Half a sen")
    tasks.update(task=cards[0], changed={"title": "Alpha two", "priority": 3}, seen_version=None, actor=owner)
    expect(reading.locator(".task-facts")).to_contain_text("High")
    reading.keyboard.type("tence")
    expect(reading.locator("#id_description")).to_have_value("Half a sentence")
    reading.keyboard.press("Control+Enter")
    expect(reading.locator("#description-text")).to_have_text("Half a sentence")
    cards[0].refresh_from_db()
    assert (cards[0].title, cards[0].priority, cards[0].description) == ("Alpha two", 3, "Half a sentence")


def test_open_description_without_a_letter_stays_open(reading, cards, owner):
    reading.get_by_text("Add a description").click()
    renamed(cards[0], "Alpha two", owner)
    expect(reading.locator("#task-news")).to_contain_text("Owner renamed this task")
    reading.keyboard.type("Here")
    expect(reading.locator("#id_description")).to_have_value("Here")


def test_open_list_of_a_fact_stays_open(reading, cards, owner):
    reading.locator(".task-facts").get_by_role("button", name="Priority").click()
    renamed(cards[0], "Alpha two", owner)
    expect(reading.locator("#task-news")).to_contain_text("Owner renamed this task")
    reading.locator(".task-facts").get_by_text("Urgent", exact=True).click()
    expect(reading.locator(".saved")).to_contain_text("Saved")
    cards[0].refresh_from_db()
    assert (cards[0].title, cards[0].priority) == ("Alpha two", 4)


def test_task_that_is_deleted_while_open(reading, cards, owner):
    reading.get_by_text("Add a description").click()
    reading.keyboard.type("Not lost")
    tasks.delete(task=cards[0], actor=owner)
    expect(reading.locator("#task-news")).to_contain_text("Owner deleted this task")
    expect(reading.locator("#id_description")).to_have_value("Not lost")
    reading.keyboard.press("Escape")
    expect(dialog(reading)).to_have_count(0)


def test_task_that_is_completed_while_open(reading, cards, owner):
    tasks.complete(task=cards[0], actor=owner)
    expect(reading.locator("#task-news")).to_contain_text("Owner completed this task")
    expect(reading.get_by_role("button", name="Reopen")).to_be_visible()


def test_task_that_is_completed_while_somebody_types(reading, cards, owner):
    reading.get_by_text("Add a description").click()
    reading.keyboard.type("Not lost")
    tasks.complete(task=cards[0], actor=owner)
    expect(reading.locator("#task-news")).to_contain_text("Owner completed this task")
    expect(reading.get_by_role("button", name="Reopen")).to_be_visible()
    expect(reading.locator("#task-news")).to_contain_text("What you are writing can be saved once the task is reopened")
    reading.get_by_role("button", name="Reopen").click()
    expect(reading.get_by_role("button", name="Mark complete")).to_be_visible()
    expect(reading.locator("#id_description")).to_have_value("Not lost")
    reading.locator("#id_description").press("Control+Enter")
    expect(reading.locator("#description-text")).to_have_text("Not lost")


# --- Who is here --------------------------------------------------------------------------------------------------


def test_people_see_each_other(board, watching, member, owner):
    expect(watching.locator("#here .avatar")).to_have_attribute("aria-label", "Owner")
    expect(board.locator("#here .avatar")).to_have_attribute("aria-label", "Member")
    board.goto("/")
    expect(watching.locator("#here .avatar")).to_have_count(0)


def test_who_is_invisible_is_not_shown(board, page_of, project, member):
    member.is_visible = False
    member.save()
    page = page_of(member)
    open_board(page, project)
    expect(page.locator("#here .avatar")).to_have_count(1)
    expect(board.locator("#here .avatar")).to_have_count(0)


def test_who_types_in_the_same_description_is_named(board, reading, cards):
    title(board, cards[0]).click()
    board.get_by_text("Add a description").click()
    board.keyboard.type("First")
    expect(reading.locator("#task-editing")).to_contain_text("Owner")
    board.keyboard.press("Control+Enter")
    expect(board.locator("#description-text")).to_have_text("First")
    board.keyboard.press("Escape")
    expect(reading.locator("#task-editing")).to_be_empty()
    expect(reading.locator("#description-text")).to_have_text("First")
