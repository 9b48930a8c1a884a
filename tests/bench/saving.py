"""The tables of a run are put among those of earlier ones: rows that were not measured now stay, with their day."""

import re
from itertools import groupby

DAY = "measured on"
SHORT = "**falls short**"


def merged(old, new):
    """The text of a run as it is kept: its own rows, and those of `old` that it has not measured."""
    olds, news = _Run(old), _Run(new)
    keys = [*news.tables, *(key for key in olds.tables if key not in news.tables)]
    tables = {key: _rows(olds.tables.get(key, {}), news.tables.get(key, {})) for key in keys}
    parts = [news.head, *(_table(key, rows) for key, rows in tables.items())]
    short = [_named(name) for rows in tables.values() for name, row in rows.items() if SHORT in row]
    said = [f"Falls short: {'; '.join(short)}." if short else "Every bound holds.", *news.failed]
    return "\n\n".join([*parts, "\n".join(said)])


class _Run:
    """What was written of a run: its head, and its tables by their headings; of each the rows by their names."""

    def __init__(self, text):
        lines = text.splitlines()
        self.head = lines[0] if lines else ""
        day = re.match(r"\d+ \w+ \d+", self.head)
        self.day = day[0] if day else ""
        self.failed = [line for line in lines if line.startswith("Not measured")]
        grouped = groupby(lines, lambda line: line.startswith("|"))
        self.tables = dict(self._read(list(group)) for is_table, group in grouped if is_table)

    def _read(self, lines):
        """Rows that go on with what the one before is about begin with dots: they are known by both names."""
        heading, _rule, *rows = map(_cells, lines)
        has_day, found, about = heading[-1] == DAY, {}, ""
        for row in rows:
            about = about if row[0].startswith("…") else row[0]
            found[about, row[0]] = row if has_day else [*row, self.day]
        return tuple(heading[:-1] if has_day else heading), found


def _rows(old, new):
    """In the order of the earlier run, as far as it knows them; others stand behind the one they came after."""
    order = list(old)
    for before, name in zip([None, *new], new, strict=False):
        if name not in old:
            order.insert(order.index(before) + 1 if before in order else len(order), name)
    return {name: new.get(name) or old[name] for name in order}


def _table(heading, rows):
    lines = [[*heading, DAY], ["---"] * (len(heading) + 1), *rows.values()]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _named(name):
    about, row = name
    return row if row == about else f"{about}: {row.lstrip('… ')}"


def _cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split(" | ")] if " | " in line else [line.strip("| ")]
