"""Every kind of change that one makes through one server, and when another's browser shows it, by the other server.

A thousand changes, from the hand (or the request) to the change of the document. Before each, the same page asks for
as little as can be asked for: where that takes long too, the machine is busy.

A new kind without a step fails (tests/live/test_kinds.py).
"""

import itertools
import json
import os
import statistics
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial

from boards.models import Activity, Kind, Project, Tag, Task, User
from tests.bench import seed
from tests.drills import browsers
from tests.drills.browsers import Person
from tests.factories import make_group, make_project, make_user
from tests.in_browser import steps

LONGEST = 500
MISSED = 5_000
# Tells when a condition came to hold; it must not hold before.
WATCH = """() => {
  const holds = () => %s
  if (holds()) throw new Error('this was shown before')
  window.seen = new Promise(resolve => {
    const look = () => {
      if (!holds()) return
      observer.disconnect()
      resolve(Date.now())
    }
    const observer = new MutationObserver(look)
    observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true})
    setTimeout(() => resolve(null), %d)
  })
}"""

LITTLE = """async () => {
  const begun = performance.now()
  await fetch('/healthz')
  return performance.now() - begun
}"""


@dataclass
class World:
    """`here` makes changes, `there` looks on with a task open, `home` is at home as whoever is `here`."""

    here: Person
    there: Person
    home: Person
    project: Project
    columns: list
    number: int = 0
    task: Task | None = None
    tag: Tag | None = None
    other: Project | None = None
    newcomer: User | None = None
    waits: dict = field(default_factory=lambda: defaultdict(list))
    missed: list = field(default_factory=list)
    little: list = field(default_factory=list)

    def timed(self, kind, change, shown, *, where=None):
        """Does it, and notes how long it took until the other page showed it."""
        page = (where or self.there).page
        self.little.append(page.evaluate(LITTLE))
        page.evaluate(WATCH % (shown, MISSED))
        change()
        seen, begun = page.evaluate("window.seen"), self.here.page.evaluate("window.begun")
        if seen is None:
            self.missed.append(kind)
        else:
            self.waits[kind].append(seen - begun)

    @property
    def count(self):
        return sum(map(len, self.waits.values())) + len(self.missed)

    def api(self, method, path, **values):
        return lambda: self.here.send(method, f"/api/v1/{path}", values)

    def api_file(self, path, name):
        return lambda: self.here.send_file(f"/api/v1/{path}", name)

    def fresh(self, words):
        self.number += 1
        return f"{words} {self.number}"


def is_shown(selector, words=""):
    """Whether there is an element with these words."""
    return (
        f"[...document.querySelectorAll({json.dumps(selector)})].some(e => e.textContent.includes({json.dumps(words)}))"
    )


def is_gone(selector, words=""):
    return f"!{is_shown(selector, words)}"


def both(*conditions):
    return " && ".join(f"({each})" for each in conditions)


def card(world, more=""):
    return f"#task-{world.task.pk}{more}"


# --- A task, open in the dialog of the other page from the second step on ---------------------------------------------


def created(world):
    page, title = world.here.page, world.fresh("Card")
    field = page.locator(f"#column-{world.columns[0].pk} .quick-add [name='title']")
    field.fill(title)
    world.timed(Kind.TASK_CREATED, lambda: field.press("Enter"), is_shown(".card-title", title))
    world.task = Task.objects.get(project=world.project, title=title)
    page.locator(card(world)).wait_for()
    world.there.page.locator(card(world, " .card-title")).click()
    world.there.page.locator("#dialog[open] #task").wait_for()


def updated(world):
    title, text = world.fresh("Renamed"), world.fresh("Described")
    renamed = both(is_shown(card(world), title), is_shown(".task-title", title))
    world.timed(Kind.TASK_UPDATED, world.api("PATCH", f"tasks/{world.task.pk}", title=title), renamed)
    described = world.api("PATCH", f"tasks/{world.task.pk}", description=text)
    world.timed(Kind.TASK_UPDATED, described, is_shown("#description-text", text))


