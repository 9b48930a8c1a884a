"""What tables of known tools say beside what they say plainly."""
# ruff: noqa: E501

import time

import pytest

from boards.transfer import importing, opening
from boards.transfer.boards import Link
from tests.transfer import table_samples as samples
from tests.transfer.reading import brought, lists, plan_or_sentence

TRELLO = """Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,Attachment Count,Attachment Links,Checklist Item Total Count,Checklist Item Completed Count,Vote Count,Comment Count,Last Activity Date,List ID,List Name,Board ID,Board Name,Archived,Start Date,Due Complete,Size
5e8d4b95ce8902488a3c71b5,Sow,https://trello.com/c/aBcD1234/41-sow,"In rows, deep","Garden, small (green_dark), (red)",Ada Lovelace,2026-03-01T10:00:00.000Z,1,https://trello.example.com/a.png,3,1,2,4,2026-02-01T10:00:00.000Z,L1,To do,B1,Allotment,false,2026-02-20T10:00:00.000Z,false,Large
5e8d4b95ce8902488a3c71b6,Weed,https://trello.com/c/aBcD1235/42-weed,,,"Ada Lovelace, Bob",2026-03-01T10:00:00.000Z,0,,0,0,0,0,2026-02-01T10:00:00.000Z,L2,Now,B1,Allotment,true,,true,
"""
KANBOARD = """Aufgaben-Nr.;Referenz;Projekt;Status;Kategorie;Swimlane;Spalte;Position;Farbe;Fälligkeitsdatum;Ersteller;Name des Erstellers;Zuständiger Benutzername;Name des Zuständigen;Komplexität;Titel;Erstellungsdatum;Änderungsdatum;Abschlussdatum;Startdatum;Geschätzter Zeitaufwand;Aufgewendete Zeit;Priorität;Tags
7;;Büro;Offen;Ideen;Standard;Offen;1;Gelb;25.03.2026 00:00;admin;;ada;Ada Lovelace;0;Pflanze kaufen;05.01.2026 10:00;06.01.2026 10:00;;;0;0;2;"grün, Büro"
8;;Büro;Geschlossen;;Standard;Erledigt;1;Blau;;admin;;;;3;Gießen;05.01.2026 10:00;06.01.2026 10:00;07.01.2026 10:00;;1.5;0;0;
"""
WEKAN = """"Titel","Beschreibung","Liste","Swimlane","Inhaber","Angefordert von","Zugewiesen von","Mitglieder","Zugewiesen","Labels","Startdatum","Fälligkeit","Enddatum","Mehrarbeit (Stunden)","Aufgewendete Zeit (Stunden)","Erstellt am","Zuletzt geändert am","Letzte Aktivität","Abstimmung","archiviert","CustomField-Größe-dropdown-S/L"
"Halle","Die große","Zu tun","Standard","ada"," "," ","ada bob","bob","Sehr wichtig-red -green"," ","2026-03-01T10:00:00.000Z","2026-03-02T10:00:00.000Z","false","0","2026-01-05T10:00:00.000Z","2026-01-06T10:00:00.000Z","2026-01-06T10:00:00.000Z"," ","false","L"
"Amt","","Fertig","Standard","ada"," "," ","",""," "," "," "," ","false","2.5","2026-01-05T10:00:00.000Z","2026-01-06T10:00:00.000Z","2026-01-06T10:00:00.000Z"," ","true"," "
"""
TAIGA = """id,ref,subject,description,sprint_id,sprint,sprint_estimated_start,sprint_estimated_finish,owner,owner_full_name,assigned_to,assigned_to_full_name,assigned_users,assigned_users_full_name,status,is_closed,ux-points,total-points,backlog_order,sprint_order,kanban_order,created_date,modified_date,finish_date,client_requirement,team_requirement,attachments,generated_from_issue,generated_from_task,from_task_ref,external_reference,tasks,tags,watchers,voters,due_date,due_date_reason,Size
11,4,Basket,"Line one
two",1,Sprint 1,2026-01-01,2026-01-14,ada,Ada Lovelace,ada,Ada Lovelace,"ada,bob","Ada Lovelace,Bob",New,True,3.0,3.0,1,1,1,2026-01-05 10:00:00.123456+00:00,2026-01-06 10:00:00+00:00,,False,True,0,,,,,5,"front,shop",1,2,2026-03-01,,L
12,6,Shelf,,,,,,ada,Ada Lovelace,,,,,New,False,,0.0,1,1,1,2026-01-05 10:00:00+00:00,2026-01-06 10:00:00+00:00,,False,False,0,,,,,,,0,0,,,
13,5,Pay,,,,,,ada,Ada Lovelace,,,,,Done,True,,0.0,1,1,1,2026-01-05 10:00:00+00:00,2026-01-06 10:00:00+00:00,2026-01-08 10:00:00+00:00,False,False,0,,,,,,,0,0,,,
"""
TODOIST = """TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE,DURATION,DURATION_UNIT,meta,DEADLINE,DEADLINE_LANG,IS_COLLAPSED
meta,view_style=board,,,,,,,,,,,,,,
note,For all of us,,,,Ada (123),,,,,,,,,,
section,Errands,What is near,,,,,,,,,,,,,FALSE
task,Buy milk @home,,1,1,Ada (123),Bob (456),every day,en,Europe/Berlin,15,minute,,2026-03-01,en,
note,"Look [[file {""file_name"": ""list.pdf"", ""file_type"": ""application/pdf"", ""file_url"": ""https://files.example.com/list.pdf""} ]]",,,,Ada (123),,2026-02-01T10:00:00.000000Z,,,,,,,,
note,[[file {broken} ]],,,,Ada (123),,,,,,,,,,
"""
TICKTICK = """\ufeff"Date: 2026-02-27+0000"
"Version: 7.1"
"Status:
0 Normal
1 Completed
2 Archived"
"Folder Name","List Name","Title","Kind","Tags","Content","Is Check list","Start Date","Due Date","Reminder","Repeat","Priority","Status","Created Time","Completed Time","Order","Timezone","Is All Day","Is Floating","Column Name","Column Order","View Mode","taskId","parentId"
"Home","Garden","Second","TEXT","a, b","Text","N","2026-02-20T23:00:00+0000","2026-02-20T23:00:00+0000","PT0S","FREQ=WEEKLY","5","0","2026-02-15T09:30:00+0000","","-10","Europe/Berlin","true","false","Later","20","kanban","1",""
"Home","Garden","First","CHECKLIST","","▪One
▫Two","Y","","2026-02-27 14:59:52","","","0","1","2026-02-10 08:00:00","2026-02-25 16:45:30","-20","Europe/Berlin","false","false","Now","10","kanban","2","1"
"""
# Since 7.2 the numbers of states mean something else, and notes stand among the tasks.
TICKTICK_STATES = """\ufeff"Date: 2026-08-02+0000"
"Version: 7.2"
"Status:
0 Normal
-1 Abandoned
2 Completed"
"Folder Name","List Name","Title","Kind","Tags","Content","Is Check list","Start Date","Due Date","Reminder","Repeat","Priority","Status","Created Time","Completed Time","Order","Timezone","Is All Day","Is Floating","Column Name","Column Order","View Mode","taskId","parentId","projectKind"
"","Home","Sown","TEXT","","","N","","","","","0","2","2026-04-26T12:40:06+0000","2026-07-01T11:32:41+0000","1","",,"false",,,"list","1","","TASK"
"","Home","Given up","TEXT","","","N","","","","","0","-1","2026-04-26T12:40:06+0000","","2","",,"false",,,"list","2","","TASK"
"","Home","Dig","TEXT","","","N","","","","","0","0","2026-04-26T12:40:06+0000","","3","",,"false",,,"list","3","","TASK"
"","Home","Seeds","NOTE","","### Kinds","N","","","","","0","0","2026-04-26T12:40:06+0000","","4","",,"false",,,"list","4","","NOTE"
"""
TICKTICK_OLD = """"Date: 2019-02-27+0000"
"Version: 5.0"
"Status: 0 Normal 1 Completed 2 Archived"
"List Name","Title","Tags","Content","Is Check list","Due Date","Reminder","Repeat","Priority","Status","Created Time","Completed Time","Order","Timezone","Is All Day"
"Inbox","Sow","","","N","2019-03-01T23:00:00+0000","","","1","0","2019-02-15T09:30:00+0000","","1","Europe/Berlin","true"
"""


