"""What the preview says of a file is true of it: each sentence and number."""

import pytest
from django.template.loader import render_to_string

from boards.models import Status
from boards.transfer import importing, outlines
from boards.transfer.boards import Board, Card, Label, Lane
from boards.transfer.moments import moment

pytestmark = pytest.mark.django_db
LANES = (Lane("open", "To do", status=Status.PENDING), Lane("done", "Done", status=Status.COMPLETED))


def plan(owner, *cards, lists=LANES, **more):
    return importing.prepare(Board(tool="Tool", name="Board", lists=lists, cards=cards, **more), owner=owner)


def test_a_completed_card_is_said_to_be_dated_by_its_last_change_only_if_the_file_tells_it(owner):
    told = Card(id="1", list_id="done", title="Told", changed_at=moment("2026-03-01"))
    found = plan(owner, told, Card(id="2", list_id="done", title="Silent"))
    notes = [str(each) for each in found.changed]
    assert "Completed cards without a time of completion, dated by their last change: 1 (“Told”)" in notes
    assert "Completed cards without a time of completion, dated by the day of the import: 1 (“Silent”)" in notes


def test_labels_without_colours_are_one_whatever_their_capitals(owner):
    labels = {name: Label(name, name) for name in ("Büro", "büro", "Home")}
    found = plan(owner, Card(id="1", list_id="open", title="A", labels=("Büro", "büro")), labels=labels)
    assert [tag.name for tag in found.tags] == ["Büro", "Home"] and found.tasks[0].tags == ("Büro",)


def test_cards_in_a_list_of_what_is_done_count_as_complete(owner):
    cards = [Card(id="1", list_id="done", title="A"), Card(id="2", list_id="open", title="B", done=True)]
    given_up = Card(id="3", list_id="done", title="C", closed=True)
    found = plan(owner, *cards, given_up, Card(id="4", list_id="open", title="D"))
    assert str(next(each for each in found.counts if each.name == "Cards")) == "4 (1 archived, 2 complete)"


def test_large_numbers_are_written_in_groups(owner):
    cards = [Card(id=str(number), list_id="open", title="A", place="Oven") for number in range(1200)]
    found = plan(owner, *cards)
    assert str(found.counts[1]) == "1,200" and "1,200" in str(found.changed[0])
    page = render_to_string("boards/imports/_notes.html", {"told": outlines.notes(found), "tool": "Tool"})
    assert "<b>1,200</b>" in page


def test_moments_in_fields_are_written_as_people_do(owner):
    fields = (
        ("Waits until", "2027-12-01T22:30:00+00:00"),
        ("Finish", "2026-12-04T17:00:00"),
        ("Build", "2026-12-04Tx"),
        ("Day", "2026-12-04"),
    )
    owner.time_zone = "Europe/Berlin"

    (task,) = plan(owner, Card(id="1", list_id="open", title="A", fields=fields)).tasks
    assert [line.partition(":** ")[2] for line in task.description.splitlines() if ":** " in line] == [
        "2027-12-01 23:30",
        "2026-12-04 17:00",
        "2026-12-04Tx",
        "2026-12-04",
    ]
