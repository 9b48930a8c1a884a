"""The only writer of attached files: rows, and how many of them a card shows.

The content lies in the store before (`stored_files`). The history keeps of each change which file it was and its name.
Like comments, files may be attached to completed tasks too; an archived task takes none.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from boards import events
from boards.events import Kind
from boards.exceptions import ChangedSince, InvalidInput, RuleBroken
from boards.models import Activity, Attachment, Preview, Project, Task, User
from boards.rules import file_names
from boards.rules.changes import Change, Changes, Ref, ref_id
from boards.rules.text import clean_line
from boards.services import jobs, stored_files
from boards.services.jobs import NewJob
from boards.services.stored_files import Stored
from boards.services.task_parts import bring_back, hide, locked, of_change, publish, refuse_if_newer
from boards.services.transactions import lock, raise_revision, service
from boards.services.validation import lock_with_open_task
from boardsite.attachments import MEGABYTE
from boardsite.database import statements
from boardsite.database.statements import together

KINDS = frozenset({Kind.ATTACHMENT_CREATED, Kind.ATTACHMENT_UPDATED, Kind.ATTACHMENT_DELETED})
# The job that makes the small picture (boards/jobs/thumbnails.py) and its queue.
THUMBNAIL, QUEUE = "attachments.thumbnail", "files"


class NoRoom(RuleBroken):
    """More than a file may be, a task may have, or the files of a project may come to."""


def check_room(task: Task, size: int) -> None:
    """NoRoom for a file of this size, as things stand now; so nobody sends in vain what can't be taken."""
    _check_size(size)
    _check_task(task)
    check_project(task.project_id, size)


@service
def add(*, task: Task, stored: Stored, name: str, actor: User) -> Attachment:
    """Attach what lies in the store. The caller takes it out again if this fails."""
    name = file_names.clean(name)
    _check_size(stored.size)
    project, task, _reads = lock_with_open_task(task)
    _check_task(task)
    check_project(project.pk, stored.size)
    attachment = Attachment(
        task=task,
        uploaded_by=actor,
        name=name,
        content_type=stored.content_type,
        size=stored.size,
        sha256=stored.sha256,
        key=stored.key,
    )
    attachment.preview = Preview.WAITING if attachment.is_picture else Preview.NONE
    attachment.save()
    if attachment.is_picture:
        jobs.add(NewJob(THUMBNAIL, QUEUE, (attachment.pk,)))
    publish(Kind.ATTACHMENT_CREATED, project, attachment, {"attachment": [None, _ref(attachment)]}, actor, count=1)
    return attachment


@service
def rename(*, attachment: Attachment, name: str, actor: User) -> Attachment:
    """Give it another name; what it is stays as it was found out."""
    name = file_names.clean(clean_line("name", name, file_names.NAME_LIMIT))
    project, attachment = locked(attachment, _with_person())
    before = _ref(attachment)
    if name != attachment.name:
        _rename(project, attachment, name, before, actor)
    return attachment


@service
def delete(*, attachment: Attachment, actor: User) -> Attachment:
    """Hide it at once; it can be undone until it is purged after 30 days. A cover goes with it."""
    project, attachment = locked(attachment, _with_person())
    hide(attachment)
    changes = {"attachment": [_ref(attachment), None], **_uncovered(attachment)}
    publish(Kind.ATTACHMENT_DELETED, project, attachment, changes, actor, count=-1, shown=["cover"])
    return attachment


@service
def choose_cover(*, attachment: Attachment, on: bool, actor: User) -> Attachment:
    """Show the picture on the card, or no longer. InvalidInput for what there is no small picture of."""
    project, attachment = locked(attachment, _with_person())
    if on and attachment.preview != Preview.READY:
        raise InvalidInput("cover", _("Choose a picture with a preview."))
    if on is (attachment.task.cover_id == attachment.pk):
        return attachment
    before = _cover_of(attachment.task)
    attachment.task.cover = attachment if on else None
    changes: Changes = {"cover": [before, _ref(attachment) if on else None]}
    publish(Kind.ATTACHMENT_UPDATED, project, attachment, changes, actor, shown=["cover"])
    return attachment


@service
def note_preview(*, attachment_id: int, preview: Preview, width: int | None = None, height: int | None = None) -> None:
    """How the making of its small picture has ended. It is told to nobody: who waits for it asks.

    But a card that has waited for its cover, as after an import, is drawn anew, and has none where there is no picture.
    """
    waiting = Task.objects.filter(cover=attachment_id)
    found = waiting.values_list("project_id", flat=True).first()
    project = None if found is None else lock(found, archived=True, deleted=True)
    Attachment.objects.filter(pk=attachment_id).update(preview=preview, width=width, height=height)
    task = waiting.select_related("column").first()
    if project is None or task is None:
        return
    if preview != Preview.READY:
        task.cover = None
        together(statements.saving(task, ["cover"]))
    columns = raise_revision(project, columns=[task.column])
    cause = Activity.objects.filter(task=task).order_by("-pk").first()
    if cause is not None:
        events.announce_beside(cause, project, [task.pk], columns)


