"""The shape of what people send about checklists."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from boards.forms.fields import DateWordsField, LineField, row_choice
from boards.forms.tasks import HIGHEST_ID
from boards.models import User
from boards.rules.text import ITEM_LIMIT, NAME_LIMIT


class ChecklistForm(forms.Form):
    """A checklist; `version` is the one the form showed."""

    title = LineField(limit=NAME_LIMIT, label=_("Title"))
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)


class _WrappedLine(LineField):
    """A line that is shown on as many as it needs: what was broken in it is joined again."""

    widget = forms.Textarea(attrs={"rows": "1"})  # type: ignore[assignment]

    def to_python(self, value: str | None) -> str:
        """The line."""
        return super().to_python(" ".join(filter(None, map(str.strip, re.split(r"[\r\n]+", value or "")))))


class ItemForm(forms.Form):
    """Every field of an item that people write."""

    text = _WrappedLine(limit=ITEM_LIMIT, label=_("Item"))
    assignee = forms.ModelChoiceField(User.objects.none(), required=False, label=_("Assignee"), empty_label=_("Nobody"))
    due_date = DateWordsField(required=False, label=_("Due date"))
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_choice(self, "assignee").queryset = people

    def only_sent(self) -> ItemForm:
        """Leave out the fields that the request did not carry."""
        for name in [name for name in self.fields if name != "version" and name not in self.data]:
            del self.fields[name]
        return self


class ItemPlaceForm(forms.Form):
    """A drop: the list, the item above (none: on top). Without a list, `step` says by which way to go one place."""

    checklist = forms.IntegerField(min_value=1, max_value=HIGHEST_ID, required=False)
    after = forms.IntegerField(min_value=1, max_value=HIGHEST_ID, required=False)
    step = forms.ChoiceField(choices=[("up", "up"), ("down", "down"), ("end", "end")], required=False)


class IntoItemForm(forms.Form):
    """Which task another one becomes an item of, by its number: `12`, `#12`, or `#12 Its title` as it is offered."""

    into = forms.CharField(max_length=600, label=_("Task"))

    def clean_into(self) -> int:
        """The number."""
        found = re.match(r"\s*#?([1-9][0-9]{0,8})(?![0-9])", self.cleaned_data["into"], re.ASCII)
        if found is None:
            raise ValidationError(gettext("Choose a task, or write its number, such as #12."))
        return int(found[1])
