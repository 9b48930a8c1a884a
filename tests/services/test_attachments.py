"""Files as they are attached, changed, taken back and purged: rows, content and history."""

import datetime
from dataclasses import replace

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from boards.exceptions import InvalidInput, NotFound, RuleBroken, TaskArchived
from boards.models import Activity, Attachment, Job, Kind, Preview
from boards.services import attachments, projects, stored_files, tasks, undo
from boardsite.attachments import store
from tests.factories import fresh, make_attachment, make_project, make_task, picture


@pytest.fixture
def task(project):
    return make_task(project=project)


@pytest.fixture
def limits(settings):
    def set_to(**values):
        settings.ATTACHMENTS = replace(settings.ATTACHMENTS, **values)

    return set_to


def kinds(task):
    return list(Activity.objects.filter(task=task).order_by("pk").values_list("kind", flat=True))[1:]


def last(task):
    return Activity.objects.filter(task=task).latest("pk")


def content(attachment):
    return b"".join(store().pieces(attachment.key, 0, attachment.size))


def ready(task, **values):
    attachment = make_attachment(task=task, name="a.png", content=picture(), **values)
    attachments.note_preview(attachment_id=attachment.pk, preview=Preview.READY, width=80, height=60)
    return fresh(attachment)


def test_a_file_is_kept_with_what_it_holds(task, owner):
    attachment = make_attachment(task=task, name="../Plan.html", content=b"<script>1</script>")
    assert (attachment.name, attachment.content_type, attachment.size) == ("Plan.html", "text/plain", 18)
    assert content(attachment) == b"<script>1</script>" and attachment.uploaded_by == owner
    assert fresh(task).file_count == 1
    assert last(task).kind == Kind.ATTACHMENT_CREATED
    assert last(task).changes == {"attachment": [None, {"id": attachment.pk, "name": "Plan.html"}]}


def test_the_card_changes_with_the_number_of_files(task, project):
    before = fresh(task.column).revision
    attachment = make_attachment(task=task)
    assert fresh(task.column).revision == fresh(project).revision > before
    attachments.rename(attachment=attachment, name="Other.txt", actor=project.owner)
    assert fresh(task.column).revision < fresh(project).revision


def test_two_files_of_one_name_both_stay(task):
    one, other = make_attachment(task=task), make_attachment(task=task, content=b"Other")
    assert one.name == other.name and one.key != other.key
    assert (content(one), content(other)) == (b"Notes", b"Other")


def test_files_go_to_completed_tasks_and_not_to_archived_ones(task, owner):
    tasks.complete(task=task, actor=owner)
    make_attachment(task=task)
    tasks.archive(task=fresh(task), actor=owner)
    with pytest.raises(TaskArchived):
        make_attachment(task=task)


def test_a_picture_asks_for_its_preview(task):
    make_attachment(task=task)
    attachment = make_attachment(task=task, content=picture())
    assert attachment.preview == Preview.WAITING
    assert list(Job.objects.filter(name=attachments.THUMBNAIL).values_list("arguments", flat=True)) == [[attachment.pk]]


@pytest.mark.parametrize(("size", "fits"), [(1_000_000, True), (1_000_001, False)])
def test_a_file_may_be_as_large_as_is_set(task, limits, size, fits):
    limits(megabytes=1)
    if fits:
        make_attachment(task=task, content=b"x" * size)
    else:
        with pytest.raises(RuleBroken, match="at most 1 MB"):
            make_attachment(task=task, content=b"x" * size)


def test_a_task_has_as_many_as_is_set(task, limits):
    limits(per_task=1)
    make_attachment(task=task)
    with pytest.raises(RuleBroken, match="at most 1 files"):
        make_attachment(task=task)


def test_all_of_a_project_come_to_as_much_as_is_set(task, project, owner, limits):
    limits(project_megabytes=1)
    first = make_attachment(task=task, content=b"x" * 600_000)
    with pytest.raises(RuleBroken, match="at most 1 MB in all"):
        make_attachment(task=make_task(project=project), content=b"x" * 600_000)
    attachments.delete(attachment=first, actor=owner)
    make_attachment(task=task, content=b"x" * 600_000)
    make_attachment(task=make_task(project=make_project(title="Other")), content=b"x" * 600_000)


def test_deleting_and_attaching_again_and_again_does_not_fill_the_disk(task, owner, limits):
    limits(project_megabytes=1)
    for _each in range(3):
        attachments.delete(attachment=make_attachment(task=task, content=b"x" * 600_000), actor=owner)
    with pytest.raises(RuleBroken, match="Deleted files"):
        make_attachment(task=task, content=b"x" * 600_000)


def test_a_name_changes_and_comes_back(task, owner):
    attachment = make_attachment(task=task, name="a\u202eb.txt")
    attachments.rename(attachment=attachment, name="Other.txt", actor=owner)
    assert fresh(attachment).name == "Other.txt"
    undo.undo(activity=last(task), actor=owner)
    assert fresh(attachment).name == "a\u202eb.txt"
    assert kinds(task) == ["attachment.created", "attachment.updated", "undone"]


