"""Every kind of change that one makes through one server, and when another's browser shows it, by the other server.

A thousand changes, from the hand (or the request) to the change of the document. Before each, the same page asks for
as little as can be asked for: where that takes long too, the machine is busy.

A new kind without a step fails (tests/live/test_kinds.py).
"""

import itertools
import os
import statistics

from boards.models import Kind
from tests.bench import seed
from tests.drills import browsers
from tests.drills.project_steps import (
    column_created,
    column_deleted,
    column_moved,
    column_updated,
    group_added,
    group_changed,
    group_removed,
    member_added,
    member_changed,
    member_removed,
    project_archived,
    project_created,
    project_deleted,
    project_transferred,
    project_updated,
)
from tests.drills.task_steps import (
    archived,
    attached,
    commented,
    completed,
    created,
    deleted,
    linked,
    listed,
    moved,
    reopened,
    restored,
    tag_created,
    tag_deleted,
    tag_merged,
    tag_updated,
    undone,
    updated,
    web_linked,
)
from tests.drills.watching import World

LONGEST = 500


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