def take_back(project: Project, activity: Activity, *, actor: User) -> Activity:
    """Undo a change of a file, for `services.undo`, which holds the lock and knows that it is the actor's own."""
    sides = [*activity.changes.get("attachment", ()), *activity.changes.get("cover", ())]
    found = next((pk for pk in map(ref_id, sides) if pk), None)
    attachment = of_change(activity, found, Attachment.objects.select_related("task__cover"))
    refuse_if_newer(attachment, activity, Kind.ATTACHMENT_DELETED)
    if "cover" in activity.changes and activity.kind == Kind.ATTACHMENT_UPDATED:
        return _take_back_cover(project, attachment, activity, actor)
    if activity.kind == Kind.ATTACHMENT_UPDATED:
        return _take_back_name(project, attachment, activity, actor)
    if activity.kind == Kind.ATTACHMENT_CREATED:
        hide(attachment)
        gone: Changes = {"attachment": [_ref(attachment), None], **_uncovered(attachment)}
        return publish(Kind.UNDONE, project, attachment, gone, actor, count=-1, shown=["cover"], undoes=activity)
    _check_task(attachment.task)
    bring_back(attachment)
    here = _ref(attachment)
    changes: dict[str, Change] = {"attachment": [None, here]}
    if "cover" in activity.changes and attachment.task.cover_id is None:
        attachment.task.cover = attachment
        changes["cover"] = [None, here]
    return publish(Kind.UNDONE, project, attachment, changes, actor, count=1, shown=["cover"], undoes=activity)


def purge(border: datetime.datetime) -> int:
    """Remove for good what was deleted before that moment; returns how many files that were."""
    gone = list(Attachment.objects.filter(deleted_at__lt=border).values_list("pk", "key"))
    Attachment.objects.filter(pk__in=[pk for pk, _key in gone]).delete()
    forget([key for _pk, key in gone])
    return len(gone)


def forget(keys: list[str]) -> None:
    """Take the content of rows that go out of the store, once it is certain that they are gone."""

    def discard() -> None:
        stored_files.discard(each for key in keys for each in (key, f"{key}.thumbnail"))

    if keys:
        transaction.on_commit(discard, robust=True)


# --- Limits -----------------------------------------------------------------------------------------------------------


def _check_size(size: int) -> None:
    limit = settings.ATTACHMENTS
    if size > limit.most_bytes:
        raise NoRoom(_("A file may have at most %(limit)s MB.") % {"limit": limit.megabytes})


def _check_task(task: Task) -> None:
    limit = settings.ATTACHMENTS.per_task
    if task.file_count >= limit:
        raise NoRoom(_("A task may have at most %(limit)s files. Delete one first.") % {"limit": limit})


def check_project(project_id: int, size: int) -> None:
    """NoRoom where so much more would be too much for the project. One query."""
    limit = settings.ATTACHMENTS.project_megabytes
    here = Q(deleted_at=None, task__deleted_at=None)
    files = Attachment.objects.filter(task__project=project_id)
    sizes = files.aggregate(here=Sum("size", filter=here, default=0), stored=Sum("size", default=0))
    if sizes["here"] + size > limit * MEGABYTE:
        raise NoRoom(
            _("The files of a project may come to at most %(limit)s MB in all. Delete some first.") % {"limit": limit}
        )
    # What can still be brought back lies in the store: to delete and attach again and again must not fill it.
    if sizes["stored"] + size > 2 * limit * MEGABYTE:
        raise NoRoom(_("Deleted files of this project still take up too much room. They go for good after 30 days."))


# --- Parts ------------------------------------------------------------------------------------------------------------


def _with_person() -> QuerySet[Attachment]:
    return Attachment.objects.select_related("uploaded_by")


def _ref(attachment: Attachment) -> Ref:
    return {"id": attachment.pk, "name": attachment.name}


def _cover_of(task: Task) -> Ref | None:
    return _ref(task.cover) if task.cover else None


def _uncovered(attachment: Attachment) -> Changes:
    """What else changes if it is its task's cover, which it no longer is then."""
    if attachment.task.cover_id != attachment.pk:
        return {}
    attachment.task.cover = None
    return {"cover": [_ref(attachment), None]}


def _rename(
    project: Project,
    attachment: Attachment,
    name: str,
    before: Ref,
    actor: User,
    undoes: Activity | None = None,
) -> Activity:
    attachment.name = name
    attachment.save(update_fields=["name"])
    kind = Kind.UNDONE if undoes else Kind.ATTACHMENT_UPDATED
    changes: Changes = {"attachment": [before, _ref(attachment)]}
    return publish(kind, project, attachment, changes, actor, undoes=undoes)


def _take_back_name(project: Project, attachment: Attachment, activity: Activity, actor: User) -> Activity:
    old, new = activity.changes["attachment"]
    before = _ref(attachment)
    if before != new:
        raise ChangedSince
    return _rename(project, attachment, file_names.clean(old["name"]), before, actor, activity)


def _take_back_cover(project: Project, attachment: Attachment, activity: Activity, actor: User) -> Activity:
    old, new = activity.changes["cover"]
    task = attachment.task
    if task.cover_id != ref_id(new):
        raise ChangedSince
    before = _cover_of(task)
    task.cover = Attachment.objects.filter(pk=ref_id(old) or 0, task=task, deleted_at=None).first()
    changes: Changes = {"cover": [before, _cover_of(task)]}
    return publish(Kind.UNDONE, project, attachment, changes, actor, shown=["cover"], undoes=activity)
