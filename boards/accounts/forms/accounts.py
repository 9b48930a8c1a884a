"""What people say about themselves: when they sign up, and on their profile."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from boards.forms.changed import ChangedForm
from boards.forms.fields import AddressField, FormData, LineField, LongSelect
from boards.models import Theme, User, WeekStart
from boards.rules import zones
from boards.rules.addresses import in_small_letters
from boards.rules.text import NAME_LIMIT


def time_zones() -> list[tuple[str, str]]:
    """Every time zone, the site's own first."""
    return [("", str(_("The site's own"))), *((name, name) for name in zones.names())]


def languages() -> list[tuple[str, str]]:
    """Every language of the site, by its own name; the browser's first."""
    own = [(code, get_language_info(code)["name_local"].capitalize()) for code, _english in settings.LANGUAGES]
    return [("", str(_("As my browser"))), *own]


class SignupForm(forms.Form):
    """Added to django-allauth's sign-up form."""

    display_name = LineField(
        limit=NAME_LIMIT, label=_("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    field_order = ("display_name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by django-allauth once the account has been made."""
        user.display_name = self.cleaned_data["display_name"]
        zone = self.cleaned_data["time_zone"]
        user.time_zone = zone if zone in zones.names() else ""
        user.save(update_fields=["display_name", "time_zone"])


class ProfileForm(ChangedForm):
    """A person's own settings."""

    display_name = LineField(limit=NAME_LIMIT, label=_("Name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    time_zone = forms.ChoiceField(
        required=False,
        choices=time_zones,
        widget=LongSelect,
        label=_("Time zone"),
        help_text=_("Decides when a task is due today or overdue for you."),
    )
    week_start = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, choices=WeekStart.choices, label=_("First day of the week")
    )
    language = forms.ChoiceField(required=False, choices=languages, label=_("Language"))
    theme = forms.ChoiceField(choices=Theme.choices, label=_("Theme"))
    shortcuts = forms.BooleanField(required=False, label=_("Keyboard shortcuts"))
    is_visible = forms.BooleanField(
        required=False,
        label=_("Show others that I am here"),
        help_text=_("On a board that you have open, and in a description that you are writing."),
    )

    @classmethod
    def of(cls, user: User, data: FormData = None) -> ProfileForm:
        """The form with what is stored; languages are offered where there is more than one."""
        form = cls(data, initial={name: getattr(user, name) for name in cls.base_fields})
        if len(settings.LANGUAGES) < 2:
            del form.fields["language"]
        return form


class PersonForm(forms.Form):
    """A new account, made by an administrator."""

    display_name = LineField(limit=NAME_LIMIT, label=_("Name"))
    email = AddressField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "placeholder": "name@example.com"}),
    )
    administrator = forms.BooleanField(
        required=False,
        label=_("Administrator of this site"),
        help_text=_("Manages people, and acts as an admin in every project."),
    )


class DeleteAccountForm(forms.Form):
    """The person's own address, typed to confirm."""

    email = LineField(limit=254, label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    expected = ""

    def clean_email(self) -> str:
        """In small or capital letters."""
        if in_small_letters(self.cleaned_data["email"]) != self.expected:
            raise ValidationError(_("This is not the address of this account."))
        return self.expected
