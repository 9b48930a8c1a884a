"""Rows of totals, with which reports and workbooks end: no tasks, where the numbers in them add up."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from boards.transfer.tables import Table, key

# What such a row is called in common languages.
_CALLED = (
    "Total; Totals; Grand total; Overall total; Sum; Sums; Summe; Summen; Gesamt; Gesamtsumme; Insgesamt; Somme;"
    "Total général; Total general; Suma; Soma; Total geral; Totale; Totale generale; Somma; Totaal; Som; Eindtotaal;"
    "Razem; Łącznie; Итого; Всего; Сумма; Celkem; Součet; Summa; Totalt; Yhteensä; Toplam;"
    "合計; 総計; 合计; 总计; 합계; 총계"
)
WORDS = frozenset(map(key, _CALLED.split(";")))
# A longer cell is no number that people add up.
_LONGEST = 24
_AROUND = " \u00a0\u202f€$£¥"
_BY_MARK = {
    mark: re.compile(rf"-?(?:\d{{1,3}}(?:[{thousands}' \u00a0\u202f’]\d{{3}})+|\d+)(?:[{mark}]\d+)?")
    for mark, thousands in ((".", ","), (",", "."))
}


def parted(table: Table, addable: Collection[int]) -> tuple[Table, str]:
    """The table without its row of totals, and what that says; all of it and "" where there is none for certain.

    For certain it is one where a number is the sum of those above it, and nothing else stands in the row than numbers
    in `addable` columns and a word for a total; without such a word every number has to be a sum, and what all others
    have is missing.
    """
    *rows, last = table.rows
    if len(rows) > 1 and any(_adds_up(rows, last, addable, mark) for mark in _BY_MARK):
        return replace(table, rows=tuple(rows)), ", ".join(filter(None, last))
    return table, ""


def _adds_up(rows: Sequence[Sequence[str]], last: Sequence[str], addable: Collection[int], mark: str) -> bool:
    numbers = {at: _number(cell, mark) for at, cell in enumerate(last) if cell}
    words = [last[at] for at, number in numbers.items() if number is None or at not in addable]
    if len(words) > 1 or (words and key(words[0]) not in WORDS):
        return False
    sums = (_is_sum(number, [row[at] for row in rows], mark) for at, number in numbers.items() if number is not None)
    if words:
        return any(sums)
    missing = (at for at, cell in enumerate(last) if not cell)
    return all(sums) and any(all(row[at] for row in rows) for at in missing)


def _is_sum(total: float, cells: Sequence[str], mark: str) -> bool:
    """Whether it is that of at least two numbers, and nothing but numbers stands there."""
    numbers = [_number(cell, mark) for cell in cells if cell]
    told = [number for number in numbers if number]
    return None not in numbers and len(told) > 1 and math.isclose(math.fsum(told), total, abs_tol=1e-6)


def _number(cell: str, mark: str) -> float | None:
    """What a cell with this decimal mark says, if it is a number."""
    text = cell.strip(_AROUND)
    if len(text) > _LONGEST or not _BY_MARK[mark].fullmatch(text):
        return None
    return float("".join(each for each in text if each in "-" + mark or each.isdecimal()).replace(mark, "."))
