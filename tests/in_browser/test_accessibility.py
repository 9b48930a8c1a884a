"""WCAG 2.2 AA: axe-core finds nothing on any page, in both themes, wide and narrow; and what axe can't see."""

import datetime
import re

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, Response, expect

from boards.calendars import services as feeds
from boards.jobs import thumbnails
from boards.models import Column, Task
from boards.reports.choices import SECTIONS
from boards.services import (
    attachments,
    checklist_items,
    comments,
    groups,
    invitations,
    links,
    ownership,
    projects,
    tasks,
)
from tests.browser import WITHOUT_TRANSITIONS, axe, look
from tests.factories import (
    make_attachment,
    make_checklist,
    make_column,
    make_comment,
    make_group,
    make_import,
    make_link,
    make_member,
    make_project,
    make_tag,
    make_task,
    pdf,
    picture,
)
from tests.in_browser.steps import card, choose, dialog, open_board, title, toast

pytestmark = [pytest.mark.browser, pytest.mark.once]
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture
def lively(project, owner, member, columns):
    """Cards of every kind, a column over its limit, long words, many tags."""
    review = make_column(project=project, name=f"Review {LONG}"[:50], wip_limit=1)
    made = make_tag(project=project, name="design")
    day = datetime.timedelta(days=1)
    crowd = [make_member(project=project, name=name) for name in ("anna", "ben", "cleo", "dora", "emil")]
    for number in range(12):
        make_task(
            project=project,
            title=LONG if number == 3 else f"Card {number} with a title of some length",
            column=[*columns, review, review][number % 5],
            tag_names=[made.name, f"tag {number}", "copy", "legal", LONG[:50]][: number % 6],
            priority=number % 6,
            assignee=member if number % 2 else None,
            others=crowd if number % 4 == 3 else (),
            due_date=owner.today() + day * (number - 2) if number % 3 else None,
            progress=40 if number % 4 == 1 else 0,
            description="# Head\n\n- one\n- `two`\n\n> three\n\n[link](https://example.com)",
        )
    projects.update(
        project=project, changed={"visibility": "public", "finish_date": owner.today()}, seen_version=None, actor=owner
    )
    return project


def clean(found: list[str]) -> bool:
    """Whether nothing was found; what was is printed line by line."""
    print(*found, sep="\n")
    return not found


def visit(page: Page, *paths: str) -> list[str]:
    found = []
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path} answers {answer.status}"
        # What the top bar covers counts as too small to be touched.
        page.evaluate("scrollTo(0, 0)")
        found += [f"{path} {each}" for each in [*look(page), *_inline(answer)]]
    return found


def _inline(answer: Response) -> list[str]:
    """Style or script within the HTML, which the policy forbids."""
    assert "unsafe" not in answer.headers["content-security-policy"]
    return re.findall(r"<style|\sstyle=[^>]*|\son[a-z]+=\"[^>]*|<script(?![^>]*(?:src=|json))[^>]*", answer.text())


def test_pages_for_strangers(page):
    paths = ["/", *(f"/accounts/{name}/" for name in ("login", "signup", "password/reset", "password/reset/done"))]
    assert clean(visit(page, *paths))


