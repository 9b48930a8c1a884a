"""docs/export.md says what there is."""

import re
from pathlib import Path

from boards.transfer.archive import tables
from boards.transfer.exports import offers

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "export.md").read_text(encoding="utf-8")


def table_below(title):
    lines = TEXT.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0].splitlines()
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in found if not row[0].startswith("---")][1:]


def test_each_format_stands_in_its_table():
    told = [row[1].strip("`") for row in table_below("What there is")]
    assert told == [each.key for each in offers.OFFERS]


def test_each_file_of_an_archive_stands_there_with_what_it_refers_to():
    told = {row[0].strip("`"): set(re.findall(r"`(\w+)`", row[2])) for row in table_below("The archive")}
    there = {
        f"{table.name}.jsonl": {field.name for field in table.fields if tables.refers_to(field)}
        for table in tables.TABLES
    }
    assert told == there | {"people.jsonl": set()}
