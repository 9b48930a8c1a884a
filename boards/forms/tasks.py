"""The shape of what people send about tasks; what is possible is decided by `rules` and `services`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from boards.forms.fields import DateWordsField, LineField, PeopleField, TagsField, TextField, row_choice, word_choice
from boards.models import Column, Priority, Task, User
from boards.rules.progress import COMPLETE
from boards.rules.text import TITLE_LIMIT

HIGHEST_ID = 10**18 - 1


class TaskForm(forms.Form):
    """Every field of a task that people write. `version` is the one the form showed."""

    title = LineField(limit=TITLE_LIMIT, label=_("Title"))
    description = TextField(required=False, label=_("Description"), help_text=_("Markdown works here."))
    priority = forms.TypedChoiceField(coerce=int, label=_("Priority"), choices=Priority.choices)
    assignee = forms.ModelChoiceField(User.objects.none(), required=False, label=_("Assignee"), empty_label=_("Nobody"))
    other_assignees = PeopleField(User.objects.none(), required=False, label=_("Also assigned"))
    due_date = DateWordsField(
        required=False, label=_("Due date"), help_text=_("A date such as tomorrow, fri, +2w or 24 Dec.")
    )
    progress = forms.IntegerField(
        min_value=0,
        max_value=COMPLETE,
        label=_("Progress"),
        widget=forms.NumberInput(attrs={"type": "range", "step": "1"}),
        help_text=_("At 100 % the task is completed."),
    )
    follows_items = forms.TypedChoiceField(
        coerce=lambda value: value == "yes",
        required=False,
        label=_("Progress follows the checklists"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
    )
    tags = TagsField(required=False, label=_("Tags"), help_text=_("Separate tags with commas."))
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: QuerySet[User], priority: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("assignee", "other_assignees"):
            row_choice(self, name).queryset = people
        if priority > Priority.URGENT:
            offered = [*Priority.choices, (priority, _("Urgent %(number)s") % {"number": priority})]
            word_choice(self, "priority").choices = offered

    def only_sent(self) -> TaskForm:
        """Leave out the fields that the request did not carry: one fact can be saved by itself."""
        for name in [name for name in self.fields if name != "version" and name not in self.data]:
            del self.fields[name]
        return self

    @property
    def changed(self) -> dict[str, object]:
        """The cleaned fields, as `services.tasks.update` takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def initial_of(task: Task) -> dict[str, object]:
    """What a form about this task starts with."""
    return {
        "title": task.title,
        "description": task.description,
        "priority": task.priority,
        "assignee": task.assignee_id,
        "other_assignees": [user.pk for user in task.others],
        "due_date": task.due_date,
        "progress": task.progress,
        "tags": [tag.name for tag in task.tags.all()],
        "version": task.version,
    }


class NewTaskForm(TaskForm):
    """A new task; its column is one of the project's."""

    column = forms.ModelChoiceField(Column.objects.none(), required=False, label=_("Column"), empty_label=None)
    field_order = ("title", "description", "column", "assignee", "other_assignees", "priority", "due_date", "tags")

    def __init__(self, *args: Any, columns: QuerySet[Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_choice(self, "column").queryset = columns
        del self.fields["version"], self.fields["progress"], self.fields["follows_items"]
        self.fields["priority"].required = False
        self.fields["priority"].empty_value = 0  # type: ignore[attr-defined]


class QuickAddForm(forms.Form):
    """The one line of a quick add, in which words such as `#tag` are understood."""

    title = LineField(limit=TITLE_LIMIT, required=False)


class QuickPlaceForm(forms.Form):
    """The column at whose foot it was typed."""

    column = forms.IntegerField(min_value=1, max_value=HIGHEST_ID, required=False)


class MoveForm(forms.Form):
    """A drop: column, the neighbour above (none: on top), the column the card was taken from.

    Without a neighbour, `place` may say `end` (the form without JavaScript offers the two ends).
    """

    column = forms.IntegerField(min_value=1, max_value=HIGHEST_ID)
    after = forms.IntegerField(min_value=1, max_value=HIGHEST_ID, required=False)
    left = forms.IntegerField(min_value=1, max_value=HIGHEST_ID, required=False)
    place = forms.ChoiceField(choices=[("top", "top"), ("end", "end")], required=False)