@pytest.fixture
def read(tmp_path):
    def read(text, key, encoding="utf-8"):
        opened = opening.opened(brought(tmp_path, text.encode(encoding)))
        assert opened.format.key == key
        (board,) = opened.boards
        return board

    return read


def test_trello(read):
    board = read(TRELLO, "trello-csv")
    assert board.name == "Allotment" and lists(board) == [("To do", "", 1), ("Now", "", 1)]
    sow, weed = board.cards
    assert [(label.name, label.colour) for label in board.labels.values()] == [
        ("Garden, small", "green_dark"),
        ("", "red"),
    ]
    assert (sow.number, sow.short_link, sow.created_at.year) == ("41", "aBcD1234", 2020)
    assert sow.fields == (("Size", "Large"), ("Checklist items in Trello", "1 of 3 done"))
    assert (sow.comments_counted, sow.votes, len(sow.attachments)) == (4, 2, 1)
    assert weed.closed and weed.done and weed.members == ("Ada Lovelace", "Bob")


def test_many_blanks_in_the_labels_and_people_of_trello_are_read_in_time(read):
    blanks = " " * 100_000
    table = TRELLO.replace("small (green_dark), (red)", f"small (green_dark),{blanks}(red) (lime{blanks})")
    begun = time.process_time()
    board = read(table.replace("Ada Lovelace, Bob", f"Ada Lovelace{blanks}x, Bob"), "trello-csv")
    assert time.process_time() - begun < 6
    assert board.cards[1].members[1] == "Bob" and "green_dark" in {label.colour for label in board.labels.values()}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_kanboard_in_another_language(read, encoding):
    board = read(KANBOARD.replace("\n", "\r\n"), "kanboard-csv-translated", encoding)
    assert lists(board) == [("Offen", "", 1), ("Erledigt", "", 1)]
    plant, water = board.cards
    assert (plant.number, plant.labels, plant.members) == ("7", ("Ideen", "grün", "Büro"), ("Ada Lovelace",))
    assert (plant.due, plant.priority, plant.done) == ("2026-03-25T00:00:00", 2, False)
    assert water.done and water.done_at.day == 7 and ("Komplexität", "3") in water.fields


