"""Each kind of change of a task and of tags, made by one page and seen on another."""

from functools import partial

from boards.models import Activity, Kind, Tag, Task
from tests.drills.watching import both, card, is_gone, is_shown
from tests.in_browser import steps


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
