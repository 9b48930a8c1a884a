"""The only writer of web links: the rows, and how many of them a card shows.

The history keeps of each change which link it was, by what was shown of it then (`web_link`), its address, its title
and its version. Like files, they may be changed on completed tasks too; an archived task takes no change.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from boards.events import Kind
from boards.exceptions import ChangedSince, Noun, RuleBroken
from boards.models import Activity, Project, Task, User, WebLink
from boards.models.activity import edits_of_part
from boards.rules import web_addresses
from boards.rules.changes import ref_id, text
from boards.services.task_parts import bring_back, hide, locked, of_change, publish, refuse_if_newer
from boards.services.transactions import service
from boards.services.validation import lock_with_open_task
from boards.services.versioned_edits import Versioned

KINDS = frozenset({Kind.WEB_LINK_CREATED, Kind.WEB_LINK_UPDATED, Kind.WEB_LINK_DELETED})
# More of one task are no help to anybody.
MOST_LINKS = 100
FIELDS = ("url", "title")


def _later(link: WebLink, version: int) -> Iterable[Mapping[str, Any]]:
    rows = edits_of_part("web_link", link.pk, link.task_id, version).values_list("changes", flat=True)
    return [{field: changes[f"web_link_{field}"] for field in FIELDS} for changes in rows]


VERSIONED: Versioned[WebLink] = Versioned(
    Noun.WEB_LINK,
    {"url": web_addresses.clean_url, "title": web_addresses.clean_title},
    lambda link, field: getattr(link, field),
    _later,
)


@service
def add(*, task: Task, url: str, title: str = "", actor: User) -> WebLink:
    """Keep an address beside a task, below those that it has. RuleBroken for one that is there already."""
    made = WebLink(url=web_addresses.clean_url(url), title=web_addresses.clean_title(title), created_by=actor)
    project, task, _reads = lock_with_open_task(task)
    made.task = task
    _check_room(task)
    _refuse_twice(made)
    made.fill_search_text()
    made.save()
    publish(Kind.WEB_LINK_CREATED, project, made, _changes(after=made), actor, count=1)
    return made


@service
def update(*, link: WebLink, changed: Mapping[str, str], seen_version: int | None, actor: User) -> WebLink:
    """Give it another address or title. EditConflict where somebody has changed the same since `seen_version`."""
    project, link = locked(link, WebLink.objects.all())
    merged = VERSIONED.merge(link, changed, seen_version)
    VERSIONED.refuse_conflicts(link, merged, changed)
    if not merged.changes:
        return link
    before = _copy(link)
    _write(link, merged.changes)
    publish(Kind.WEB_LINK_UPDATED, project, link, _changes(before, link), actor)
    return link


@service
def delete(*, link: WebLink, actor: User) -> WebLink:
    """Hide it at once; it can be undone until it is purged after 30 days."""
    project, link = locked(link, WebLink.objects.all())
    hide(link)
    publish(Kind.WEB_LINK_DELETED, project, link, _changes(before=link), actor, count=-1)
    return link


def take_back(project: Project, activity: Activity, *, actor: User) -> Activity:
    """Undo a change of a web link, for `services.undo`, which holds the lock and knows that it is the actor's own."""
    before, after = activity.changes["web_link"]
    link = of_change(activity, ref_id(after) or ref_id(before), WebLink.objects.all())
    refuse_if_newer(link, activity, Kind.WEB_LINK_DELETED)
    _before_version, version = activity.changes["web_link_version"]
    if version is not None and version != link.version:
        raise ChangedSince
    if activity.kind == Kind.WEB_LINK_UPDATED:
        was = _copy(link)
        # An imported history says what its file says.
        old = {field: VERSIONED.cleaners[field](text(activity.changes[f"web_link_{field}"][0])) for field in FIELDS}
        _write(link, old)
        return publish(Kind.UNDONE, project, link, _changes(was, link), actor, undoes=activity)
    if activity.kind == Kind.WEB_LINK_CREATED:
        hide(link)
        return publish(Kind.UNDONE, project, link, _changes(before=link), actor, count=-1, undoes=activity)
    _check_room(link.task)
    _refuse_twice(link)
    bring_back(link)
    return publish(Kind.UNDONE, project, link, _changes(after=link), actor, count=1, undoes=activity)


def purge(border: datetime.datetime) -> int:
    """Remove for good what was deleted before that moment; returns how many links that were."""
    gone = dict(WebLink.objects.filter(deleted_at__lt=border).values_list("pk", "task"))
    _forget(set(gone), set(gone.values()))
    WebLink.objects.filter(pk__in=gone).delete()
    return len(gone)


def _forget(links: set[int], tasks: set[int]) -> None:
    """Take what these said out of the history, which needs it for undo alone."""
    rows = Activity.objects.filter(task__in=tasks, changes__has_key="web_link") if links else []
    changed = [row for row in rows if links & set(map(ref_id, row.changes["web_link"]))]
    for row in changed:
        row.changes["web_link"] = [{**side, "name": ""} if side else None for side in row.changes["web_link"]]
        for field in FIELDS:
            row.changes[f"web_link_{field}"] = [None if side is None else "" for side in row.changes["web_link"]]
    Activity.objects.bulk_update(changed, ["changes"], batch_size=500)


# --- Parts ------------------------------------------------------------------------------------------------------------


def _check_room(task: Task) -> None:
    """RuleBroken for a task that has as many as there can be."""
    if task.web_link_count >= MOST_LINKS:
        raise RuleBroken(_("A task has room for %(most)s web links. Delete one first.") % {"most": MOST_LINKS})


def _refuse_twice(link: WebLink) -> None:
    same = WebLink.objects.filter(task=link.task, url=link.url, deleted_at=None).exclude(pk=link.pk)
    if same.exists():
        raise RuleBroken(_("This address is among the links of this task already."))


def _copy(link: WebLink) -> WebLink:
    return WebLink(pk=link.pk, url=link.url, title=link.title, version=link.version)


def _write(link: WebLink, values: Mapping[str, Any]) -> None:
    for field, value in values.items():
        setattr(link, field, value)
    if "url" in values:
        _refuse_twice(link)
    link.version += 1
    link.fill_search_text()
    link.save(update_fields=[*FIELDS, "search_text", "version"])


def _changes(before: WebLink | None = None, after: WebLink | None = None) -> dict[str, list[Any]]:
    sides = (before, after)
    return {
        "web_link": [{"id": side.pk, "name": str(side)} if side else None for side in sides],
        "web_link_url": [side.url if side else None for side in sides],
        "web_link_title": [side.title if side else None for side in sides],
        "web_link_version": [side.version if side else None for side in sides],
    }