def commented(world):
    said, meant = world.fresh("Said"), world.fresh("Meant")
    add = world.api("POST", f"tasks/{world.task.pk}/comments/", text=said)
    world.timed(Kind.COMMENT_CREATED, add, both(is_shown(".comment", said), is_shown(card(world, " .card-count"))))
    path = f"comments/{world.task.comments.latest('pk').pk}"
    world.timed(Kind.COMMENT_UPDATED, world.api("PATCH", path, text=meant), is_shown(".comment", meant))
    world.timed(Kind.COMMENT_DELETED, world.api("DELETE", path), is_gone(".comment", meant))


def listed(world):
    """A checklist, its items one by one, and away with it."""
    title, first, second = (world.fresh(word) for word in ("List", "First", "Second"))
    lists = world.api("POST", f"tasks/{world.task.pk}/checklists/", title=title, items=[first, second])
    shown = both(is_shown(".checklist h3", title), is_shown(card(world, " .card-count"), "0/2"))
    world.timed(Kind.CHECKLIST_CREATED, lists, shown)
    made = world.task.checklists.latest("pk")
    path, other = f"checklists/{made.pk}", world.fresh("Other")
    world.timed(Kind.CHECKLIST_UPDATED, world.api("PATCH", path, title=other), is_shown(".checklist h3", other))
    world.api("POST", f"tasks/{world.task.pk}/checklists/", title=world.fresh("Below"))()
    last = world.task.checklists.latest("pk")
    top = is_shown(".checklist:first-child h3", last.title)
    world.timed(Kind.CHECKLIST_MOVED, world.api("POST", f"checklists/{last.pk}/move"), top)
    world.api("DELETE", f"checklists/{last.pk}")()
    added = world.api("POST", f"{path}/items/", text=world.fresh("Third"))
    world.timed(Kind.ITEM_CREATED, added, is_shown(".item", "Third"))
    item = f"checklist-items/{made.items.get(text=first).pk}"
    words, ticked = world.fresh("Meant"), is_shown(".item-done")
    world.timed(Kind.ITEM_UPDATED, world.api("PATCH", item, text=words), is_shown(".item", words))
    world.timed(Kind.ITEM_COMPLETED, world.api("PATCH", item, done=True), ticked)
    world.timed(Kind.ITEM_REOPENED, world.api("PATCH", item, done=False), f"!({ticked})")
    below = world.api("POST", f"{item}/move", after=made.items.get(text=second).pk)
    world.timed(Kind.ITEM_MOVED, below, is_shown(".item:nth-child(2)", words))
    world.timed(Kind.ITEM_DELETED, world.api("DELETE", item), is_gone(".item", words))
    world.timed(Kind.CHECKLIST_DELETED, world.api("DELETE", path), is_gone(".checklist", other))


def linked(world):
    words = world.fresh("First")
    other = world.api("POST", f"projects/{world.project.pk}/tasks/", title=words)
    other()
    pk = Task.objects.get(project=world.project, title=words).pk
    links = f"tasks/{world.task.pk}/links/"
    add = world.api("POST", links, relation="blocked_by", task=pk)
    shown = both(is_shown(".link-title", words), is_shown(card(world, " .badge-blocked")))
    world.timed(Kind.LINK_CREATED, add, shown)
    remove = world.api("DELETE", f"{links}{world.task.links_to.get().pk}")
    world.timed(Kind.LINK_DELETED, remove, is_gone(".link-title", words))


def web_linked(world):
    first, second = world.fresh("Prices"), world.fresh("Rates")
    add = world.api("POST", f"tasks/{world.task.pk}/web-links/", url="https://example.com/prices", title=first)
    world.timed(Kind.WEB_LINK_CREATED, add, both(is_shown(".web-link", first), is_shown(card(world, " .card-count"))))
    path = f"web-links/{world.task.web_links.latest('pk').pk}"
    world.timed(Kind.WEB_LINK_UPDATED, world.api("PATCH", path, title=second), is_shown(".web-link", second))
    world.timed(Kind.WEB_LINK_DELETED, world.api("DELETE", path), is_gone(".web-link", second))


