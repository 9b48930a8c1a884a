"""The page about importing names every format there is, once."""

import re
from pathlib import Path

from boards.transfer.formats.registry import FORMATS

TEXT = (Path(__file__).parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")


def test_each_format_has_its_line():
    rows = re.findall(r"^\| `([^`]+)` \|(.+)\|$", TEXT, flags=re.MULTILINE)
    assert sorted(key for key, _row in rows) == sorted(each.key for each in FORMATS)
    assert all(row.count("|") == 3 and all(cell.strip() for cell in row.split("|")) for _key, row in rows)