def test_the_same_name_is_no_change(task, owner):
    attachments.rename(attachment=make_attachment(task=task), name="notes.txt", actor=owner)
    assert kinds(task) == ["attachment.created"]


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 256])
def test_some_names_are_none(task, owner, name):
    with pytest.raises(InvalidInput):
        attachments.rename(attachment=make_attachment(task=task), name=name, actor=owner)


def test_a_deleted_file_is_hidden_and_comes_back(task, owner):
    attachment = make_attachment(task=task)
    attachments.delete(attachment=attachment, actor=owner)
    assert fresh(attachment).deleted_at and fresh(task).file_count == 0
    with pytest.raises(NotFound):
        attachments.rename(attachment=attachment, name="x", actor=owner)
    undo.undo(activity=last(task), actor=owner)
    assert fresh(attachment).deleted_at is None and fresh(task).file_count == 1
    assert content(attachment) == b"Notes"


def test_attaching_is_undone(task, owner):
    attachment = make_attachment(task=task)
    undo.undo(activity=last(task), actor=owner)
    assert fresh(attachment).deleted_at and fresh(task).file_count == 0


def test_undo_is_refused_where_something_newer_is_in_the_way(task, owner):
    attachment = make_attachment(task=task)
    made = last(task)
    attachments.rename(attachment=attachment, name="b.txt", actor=owner)
    renamed = last(task)
    attachments.rename(attachment=fresh(attachment), name="c.txt", actor=owner)
    with pytest.raises(RuleBroken):
        undo.undo(activity=renamed, actor=owner)
    attachments.delete(attachment=fresh(attachment), actor=owner)
    with pytest.raises(RuleBroken):
        undo.undo(activity=made, actor=owner)


def test_undo_keeps_to_the_number_of_files(task, owner, limits):
    limits(per_task=1)
    attachments.delete(attachment=make_attachment(task=task), actor=owner)
    deleted = last(task)
    make_attachment(task=task)
    with pytest.raises(RuleBroken, match="at most 1 files"):
        undo.undo(activity=deleted, actor=owner)


def test_a_card_shows_a_cover_and_no_longer(task, owner):
    one, other = ready(task), ready(task)
    attachments.choose_cover(attachment=one, on=True, actor=owner)
    assert fresh(task).cover == one
    attachments.choose_cover(attachment=other, on=True, actor=owner)
    assert fresh(task).cover == other
    undo.undo(activity=last(task), actor=owner)
    assert fresh(task).cover == one
    attachments.choose_cover(attachment=one, on=False, actor=owner)
    assert fresh(task).cover is None
    undo.undo(activity=last(task), actor=owner)
    assert fresh(task).cover == one


def test_a_cover_goes_and_comes_back_with_its_file(task, owner):
    attachment = ready(task)
    attachments.choose_cover(attachment=attachment, on=True, actor=owner)
    attachments.delete(attachment=attachment, actor=owner)
    assert fresh(task).cover is None
    undo.undo(activity=last(task), actor=owner)
    assert fresh(task).cover == attachment


def test_only_pictures_with_a_preview_are_covers(task, owner):
    with pytest.raises(InvalidInput):
        attachments.choose_cover(attachment=make_attachment(task=task), on=True, actor=owner)


# --- Content and rows -------------------------------------------------------------------------------------------------


def test_content_that_no_row_tells_of_is_discarded(task):
    stored = stored_files.keep(ContentFile(b"x"))
    assert store().exists(stored.key)
    stored_files.discard([stored.key, stored.key])
    assert not store().exists(stored.key)


def purged_after(days, attachment, django_capture_on_commit_callbacks):
    Attachment.objects.filter(pk=attachment.pk).update(deleted_at=timezone.now() - datetime.timedelta(days=days))
    with django_capture_on_commit_callbacks(execute=True):
        projects.purge()
    return not Attachment.objects.filter(pk=attachment.pk).exists(), not store().exists(attachment.key)


@pytest.mark.parametrize(("days", "gone"), [(29, False), (31, True)])
def test_deleted_files_are_purged_with_their_content(task, owner, days, gone, django_capture_on_commit_callbacks):
    attachment = ready(task)
    stored_files.keep_thumbnail(attachment.thumbnail_key, b"small")
    attachments.choose_cover(attachment=attachment, on=True, actor=owner)
    attachments.delete(attachment=attachment, actor=owner)
    assert purged_after(days, attachment, django_capture_on_commit_callbacks) == (gone, gone)
    assert store().exists(attachment.thumbnail_key) is not gone


@pytest.mark.parametrize("what", ["task", "project"])
def test_content_goes_with_its_task_and_project(task, project, owner, what, django_capture_on_commit_callbacks):
    attachment = make_attachment(task=task)
    row = {"task": task, "project": project}[what]
    type(row).objects.filter(pk=row.pk).update(deleted_at=timezone.now() - datetime.timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        projects.purge()
    assert not Attachment.objects.exists() and not store().exists(attachment.key)


def test_content_stays_if_the_purge_does_not_happen(task, owner):
    attachment = make_attachment(task=task)
    attachments.delete(attachment=attachment, actor=owner)
    attachments.purge(timezone.now() + datetime.timedelta(days=1))
    # Nothing is committed in this test.
    assert store().exists(attachment.key)