def attached(world):
    first, second = f"{world.fresh('Plan')}.txt", f"{world.fresh('Draft')}.txt"
    add = world.api_file(f"tasks/{world.task.pk}/attachments/", first)
    world.timed(Kind.ATTACHMENT_CREATED, add, both(is_shown(".file", first), is_shown(card(world, " .card-count"))))
    path = f"attachments/{world.task.attachments.latest('pk').pk}"
    world.timed(Kind.ATTACHMENT_UPDATED, world.api("PATCH", path, name=second), is_shown(".file", second))
    world.timed(Kind.ATTACHMENT_DELETED, world.api("DELETE", path), is_gone(".file", second))


def moved(world):
    page, doing = world.here.page, world.columns[1]
    there = both(is_shown(f"#cards-{doing.pk} > {card(world)}"), is_shown(".task-facts", doing.name))
    lane = page.locator(f"#cards-{doing.pk}")
    world.timed(Kind.TASK_MOVED, lambda: steps.drag(page, page.locator(card(world)), lane), there)
    page.locator(f"#cards-{doing.pk} > {card(world)}:not(.card-pending)").wait_for()
    above = Task.objects.filter(column=doing).on_board().exclude(pk=world.task.pk).order_by("position", "pk").first()
    order = Task.objects.filter(column=doing).on_board().order_by("position", "pk").values_list("pk", flat=True)
    after = {} if order[0] != world.task.pk else {"after": above.pk}
    other = f"document.querySelector('{card(world)}').previousElementSibling?.id === 'task-{above.pk}'"
    put = world.api("POST", f"tasks/{world.task.pk}/move", column=doing.pk, **after)
    world.timed(Kind.TASK_MOVED, put, other if after else f"!{other} && {is_shown(card(world))}")


def completed(world):
    title = world.here.page.locator(card(world, " .card-title"))
    shown = both(is_shown(card(world, ".card-completed")), is_shown("#task-news", "completed"))
    world.timed(Kind.TASK_COMPLETED, lambda: title.press("c"), shown)
    world.here.page.locator(card(world, ":not(.card-pending)")).wait_for()


def reopened(world):
    shown = both(is_shown(card(world, ":not(.card-completed)")), is_shown("#task-news", "reopened"))
    world.timed(Kind.TASK_REOPENED, world.api("POST", f"tasks/{world.task.pk}/reopen"), shown)


def undone(world):
    marked = is_shown(card(world, " .priority-3"))
    world.timed(Kind.TASK_UPDATED, world.api("PATCH", f"tasks/{world.task.pk}", priority=3), marked)
    last = Activity.objects.filter(task=world.task).latest("pk")
    undo = partial(world.here.send, "POST", f"/activity/{last.pk}/undo/")
    world.timed(Kind.UNDONE, undo, is_gone(card(world, " .priority-3")))


def tag_created(world):
    name = world.fresh("tag")
    made = world.api("POST", f"projects/{world.project.pk}/tags/", name=name)
    world.timed(Kind.TAG_CREATED, made, is_shown("#filter-tag label", name))
    world.tag = Tag.objects.get(project=world.project, name=name)
    tagged = both(is_shown(card(world, " .tag"), name), is_shown(".task-facts .tag", name))
    world.timed(Kind.TASK_UPDATED, world.api("PATCH", f"tasks/{world.task.pk}", tags=[name]), tagged)


def tag_updated(world):
    name = world.fresh("word")
    shown = both(is_shown(card(world, " .tag"), name), is_shown(".task-facts .tag", name))
    world.timed(Kind.TAG_UPDATED, world.api("PATCH", f"tags/{world.tag.pk}", name=name), shown)


