"""Parts of lists, by cursors: a signed note of where the last row stands, so that writers meanwhile shift nothing."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import Expression, F, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from boards.api.errors import invalid
from boards.api.schemas.common import PageQuery
from boards.queries.record_shapes import Record

Row = TypeVar("Row", bound=Model)
FORWARD, BACKWARD = "next", "previous"
_signer = Signer(salt="boards.api.cursor")


@dataclass(frozen=True)
class Order:
    """What rows are compared by, in turn, the last one unique. Missing values come last either way."""

    name: str
    keys: Sequence[str | Expression]
    nullable: frozenset[str] = frozenset({"due_date"})

    @property
    def descending(self) -> bool:
        """Whether the greatest comes first."""
        return self.name.startswith("-")

    def may_be_missing(self, index: int) -> bool:
        """Whether that key can be null."""
        return self.keys[index] in self.nullable if isinstance(self.keys[index], str) else False


class Page(TypedDict):
    """A part of a list, with the addresses of its neighbours."""

    items: Sequence[Record]
    next: str | None
    previous: str | None
    total: int | None


@dataclass(frozen=True)
class Cursor:
    """Go on behind (or before) the row with these values."""

    order: str
    direction: str
    values: list[object]

    def text(self) -> str:
        """As it stands in an address."""
        return _signer.sign_object([self.order, self.direction, self.values], compress=True)


def part(
    request: HttpRequest,
    rows: QuerySet[Row],
    query: PageQuery,
    order: Order,
    show: Callable[[list[Row]], Sequence[Record]],
) -> Page:
    """The part of the list that was asked for: one query and those of `show`, one more for the total."""
    cursor = _read(query.cursor, order) if query.cursor else None
    backward = cursor is not None and cursor.direction == BACKWARD
    total = rows.count() if query.total else None
    shown = list(_window(rows, order, cursor, backward)[: query.limit + 1])
    more, shown = len(shown) > query.limit, shown[: query.limit]
    if backward:
        shown.reverse()
    has_next = backward or more
    has_previous = more if backward else cursor is not None
    return {
        "items": show(shown),
        "next": _link(request, order, FORWARD, shown[-1]) if shown and has_next else None,
        "previous": _link(request, order, BACKWARD, shown[0]) if shown and has_previous else None,
        "total": total,
    }


def link_header(body: Page) -> str:
    """The neighbours, as RFC 8288 names them."""
    links = (("next", body["next"]), ("prev", body["previous"]))
    return ", ".join(f'<{address}>; rel="{word}"' for word, address in links if address)


def _window(rows: QuerySet[Row], order: Order, cursor: Cursor | None, backward: bool) -> QuerySet[Row]:
    names = [f"key_{index}" for index in range(len(order.keys))]
    expressions = [F(key) if isinstance(key, str) else key for key in order.keys]
    rows = rows.annotate(**dict(zip(names, expressions, strict=True)))
    descending = order.descending != backward
    sorting = []
    for index, name in enumerate(names):
        # None where nothing can be missing: the words would keep the database from using an index.
        is_nullable = order.may_be_missing(index)
        first, last = (is_nullable and backward) or None, (is_nullable and not backward) or None
        key = F(name)
        sorting.append(
            key.desc(nulls_first=first, nulls_last=last) if descending else key.asc(nulls_first=first, nulls_last=last)
        )
    if cursor is not None:
        rows = rows.filter(_behind(order, names, cursor.values, descending=descending, backward=backward))
    return rows.order_by(*sorting)


def _behind(order: Order, names: list[str], values: list[object], *, descending: bool, backward: bool) -> Q:
    """Rows behind that one in the direction of reading: equal up to some key, and behind by the next."""
    behind, equal = Q(pk__in=[]), Q()
    for index, (name, value) in enumerate(zip(names, values, strict=True)):
        step = "lt" if descending else "gt"
        if value is None:
            # Missing values stand at the end: nothing is behind them, everything else before.
            one = Q(**{f"{name}__isnull": False}) if backward else Q(pk__in=[])
            same = Q(**{f"{name}__isnull": True})
        else:
            one, same = Q(**{f"{name}__{step}": value}), Q(**{name: value})
            if order.may_be_missing(index) and not backward:
                one |= Q(**{f"{name}__isnull": True})
        behind |= equal & one
        equal &= same
    return behind


def _link(request: HttpRequest, order: Order, direction: str, row: Model) -> str:
    values = [_plain(getattr(row, f"key_{index}")) for index in range(len(order.keys))]
    query = request.GET.copy()
    query["cursor"] = Cursor(order.name, direction, values).text()
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _read(text: str, order: Order) -> Cursor:
    """The cursor; Problem 400 if it is none of ours, or belongs to another order."""
    try:
        name, direction, values = _signer.unsign_object(text)
    except (BadSignature, ValueError) as error:
        raise invalid(("cursor", _("Take the cursor from next or previous as it is."))) from error
    if name != order.name or len(values) != len(order.keys):
        raise invalid(("cursor", _("This cursor belongs to another order.")))
    return Cursor(name, direction, values)