def test_cards_of_kanboard_stand_as_they_stood(read):
    head, first, second = samples.KANBOARD.splitlines()
    third = (
        first.replace("7,,Office", "9,,Office")
        .replace("Buy a plant", "Look at plants")
        .replace("Backlog,1", "Backlog,0")
    )
    board = read("\n".join((head, first, second, third)), "kanboard-csv")
    assert [card.id for card in board.cards if card.list_id == "Backlog"] == ["9", "7"]


def test_wekan_in_another_language(read):
    board = read(WEKAN, "wekan-export-csv-translated")
    assert lists(board) == [("Zu tun", "", 1), ("Fertig", "", 1)]
    hall, office = board.cards
    assert [(each.name, each.colour) for each in board.labels.values()] == [("Sehr wichtig", "red"), ("", "green")]
    assert hall.members == ("ada", "bob") and hall.due == "2026-03-01T10:00:00.000Z" and not hall.done
    assert ("Größe", "L") in hall.fields and ("Enddatum", "2026-03-02T10:00:00.000Z") in hall.fields
    assert office.closed and ("Aufgewendete Zeit (Stunden)", "2.5") in office.fields


def test_taiga(read):
    board = read(TAIGA, "taiga-csv")
    assert lists(board) == [("New", "", 2), ("Done", "completed", 1)]
    basket, _shelf, pay = board.cards
    assert (basket.number, basket.labels, basket.due, basket.votes) == ("4", ("front", "shop"), "2026-03-01", 2)
    assert basket.members == ("Ada Lovelace", "Bob") and not basket.done
    assert basket.fields == (
        ("Sprint", "Sprint 1"),
        ("Ux points", "3.0"),
        ("Total points", "3.0"),
        ("Team requirement", "yes"),
        ("Size", "L"),
    )
    assert pay.done_at.day == 8


