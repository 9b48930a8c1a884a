"""Form fields for text, tags and time zones, on top of the one type for text (`rules.text`)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from boards.exceptions import InvalidInput
from boards.models import User
from boards.rules import addresses
from boards.rules.date_words import date_from_words
from boards.rules.text import TEXT_LIMIT, check_storable, clean_line, clean_text

# What was sent, as a form takes it; None for a form that nobody has sent yet.
FormData = Mapping[str, object] | None
# What people type runs in the direction of its own letters, whatever that of the page.
AUTO = {"dir": "auto"}


def row_choice(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    """The field of this name, which chooses among rows: the form itself knows it as a field of any kind."""
    return cast(forms.ModelChoiceField, form.fields[name])


def word_choice(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The same where it chooses among words."""
    return cast(forms.ChoiceField, form.fields[name])


class LineField(forms.Field):
    """A single line, stripped."""

    def __init__(self, *, limit: int, **options: Any) -> None:
        self.limit = limit
        super().__init__(**options)
        self.widget.attrs |= {"maxlength": str(limit), **AUTO}

    widget = forms.TextInput

    def to_python(self, value: str | None) -> str:
        """The cleaned text; ValidationError says what is wrong with it."""
        given = value or ""
        try:
            # What only seems to be empty is refused here, on the page with the form; nothing at all, by Django.
            return clean_line("", given, self.limit, required=self.required and bool(given.strip()))
        except InvalidInput as error:
            raise ValidationError(error.sentence) from error


def check_plain(address: str) -> None:
    """A validator: refuses an address that others could take for another, before anybody folds it."""
    try:
        addresses.checked("", address)
    except InvalidInput as error:
        raise ValidationError(error.sentence) from error


class AddressField(forms.EmailField):
    """An e-mail address, ASCII letters made small."""

    default_validators = [*forms.EmailField.default_validators, check_plain]

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=254, **options)

    def clean(self, value: str | None) -> str:
        """The spelling that is stored and compared."""
        return addresses.in_small_letters(super().clean(value))


class TextField(forms.Field):
    """Several lines, kept to the letter."""

    widget = forms.Textarea

    def __init__(self, *, limit: int = TEXT_LIMIT, **options: Any) -> None:
        self.limit = limit
        super().__init__(**options)
        self.widget.attrs |= {"maxlength": str(limit), **AUTO}

    def to_python(self, value: str | None) -> str:
        """The cleaned text; ValidationError says what is wrong with it."""
        try:
            return clean_text("", value or "", self.limit)
        except InvalidInput as error:
            raise ValidationError(error.sentence) from error


class LongSelect(forms.Select):
    """A menu of hundreds of lines, written in one go: Django renders a template for each of them."""

    def render(
        self, name: str, value: object, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """The select element; groups are not supported."""
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, " selected" if str(key) == chosen else "", label) for key, label in self.choices),
        )
        given = {**self.build_attrs(self.attrs, attrs), "name": name}
        return format_html("<select{}>{}</select>", flatatt(given), options)


class DateWordsField(forms.Field):
    """A day as people type it, see `rules.date_words`, counted from the reader's today."""

    widget = forms.TextInput
    # How it is laid out, see templates/boards/_field.html.
    is_day = True

    def to_python(self, value: str | datetime.date | None) -> datetime.date | None:
        """The day, None without one; ValidationError says what would be right."""
        if not value or isinstance(value, datetime.date):
            return value or None
        try:
            return date_from_words(check_storable("", value), today=timezone.localdate()) if value.strip() else None
        except InvalidInput as error:
            raise ValidationError(error.sentence) from error
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: object) -> object:
        """The day in the reader's language, or what was typed."""
        return date_format(value, "DATE_FORMAT") if isinstance(value, datetime.date) else value


class _Parts(forms.TextInput):
    """One text of all that was sent under the name: boxes, and what was typed beside them."""

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> str | None:
        """The parts with commas between them; None if there are none."""
        parts = data.getlist(name) if isinstance(data, MultiValueDict) else [data[name]] if name in data else []
        return ",".join(part for part in parts if part) if parts else None


_LONGEST_ID = 18


class PeopleField(forms.ModelMultipleChoiceField):
    """Several people by their ids, in the order they were sent; what a list sends for nobody is left out."""

    def clean(self, value: Any) -> list[User]:  # type: ignore[override]
        """Each once."""
        ids = list(dict.fromkeys(each for each in value or () if each))
        # What no row can have as its id would fail in the database, where `in` asks for it.
        if strange := [each for each in ids if len(str(each)) > _LONGEST_ID]:
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": strange[0][:50]})
        found = {str(user.pk): user for user in super().clean(ids)}
        return [found[str(pk)] for pk in ids]


class TagsField(forms.Field):
    """Words with commas between them: a list of names, without doubles."""

    widget = _Parts(attrs=AUTO)

    def to_python(self, value: object) -> list[str]:
        """The names in the order they were typed; `services.tags` checks each."""
        words = (part.strip() for part in str(value or "").split(","))
        return list(dict.fromkeys(word for word in words if word))

    def prepare_value(self, value: str | Iterable[str] | None) -> str:
        """The names as one text again."""
        return value if isinstance(value, str) else ", ".join(value or [])
