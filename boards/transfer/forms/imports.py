"""The forms of an import: the file, and what is chosen for what it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from boards.forms.fields import FormData, LineField, word_choice
from boards.models import Import, Status, User, Visibility
from boards.rules.addresses import in_small_letters
from boards.rules.text import TITLE_LIMIT
from boards.transfer.choices import Choices
from boards.transfer.dates import Order
from boards.transfer.formats.registry import FORMATS
from boards.transfer.mapping import DATES, Role

# What stands between the cells of a table, in words.
BETWEEN = {
    ",": _("Commas stand between its cells."),
    ";": _("Semicolons stand between its cells."),
    "\t": _("Tabs stand between its cells."),
    "|": _("Vertical bars stand between its cells."),
}
AUTOMATIC = ("", _("Found out from the file"))


class FileForm(forms.Form):
    """A file. How it is to be read is found out, unless somebody knows better."""

    file = forms.FileField(label=_("File"), max_length=1000, allow_empty_file=True)
    format = forms.ChoiceField(required=False, label=_("Format"))

    def __init__(self, data: FormData = None, files: Any = None) -> None:
        super().__init__(data, files)
        known = [(each.key, f"{each.name}: {each.kind}") for each in FORMATS]
        word_choice(self, "format").choices = [AUTOMATIC, *known]


class ChoicesForm(forms.Form):
    """What becomes of a board: a field for each list, each member, and each column of a table.

    Fields are named by places, for ids in files are whatever they are.
    """

    def __init__(self, found: Import, people: Sequence[User], data: FormData = None) -> None:
        super().__init__(data)
        self.outline, self.chosen = found.outline, Choices.of_json(found.choices)
        self.by_address = {user.email: user for user in people}
        self.by_id = {user.pk: user for user in people}
        self.table = self.outline.get("table")
        # It comes as it was: columns mean what they meant.
        self.is_whole = bool(self.outline.get("whole"))
        if earlier := self.outline.get("earlier"):
            choices = [(str(earlier["id"]), _("Bring it up to date")), ("0", _("Make everything anew"))]
            # Who begins in another project wants the cards there.
            elsewhere = found.into_id not in (None, earlier["project"])
            self.fields["update"] = forms.ChoiceField(
                choices=choices,
                initial="0" if elsewhere else str(earlier["id"]),
                widget=forms.RadioSelect,
                label=_("This board is here"),
            )
        if len(self.outline["boards"]) > 1:
            self.fields["board"] = self._boards()
        if found.into_id is None:
            self._add_project()
        for index, lane in enumerate(self.outline["lists"]):
            if not lane["is_there"] and not self.is_whole:
                self.fields[f"list-{index}"] = forms.ChoiceField(
                    choices=Status.choices, initial=lane["status"], label=lane["name"]
                )
        for index, member in enumerate(self.outline["members"]):
            self.fields[f"member-{index}"] = self._member(member)
        if self.table:
            self._add_columns(self.table)

    def _boards(self) -> forms.Field:
        entries = enumerate(self.outline["boards"])
        choices = [(str(index), f"{entry['name']} ({entry['cards']})") for index, entry in entries]
        return forms.ChoiceField(choices=choices, initial=str(self.outline["board"]), label=_("Board"))

    def _add_project(self) -> None:
        self.fields["title"] = LineField(limit=TITLE_LIMIT, initial=self.outline["title"], label=_("Title"))
        self.fields["visibility"] = forms.ChoiceField(
            choices=Visibility.choices, initial=self.chosen.visibility, label=_("Who can see it")
        )

    def _member(self, member: Mapping[str, Any]) -> forms.Field:
        key = member["id"]
        pk = self.chosen.people.get(key, self.outline["people"].get(key, 0))
        known = self.by_id.get(pk)
        widget = forms.TextInput(attrs={"list": "people", "autocomplete": "off", "dir": "auto"})
        return forms.CharField(
            required=False,
            max_length=254,
            initial=known.email if known else "",
            label=member["name"],
            widget=widget,
        )

    def _add_columns(self, table: Mapping[str, Any]) -> None:
        for index, head in enumerate(table["heads"]):
            self.fields[f"role-{index}"] = forms.ChoiceField(
                choices=[(role.value, role.label) for role in Role],
                initial=table["mapping"]["roles"][index],
                label=head["name"],
            )
            order = table["mapping"]["orders"].get(str(index), Order.DAY_FIRST)
            self.fields[f"order-{index}"] = forms.ChoiceField(
                required=False,
                choices=[(order.value, order.label) for order in Order],
                initial=order,
                label=_("Dates are written"),
            )

    def clean(self) -> dict[str, Any]:
        """Who is named must be one of those who can be chosen."""
        for index, _member in enumerate(self.outline["members"]):
            typed = (self.cleaned_data.get(f"member-{index}") or "").strip()
            if typed and in_small_letters(typed) not in self.by_address:
                self.add_error(f"member-{index}", _("Choose one of the addresses that are offered, or leave it empty."))
        if self.is_whole:
            self._check_nobody_is_doubled()
        return self.cleaned_data

    def _check_nobody_is_doubled(self) -> None:
        """Of a whole project two people can't be one: each has a part of their own."""
        named: set[str] = set()
        for index, _member in enumerate(self.outline["members"]):
            typed = in_small_letters((self.cleaned_data.get(f"member-{index}") or "").strip())
            if typed and typed in named:
                self.add_error(f"member-{index}", _("This person is named for somebody else already."))
            named.add(typed)

    # For the page

    def lists(self) -> Iterator[tuple[Mapping[str, Any], forms.BoundField | None]]:
        """Each list with its field; None for one whose column is there already."""
        for index, lane in enumerate(self.outline["lists"]):
            yield lane, self[f"list-{index}"] if f"list-{index}" in self.fields else None

    def members(self) -> Iterator[tuple[Mapping[str, Any], forms.BoundField]]:
        """Each member with the field for who that is here."""
        for index, member in enumerate(self.outline["members"]):
            yield member, self[f"member-{index}"]

    def columns(self) -> Iterator[tuple[Mapping[str, Any], forms.BoundField, forms.BoundField | None, bool]]:
        """Each column of a table: its heading, its role, the order of its dates if it has any, and whether that order
        is a guess."""
        if not self.table:
            return
        for index, head in enumerate(self.table["heads"]):
            role = self[f"role-{index}"]
            is_date = str(role.value()) in DATES
            yield head, role, self[f"order-{index}"] if is_date else None, index in self.table["unsure"]

    def found_out(self) -> Iterator[str]:
        """How a table was read, in sentences: its sheet, what separates its cells, and what encoding but UTF-8."""
        told = self.table or {}
        if told.get("sheet"):
            yield gettext("It stands on the sheet “%(name)s”.") % {"name": told["sheet"]}
        if told.get("separator") in BETWEEN:
            yield str(BETWEEN[told["separator"]])
        encoding = str(told.get("encoding", "")).upper()
        if encoding and not encoding.startswith("UTF-8"):
            name = encoding.replace("CP125", "Windows-125")
            yield gettext("Its letters are read as %(encoding)s.") % {"encoding": name}

    def values(self) -> Choices:
        """What is kept of it."""
        sent = self.cleaned_data
        board = int(sent.get("board") or self.outline["board"])
        chosen = replace(self.chosen, board=board, start=False, update=int(sent.get("update") or 0))
        if board != self.outline["board"]:
            # Nothing of what was chosen is of that board.
            return replace(chosen, title="", statuses={}, people={}, update=0)
        return replace(
            chosen,
            title=self._title(sent),
            visibility=sent.get("visibility") or chosen.visibility,
            statuses={
                lane["id"]: sent[f"list-{index}"]
                for index, lane in enumerate(self.outline["lists"])
                if f"list-{index}" in sent
            },
            people={member["id"]: self._person(index) for index, member in enumerate(self.outline["members"])},
            mapping=self._mapping(sent) if self.table else None,
        )

    def is_to_be_read_anew(self, values: Choices) -> bool:
        """Whether what the page shows is of another board, or of another reading of the table."""
        return values.board != self.outline["board"] or (bool(self.table) and values.mapping != self._mapping_before())

    def _title(self, sent: Mapping[str, Any]) -> str:
        """That of the board is no choice: it comes with another board, or another reading."""
        title = str(sent.get("title", ""))
        return self.chosen.title if title == self.outline["title"] else title

    def _person(self, index: int) -> int:
        typed = in_small_letters((self.cleaned_data.get(f"member-{index}") or "").strip())
        return self.by_address[typed].pk if typed else 0

    def _mapping_before(self) -> Mapping[str, Any]:
        return self.table["mapping"] if self.table else {}

    def _mapping(self, sent: Mapping[str, Any]) -> Mapping[str, Any]:
        """Columns that are not offered keep what was guessed."""
        before = self._mapping_before()
        offered = len(self.table["heads"]) if self.table else 0
        roles = [sent[f"role-{index}"] for index in range(offered)] + list(before["roles"][offered:])
        orders = {**before["orders"]}
        for index, role in enumerate(roles[:offered]):
            if Role(role) in DATES:
                orders[str(index)] = sent.get(f"order-{index}") or before["orders"].get(
                    str(index), Order.DAY_FIRST.value
                )
        kept = {index: order for index, order in orders.items() if Role(roles[int(index)]) in DATES}
        return {"roles": roles, "orders": kept, "separators": dict(before["separators"])}
