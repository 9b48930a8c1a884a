"""What every noun with a version has in common: `services.versioned_edits`."""

import datetime

import pytest

from boards.api import errors
from boards.exceptions import EditConflict, Noun
from boards.services import checklist_items, checklists, comments, editing, projects, tasks, web_links
from tests.factories import make_checklist, make_comment, make_task, make_web_link


def update_comment(*, comment, changed, seen_version, actor):
    """A comment has one field."""
    return comments.update(comment=comment, text=changed["text"], seen_version=seen_version, actor=actor)


def rename_checklist(*, checklist, changed, seen_version, actor):
    """A checklist has one field too."""
    return checklists.rename(checklist=checklist, title=changed["title"], seen_version=seen_version, actor=actor)


def update_web_link(*, web_link, changed, seen_version, actor):
    return web_links.update(link=web_link, changed=changed, seen_version=seen_version, actor=actor)


EDITS = {
    Noun.TASK: (tasks.update, editing.VERSIONED),
    Noun.PROJECT: (projects.update, projects.VERSIONED),
    Noun.COMMENT: (update_comment, comments.VERSIONED),
    Noun.CHECKLIST: (rename_checklist, checklists.VERSIONED),
    Noun.ITEM: (checklist_items.update, checklist_items.VERSIONED),
    Noun.WEB_LINK: (update_web_link, web_links.VERSIONED),
}
FIELDS = dict.fromkeys(EDITS, "title") | {Noun.COMMENT: "text", Noun.ITEM: "text"}


def row_of(noun, project):
    if noun is Noun.PROJECT:
        return project
    task = make_task(project=project)
    if noun is Noun.WEB_LINK:
        return make_web_link(task=task)
    if noun in (Noun.CHECKLIST, Noun.ITEM):
        checklist = make_checklist(task=task, texts=["Jar"])
        return checklist if noun is Noun.CHECKLIST else checklist.items.get()
    return task if noun is Noun.TASK else make_comment(task=task)


def edit(noun, row, seen_version, actor, **changed):
    return EDITS[noun][0](**{noun.value: row}, changed=changed, seen_version=seen_version, actor=actor)


def test_every_noun_is_edited_and_shown():
    assert set(EDITS) == set(errors._CURRENT) == set(Noun)


@pytest.mark.django_db
@pytest.mark.parametrize("noun", [Noun.TASK, Noun.PROJECT])
def test_different_fields_merge(noun, project, owner):
    row = row_of(noun, project)
    seen = row.version
    edit(noun, row, seen, owner, title="Theirs")
    now = edit(noun, row, seen, owner, description="Mine")
    assert (now.title, now.description, now.version) == ("Theirs", "Mine", seen + 2)


@pytest.mark.django_db
@pytest.mark.parametrize("noun", Noun)
def test_a_conflict_says_what_it_is_of(noun, project, owner):
    row = row_of(noun, project)
    field = FIELDS[noun]
    seen, before = row.version, getattr(row, field)
    edit(noun, row, seen, owner, **{field: "Theirs"})
    with pytest.raises(EditConflict) as caught:
        edit(noun, row, seen, owner, **{field: "Mine"})
    assert (caught.value.noun, caught.value.current.pk) == (noun, row.pk)
    assert caught.value.conflicts == {field: (before, "Theirs", "Mine")}


@pytest.mark.django_db
@pytest.mark.parametrize("noun", Noun)
def test_without_a_version_the_last_write_wins(noun, project, owner):
    row, field = row_of(noun, project), FIELDS[noun]
    edit(noun, row, None, owner, **{field: "Theirs"})
    assert getattr(edit(noun, row, None, owner, **{field: "Mine"}), field) == "Mine"


@pytest.mark.django_db
@pytest.mark.parametrize(("noun", "field"), [(Noun.TASK, "due_date"), (Noun.PROJECT, "finish_date")])
def test_what_was_written_is_recorded(noun, field, project, owner):
    row = row_of(noun, project)
    edit(noun, row, None, owner, **{field: datetime.date(2026, 12, 24)})
    changes = project.activities.order_by("-pk").values_list("changes", flat=True).first()
    assert changes[field] == [None, "2026-12-24"]
