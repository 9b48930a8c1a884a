"""todo.txt: a task a line. https://github.com/todotxt/todo.txt"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Relation, Status
from boards.rules import todo_words
from boards.rules.todo_words import DATE
from boards.transfer.boards import Board, Card, Label, Lane, Link
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.moments import local

_LINE = re.compile(
    rf"(?P<done>x\s+)?(?:\((?P<priority>[A-Z])\)\s+)?(?:(?P<first>{DATE})\s+)?(?:(?P<second>{DATE})\s+)?(?P<text>.*)"
)
# A is the most urgent; what comes after C is only just one.
PRIORITIES = {"A": 4, "B": 3, "C": 2}
# What tells a line of this kind from one of a letter.
_TELLING = re.compile(rf"x\s+\S|\([A-Z]\)\s|{DATE}\s|.*\s[+@]\w|.*\bdue:{DATE}")


def _recognises(file: Brought) -> bool:
    if b"\x00" in file.head or file.head_text.lstrip("\ufeff \r\n").startswith(("{", "[", "<", "BEGIN:")):
        return False
    lines = [line for line in file.head_text.lstrip("\ufeff").splitlines()[:200] if line.strip()]
    telling = sum(bool(_TELLING.match(line)) for line in lines)
    # A short list of one's own may tell by nothing but its name.
    is_named = file.name.lower().endswith(("todo.txt", "done.txt"))
    return bool(lines) and (telling * 3 > len(lines) * 2 or is_named)


def _parse(file: Brought) -> Sequence[Board]:
    labels: dict[str, Label] = {}
    lines = [line.strip() for line in file.text.lstrip("\ufeff").splitlines() if line.strip()]
    wholes = _wholes(lines)
    return [
        Board(
            tool="todo.txt",
            name=file.stem,
            lists=(
                Lane("open", _("To do"), status=Status.PENDING),
                Lane("done", _("Done"), status=Status.COMPLETED),
            ),
            cards=tuple(_card(index, line, labels, wholes) for index, line in enumerate(lines, 1)),
            labels=labels,
        )
    ]


def _wholes(lines: Sequence[str]) -> dict[str, str]:
    """By their numbers the cards that others are parts of."""
    ties = [(kind, number, at) for at, line in enumerate(lines, 1) for kind, number in todo_words.TIE.findall(line)]
    named = {number for kind, number, _at in ties if kind == "p"}
    return {number: f"line {at}" for kind, number, at in reversed(ties) if kind == "id" and number in named}


def _card(index: int, line: str, labels: dict[str, Label], wholes: Mapping[str, str]) -> Card:
    match = _LINE.fullmatch(line)
    if match is None:
        return Card(id=f"line {index}", list_id="open", title=line)
    is_done = match["done"] is not None
    # A completed task tells the day of that first, and then when it was made.
    created = match["second"] if is_done else match["first"]
    text = match["text"]
    if not is_done and match["second"]:
        # Only what is completed has two days of its own; this one is of what is said.
        text = f"{match['second']} {text}".strip()
    # Of two pairs of a kind the later counts; the other is a word of the title.
    told = {each[each.lastindex - 1]: each for each in todo_words.PAIR.finditer(text) if each.lastindex}
    pairs = {name: each[each.lastindex or 0] for name, each in told.items()}
    spans = {each.span() for each in told.values()}
    rest = todo_words.PAIR.sub(lambda each: "" if each.span() in spans else each[0], text)
    parents = [wholes[number] for kind, number in todo_words.TIE.findall(rest) if kind == "p" and number in wholes]
    rest = todo_words.TIE.sub(lambda each: "" if each[2] in wholes else each[0], rest)
    names = [name.rstrip(".,;") for name in todo_words.WORD.findall(text)]
    title = todo_words.unescaped(todo_words.sentence(rest))
    letter = match["priority"] or pairs.get("pri", "")
    return Card(
        id=f"line {index}",
        list_id="done" if is_done else "open",
        title=title or text,
        due=pairs.get("due", ""),
        start=pairs.get("t", ""),
        priority=PRIORITIES.get(letter, 1) if letter else 0,
        fields=((_("Repeats"), pairs["rec"]),) if "rec" in pairs else (),
        created_at=local(created or ""),
        done_at=local(match["first"] or "") if is_done else None,
        labels=tuple(labels.setdefault(name, Label(name, name)).id for name in dict.fromkeys(names) if name),
        links=tuple(Link(Relation.PARENT, each) for each in dict.fromkeys(parents) if each != f"line {index}"),
    )


FORMAT = Format("todo.txt", "todo.txt", gettext_lazy("a task a line"), _recognises, _parse)
