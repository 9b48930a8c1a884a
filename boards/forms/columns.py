"""The shape of what people send about the columns of a board."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from boards.forms.changed import ChangedForm
from boards.forms.fields import FormData, LineField, row_choice
from boards.models import Column, Status
from boards.rules.text import WORD_LIMIT
from boards.services.columns import HIGHEST_LIMIT


class ColumnForm(ChangedForm):
    """A column."""

    name = LineField(limit=WORD_LIMIT, label=_("Name"))
    status = forms.ChoiceField(
        choices=Status.choices,
        initial=Status.IN_PROGRESS,
        label=_("Status"),
        help_text=_("What it means for a task to stand here. It can be changed only while the column is empty."),
    )
    wip_limit = forms.IntegerField(
        min_value=1,
        max_value=HIGHEST_LIMIT,
        required=False,
        label=_("WIP limit"),
        help_text=_("How many tasks should be here at most. More are possible, and the column then says so."),
    )
    adds_on_top = forms.BooleanField(
        required=False,
        label=_("New cards go on top"),
        help_text=_("Otherwise they go to the end of the column."),
    )

    @classmethod
    def of(cls, column: Column, data: FormData = None) -> ColumnForm:
        """The form with what is stored, or with what was sent."""
        return cls(data, initial={name: getattr(column, name) for name in cls.base_fields})

    def onto(self, column: Column) -> dict[str, Any]:
        """Every field as it is to be: as it was changed, else as it is stored."""
        return {name: self.changes.get(name, getattr(column, name)) for name in self.fields}


class _BehindField(forms.ModelChoiceField):
    def label_from_instance(self, column: Column) -> str:
        return str(_("After %(column)s")) % {"column": column.name}


class PlaceForm(forms.Form):
    """Where a column goes: behind another one, to the front, or one step to the left or right."""

    step = forms.ChoiceField(choices=[("left", "left"), ("right", "right")], required=False)
    after = _BehindField(Column.objects.none(), required=False, label=_("Place"), empty_label=_("First of all"))

    def __init__(self, *args: Any, columns: QuerySet[Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_choice(self, "after").queryset = columns


class DeleteColumnForm(forms.Form):
    """Which column takes the tasks of one that is removed."""

    into = forms.ModelChoiceField(Column.objects.none(), label=_("Move its tasks to"), empty_label=_("Choose a column"))

    def __init__(self, *args: Any, columns: QuerySet[Column], needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_choice(self, "into").queryset = columns
        self.fields["into"].required = needed