def tag_merged(world):
    name = world.fresh("merged")
    world.api("POST", f"projects/{world.project.pk}/tags/", name=name)()
    into = Tag.objects.get(project=world.project, name=name)
    merge = partial(world.here.send, "POST", f"/tags/{world.tag.pk}/merge/", {"into": into.pk})
    world.timed(Kind.TAG_MERGED, merge, is_shown(card(world, " .tag"), name))
    world.tag = into


def tag_deleted(world):
    gone = both(is_gone(card(world, " .tag")), is_gone("#filter-tag label", world.tag.name))
    world.timed(Kind.TAG_DELETED, world.api("DELETE", f"tags/{world.tag.pk}"), gone)


def archived(world):
    shown = both(is_gone(card(world)), is_shown("#task", "This task is archived"))
    world.timed(Kind.TASK_ARCHIVED, world.api("POST", f"tasks/{world.task.pk}/archive"), shown)


def restored(world):
    shown = both(is_shown(card(world)), is_gone("#task", "This task is archived"))
    world.timed(Kind.TASK_RESTORED, world.api("POST", f"tasks/{world.task.pk}/restore"), shown)


def deleted(world):
    shown = both(is_gone(card(world)), is_shown("#task-news", "deleted this task"))
    world.timed(Kind.TASK_DELETED, world.api("DELETE", f"tasks/{world.task.pk}"), shown)
    world.there.page.keyboard.press("Escape")
    world.there.page.locator("#dialog[open]").wait_for(state="detached")


# --- Columns, people, the project -------------------------------------------------------------------------------------


def column_created(world):
    name = world.fresh("Column")
    made = world.api("POST", f"projects/{world.project.pk}/columns/", name=name, status="in_progress")
    world.timed(Kind.COLUMN_CREATED, made, is_shown(".column", name))


def last_made(world):
    return world.project.columns.exclude(pk__in=[each.pk for each in world.columns]).get()


def column_updated(world):
    name = world.fresh("Renamed column")
    world.timed(
        Kind.COLUMN_UPDATED, world.api("PATCH", f"columns/{last_made(world).pk}", name=name), is_shown(".column", name)
    )


def column_moved(world):
    pk = last_made(world).pk
    first = f"document.querySelector('.column').id === 'column-{pk}'"
    world.timed(Kind.COLUMN_MOVED, world.api("PATCH", f"columns/{pk}", after=None), first)


def column_deleted(world):
    pk = last_made(world).pk
    world.timed(Kind.COLUMN_DELETED, world.api("DELETE", f"columns/{pk}"), is_gone(f"#column-{pk}"))


def member_added(world):
    world.newcomer = make_user(name=f"newcomer{world.fresh('')}".replace(" ", ""))
    # Who shares no project with somebody can only be invited.
    shared = {world.newcomer: "viewer", world.there.user: "viewer"}
    make_project(owner=world.here.user, title="Shared", roles=shared)
    values = {"email": world.newcomer.email, "role": "member"}
    shown = is_shown("#filter-assignee label", world.newcomer.display_name)
    world.timed(Kind.MEMBER_ADDED, world.api("POST", f"projects/{world.project.pk}/members/", **values), shown)


def member_changed(world):
    path = f"projects/{world.project.pk}/members/{world.there.user.pk}"
    for role, can in (("viewer", "no"), ("member", "yes")):
        world.timed(
            Kind.MEMBER_CHANGED, world.api("PATCH", path, role=role), is_shown(f"#board[data-can-edit='{can}']")
        )


def group_added(world):
    group = make_group(name=world.fresh("Group"), people=[make_user(name=f"grouped{world.fresh('')}".replace(" ", ""))])
    world.grouped = group
    shown = is_shown("#filter-assignee label", group.places.get().user.display_name)
    path = f"projects/{world.project.pk}/groups/"
    world.timed(Kind.GROUP_ADDED, world.api("POST", path, group=group.pk, role="member"), shown)


