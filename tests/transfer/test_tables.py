"""Tables of any kind: separators, headings, dates, and what their columns mean."""

import datetime
import io

import openpyxl
import pytest
import xlsxwriter

from boards.exceptions import InvalidInput
from boards.transfer import dates, tables
from boards.transfer.dates import Order
from boards.transfer.files import Brought
from boards.transfer.formats import any_table
from boards.transfer.formats.registry import recognised
from boards.transfer.mapping import Mapping, Role, guess


@pytest.fixture
def brought(tmp_path):
    def brought(content, name="table.csv"):
        path = tmp_path / "file"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Brought(path, name)

    return brought


def workbook(*rows, title="Tasks", iso_dates=False):
    book, held = openpyxl.Workbook(iso_dates=iso_dates), io.BytesIO()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("cells", "progress"),
    [([0.4, 1], [40, 100]), ([0, 1.0], [0, 100]), ([1, 40], [1, 40]), (["1 %", "40 %"], [1, 40])],
)
def test_all_of_a_share_in_a_workbook_is_a_hundred_percent(brought, cells, progress):
    rows = [[f"Task {cell}", cell] for cell in cells]
    (board,) = any_table.FORMAT.parse(brought(workbook(["Task", "% complete"], *rows)))
    assert [card.progress for card in board.cards] == progress


@pytest.mark.parametrize(("cells", "progress"), [("0.4 1", [40, 100]), ("0,4 1", [40, 100]), ("0 1", [0, 1])])
def test_all_of_a_share_in_a_text_is_so_beside_parts_of_it(brought, cells, progress):
    rows = "".join(f"Task {cell};{cell}\n" for cell in cells.split())
    (board,) = any_table.FORMAT.parse(brought(f"Task;% complete\n{rows}"))
    assert [card.progress for card in board.cards] == progress


def test_what_is_hidden_is_looked_at_last(brought):
    book, held = openpyxl.Workbook(), io.BytesIO()
    lookup, shown = book.active, book.create_sheet("Tasks")
    lookup.sheet_state = "hidden"
    for sheet, title in ((lookup, "No task"), (shown, "Bake bread")):
        for row in (("Task", "Status", "Due"), (title, "To do", "2026-01-02")):
            sheet.append(row)
    book.save(held)
    table = tables.read(brought(held.getvalue()))
    assert table.name == "Tasks" and table.rows[0][0] == "Bake bread"


@pytest.mark.parametrize(
    ("content", "separator"),
    [
        ("Title,Due\nBuy milk,2026-01-02\n", ","),
        ("Titel;Fällig\nMilch, Brot;02.01.2026\n", ";"),
        ("Title\tDue\nBuy, milk; bread\t2026-01-02\n", "\t"),
        ("sep=;\nTitle;Due\nBuy milk;2026-01-02\n", ";"),
        ('"Title","Due"\r\n"Buy\r\nmilk","2026-01-02"\r\n', ","),
    ],
)
def test_the_separator_is_found_out(brought, content, separator):
    table = tables.read(brought(content))
    assert table.separator == separator and len(table.heads) == 2 and len(table.rows) == 1


def test_rows_above_the_headings_are_told_apart(brought):
    table = tables.read(brought('"Exported yesterday"\n"3 tasks"\nTitle,Status,Due\na,b,c\nd,e,f\n'))
    assert table.heads == ("Title", "Status", "Due") and [row[0] for row in table.before] == [
        "Exported yesterday",
        "3 tasks",
    ]


def test_short_and_long_rows_are_as_wide_as_the_headings(brought):
    table = tables.read(brought("a,b,c\n1\n1,2,3,4\n1,2,3\n"))
    assert table.heads == ("a", "b", "c", "") and table.rows[0] == ("1", "", "", "")


def test_a_workbook_is_read_with_its_dates_and_formulas_are_what_was_shown_last(brought):
    content = workbook(
        ["Task", "Due", "Estimate"],
        ["Buy milk", datetime.date(2026, 1, 2), 3],
        ["'=1+1", datetime.datetime(2026, 1, 2, 9, 30), 2.5],
    )
    table = tables.read(brought(content))
    assert table.rows == (("Buy milk", "2026-01-02", "3"), ("'=1+1", "2026-01-02 09:30:00", "2.5"))
    assert table.name == "Tasks" and table.separator == ""


def test_days_that_a_workbook_holds_as_iso_8601_are_read(brought):
    # A reader makes 1905 of these: findings/exceljs-iso-days-in-1905.sh.
    days = datetime.date(2026, 1, 2), datetime.datetime(2026, 1, 2, 9, 30)
    content = workbook(["Task", "Due"], *(["Buy milk", day] for day in days), iso_dates=True)
    assert [row[1] for row in tables.read(brought(content)).rows] == ["2026-01-02", "2026-01-02 09:30:00"]


