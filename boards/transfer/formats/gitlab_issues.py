"""Issues of GitLab as JSON: of its API (`glab api projects/:id/issues`), or of `glab issue list --output json`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Status
from boards.transfer import repositories
from boards.transfer.boards import Board, Card, Comment, Label, Lane, Member
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.json_pages import rows, several
from boards.transfer.json_rows import Row
from boards.transfer.moments import moment


def _recognises(file: Brought) -> bool:
    return any("iid" in row and "title" in row for row in rows(file)[:1])


def _parse(file: Brought) -> Sequence[Board]:
    labels: dict[str, Label] = {}
    members: dict[str, Member] = {}
    found = rows(file)
    cards = [_card(row, labels, members) for row in found]
    return [
        Board(
            tool="GitLab",
            name=repositories.name_of(_either(row, "web_url", "webUrl") for row in found) or file.stem,
            lists=(
                Lane("open", _("Open"), status=Status.PENDING),
                Lane("closed", _("Closed"), status=Status.COMPLETED),
            ),
            cards=tuple(sorted(cards, key=lambda card: int(card.number) if card.number.isdecimal() else 0)),
            labels=labels,
            members=members,
        )
    ]


def _either(row: Row, *keys: str) -> str:
    return next((row.scalar_of(key) for key in keys if row.scalar_of(key)), "")


def _object(row: Row, key: str) -> Row:
    return row.row(key) if isinstance(row.values.get(key), dict) else Row({}, row.path, row.mended)


def _count(row: Row, key: str) -> int:
    value = row.values.get(key)
    return value if isinstance(value, int) and 0 <= value < 10**6 else 0


def _card(row: Row, labels: dict[str, Label], members: dict[str, Member]) -> Card:
    key = row.scalar_of("iid") or row.path
    is_closed = row.scalar_of("state").casefold() == "closed"
    people = several(row, "assignees") or [_object(row, "assignee")]
    return Card(
        id=key,
        list_id="closed" if is_closed else "open",
        title=row.scalar_of("title"),
        number=row.scalar_of("iid"),
        description=row.scalar_of("description"),
        due=_either(row, "due_date", "dueDate"),
        start=_either(row, "start_date", "startDate"),
        done=is_closed,
        done_at=moment(_either(row, "closed_at", "closedAt")),
        created_at=moment(_either(row, "created_at", "createdAt")),
        changed_at=moment(_either(row, "updated_at", "updatedAt")),
        labels=tuple(dict.fromkeys(_labels(row, labels))),
        members=tuple(dict.fromkeys(_member(each, members) for each in people if each.scalar_of("username"))),
        fields=tuple(_fields(row)),
        comments=tuple(_comment(key, each, members) for each in several(row, "notes") if not each.values.get("system")),
        comments_counted=_count(row, "user_notes_count") or _count(row, "userNotesCount"),
        votes=_count(row, "upvotes") + _count(row, "downvotes"),
    )


def _labels(row: Row, labels: dict[str, Label]) -> Iterator[str]:
    for each in several(row, "labels"):
        name = _either(each, "name", "title")
        if name:
            yield labels.setdefault(name, Label(name, name, each.scalar_of("color"))).id


def _member(row: Row, members: dict[str, Member]) -> str:
    login = row.scalar_of("username")
    return members.setdefault(login, Member(login, row.scalar_of("name") or login, row.scalar_of("public_email"))).id


def _comment(card: str, row: Row, members: dict[str, Member]) -> Comment:
    author = _object(row, "author")
    key = _member(author, members) if author.scalar_of("username") else ""
    written = moment(_either(row, "created_at", "createdAt"))
    return Comment(card, members[key].name if key else "", row.scalar_of("body"), written, key)


def _fields(row: Row) -> Iterator[tuple[str, str]]:
    stats = _object(row, "time_stats")
    told = (
        (_("Milestone"), _object(row, "milestone").scalar_of("title")),
        (_("Epic"), _object(row, "epic").scalar_of("title")),
        (_("Iteration"), _object(row, "iteration").scalar_of("title")),
        (_("Author"), _object(row, "author").scalar_of("name")),
        (_("Weight"), row.scalar_of("weight")),
        (_("Estimate"), stats.scalar_of("human_time_estimate")),
        (_("Time spent"), stats.scalar_of("human_total_time_spent")),
        (_("Confidential"), _("yes") if row.values.get("confidential") is True else ""),
        (_("Address"), _either(row, "web_url", "webUrl")),
    )
    return ((name, value) for name, value in told if value)


FORMAT = Format("gitlab-issues", "GitLab", gettext_lazy("issues as JSON"), _recognises, _parse)
