"""Boxes in descriptions and comments: ticked where they stand, in a text that others change too."""

import pytest

from boards.exceptions import RuleBroken, TaskArchived, TaskLocked
from boards.models import Activity, Kind
from boards.rules.boxes import ticked
from boards.rules.markdown import to_html
from boards.services import comments, tasks, text_boxes, undo
from tests.factories import fresh, make_comment, make_task

TEXT = "Intro [ ] no box\n\n- [ ] One\n- [x] Two\n  1. [ ] Three\n\n> * [X] Four\n\n```\n- [ ] code\n```\n- \\[ ] none"


@pytest.fixture
def task(project):
    return make_task(project=project, description=TEXT)


@pytest.mark.parametrize(
    ("number", "done", "old", "new"),
    [
        (0, True, "- [ ] One", "- [x] One"),
        (1, False, "- [x] Two", "- [ ] Two"),
        (2, True, "  1. [ ] Three", "  1. [x] Three"),
        (3, False, "> * [X] Four", "> * [ ] Four"),
    ],
)
def test_the_box_that_is_seen_is_the_box_that_is_ticked(number, done, old, new):
    assert ticked(TEXT, TEXT, number, done=done) == TEXT.replace(old, new)
    value = f'value="{number}-{"yes" if done else "no"}"'
    assert value in to_html(TEXT, boxes="form")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_all_else_stays_to_the_letter(ending):
    text = ending.join(["a  ", "", "- [ ] One\t", "- [ ] Two", ""])
    assert ticked(text, text, 1, done=True) == text.replace("[ ] Two", "[x] Two")


def test_in_a_text_that_was_changed_it_is_known_by_its_line():
    other = f"New above\n\n- [ ] Zero\n{TEXT}".replace("[x] Two", "[ ] Two")
    assert ticked(TEXT, other, 0, done=True) == other.replace("- [ ] One", "- [x] One")
    assert ticked(TEXT, other, 1, done=False) == other
    for text in (TEXT.replace("One", "Won"), TEXT.replace("- [ ] One", "- [ ] One\n- [x] One")):
        with pytest.raises(RuleBroken, match="not there any more"):
            ticked(TEXT, text, 0, done=True)
    with pytest.raises(RuleBroken):
        ticked(TEXT, TEXT, 4, done=True)


def test_boxes_are_inert_without_a_form_and_nobody_types_a_button():
    assert "<button" not in to_html(TEXT) and "disabled" in to_html(TEXT)
    html = to_html('- [ ] <button form="x" name="box">"&\n\n<button onclick="x">', boxes="form")
    assert html.count("<button") == 1 and "onclick=" not in html.replace("&lt;button onclick=", "")


def tick(task, number, actor, *, done=True, seen=1):
    return text_boxes.tick_in_task(task=task, number=number, done=done, seen_version=seen, actor=actor)


def test_description_changes_with_its_version_and_the_history(task, member, owner):
    saved = tick(task, 0, member)
    assert "- [x] One" in saved.description and saved.version == 2
    row = Activity.objects.latest("pk")
    assert (row.kind, row.changes["description"][0]) == (Kind.TASK_UPDATED, TEXT)
    # Both saw version 1.
    tick(task, 2, owner)
    assert "- [x] One" in fresh(task).description and "[x] Three" in fresh(task).description
    before = Activity.objects.latest("pk")
    tick(task, 0, owner)
    assert Activity.objects.latest("pk") == before
    undo.undo(activity=before, actor=owner)
    assert "[ ] Three" in fresh(task).description


def test_completed_and_archived_tasks_take_no_tick_in_the_description(task, owner):
    tasks.complete(task=task, actor=owner)
    with pytest.raises(TaskLocked):
        tick(task, 0, owner)
    comment = make_comment(task=task, text="- [ ] One", actor=owner)
    saved = text_boxes.tick_in_comment(comment=comment, number=0, done=True, seen_version=1, actor=owner)
    assert (saved.text, saved.version) == ("- [x] One", 2)
    tasks.archive(task=task, actor=owner)
    with pytest.raises(TaskArchived):
        text_boxes.tick_in_comment(comment=comment, number=0, done=False, seen_version=2, actor=owner)


def test_members_tick_in_comments_of_others_too(task, member, owner):
    comment = make_comment(task=task, text="- [ ] One\n- [ ] Two", actor=owner)
    comments.update(comment=comment, text="Now:\n\n- [ ] One\n- [ ] Two", seen_version=1, actor=owner)
    saved = text_boxes.tick_in_comment(comment=comment, number=1, done=True, seen_version=1, actor=member)
    assert saved.text == "Now:\n\n- [ ] One\n- [x] Two"
    assert Activity.objects.latest("pk").kind == Kind.COMMENT_UPDATED
