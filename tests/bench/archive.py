"""A large project as an archive: written straight into the file, as the services would take an hour for it."""

import json
import zipfile

from boards.rules import ordering

CARDS, COMMENTS = 50_000, 200_000
MOMENT = "2026-01-01T08:00:00.123456+00:00"
LANES = (("Todo", "a", "pending"), ("Doing", "i", "in_progress"), ("Done", "r", "completed"))
EMPTY = ("members", "task_assignees", "attachments", "checklists", "checklist_items", "reactions", "links", "watches")
WORDS = "Compare both offers with last year's, ask for what is missing; then décidé: Größe, 見積もり. "


def write(path, owner, cards=CARDS, comments=COMMENTS):
    """A project of the owner's: each card with a description and its share of comments, and a history row for all."""
    texts = [f"{WORDS}{number}: {WORDS}" for number in range(997)]
    tables = {
        "people": [{"id": 1, "name": owner.display_name, "email": owner.email}],
        "columns": map(_column, range(1, len(LANES) + 1)),
        "tags": [{"id": 1, "name": "bug", "colour": 1}],
        "tasks": _tasks(cards, texts),
        "task_tags": ({"id": number, "task": number, "tag": 1} for number in range(1, cards + 1)),
        "comments": _comments(cards, comments, texts),
        "history": _history(cards, comments, texts),
        **dict.fromkeys(EMPTY, ()),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as made:
        for name, rows in tables.items():
            with made.open(f"{name}.jsonl", "w", force_zip64=True) as file:
                for row in rows:
                    file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        head = {"format": "boardsite-project", "version": 1, "release": "", "made_at": MOMENT, "rows": {}}
        made.writestr("project.json", json.dumps(head | {"project": _project(cards, comments)}))


def _project(cards, comments):
    return {
        "title": "Large",
        "description": "",
        "visibility": "personal",
        "owner": 1,
        "progress": 0,
        "version": 1,
        "revision": cards + comments,
        "last_number": cards,
        "created_at": MOMENT,
        "updated_at": MOMENT,
    }


def _column(number):
    name, position, status = LANES[number - 1]
    return {
        "id": number,
        "name": name,
        "position": position,
        "status": status,
        "adds_on_top": False,
        "revision": 1,
    }


def _tasks(cards, texts):
    for number, position in enumerate(ordering.spaced(cards), start=1):
        yield {
            "id": number,
            "number": number,
            "column": 1 + number % 2,
            "position": position,
            "title": f"Task {number}",
            "description": texts[number % 997],
            "priority": number % 4,
            "progress": 0,
            "version": 1,
            "follows_items": False,
            "assignee": 1,
            "created_by": 1,
            "created_at": MOMENT,
            "updated_at": MOMENT,
        }


def _comments(cards, comments, texts):
    for number in range(1, comments + 1):
        yield {
            "id": number,
            "task": 1 + number % cards,
            "author": 1,
            "text": f"{texts[number % 991]} {number}",
            "version": 1,
            "created_at": MOMENT,
        }


def _history(cards, comments, texts):
    for number in range(1, cards + 1):
        changes = {"title": [None, f"Task {number}"], "column": [None, {"id": 1, "name": "Todo"}]}
        yield _row(number, number, "task.created", changes)
    for number in range(1, comments + 1):
        text = f"{texts[number % 991]} {number}"
        changes = {"comment": [None, {"id": number}], "text": [None, text], "comment_version": [None, 1]}
        yield _row(cards + number, 1 + number % cards, "comment.created", changes)


def _row(number, task, kind, changes):
    return {
        "id": number,
        "task": task,
        "actor": 1,
        "means": "page",
        "kind": kind,
        "changes": changes,
        "task_version": 1,
        "project_revision": number,
        "created_at": MOMENT,
    }