def group_changed(world):
    """Who may only look is offered to nobody as an assignee."""
    path, name = f"projects/{world.project.pk}/groups/{world.grouped.pk}", world.grouped.places.get().user.display_name
    for role, shown in (("viewer", is_gone), ("member", is_shown)):
        change = world.api("PATCH", path, role=role)
        world.timed(Kind.GROUP_CHANGED, change, shown("#filter-assignee label", name))


def group_removed(world):
    gone = is_gone("#filter-assignee label", world.grouped.places.get().user.display_name)
    path = f"projects/{world.project.pk}/groups/{world.grouped.pk}"
    world.timed(Kind.GROUP_REMOVED, world.api("DELETE", path), gone)


def member_removed(world):
    path = f"projects/{world.project.pk}/members/"
    gone = is_gone("#filter-assignee label", world.newcomer.display_name)
    world.timed(Kind.MEMBER_REMOVED, world.api("DELETE", f"{path}{world.newcomer.pk}"), gone)
    said = is_shown("#live-note", "see this any more")
    world.timed(Kind.MEMBER_REMOVED, world.api("DELETE", f"{path}{world.there.user.pk}"), said)
    world.api("POST", path, email=world.there.user.email, role="member")()
    world.there.open(world.project)


def project_updated(world):
    title = world.fresh("Project")
    world.timed(
        Kind.PROJECT_UPDATED,
        world.api("PATCH", f"projects/{world.project.pk}", title=title),
        is_shown(".project-title", title),
    )


def project_archived(world):
    path = f"projects/{world.project.pk}"
    world.timed(Kind.PROJECT_ARCHIVED, world.api("POST", f"{path}/archive"), is_shown("#board-notice", "archived"))
    world.timed(Kind.PROJECT_RESTORED, world.api("POST", f"{path}/restore"), is_shown(".quick-add"))


def project_transferred(world):
    path, can = f"/api/v1/projects/{world.project.pk}/", "#board[data-can-edit-columns='yes']"
    world.timed(Kind.PROJECT_TRANSFERRED, lambda: hand_over(world, world.here, world.there), is_shown(can))
    hand_over(world, world.there, world.here)
    world.here.send("PATCH", f"{path}members/{world.there.user.pk}", {"role": "member"})
    world.there.page.locator("#board[data-can-edit-columns='no']").wait_for()


def hand_over(world, giver, taker):
    """Offered and accepted; what it takes is counted from the acceptance."""
    path = f"/api/v1/projects/{world.project.pk}/"
    giver.send("POST", f"{path}transfer", {"to": taker.user.pk})
    taker.send("POST", f"{path}offer/accept", {})
    world.here.page.evaluate("begun => { window.begun = begun }", taker.page.evaluate("window.begun"))


def project_created(world):
    title = world.fresh("New project")
    made = world.api("POST", "projects/", title=title, visibility="personal")
    world.timed(Kind.PROJECT_CREATED, made, is_shown(".grid-cards", title), where=world.home)
    world.other = Project.objects.get(title=title)


def project_deleted(world):
    world.api("POST", f"projects/{world.other.pk}/members/", email=world.there.user.email, role="viewer")()
    world.there.open(world.other)
    said = is_shown("#live-note", "see this any more")
    world.timed(Kind.PROJECT_DELETED, world.api("DELETE", f"projects/{world.other.pk}"), said)
    world.there.open(world.project)


