"""Issues of GitHub as JSON: of the REST API (`gh api …/issues`) or of `gh issue list --json`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Status
from boards.transfer.boards import Board, Card, Comment, Label, Lane, Member
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.json_rows import Row
from boards.transfer.moments import moment


def _recognises(file: Brought) -> bool:
    rows = (file.json_list or [])[:1]
    return any("number" in row and "title" in row and "state" in row for row in rows)


def _parse(file: Brought) -> Sequence[Board]:
    labels: dict[str, Label] = {}
    members: dict[str, Member] = {}
    rows = file.json_list or []
    issues = [row for row in rows if "pull_request" not in row]
    cards = [_card(row, labels, members) for row in issues]
    remarks = [(_("Pull requests, which are no tasks"), row.text("title")) for row in rows if "pull_request" in row]
    return [
        Board(
            tool="GitHub",
            name=file.stem,
            lists=(
                Lane("open", _("Open"), status=Status.PENDING),
                Lane("closed", _("Closed"), status=Status.COMPLETED),
            ),
            cards=tuple(sorted(cards, key=lambda card: int(card.number) if card.number.isdecimal() else 0)),
            labels=labels,
            members=members,
            remarks=tuple(remarks),
        )
    ]


def _either(row: Row, *keys: str) -> str:
    return next((row.scalar_of(key) for key in keys if row.scalar_of(key)), "")


def _card(row: Row, labels: dict[str, Label], members: dict[str, Member]) -> Card:
    key = row.scalar("number") or row.path
    comments = row.rows("comments") if isinstance(row.values.get("comments"), list) else []
    counted = row.values.get("comments")
    return Card(
        id=key,
        list_id="closed" if row.text("state").casefold() == "closed" else "open",
        title=row.text("title"),
        number=row.scalar("number"),
        description=row.text("body"),
        done_at=moment(_either(row, "closed_at", "closedAt")),
        created_at=moment(_either(row, "created_at", "createdAt")),
        changed_at=moment(_either(row, "updated_at", "updatedAt")),
        labels=tuple(dict.fromkeys(_labels(row.rows("labels"), labels))),
        members=tuple(dict.fromkeys(_member(each, members) for each in row.rows("assignees"))),
        fields=tuple(_fields(row)),
        comments=tuple(_comment(key, each, members) for each in comments),
        comments_counted=counted if isinstance(counted, int) else 0,
    )


def _labels(rows: Sequence[Row], labels: dict[str, Label]) -> Iterator[str]:
    for row in rows:
        name, colour = row.text("name"), row.text("color")
        yield labels.setdefault(name, Label(name, name, f"#{colour}" if colour else "")).id


def _member(row: Row, members: dict[str, Member]) -> str:
    login = row.text("login")
    return members.setdefault(login, Member(login, row.text("name") or login)).id


def _comment(card: str, row: Row, members: dict[str, Member]) -> Comment:
    author = row.row("author") if "author" in row else row.row("user")
    key = _member(author, members) if author.text("login") else ""
    return Comment(card, key, row.text("body"), moment(_either(row, "created_at", "createdAt")), key)


def _fields(row: Row) -> Iterator[tuple[str, str]]:
    milestone = row.row("milestone").text("title")
    if milestone:
        yield _("Milestone"), milestone
    address = _either(row, "html_url", "url")
    if address:
        yield _("Address"), address


FORMAT = Format("github-issues", "GitHub", gettext_lazy("issues as JSON"), _recognises, _parse)
