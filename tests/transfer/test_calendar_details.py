"""What tasks of calendars hold beside what is plain: order, zones, durations, names with backslashes."""

import pytest

from boards.transfer import importing
from boards.transfer.boards import Link

ICS = """BEGIN:VCALENDAR
NAME:Chores
BEGIN:VTODO
UID:1
SUMMARY:Second
X-APPLE-SORT-ORDER:20
DUE;TZID=W. Europe Standard Time:20260301T100000
ATTENDEE;CN="Ada Lovelace":mailto:ada@example.com
COMMENT:Asked Bob
CLASS:PUBLIC
END:VTODO
BEGIN:VTODO
UID:2
SUMMARY:First
X-APPLE-SORT-ORDER:10
DUE;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20260301T100000
RELATED-TO;RELTYPE=CHILD:1
STATUS:COMPLETED
COMPLETED:20260201T100000Z
END:VTODO
BEGIN:VTODO
UID:2
RECURRENCE-ID:20260302T100000Z
SUMMARY:First again
RELATED-TO:gone
END:VTODO
END:VCALENDAR
"""


@pytest.mark.django_db
def test_tasks_of_calendars(boards_of, owner):
    (board,) = boards_of(ICS.encode())
    first, second, again = board.cards
    assert [card.title for card in board.cards] == ["First", "Second", "First again"]
    assert first.due == second.due == "2026-03-01T10:00:00+01:00"
    assert second.members == ("ada@example.com",) and second.comments[0].text == "Asked Bob" and not second.fields
    assert first.links == (Link("child", "1"),) and again.links == (Link("parent", "gone"),)
    assert len({card.id for card in board.cards}) == 3
    plan = importing.prepare(board, owner=owner)
    assert [task.completed_at.date().isoformat() for task in plan.tasks if task.completed_at] == ["2026-02-01"]


@pytest.mark.parametrize("name", ["X-WR-CALDESC", "DESCRIPTION", "description;LANGUAGE=en"])
def test_what_a_calendar_says_of_itself_describes_the_project(boards_of, name):
    event = "BEGIN:VEVENT\nDESCRIPTION:Of an event\nEND:VEVENT\nBEGIN:VTODO\nUID:1\nSUMMARY:Bake\nEND:VTODO\n"
    told = f"X-WR-CALNAME:Fair\n{name}:Bread\\, cakes\\nand coffee\n"
    (board,) = boards_of(f"BEGIN:VCALENDAR\n{told}{event}END:VCALENDAR\n".encode())
    assert board.description == "Bread, cakes\nand coffee" and board.name == "Fair"
    (bare,) = boards_of(f"BEGIN:VCALENDAR\n{event}END:VCALENDAR\n".encode())
    assert bare.description == ""


def test_backslashes_in_calendars_count_once_and_part_no_names(boards_of):
    # Readers differ here: findings/icalendar-categories-comma.sh.
    categories = r"CATEGORIES:Food\, drink,C:\\,Home,a\\\,b"
    summary = r"SUMMARY:C:\\new folder"
    (board,) = boards_of(
        f"BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:1\n{summary}\n{categories}\nEND:VTODO\nEND:VCALENDAR\n".encode()
    )
    assert list(board.labels) == ["Food, drink", "C:\\", "Home", r"a\,b"]
    assert board.cards[0].title == r"C:\new folder"


@pytest.mark.parametrize(
    ("start", "told"), [("20260301T090000Z", ""), ("20260228T090000Z", "2026-02-28T09:00:00+00:00")]
)
def test_a_reminder_that_begins_when_it_is_due_has_one_date(boards_of, start, told):
    lines = f"BEGIN:VTODO\nUID:1\nDTSTART:{start}\nDUE:20260301T090000Z\nEND:VTODO\n"
    (board,) = boards_of(f"BEGIN:VCALENDAR\n{lines}END:VCALENDAR\n".encode())
    assert [card.start for card in board.cards] == [told] and board.cards[0].due


OWN_ZONE = """BEGIN:VCALENDAR
BEGIN:VTODO
UID:1
DUE;TZID=Home:20260301T100000
DTSTART;TZID=Nowhere:20260301T100000
END:VTODO
BEGIN:VTODO
UID:2
DUE;TZID=Customized:20260701T100000
END:VTODO
BEGIN:VTIMEZONE
TZID:Home
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETTO:+0530
END:STANDARD
END:VTIMEZONE
BEGIN:VTIMEZONE
TZID:Customized
X-LIC-LOCATION:Europe/Berlin
END:VTIMEZONE
END:VCALENDAR
"""


def test_zones_that_a_calendar_defines_itself(boards_of):
    (board,) = boards_of(OWN_ZONE.encode())
    first, second = board.cards
    assert (first.due, second.due) == ("2026-03-01T10:00:00+05:30", "2026-07-01T10:00:00+02:00")
    assert first.start == "2026-03-01T10:00:00"
    assert board.remarks == (("Zones that are not known; times are taken as they are written", "Nowhere"),)


WRITTEN_BY_A_LIBRARY = """BEGIN:VCALENDAR
BEGIN:VTODO
UID:1
DUE;TZID="UTC+02:00":20260701T233000
DTSTART;TZID="UTC-03:30":20260701T100000
COMPLETED;TZID=Europe/Berlin:20260702T003000
END:VTODO
BEGIN:VTODO
UID:2
DTSTART;TZID=Europe/Berlin:20260328T100000
DURATION:P1DT2H
END:VTODO
BEGIN:VTODO
UID:3
DTSTART;VALUE=DATE:20260328
DURATION:P2W
END:VTODO
END:VCALENDAR
"""


def test_zones_that_only_say_how_far_they_are_from_utc(boards_of):
    # findings/icalendar-fixed-offset.sh, findings/icalendar-completed-zone.sh
    (board,) = boards_of(WRITTEN_BY_A_LIBRARY.encode())
    first = board.cards[0]
    assert (first.due, first.start) == ("2026-07-01T23:30:00+02:00", "2026-07-01T10:00:00-03:30")
    assert first.done_at.isoformat() == "2026-07-01T22:30:00+00:00"
    assert not board.remarks


def test_a_task_with_a_duration_is_due_when_that_is_over(boards_of):
    (board,) = boards_of(WRITTEN_BY_A_LIBRARY.encode())
    assert [card.due for card in board.cards[1:]] == ["2026-03-29T12:00:00+02:00", "2026-04-11"]