# One after the other, each finds what the one before has left; the kinds that it is timed by.
STEPS = {
    created: {Kind.TASK_CREATED},
    updated: {Kind.TASK_UPDATED},
    attached: {Kind.ATTACHMENT_CREATED, Kind.ATTACHMENT_UPDATED, Kind.ATTACHMENT_DELETED},
    commented: {Kind.COMMENT_CREATED, Kind.COMMENT_UPDATED, Kind.COMMENT_DELETED},
    listed: {
        *(Kind.CHECKLIST_CREATED, Kind.CHECKLIST_UPDATED, Kind.CHECKLIST_MOVED, Kind.CHECKLIST_DELETED),
        *(Kind.ITEM_CREATED, Kind.ITEM_UPDATED),
        *(Kind.ITEM_COMPLETED, Kind.ITEM_REOPENED, Kind.ITEM_MOVED, Kind.ITEM_DELETED),
    },
    web_linked: {Kind.WEB_LINK_CREATED, Kind.WEB_LINK_UPDATED, Kind.WEB_LINK_DELETED},
    linked: {Kind.LINK_CREATED, Kind.LINK_DELETED},
    moved: {Kind.TASK_MOVED},
    completed: {Kind.TASK_COMPLETED},
    reopened: {Kind.TASK_REOPENED},
    undone: {Kind.UNDONE},
    tag_created: {Kind.TAG_CREATED},
    tag_updated: {Kind.TAG_UPDATED},
    tag_merged: {Kind.TAG_MERGED},
    tag_deleted: {Kind.TAG_DELETED},
    archived: {Kind.TASK_ARCHIVED},
    restored: {Kind.TASK_RESTORED},
    deleted: {Kind.TASK_DELETED},
    column_created: {Kind.COLUMN_CREATED},
    column_updated: {Kind.COLUMN_UPDATED},
    column_moved: {Kind.COLUMN_MOVED},
    column_deleted: {Kind.COLUMN_DELETED},
    member_added: {Kind.MEMBER_ADDED},
    member_changed: {Kind.MEMBER_CHANGED},
    member_removed: {Kind.MEMBER_REMOVED},
    group_added: {Kind.GROUP_ADDED},
    group_changed: {Kind.GROUP_CHANGED},
    group_removed: {Kind.GROUP_REMOVED},
    project_updated: {Kind.PROJECT_UPDATED},
    project_archived: {Kind.PROJECT_ARCHIVED, Kind.PROJECT_RESTORED},
    project_transferred: {Kind.PROJECT_TRANSFERRED},
    project_created: {Kind.PROJECT_CREATED},
    project_deleted: {Kind.PROJECT_DELETED},
}


def within_half_a_second(stage, _people, changes):
    """So many changes of every kind, through one server, as the page of somebody else shows them by the other."""
    here, there = (f"http://127.0.0.1:{web.port}" for web in stage.webs)
    owner = seed.reader("changes")
    with browsers.launched() as browser:
        one, home = browsers.arrived(browser, owner, here), browsers.arrived(browser, owner, there)
        other = browsers.signed_in(browser, "watches", there)
        project, columns = browsers.board_of(owner.user, other.user, title="Two browsers")
        one.open(project)
        other.open(project)
        home.page.goto("/")
        home.followed()
        world = World(one, other, home, project, columns)
        for step in itertools.cycle(STEPS):
            if world.count >= changes and step is created:
                break
            step(world)
    return told(world)


def told(world):
    waits = list(itertools.chain.from_iterable(world.waits.values()))
    longest = statistics.quantiles(waits, n=100)[98]
    slowest = sorted(world.waits, key=lambda kind: -max(world.waits[kind]))[:3]
    lines = [
        f"{world.count} changes of {len(world.waits)} kinds, seen through the other server after {shares(waits)}; "
        f"missed: {len(world.missed)}",
        f"the little that the same page asked for before each took {shares(world.little)}; the load was "
        f"{os.getloadavg()[0]:.0f} on {os.cpu_count()} processors",
        "slowest: " + ", ".join(f"{kind} {max(world.waits[kind]):.0f} ms" for kind in slowest),
    ]
    assert not world.missed and longest <= LONGEST, "; ".join([*lines, f"missed were {sorted(set(world.missed))}"])
    return lines


def shares(waits):
    """What half of them, 95 % and 99 % stay under."""
    found = statistics.quantiles(waits, n=100)
    return ", ".join(f"{found[share - 1]:.0f} ms ({share} %)" for share in (50, 95, 99))
