"""The talk about a task: windows of its comments, so that a thousand cost what twenty do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.html import linebreaks
from django.utils.safestring import SafeString

from boards.models import Comment, Emoji, Reaction, Task, User
from boards.models.comments import SYMBOLS
from boards.policy import Action, Rights, can, may_delete_comment, may_edit_comment
from boards.queries import references
from boards.queries.history import Entry
from boards.rules.markdown import to_html
from boards.rules.references import References

WINDOW = 20
# Letters of a comment in which Markdown is looked for.
LONGEST_MARKED = 10_000
# What is shown above a comment that a link leads to, so that one sees what it answers.
ABOVE = 4
# What is laid anew at once in a page that has earlier windows open.
MOST_LAID = 200


@dataclass(frozen=True)
class Nod:
    """One sign under a comment: how many, who, and whether the reader is among them."""

    emoji: str
    symbol: str
    label: str
    names: Sequence[str] = ()
    is_mine: bool = False

    @property
    def count(self) -> int:
        """How many people."""
        return len(self.names)


@dataclass(frozen=True)
class CommentView:
    """A comment, ready for its template; `nods` are all signs there are."""

    comment: Comment
    html: SafeString
    nods: Sequence[Nod]
    can_edit: bool
    can_delete: bool
    can_react: bool
    # What was changed before it and after the one above, where talk and history are one (`queries.stream`).
    above: Sequence[Entry] = ()

    @property
    def has_boxes(self) -> bool:
        """Whether there are boxes in it to be ticked."""
        return f'form="boxes-{self.comment.pk}"' in self.html

    @property
    def given(self) -> list[Nod]:
        """The signs that somebody has made."""
        return [nod for nod in self.nods if nod.names]


@dataclass(frozen=True)
class Talk:
    """A window of the talk, the oldest first. `before` leads to what was said earlier, None at its beginning;
    `is_cut`: there are newer ones."""

    comments: Sequence[CommentView]
    count: int
    before: int | None = None
    is_cut: bool = False
    can_write: bool = False
    # What the field for a new comment begins with.
    text: str = ""
    error: str = ""
    # The tasks that the description names: looked up along with those of the comments.
    references: References = field(default_factory=dict)
    # Whether the history is part of it, what of that comes after the last comment, and whether not all is shown.
    is_joined: bool = False
    changes: Sequence[Entry] = ()
    has_more_changes: bool = False


def newest(task: Task, reader: User, rights: Rights, *, texts: Iterable[str] = ()) -> Talk:
    """The newest window. `texts` are others of the page in which tasks may be named. Four queries at most."""
    return before(task, reader, rights, None, texts=texts)


def before(
    task: Task, reader: User, rights: Rights, pk: int | None, *, texts: Iterable[str] = (), limit: int = WINDOW
) -> Talk:
    """The window before a comment (None: the newest one)."""
    rows = _rows(task).order_by("-pk")
    found = list((rows if pk is None else rows.filter(pk__lt=pk))[: limit + 1])
    shown = found[:limit][::-1]
    return _talk(task, reader, rights, shown, has_earlier=len(found) > limit, is_cut=pk is not None, texts=texts)


def around(task: Task, reader: User, rights: Rights, pk: int, *, texts: Iterable[str] = ()) -> Talk:
    """The window that holds a comment: the newest one if that does, else one that begins a little above it."""
    talk = newest(task, reader, rights, texts=texts)
    if not talk.comments or pk >= talk.comments[0].comment.pk:
        return talk
    above = list(_rows(task).filter(pk__lt=pk).order_by("-pk").values_list("pk", flat=True)[: ABOVE + 1])
    first = above[ABOVE - 1] if len(above) >= ABOVE else pk if not above else above[-1]
    return since(task, reader, rights, first, limit=WINDOW, texts=texts)


def since(
    task: Task, reader: User, rights: Rights, pk: int, *, limit: int = MOST_LAID, texts: Iterable[str] = ()
) -> Talk:
    """What a page shows that begins with this comment."""
    found = list(_rows(task).filter(pk__gte=pk).order_by("pk")[: limit + 1])
    has_earlier = _rows(task).filter(pk__lt=pk).exists()
    return _talk(task, reader, rights, found[:limit], has_earlier=has_earlier, is_cut=len(found) > limit, texts=texts)


def one(comment: Comment, reader: User, rights: Rights) -> CommentView:
    """One comment."""
    task = comment.task
    return _talk(task, reader, rights, [comment], has_earlier=False, is_cut=False, texts=()).comments[0]


def _rows(task: Task) -> QuerySet[Comment]:
    return Comment.objects.filter(task=task, deleted_at=None).select_related("author").defer("search_text")


def _talk(
    task: Task,
    reader: User,
    rights: Rights,
    rows: Sequence[Comment],
    *,
    has_earlier: bool,
    is_cut: bool,
    texts: Iterable[str],
) -> Talk:
    known = references.resolved([*(row.text for row in rows), *texts], task.project, reader)
    nods = _nods(rows, reader)
    is_open = not (task.is_archived or task.project.is_archived)
    return Talk(
        comments=[_view(row, reader, rights, nods.get(row.pk, {}), known, is_open=is_open) for row in rows],
        count=task.comment_count,
        before=rows[0].pk if rows and has_earlier else None,
        is_cut=is_cut,
        can_write=is_open and can(rights.role, Action.COMMENT),
        references=known,
    )


def _view(
    row: Comment, reader: User, rights: Rights, nods: Mapping[str, list[User]], known: References, *, is_open: bool
) -> CommentView:
    can_react = is_open and can(rights.role, Action.COMMENT)
    return CommentView(
        comment=row,
        html=html(row.text, known, f"boxes-{row.pk}" if can_react else ""),
        nods=[_nod(emoji, nods.get(emoji, []), reader) for emoji in Emoji],
        can_edit=is_open and may_edit_comment(reader, row.author_id, rights.role),
        can_delete=is_open and may_delete_comment(reader, row.author_id, rights.role),
        can_react=can_react,
    )


def html(text: str, known: References, boxes: str = "") -> SafeString:
    """What a comment says, with boxes that the form `boxes` ticks. One that is longer than anybody says is shown as it
    was typed: a window shows twenty of them."""
    return (
        to_html(text, known, boxes=boxes)
        if len(text) <= LONGEST_MARKED
        else SafeString(linebreaks(text, autoescape=True))
    )


def _nod(emoji: Emoji, people: Sequence[User], reader: User) -> Nod:
    names = [person.display_name for person in people]
    return Nod(emoji.value, SYMBOLS[emoji], str(emoji.label), names, any(one.pk == reader.pk for one in people))


def _nods(rows: Sequence[Comment], reader: User) -> dict[int, dict[str, list[User]]]:
    """Who has nodded how to which comment; one query."""
    found: dict[int, dict[str, list[User]]] = {}
    reactions = Reaction.objects.filter(comment__in=[row.pk for row in rows]).select_related("user").order_by("pk")
    for reaction in reactions if rows else ():
        found.setdefault(reaction.comment_id, {}).setdefault(reaction.emoji, []).append(reaction.user)
    return found