def test_todoist(read):
    board = read(TODOIST, "todoist")
    assert board.description == "For all of us\n\n**Errands:** What is near"
    (milk,) = board.cards
    assert milk.due == "2026-03-01" and milk.fields == (("Repeats", "every day"), ("Duration", "15 minute"))
    look, broken = milk.comments
    assert (look.text, look.author, look.date.month) == ("Look", "Ada", 2)
    assert [(each.name, each.url) for each in milk.attachments] == [("list.pdf", "https://files.example.com/list.pdf")]
    assert broken.text == "[[file {broken} ]]"


def test_links_in_titles_of_todoist_are_links(read):
    head = TODOIST.splitlines()[0]
    link = "[The book](https://example.com/a) and [more](https://example.com/b?c=1)"
    (card,) = read(f"{head}\ntask,Read {link} [now],,1,1{',' * 11}\n", "todoist").cards
    assert card.title == "Read The book and more [now]"
    assert [(each.name, each.url) for each in card.attachments] == [
        ("The book", "https://example.com/a"),
        ("more", "https://example.com/b?c=1"),
    ]


def test_ticktick(read):
    board = read(TICKTICK, "ticktick")
    assert lists(board) == [("Now", "", 1), ("Later", "", 1)] and board.description == "In the folder “Home”."
    first, second = board.cards
    assert (first.title, first.done, first.links) == ("First", True, (Link("parent", "1"),))
    assert [(item.text, item.done) for item in first.checklists[0].items] == [("One", True), ("Two", False)]
    assert not second.start  # It is the day it is due, which it has twice.
    assert (second.due, second.priority, second.fields) == ("2026-02-21", 3, (("Repeat", "FREQ=WEEKLY"),))


def test_ticktick_of_old(read):
    (sow,) = read(TICKTICK_OLD, "ticktick").cards
    assert (sow.title, sow.due, sow.priority) == ("Sow", "2019-03-02", 1)


@pytest.mark.parametrize("start", [TICKTICK_STATES, TICKTICK_STATES[TICKTICK_STATES.index('"Folder Name') :]])
def test_states_of_ticktick_mean_what_the_file_says_of_them(read, start):
    board = read(start, "ticktick")
    told = [(card.title, card.done, card.closed, card.fields) for card in board.cards]
    assert told == [
        ("Sown", True, False, ()),
        ("Given up", False, True, ()),
        ("Dig", False, False, ()),
        ("Seeds", False, False, ()),
    ]
    assert board.remarks == (
        ("Tasks that were given up, archived here", "Given up"),
        ("Notes, which are tasks here", "Seeds"),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("text", [TRELLO, KANBOARD, WEKAN, TAIGA, TODOIST, TICKTICK, samples.JIRA, samples.REDMINE])
def test_a_column_may_be_empty_and_missing_ones_are_no_error(tmp_path, owner, text):
    import csv
    import io

    rows = list(csv.reader(io.StringIO(text), delimiter=";" if text is KANBOARD else ","))
    width = max(map(len, rows))
    for at in range(width):
        for change in (
            lambda row, at=at: [*row[:at], "", *row[at + 1 :]],
            lambda row, at=at: [*row[:at], *row[at + 1 :]],
        ):
            out = io.StringIO()
            csv.writer(out).writerows([*(rows[0],)] + [change(row) for row in rows[1:]])
            plan_or_sentence(brought(tmp_path, out.getvalue().encode()), owner)
            out = io.StringIO()
            csv.writer(out).writerows(map(change, rows))
            plan_or_sentence(brought(tmp_path, out.getvalue().encode()), owner)


@pytest.mark.django_db
def test_the_day_a_card_was_done_is_kept_where_its_list_says_that_it_is(read, owner):
    plan = importing.prepare(read(TAIGA, "taiga-csv"), owner=owner)
    assert {task.title: task.completed_at.day for task in plan.tasks if task.completed_at} == {"Pay": 8}
