"""Issues of GitHub as JSON: of the REST API (`gh api …/issues`), of GraphQL, or of `gh issue list --json`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Relation, Status
from boards.rules.text import fold
from boards.transfer import repositories
from boards.transfer.boards import Board, Card, Comment, Label, Lane, Link, Member
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.json_pages import rows, several
from boards.transfer.json_rows import Row
from boards.transfer.moments import moment


def _recognises(file: Brought) -> bool:
    return any("number" in row and "title" in row and "iid" not in row for row in rows(file)[:1])


def _parse(file: Brought) -> Sequence[Board]:
    labels: dict[str, Label] = {}
    members: dict[str, Member] = {}
    found = rows(file)
    # As they were opened, so that the columns of a project stand as its first issues met them.
    issues = sorted((row for row in found if not _is_pull_request(row)), key=_number)
    statuses = {_status(row) for row in issues} - {""}
    cards = [_card(row, labels, members) for row in issues]
    members = _with_names(members, issues)
    cards = [replace(card, comments=tuple(_by(each, members) for each in card.comments)) for card in cards]
    pulls = (row.scalar_of("title") for row in found if _is_pull_request(row))
    return [
        Board(
            tool="GitHub",
            name=repositories.name_of(_either(row, "html_url", "url") for row in issues) or file.stem,
            lists=(
                Lane("open", _("Open"), status=Status.PENDING),
                *(Lane(f"status {name}", name) for name in dict.fromkeys(map(_status, issues)) if name in statuses),
                Lane("closed", _("Closed"), status=Status.COMPLETED),
            ),
            cards=tuple(cards),
            labels=labels,
            members=members,
            remarks=tuple((_("Pull requests, which are no tasks"), title) for title in pulls),
        )
    ]


def _with_names(members: Mapping[str, Member], issues: Sequence[Row]) -> dict[str, Member]:
    """Some places tell an account alone, others, perhaps of a later issue, who that is."""
    people = (each for row in issues for each in (*several(row, "assignees"), _object(row, "author", "user")))
    names = {each.scalar_of("login"): each.scalar_of("name") for each in people if each.scalar_of("name")}
    return {key: replace(member, name=names.get(key, member.name)) for key, member in members.items()}


def _by(comment: Comment, members: Mapping[str, Member]) -> Comment:
    return replace(comment, author=members[comment.author_id].name) if comment.author_id else comment


def _number(row: Row) -> int:
    text = row.scalar_of("number")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _is_pull_request(row: Row) -> bool:
    """The list of issues of the REST API holds both; a field without value says nothing."""
    return row.values.get("pull_request") is not None


def _either(row: Row, *keys: str) -> str:
    return next((row.scalar_of(key) for key in keys if row.scalar_of(key)), "")


def _object(row: Row, *keys: str) -> Row:
    return next((row.row(key) for key in keys if isinstance(row.values.get(key), dict)), Row({}, row.path, row.mended))


def _is_closed(row: Row) -> bool:
    return row.scalar_of("state").casefold() == "closed" or row.values.get("closed") is True


def _status(row: Row) -> str:
    """Where an open issue stands in a project, if only one tells it."""
    names = [_object(each, "status").scalar_of("name") for each in several(row, "projectItems")]
    return "" if _is_closed(row) or len(names) != 1 else names[0]


def _card(row: Row, labels: dict[str, Label], members: dict[str, Member]) -> Card:
    key = row.scalar_of("number") or row.path
    counted = row.values.get("comments")
    assignees = several(row, "assignees") or [_object(row, "assignee")]
    comments = [_comment(key, each, members) for each in several(row, "comments")]
    parent = _parent(row)
    status = _status(row)
    return Card(
        id=key,
        list_id="closed" if _is_closed(row) else f"status {status}" if status else "open",
        title=row.scalar_of("title"),
        number=row.scalar_of("number"),
        description=row.scalar_of("body"),
        done=_is_closed(row),
        done_at=moment(_either(row, "closed_at", "closedAt")),
        created_at=moment(_either(row, "created_at", "createdAt")),
        changed_at=moment(_either(row, "updated_at", "updatedAt")),
        labels=tuple(dict.fromkeys(_labels(row, labels))),
        members=tuple(dict.fromkeys(_member(each, members) for each in assignees if each.scalar_of("login"))),
        fields=tuple(_fields(row)),
        comments=tuple(comments),
        comments_counted=counted if isinstance(counted, int) else _count(_object(row, "comments"), "totalCount"),
        links=(Link(Relation.PARENT, parent),) if parent and parent != key else (),
        votes=_votes(row),
    )


def _parent(row: Row) -> str:
    """The number of the issue it is a part of, from an object or an address."""
    number = _object(row, "parent", "parentIssue").scalar_of("number")
    return number or row.scalar_of("parent_issue_url").rpartition("/")[2]


def _votes(row: Row) -> int:
    groups = several(row, "reactionGroups")
    found = sum(_count(_object(each, "users", "reactors"), "totalCount") for each in groups)
    return found or _count(_object(row, "reactions"), "total_count")


def _count(row: Row, key: str) -> int:
    value = row.values.get(key)
    return value if isinstance(value, int) and 0 <= value < 10**6 else 0


def _labels(row: Row, labels: dict[str, Label]) -> Iterator[str]:
    for each in several(row, "labels"):
        name, colour = each.scalar_of("name"), each.scalar_of("color")
        is_hex = len(colour) == 6 and colour.isalnum()
        if name:
            yield labels.setdefault(name, Label(name, name, f"#{colour}" if is_hex else colour.lower())).id
    kind = _object(row, "type", "issueType").scalar_of("name")
    if kind:
        alike = next((name for name in labels if fold(name) == fold(kind)), kind)
        yield labels.setdefault(alike, Label(alike, alike)).id


def _member(row: Row, members: dict[str, Member]) -> str:
    login, name = row.scalar_of("login"), row.scalar_of("name")
    known = members.setdefault(login, Member(login, name or login, row.scalar_of("email")))
    if name and known.name == login:
        members[login] = Member(login, name, known.email)
    return login


def _comment(card: str, row: Row, members: dict[str, Member]) -> Comment:
    author = _object(row, "author", "user")
    key = _member(author, members) if author.scalar_of("login") else ""
    written = moment(_either(row, "created_at", "createdAt"))
    return Comment(card, members[key].name if key else "", row.scalar_of("body"), written, key)


def _fields(row: Row) -> Iterator[tuple[str, str]]:
    reason = _either(row, "state_reason", "stateReason")
    told = (
        (_("Milestone"), _milestone(_object(row, "milestone"))),
        (_("Author"), _object(row, "author", "user").scalar_of("login")),
        (_("Closed as"), reason.replace("_", " ").lower() if _is_closed(row) else ""),
        (_("Address"), _either(row, "html_url", "url")),
    )
    return ((name, value) for name, value in told if value and value != "completed")


def _milestone(row: Row) -> str:
    """Its name, and until when."""
    until = _either(row, "due_on", "dueOn")[:10]
    return f"{row.scalar_of('title')} ({until})" if until else row.scalar_of("title")


FORMAT = Format("github-issues", "GitHub", gettext_lazy("issues as JSON"), _recognises, _parse)
