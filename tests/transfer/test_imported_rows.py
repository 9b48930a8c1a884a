"""Every field of every row that an import writes, as it was written row by row once (data/imported_rows.json).

Whatever is done to write many rows quickly, these must stay the same. Where a change of the product changes them on
purpose: `WRITE_ROWS=1 pytest tests/transfer/test_imported_rows.py` writes the file anew, to be looked through.
"""

import datetime
import io
import json
import os
from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone

from boards.models import (
    Activity,
    Attachment,
    Checklist,
    ChecklistItem,
    Column,
    Comment,
    Job,
    Membership,
    Project,
    Relation,
    Status,
    Tag,
    Task,
    TaskAssignee,
    TaskLink,
    User,
    WebLink,
)
from boards.transfer import boards, importing
from boardsite.database import loading

KEPT = Path(__file__).parent / "data" / "imported_rows.json"
TABLES = (
    Project,
    Membership,
    Column,
    Tag,
    Task,
    Task.tags.through,
    TaskAssignee,
    Checklist,
    ChecklistItem,
    Comment,
    TaskLink,
    WebLink,
    Attachment,
    Activity,
    Job,
)
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")
NOW = datetime.datetime(2026, 3, 29, 1, 30, 0, 123456, datetime.UTC)
EARLIER = datetime.datetime(2024, 2, 29, 12, 0, 0, 7, datetime.UTC)
CHOSEN_AT_RANDOM = {"epoch", "key"}
# What a text may hold that a file of rows, or a statement, takes for something else.
ODD = "Tab\tslash\\ \\N \\. per cent %s %(x)s quotes '\" “Größe”\r\n見積もり 🎉\x01 \\"


def a_card(place, **fields):
    return boards.Card(**{"id": f"c{place}", "list_id": "todo", "title": f"Card {place}", **fields})


def a_file(name, content):
    return boards.Attachment(name, "", partial(io.BytesIO, content), len(content))


def said(text, author="", at=None):
    return boards.Comment("", author or "Ann", text, at, author)


def a_checklist(name, *items):
    return boards.Checklist(name, "", items)


def sample():
    """A board with something of everything, and much of nothing."""
    steps = a_checklist(
        "Steps\\",
        boards.Item(ODD.replace("\r\n", " "), done=True, member_id="m"),
        boards.Item("Due", due="2026-04-01"),
    )
    cards = (
        a_card(
            1,
            title="\\N",
            number="41",
            description=ODD,
            due="2026-05-01T10:00:00Z",
            priority=3,
            progress=40,
            labels=("red", "plain"),
            members=("o", "m"),
            created_at=EARLIER,
            checklists=(steps, a_checklist("Empty")),
            comments=(said(ODD, "m", EARLIER), said("Of somebody else")),
            attachments=(
                a_file("a\tb.txt", b"words"),
                a_file("x.png", PNG),
                boards.Attachment("A\\b", "https://example.com/a%25b#there"),
            ),
            links=(
                boards.Link(Relation.BLOCKS, "c2"),
                boards.Link(Relation.RELATES, "c3"),
                boards.Link(Relation.PARENT, "c4"),
            ),
        ),
        a_card(2, closed=True, members=("m",)),
        a_card(
            3, list_id="done", done=True, done_at=EARLIER, checklists=(a_checklist("One", boards.Item("x", done=True)),)
        ),
        a_card(4, done=True, labels=("plain",)),
        a_card(5, due="2026-13-45", fields=(("Size", "L"),)),
    )
    return boards.Board(
        tool="Other",
        name="Fair \\N\t%",
        description="All of it",
        lists=(boards.Lane("todo", "To do", limit="3"), boards.Lane("done", "Done", status=Status.COMPLETED)),
        cards=cards,
        labels={"red": boards.Label("red", "Urgent\\", "red"), "plain": boards.Label("plain", "Straße")},
        members={
            "o": boards.Member("o", "Owner", "owner@example.com"),
            "m": boards.Member("m", "Member", "member@example.com"),
        },
    )


def places():
    """The keys of all rows, as the places these have in their tables, by table."""
    return {
        model: {pk: place for place, pk in enumerate(model.objects.order_by("pk").values_list("pk", flat=True))}
        for model in (*TABLES, User)
    }


def told(row, known):
    """A row without what is chosen at random, and with places for keys."""
    found = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.primary_key or (field.name in CHOSEN_AT_RANDOM and isinstance(value, str) and value):
            continue
        if field.is_relation and value is not None:
            value = known[field.related_model][value]
        found[field.attname] = value
    if isinstance(row, Activity):
        found["changes"] = {name: [_placed(name, each, known) for each in pair] for name, pair in row.changes.items()}
    if isinstance(row, Job):
        found["arguments"] = [known[Attachment][pk] for pk in row.arguments]
    return found


def _placed(name, value, known):
    models = {"column": Column, "member": User, "owner": User, "tag": Tag}
    return {**value, "id": known[models[name]][value["id"]]} if isinstance(value, dict) and "id" in value else value


def all_rows():
    known = places()
    rows = {model.__name__: [told(row, known) for row in model.objects.order_by("pk")] for model in TABLES}
    return json.loads(json.dumps(rows, default=str))


def written(kept):
    """As JSON with a line for each row."""
    pages = []
    for name, tables in kept.items():
        lists = []
        for table, rows in tables.items():
            lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
            lists.append(f'"{table}": [\n{lines}\n]')
        pages.append(f'"{name}": {{\n' + ",\n".join(lists) + "\n}")
    return "{\n" + ",\n".join(pages) + "\n}\n"


@pytest.mark.django_db
@pytest.mark.parametrize("few", [0, loading.FEW_ROWS])
@pytest.mark.parametrize("again", [False, True])
def test_rows_are_written_as_one_by_one(owner, member, monkeypatch, again, few):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(loading, "FEW_ROWS", few)
    board = sample()
    wishes = importing.Wishes(people={user.email: user for user in (owner, member)}, visibility="public")
    project = importing.carry_out(importing.prepare(board, owner=owner, wishes=wishes), actor=owner).project
    if again:
        # Below what is there, with keys and positions that do not begin anew.
        wishes = importing.Wishes(people=wishes.people, into=project)
        importing.carry_out(importing.prepare(board, owner=owner, wishes=wishes), actor=owner, into=project)
    rows, name = all_rows(), "twice" if again else "once"
    if os.environ.get("WRITE_ROWS"):
        kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
        KEPT.write_text(written(kept | {name: rows}))
    wanted = json.loads(KEPT.read_text())[name]
    for table, found in rows.items():
        assert found == wanted[table], table
