"""The shape of what people send about the tags of a project."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from boards.forms.changed import ChangedForm
from boards.forms.fields import FormData, LineField, row_choice
from boards.models import Tag
from boards.models.users import HUES
from boards.queries.tags import COLOURS
from boards.rules.text import WORD_LIMIT


class TagForm(ChangedForm):
    """A tag. Its colour is drawn by `_tag_fields.html`."""

    name = LineField(limit=WORD_LIMIT, label=_("Name"))
    colour = forms.TypedChoiceField(
        coerce=int, choices=list(enumerate(COLOURS)), label=_("Colour"), widget=forms.RadioSelect
    )

    @classmethod
    def of(cls, tag: Tag, data: FormData = None) -> TagForm:
        """The form with what is stored, or with what was sent."""
        return cls(data, initial={"name": tag.name, "colour": tag.colour})

    @property
    def shown_colour(self) -> SafeString:
        """What the page showed, hidden: the choice beside it is drawn by hand."""
        return self["colour"].as_hidden(only_initial=True)

    def onto(self, tag: Tag) -> dict[str, Any]:
        """Every field as it is to be: as it was changed, else as it is stored."""
        return {name: self.changes.get(name, getattr(tag, name)) for name in self.fields}

    @classmethod
    def new(cls, count: int, data: FormData = None) -> TagForm:
        """An empty form, with the next colour after `count` tags."""
        return cls(data, initial={"colour": count % HUES})


class MergeForm(forms.Form):
    """The tag that takes the place of another."""

    into = forms.ModelChoiceField(Tag.objects.none(), label=_("Merge into"), empty_label=_("Choose a tag"))

    def __init__(self, *args: Any, tags: QuerySet[Tag], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_choice(self, "into").queryset = tags
