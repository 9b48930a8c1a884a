"""The form of a webhook."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from boards.forms.fields import FormData, LineField
from boards.models import Kind, Webhook, WebhookFormat
from boards.models.webhooks import ADDRESS_LIMIT, EVERYTHING
from boards.rules.text import NAME_LIMIT
from boards.webhooks.queries import kinds

ALL, SOME = "all", "some"


class Values(TypedDict):
    """What `webhooks.services.webhooks.create` is given."""

    name: str
    address: str
    format: str
    events: list[str]


class Choice(NamedTuple):
    """An event that can be chosen."""

    kind: str
    label: str
    is_chosen: bool


class WebhookForm(forms.Form):
    """A webhook: what it is called, where it leads, how the receiver wants it, and of what it is told."""

    name = LineField(limit=NAME_LIMIT, label=_("Name"), help_text=_("Who or what is told, so that you know it again."))
    address = LineField(
        limit=ADDRESS_LIMIT,
        label=_("Address"),
        help_text=_("Where messages are sent. The receiver gives it to you; keep it to yourself where it holds a key."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    format = forms.ChoiceField(
        choices=WebhookFormat.choices,
        label=_("Format"),
        help_text=_("JSON for programs, or messages for people in a chat."),
    )
    scope = forms.ChoiceField(choices=[(ALL, _("Everything")), (SOME, _("Only what is chosen here"))])
    events = forms.MultipleChoiceField(choices=lambda: [(kind.value, kind.value) for kind in Kind], required=False)

    @classmethod
    def of(cls, webhook: Webhook | None, data: FormData = None) -> WebhookForm:
        """The form with what is stored, or with what was sent; for a new one, as most want it."""
        if webhook is None:
            return cls(data, initial={"format": WebhookFormat.STANDARD, "scope": ALL, "events": []})
        scope = ALL if EVERYTHING in webhook.events else SOME
        initial = {name: getattr(webhook, name) for name in ("name", "address", "format", "events")}
        return cls(data, initial=initial | {"scope": scope})

    @property
    def groups(self) -> list[tuple[str, list[Choice]]]:
        """The events in their groups."""
        chosen = set(self["events"].value() or ())
        return [
            (group.label, [Choice(kind, label, kind in chosen) for kind, label in group.kinds])
            for group in kinds.groups()
        ]

    @property
    def tells_everything(self) -> bool:
        """Whether all events are chosen, those of later releases too."""
        return self["scope"].value() != SOME

    def values(self) -> Values:
        """What the service takes."""
        found = self.cleaned_data
        events = [EVERYTHING] if found["scope"] == ALL else found["events"]
        return {"name": found["name"], "address": found["address"], "format": found["format"], "events": events}
