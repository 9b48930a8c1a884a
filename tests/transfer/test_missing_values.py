"""Exports of other versions lack this and that: each value in turn is taken away, or is null."""

import copy
import json
import sqlite3
import zipfile
from io import BytesIO

import pytest

from tests.transfer import board_samples as samples
from tests.transfer import focalboard_samples
from tests.transfer.board_samples import zipped
from tests.transfer.exports import a_card, a_list, export, written
from tests.transfer.reading import brought, plan_or_sentence
from tests.transfer.test_board_details import PLANKA, PLANKA_DUMP
from tests.transfer.test_board_tools import JSONS, places
from tests.transfer.test_calendar_details import ICS
from tests.transfer.test_list_details import focalboard

pytestmark = pytest.mark.django_db

VIKUNJA = json.loads(zipfile.ZipFile(BytesIO(samples.VIKUNJA)).read("data.json"))
TRELLO = json.loads(
    written(
        export(
            lists=[a_list()],
            cards=[a_card(labels=[{"id": "l", "name": "x", "color": "red"}], idMembers=["m"])],
            members=[{"id": "m", "fullName": "Ada"}],
        )
    )
)


def lines(whole):
    return zipped({"version.json": '{"version":2}', "x/board.jsonl": "\n".join(map(json.dumps, whole))})


WHOLE = {
    **{key: (value, lambda whole: json.dumps(whole).encode()) for key, value in JSONS.items()},
    "planka 2": (PLANKA, lambda whole: json.dumps(whole).encode()),
    "trello": (TRELLO, lambda whole: json.dumps(whole).encode()),
    "vikunja": (VIKUNJA, lambda whole: zipped({"data.json": json.dumps(whole), "VERSION": "2.5.0"})),
    "focalboard": (focalboard_samples.LINES, lines),
    "focalboard 1": (
        [line["data"] for line in focalboard_samples.LINES],
        lambda whole: ('{"version":1,"date":1}\n' + "\n".join(map(json.dumps, whole))).encode(),
    ),
}


def changed(whole, path, change):
    """A copy in which one value is taken away or changed."""
    copied = copy.deepcopy(whole)
    holder = copied
    for step in path[:-1]:
        holder = holder[step]
    change(holder, path[-1])
    return copied


def taken_away(holder, step):
    del holder[step]


def made_null(holder, step):
    holder[step] = None


@pytest.mark.parametrize("change", [taken_away, made_null])
@pytest.mark.parametrize("key", WHOLE)
def test_each_value_may_be_missing(tmp_path, key, owner, change):
    whole, written_as = WHOLE[key]
    for path in places(whole):
        if path:
            plan_or_sentence(brought(tmp_path, written_as(changed(whole, path, change))), owner)


@pytest.mark.parametrize("text", [samples.VTODO, ICS, samples.TODO, PLANKA_DUMP])
def test_each_line_may_be_missing_or_say_nothing(tmp_path, owner, text):
    whole = text.split("\n")
    for at, line in enumerate(whole):
        for rest in ([], [line.partition(":")[0] + ":"], [line[: len(line) // 2]], [line, line]):
            content = "\r\n".join((*whole[:at], *rest, *whole[at + 1 :]))
            plan_or_sentence(brought(tmp_path, content.encode()), owner)


def test_a_database_may_lack_tables_columns_and_values(tmp_path, owner):
    content = samples.kanboard(tmp_path)
    path = tmp_path / "copy.sqlite"
    path.write_bytes(content)
    database = sqlite3.connect(path)
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    columns = {name: [row[1] for row in database.execute(f'PRAGMA table_info("{name}")')] for name in tables}
    database.close()
    scripts = [f'DROP TABLE "{name}"' for name in tables]
    for name, found in columns.items():
        scripts += [f'UPDATE "{name}" SET "{column}" = NULL' for column in found if column != "id"]
        scripts += [f'UPDATE "{name}" SET "{column}" = x\'ff00\'' for column in found if column != "id"]
        scripts += [f'ALTER TABLE "{name}" DROP COLUMN "{column}"' for column in found if column != "id"]
    for script in scripts:
        path.write_bytes(content)
        database = sqlite3.connect(path)
        database.execute(script)
        database.commit()
        database.close()
        plan_or_sentence(brought(tmp_path, path.read_bytes()), owner)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("key", ["deck", "planka 2", "taiga", "trello", "wekan"])
def test_each_encoding_is_read_or_refused_with_a_sentence(tmp_path, owner, key, encoding):
    content = json.dumps(WHOLE[key][0]).replace("\n", "\r\n").encode(encoding)
    plan_or_sentence(brought(tmp_path, content), owner)


def test_archives_of_focalboard_may_lack_views(tmp_path, owner):
    for view in ({}, {"viewType": None}, {"visibleOptionIds": None, "cardOrder": None}, {"viewType": "table"}):
        plan_or_sentence(brought(tmp_path, focalboard(view)), owner)