def test_characters_that_a_workbook_writes_as_escapes_are_read(brought):
    # openpyxl leaves them: findings/openpyxl-escaped-characters.sh.
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, text in enumerate(("Title", "Milk\r\nand bread", "a_x000D_b", "snake_x_case", "Tab\tand")):
            sheet.write_string(row, 0, text)
    assert [row[0] for row in tables.read(brought(held.getvalue(), "book.xlsx")).rows] == [
        "Milk\nand bread",
        "a_x000D_b",
        "snake_x_case",
        "Tab\tand",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"Title,Due\n", "The table has headings and no rows."),
        (b'Title,Due\n"never closed', None),
        (b"PK\x03\x04broken", "The file is an archive, but no Excel workbook."),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(brought, content, sentence):
    if sentence is None:
        assert tables.read(brought(content)).rows == (("never closed", ""),)
        return
    with pytest.raises(InvalidInput) as refused:
        tables.read(brought(content))
    assert refused.value.sentence == sentence


def test_limits_of_rows_and_columns(brought, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    with pytest.raises(InvalidInput, match="more than 3 rows"):
        tables.read(brought("a,b\n" * 5))
    with pytest.raises(InvalidInput, match="more than 500 columns"):
        tables.read(brought(",".join("x" * 501) + "\n1,2\n"))


@pytest.mark.parametrize(
    ("text", "order", "found"),
    [
        ("2026-09-05", Order.DAY_FIRST, "2026-09-05"),
        ("5.9.2026", Order.DAY_FIRST, "2026-09-05"),
        ("09/05/26 1:05 PM", Order.MONTH_FIRST, "2026-09-05T13:05:00"),
        ("05/Sep/26 12:12 AM", Order.MONTH_FIRST, "2026-09-05T00:12:00"),
        ("02/Mar/26", Order.MONTH_FIRST, "2026-03-02"),
        ("5 septembre 2026", Order.DAY_FIRST, "2026-09-05"),
        ("5. Mai 2026", Order.DAY_FIRST, "2026-05-05"),
        ("5 de enero de 2026", Order.DAY_FIRST, "2026-01-05"),
        ("Sep 5, 2026", Order.DAY_FIRST, "2026-09-05"),
        ("3 июня 2026", Order.DAY_FIRST, "2026-06-03"),
        ("Tue, 5 Aug 2025 10:00 GMT", Order.DAY_FIRST, "2025-08-05T10:00:00+00:00"),
        ("2026年3月4日", Order.DAY_FIRST, "2026-03-04"),
        ("1689667435", Order.DAY_FIRST, "2023-07-18T08:03:55+00:00"),
        ("31/02/2026", Order.DAY_FIRST, "31/02/2026"),
        ("September 5, 2026 1:12pm", Order.DAY_FIRST, "2026-09-05T13:12:00"),
        ("Thu Sep 05 2024 10:12:33 GMT+0000 (GMT+00:00)", Order.DAY_FIRST, "2024-09-05T10:12:33+00:00"),
        ("3/25/2026, 9:00:00 AM CDT", Order.MONTH_FIRST, "2026-03-25T09:00:00-05:00"),
        ("7/1/2026, 1:00 PM GMT+5", Order.MONTH_FIRST, "2026-07-01T13:00:00+05:00"),
        ("05/9月/26 3:12 下午", Order.DAY_FIRST, "2026-09-05T15:12:00"),
        ("26/9월/05 10:12 오전", Order.DAY_FIRST, "2026-09-05T10:12:00"),
        ("05/sep/26 3:12 p. m.", Order.DAY_FIRST, "2026-09-05T15:12:00"),
        ("05/syys/26", Order.DAY_FIRST, "2026-09-05"),
        ("5 maart 2026", Order.DAY_FIRST, "2026-03-05"),
        ("next week", Order.DAY_FIRST, "next week"),
    ],
)
def test_dates_of_many_forms(text, order, found):
    assert dates.iso(text, order) == found


@pytest.mark.parametrize(
    ("values", "order", "is_sure"),
    [
        (["05/06/2020", "03/20/2020"], Order.MONTH_FIRST, True),
        (["05/06/2020", "20/03/2020"], Order.DAY_FIRST, True),
        (["1.2.2020"], Order.DAY_FIRST, True),
        (["1/2/2020"], Order.MONTH_FIRST, False),
        (["2020-01-02"], Order.YEAR_FIRST, True),
        ([], Order.DAY_FIRST, True),
    ],
)
def test_one_date_above_twelve_tells_the_order_of_all(values, order, is_sure):
    assert dates.order_of(values) == (order, is_sure)


@pytest.mark.parametrize(
    "heads",
    [
        "Title;Description;Status;Due date;Assignee;Tags",
        "Aufgabe;Beschreibung;Spalte;Fällig am;Verantwortlich;Schlagwörter",
        "Titre;Notes;Statut;Échéance;Responsable;Étiquettes",
        "Tarea;Notas;Estado;Vencimiento;Responsable;Etiquetas",
        "Tarefa;Notas;Situação;Prazo;Responsável;Etiquetas",
        "Attività;Note;Stato;Scadenza;Responsabile;Etichette",
        "Taak;Notities;Kolom;Vervaldatum;Toegewezen aan;Trefwoorden",
        "Zadanie;Opis;Stan;Termin;Odpowiedzialny;Etykiety",
        "任务;描述;状态;截止日期;负责人;标签",
        "件名;説明;ステータス;期限;担当者;タグ",
        "Задача;Описание;Статус;Срок;Исполнитель;Метки",
    ],
)
def test_headings_are_known_in_common_languages(brought, heads):
    mapping = guess(tables.read(brought(f"{heads}\na;b;c;2026-01-02;e;f\n")))
    assert " ".join(mapping.roles) == "title description column due people tags"


def test_headings_nobody_knows_are_kept_as_fields(brought):
    mapping = guess(tables.read(brought("ID;Summary;Owner;Priority;% complete;Mood\n1;a;b;1;2;c\n")))
    assert " ".join(mapping.roles) == "number title people priority progress field"


def test_a_column_that_says_completed_is_a_date_or_a_yes_by_its_values(brought):
    told = guess(tables.read(brought("Task,Completed\na,2026-01-02\nb,\n"))).roles
    asked = guess(tables.read(brought("Task,Completed\na,yes\nb,\n"))).roles
    assert (told[1], asked[1]) == (Role.COMPLETED, Role.DONE)


def test_a_table_without_known_headings_has_its_wordiest_column_as_titles(brought):
    mapping = guess(tables.read(brought("x,y,z\n1,open,Buy milk\n2,open,Bake bread\n")))
    assert mapping.roles == (Role.FIELD, Role.FIELD, Role.TITLE)


def test_columns_of_dates_that_do_not_tell_follow_one_that_does(brought):
    mapping = guess(tables.read(brought("Task,Start date,Due date\na,1/2/2026,25/2/2026\n")))
    assert set(mapping.orders.values()) == {Order.DAY_FIRST} and not mapping.unsure


def test_a_mapping_is_kept_and_read_again():
    mapping = Mapping((Role.TITLE, Role.DUE, Role.TAGS), {1: Order.DAY_FIRST}, {2: ";"})
    assert Mapping.of_json(mapping.as_json()) == mapping
    for broken in ({}, {"roles": "title"}, {"roles": ["nothing"]}, {"roles": [], "orders": {"a": "dmy"}}):
        with pytest.raises((KeyError, TypeError, ValueError)):
            Mapping.of_json(broken)


def test_any_table_becomes_a_board(brought):
    file = brought(
        "Task,Status,Assignee,Labels,Due,Priority,Mood\n"
        'Buy milk,To do,Ada Lovelace <ada@example.com>,"food, home",31/12/2026,high,good\n'
        "Bake bread,Done,bob@example.com,food,1/2/2026,whatever,\n",
        "Kitchen plan.csv",
    )
    found = recognised(file)
    (board,) = found.parse(file)
    assert (found.key, board.name) == ("table", "Kitchen plan")
    assert [lane.name for lane in board.lists] == ["To do", "Done"]
    first, second = board.cards
    assert (first.title, first.due, first.priority, first.labels) == ("Buy milk", "2026-12-31", 3, ("food", "home"))
    assert first.fields == (("Mood", "good"),) and second.fields == (("Priority", "whatever"),)
    assert [(each.name, each.email) for each in board.members.values()] == [
        ("Ada Lovelace", "ada@example.com"),
        ("bob@example.com", "bob@example.com"),
    ]


def test_semicolons_between_cells_mean_that_the_day_comes_first_where_nothing_tells(brought):
    table = tables.read(brought("Title;Due\nRye;03/04/2026\n"))
    assert guess(table).orders[1] is Order.DAY_FIRST and guess(table).unsure == {1}
    table = tables.read(brought("Title,Due\nRye,03/04/2026\n"))
    assert guess(table).orders[1] is Order.MONTH_FIRST and guess(table).unsure == {1}
