"""Files that other programs keep for themselves: each is told what it is, and what to save instead."""

import io
import re
import zipfile

import pytest

from boards.exceptions import InvalidInput
from boards.transfer import opening
from tests.transfer.reading import brought

COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600


def archive(**files):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as written:
        for name, content in files.items():
            written.writestr(name.replace("__", "/").replace("_", "."), content)
    return held.getvalue()


# As LibreOffice 7.4, Gnumeric 1.12 and MPXJ 16.10 write their first lines.
MPX = b'MPX,Microsoft Project for Windows,4.0,ANSI\r\n10,$,1,2,",",.\r\n70,1,Bake bread\r\n'
GERMAN_MPX = b"MPX;Microsoft Project for Windows;4,0;ANSI\r\n70;1;Brot backen\r\n"
XER = b"ERMHDR\t20.12\t2026-11-28\tProject\tadmin\r\n%T\tCURRTYPE\r\n%F\tcurr_id\r\n"
DIF = b'TABLE\n0,1\n"GNUMERIC"\nVECTORS\n0,2\n""\nTUPLES\n0,3\n""\nDATA\n0,0\n""\n-1,0\nBOT\n1,0\n"Title"\n'
SYLK = b'ID;PCALCOOO32\nC;X1;Y1;K"Title"\nC;X2;Y1;K"Status"\nE\n'
SHEET = b"application/vnd.oasis.opendocument.spreadsheet"
DUMP = b"--\n-- PostgreSQL database dump\n--\n\nSET x = 0, y = 1;\nCREATE TABLE public.board (id bigint, name text);\n"
MYSQL = b"/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19, for Linux\nSET a, b;\nSET c, d;\n"
SQLITE = b"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE a(b, c);\nINSERT INTO a VALUES(1,2);\n"
FLAT = b'<?xml version="1.0" encoding="UTF-8"?>\n\n<office:document xmlns:office="urn:oasis:names:tc:opendocument"/>'

OTHERS = {
    "plan.mpp": (COMPOUND, "Microsoft Project keeps it (.mpp). Open it, and save it as XML."),
    "TEMPLATE.MPT": (COMPOUND, "Microsoft Project keeps it (.mpp)"),
    "old.xls": (COMPOUND, "until 2003 (.xls). Open it, and save it as .xlsx or CSV."),
    "binary.xlsb": (archive(xl__workbook_bin=b"\x83\x01\0"), "binary workbook of Excel (.xlsb)"),
    "sheet.ods": (archive(mimetype=SHEET, content_xml=b"<x/>"), "workbook of LibreOffice (.ods)"),
    "sheet.fods": (FLAT, "workbook of LibreOffice (.ods)"),
    "plan.mpx": (MPX, "old exchange format (.mpx). Open it, and save it as XML."),
    "plan-de.mpx": (GERMAN_MPX, "old exchange format (.mpx)"),
    "plan.xer": (XER, "plan of Primavera (.xer)"),
    "cut.sql": (DUMP, "no whole board of Planka"),
    "kanboard.sql": (MYSQL, "no whole board of Planka"),
    "custom.dump": (b"PGDMP\x01\x0e\0" + b"\0" * 600, "no whole board of Planka"),
    "dump.sql": (SQLITE, "the file of the database itself"),
    "table.dif": (DIF, "(DIF or SYLK)"),
    "table.slk": (SYLK, "(DIF or SYLK)"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_says_what_it_is_and_what_to_save(tmp_path, name):
    content, words = OTHERS[name]
    with pytest.raises(InvalidInput, match=re.escape(words)):
        opening.opened(brought(tmp_path, content, name))


@pytest.mark.parametrize(
    "table", ["MPX,Title\n4,Bake", "Table,Title\n0,1", "ID;Priority\n1;high", "ERMHDR,Title\n1,Bake"]
)
def test_tables_with_such_words_are_tables(tmp_path, table):
    (board,) = opening.opened(brought(tmp_path, table.encode(), "own.csv")).boards
    assert len(board.cards) == 1


def test_a_sheet_that_is_only_told_of_is_no_sheet(tmp_path):
    told = b"Title,Notes\nBake bread,<office:document application/vnd.oasis.opendocument.spreadsheet\n" * 3
    (board,) = opening.opened(brought(tmp_path, b"Title,Notes\n" + b"Knead\n" * 30 + told, "own.csv")).boards
    assert len(board.cards) >= 33
