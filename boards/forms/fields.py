"""Form fields for text, tags and time zones, on top of the one type for text (`rules.text`)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from boards.exceptions import InvalidInput
from boards.rules import addresses
from boards.rules.text import TEXT_LIMIT, clean_line, clean_text


class LineField(forms.Field):
    """A single line, stripped."""

    def __init__(self, *, limit: int, **options: Any) -> None:
        self.limit = limit
        super().__init__(**options)
        self.widget.attrs.setdefault("maxlength", str(limit))

    widget = forms.TextInput

    def to_python(self, value: Any) -> str:
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

    def clean(self, value: Any) -> str:
        """The spelling that is stored and compared."""
        return addresses.in_small_letters(super().clean(value))


class TextField(forms.Field):
    """Several lines, kept to the letter."""

    widget = forms.Textarea

    def __init__(self, *, limit: int = TEXT_LIMIT, **options: Any) -> None:
        self.limit = limit
        super().__init__(**options)
        self.widget.attrs.setdefault("maxlength", str(limit))

    def to_python(self, value: Any) -> str:
        """The cleaned text; ValidationError says what is wrong with it."""
        try:
            return clean_text("", value or "", self.limit)
        except InvalidInput as error:
            raise ValidationError(error.sentence) from error


class LongSelect(forms.Select):
    """A menu of hundreds of lines, written in one go: Django renders a template for each of them."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The select element; groups are not supported."""
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, " selected" if str(key) == chosen else "", label) for key, label in self.choices),
        )
        given = {**self.build_attrs(self.attrs, attrs), "name": name}
        return format_html("<select{}>{}</select>", flatatt(given), options)


class TagsField(forms.Field):
    """Words with commas between them: a list of names, without doubles."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> list[str]:
        """The names in the order they were typed; `services.tags` checks each."""
        words = (part.strip() for part in str(value or "").split(","))
        return list(dict.fromkeys(word for word in words if word))

    def prepare_value(self, value: Any) -> str:
        """The names as one text again."""
        return value if isinstance(value, str) else ", ".join(value or [])
