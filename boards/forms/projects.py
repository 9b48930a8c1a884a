"""The shape of what people send about a project."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from boards.forms.fields import DateWordsField, FormData, LineField, TextField, row_choice
from boards.models import Project, User, Visibility
from boards.rules.text import TITLE_LIMIT
from boards.services.projects import EDITABLE


class ProjectForm(forms.Form):
    """Everything people write about a project. `version` is the one the form showed."""

    title = LineField(limit=TITLE_LIMIT, label=_("Title"))
    description = TextField(
        required=False,
        label=_("Description"),
        help_text=_("What it is for, and what is good to know. Markdown works here."),
    )
    visibility = forms.ChoiceField(
        label=_("Who sees it"), choices=Visibility.choices, initial=Visibility.PERSONAL, widget=forms.RadioSelect
    )
    finish_date = DateWordsField(
        required=False, label=_("Finish date"), help_text=_("The day by which everything should be done.")
    )
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, project: Project, data: FormData = None) -> ProjectForm:
        """The form with what is stored, or with what was sent."""
        return cls(data, initial={name: getattr(project, name) for name in (*EDITABLE, "version")})

    @property
    def changed(self) -> dict[str, Any]:
        """The cleaned fields, as `services.projects` takes them."""
        return {name: self.cleaned_data[name] for name in EDITABLE}


class TransferForm(forms.Form):
    """To whom a project is handed over."""

    to = forms.ModelChoiceField(User.objects.none(), label=_("New owner"), empty_label=_("Choose a member"))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_choice(self, "to").queryset = people


class DeleteForm(forms.Form):
    """The title typed once more, so that nobody deletes a project by a slip."""

    title = LineField(limit=TITLE_LIMIT, label=_("Title of the project"))

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.fields["title"].widget.attrs["autocomplete"] = "off"

    def clean_title(self) -> str:
        """It must be this project's, to the letter but for spaces (which a page shows as one)."""
        typed: str = self.cleaned_data["title"]
        if typed.split() != self.project.title.split():
            raise forms.ValidationError(_("This is not the title. Type it as it stands above."))
        return typed