def test_error_pages(page):
    def answer(route):
        html = render_to_string(f"{route.request.url[-3:]}.html", {"sentence": "This is why."})
        route.fulfill(body=html, content_type="text/html")

    page.route("**/broken/*", answer)
    found = []
    for code in (400, 403, 404, 409, 422, 429, 500, 503):
        page.goto(f"/broken/{code}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        found += [f"{code} {each}" for each in look(page)]
    assert clean(found)


def test_own_pages(page, lively, owner, sign_in):
    sign_in(page, owner)
    make_project(owner=owner, title=LONG, description=f"About {LONG}")
    paths = (
        "/",
        "/tasks/",
        "/tasks/?q=nothing",
        "/projects/",
        "/projects/new/",
        "/inbox/",
        "/account/",
        "/account/notifications/",
    )
    account = ("/accounts/email/", "/accounts/password/change/", "/accounts/logout/")
    assert clean(visit(page, *paths, *account))


def test_own_pages_of_a_newcomer(page, outsider, sign_in):
    sign_in(page, outsider)
    assert clean(visit(page, "/", "/tasks/", "/projects/"))


def test_pages_of_a_project(page, lively, owner, sign_in):
    sign_in(page, owner)
    home = f"/projects/{lively.pk}/"
    names = ("", "?tags=1", "?q=nothing", "?due=never", "list/", "about/", "activity/", "tasks/new/")
    other = make_project(owner=owner, title="Empty")
    task = Task.objects.filter(project=lively).first()
    found = visit(page, *(home + name for name in names if name != "?due=never"), f"/projects/{other.pk}/")
    assert clean(found + visit(page, f"/tasks/{task.pk}/", f"/tasks/{task.pk}/move/"))


def test_talk_and_calendars(page, lively, owner, member, sign_in):
    sign_in(page, owner)
    task = Task.objects.filter(project=lively).first()
    for number, actor in enumerate((owner, member) * 12):
        comment = make_comment(task=task, actor=actor, text=f"{LONG} #{number}\n\n> quoted\n\n- [ ] box\n\n`{LONG}`")
        comments.react(comment=comment, emoji="heart", on=True, actor=owner)
    own = feeds.create(name=LONG, project=lively, shows="both", with_watched=False, actor=owner).feed
    paths = (f"/tasks/{task.pk}/", f"/tasks/{task.pk}/?comment={task.comments.first().pk}")
    assert clean(visit(page, *paths, "/account/calendars/", f"/projects/{lively.pk}/calendars/"))
    for path in ("/account/calendars/", f"/projects/{lively.pk}/calendars/"):
        page.goto(path)
        page.get_by_label("Name").fill(own.name)
        page.get_by_role("button", name="Make link").click()
        expect(page.locator("#made")).to_be_visible()
        assert clean(look(page))
    page.goto(f"/tasks/{task.pk}/")
    page.get_by_role("button", name="React").last.click()
    page.locator(".comment summary").last.click()
    page.evaluate("scrollTo(0, 0)")
    assert clean(look(page))


def test_files_and_what_is_looked_at(page, lively, owner, member, sign_in):
    sign_in(page, owner)
    task = Task.objects.filter(project=lively, completed_at=None).first()
    contents = {
        f"{LONG}.png": picture(size=(400, 300), color=99),
        "plan.pdf": pdf(),
        "notes.txt": b"Notes",
        "x.png": b"",
    }
    made = [make_attachment(task=task, actor=member, name=name, content=contents[name]) for name in contents]
    thumbnails.make_thumbnail.run(made[0].pk)
    attachments.choose_cover(attachment=made[0], on=True, actor=owner)
    broken = make_attachment(task=task, actor=member, name="broken.png", content=picture()[:60])
    thumbnails.make_thumbnail.run(broken.pk)
    pages = [f"/attachments/{each.pk}/view/" for each in (*made, broken)]
    assert clean(visit(page, f"/projects/{lively.pk}/", f"/tasks/{task.pk}/", *pages))
    page.goto(f"/tasks/{task.pk}/")
    page.get_by_role("button", name="More for notes.txt").click()
    found = [f"menu: {each}" for each in look(page)]
    page.keyboard.press("Escape")
    for name in (LONG, "plan.pdf"):
        page.get_by_role("link", name=f"Show {name}").click()
        expect(page.locator("#viewer[open]")).to_be_visible()
        found += [f"{name}: {each}" for each in look(page)]
        page.keyboard.press("Escape")
        expect(page.locator("#viewer[open]")).to_have_count(0)
    assert clean(found)


def test_checklists_and_links(page, lively, owner, member, sign_in):
    sign_in(page, owner)
    first, other, third = Task.objects.filter(project=lively, completed_at=None)[:3]
    checklist = make_checklist(task=first, title=LONG, texts=["One", LONG, "Three `code`"], done=1)
    item = checklist.items.order_by("pk")[1]
    changed = {"assignee": member, "due_date": owner.today()}
    checklist_items.update(item=item, changed=changed, seen_version=None, actor=owner)
    for relation, end in (("blocks", other), ("blocked_by", third), ("relates", other)):
        make_link(task=first, other=end, relation=relation)
    home = f"/tasks/{first.pk}/"
    paths = [home, f"/checklists/{checklist.pk}/edit/", f"/checklist-items/{item.pk}/edit/"]
    assert clean(visit(page, *paths, f"{home}item/", f"{home}history/", f"{home}links/"))


def test_ways_in_and_out(page, lively, owner, sign_in):
    sign_in(page, owner)
    home = f"/projects/{lively.pk}/"
    failed = make_import(owner=owner, state="failed")
    assert clean(visit(page, "/import/", f"{home}import/", f"{home}export/", f"/imports/{failed.pk}/"))


def test_reports(page, lively, owner, sign_in):
    sign_in(page, owner)
    tasks.complete(task=Task.objects.filter(project=lively, completed_at=None).first(), actor=owner)
    home, empty = (f"/projects/{each.pk}/report/" for each in (lively, make_project(owner=owner, title=LONG)))
    everything = f"{home}?" + "&".join(f"sections={name}" for name in SECTIONS)
    assert clean(visit(page, home, everything, empty, "/portfolio/", "/portfolio/definitions/"))
    page.goto(f"{home}?from=2100-01-01")
    assert clean(look(page))


def test_settings(page, lively, owner, member, sign_in):
    sign_in(page, owner)
    home, tag = f"/projects/{lively.pk}/", lively.tags.first()
    column = Column.objects.filter(project=lively).last()
    invitations.invite(project=lively, email="new@example.com", role="viewer", actor=owner)
    ownership.offer(project=lively, to=member, actor=owner)
    paths = (
        "settings/",
        "columns/new/",
        "tags/new/",
        "members/new/",
        "delete/",
        "transfer/",
        "links/",
        "offer/",
        "about/",
    )
    people = (f"members/{member.pk}/edit/", f"members/{member.pk}/remove/")
    others = [f"/columns/{column.pk}/edit/", f"/columns/{column.pk}/delete/"]
    tags = [f"/tags/{tag.pk}/{name}/" for name in ("edit", "merge", "delete")]
    assert clean(visit(page, *(home + each for each in (*paths, *people)), *others, *tags))


def test_groups(page, lively, owner, member, outsider, staff, sign_in):
    group = make_group(name=LONG, people=[member, outsider], project=lively)
    make_task(project=lively, assignee=outsider)
    gone = make_group(name="Gone", people=[staff], project=lively)
    make_task(project=lively, assignee=staff)
    groups.remove(group=gone, user=staff, actor=staff)
    sign_in(page, owner)
    home = f"/projects/{lively.pk}"
    theirs = (
        f"/members/{staff.pk}/hand-on/",
        "/groups/new/",
        f"/groups/{group.pk}/edit/",
        f"/groups/{group.pk}/remove/",
    )
    found = visit(page, *(home + each for each in ("/settings/", f"/members/{outsider.pk}/remove/", *theirs)))
    sign_in(page, staff)
    one = f"/groups/{group.pk}/"
    found += visit(page, "/groups/", "/groups/new/", one, *(one + each for each in ("edit/", "delete/")))
    assert clean([*found, *visit(page, f"{one}people/{outsider.pk}/remove/", f"/people/{member.pk}/")])


def test_what_strangers_are_sent(page, lively, owner):
    invitation = invitations.invite(project=lively, email="new@example.com", role="viewer", actor=owner)
    shared, locked = (links.create(project=lively, name="x", password=word, actor=owner).secret for word in ("", "x"))
    paths = (f"/invitation/{invitation.secret}/", f"/shared/{shared}/", f"/shared/{locked}/")
    assert clean(visit(page, *paths))


def test_viewer_and_archived_board(page, lively, owner, viewer, sign_in):
    sign_in(page, viewer)
    task = Task.objects.filter(project=lively).first()
    found = visit(page, f"/projects/{lively.pk}/", f"/tasks/{task.pk}/", f"/projects/{lively.pk}/leave/")
    projects.archive(project=lively, actor=owner)
    assert clean(found + visit(page, f"/projects/{lively.pk}/", f"/tasks/{task.pk}/"))


def test_dialogs_menus_and_toasts(page, lively, owner, sign_in):
    sign_in(page, owner)
    open_board(page, lively)
    first = page.locator(".card-title").first
    found = []
    for name, start in {
        "help": lambda: page.keyboard.press("?"),
        "task": lambda: first.click(),
        "move": lambda: (first.focus(), page.keyboard.press("m")),
    }.items():
        start()
        expect(page.locator("dialog[open]")).to_be_visible()
        found += [f"{name}: {each}" for each in look(page)]
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
    first.click()
    page.locator("[popovertarget='task-watch']").click()
    expect(page.locator("#task-watch .watchers")).to_be_visible()
    found += [f"watchers: {each}" for each in axe(page)]
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    for menu in (".user-menu", "#filter-bar .menu >> nth=0", ".column-menu >> nth=0"):
        page.locator(f"{menu} >> button >> nth=0").click()
        found += [f"{menu}: {each}" for each in axe(page)]
        page.keyboard.press("Escape")
    first.focus()
    page.keyboard.press("c")
    toast(page, "Moved").wait_for()
    assert clean(found + axe(page))


def test_conflict_page(page_of, lively, owner, member):
    task = Task.objects.filter(project=lively, completed_at=None).first()
    page = page_of(owner, java_script_enabled=False)
    page.goto(f"/tasks/{task.pk}/")
    tasks.update(task=task, changed={"description": f"Theirs {LONG}"}, seen_version=None, actor=member)
    page.locator("#description-edit summary").click()
    page.locator("textarea[name=description]").fill("Ours\n" * 9)
    page.get_by_role("button", name="Save changes").first.click()
    expect(page.locator("#conflict")).to_be_visible()
    html = page.content()
    shown = page_of(owner)
    shown.route("**/conflict/", lambda route: route.fulfill(body=html, content_type="text/html"))
    shown.goto("/conflict/")
    assert clean(look(shown))


# The focused element: inside the window, and not everywhere under something else.
FOCUS_SEEN = """() => {
  const e = document.activeElement, card = e.closest('.card, .project-card, .quick-add, label, .top-search') ?? e
  const box = e.getBoundingClientRect()
  const points = [.1, .5, .9].flatMap(x => [.15, .5, .85].map(y => [box.x + box.width * x, box.y + box.height * y]))
  const seen = points.some(([x, y]) => card.contains(document.elementFromPoint(x, y)))
  return seen || box.width * box.height < 4 ? null : e.outerHTML.slice(0, 160)
}"""


@pytest.mark.parametrize("width", [1440, 390])
def test_focus_is_never_hidden(page, lively, owner, sign_in, width):
    page.set_viewport_size({"width": width, "height": 620})
    sign_in(page, owner)
    open_board(page, lively)
    page.locator(".card-title").first.focus()
    page.keyboard.press("c")
    toast(page, "Moved").wait_for()
    for path in (None, "/tasks/", f"/projects/{lively.pk}/settings/"):
        if path:
            page.goto(path)
        page.evaluate(WITHOUT_TRANSITIONS)
        page.evaluate("document.activeElement.blur()")
        hidden, count = [], page.locator("a, button, input, select, textarea, summary, [tabindex='0']").count()
        for _step in range(min(count, 90)):
            page.keyboard.press("Tab")
            hidden.append(page.evaluate(FOCUS_SEEN))
        assert clean([each for each in hidden if each])


def test_nothing_moves_for_those_who_want_it_still(board, cards):
    title(board, cards[0]).click()
    expect(dialog(board)).to_be_visible()
    longest = board.evaluate(
        """() => Math.max(...document.getAnimations().map(a => a.effect.getComputedTiming().duration), 0)"""
    )
    assert longest <= 1
    assert board.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--slow').trim()") in (
        "0ms",
        "0s",
    )


def test_status_messages_are_announced(board, columns, cards):
    home = board.url
    title(board, cards[0]).click()
    choose(board, "Priority", "High")
    expect(dialog(board).get_by_role("status").first).to_contain_text("Saved")
    board.keyboard.press("Escape")
    expect(card(board, cards[0]).locator(".priority")).to_have_text("High")
    board.goto(f"{home}?q=alpha")
    expect(board.locator(".filter-count[role=status]")).to_have_text("1 of 4")
