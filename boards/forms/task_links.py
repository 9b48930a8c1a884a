"""What is sent to link a task to another one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from boards.forms.tasks import HIGHEST_ID
from boards.models import Relation


class TaskLinkForm(forms.Form):
    """The relation, and the other task: by its id, or as it was typed. `complete`: the task is done with that."""

    relation = forms.ChoiceField(
        choices=[(each.value, each.value) for each in Relation],
        error_messages={"invalid_choice": _("Choose one of the relations that are offered.")},
    )
    task = forms.IntegerField(min_value=1, max_value=HIGHEST_ID, required=False)
    other = forms.CharField(max_length=500, required=False)
    complete = forms.BooleanField(required=False)
