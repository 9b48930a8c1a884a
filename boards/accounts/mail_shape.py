"""E-mails about accounts in the look of the site: an HTML part made of the text that there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boardsite.mail import styles

# What the link of a message does, by the end of its template's name.
BUTTONS: dict[str, Promise] = {
    "password_reset_key": gettext_lazy("Choose a new password"),
    "account_already_exists": gettext_lazy("Choose a new password"),
    "email_confirmation": gettext_lazy("Confirm the address"),
    "email_confirmation_signup": gettext_lazy("Confirm the address"),
    "invitation": gettext_lazy("See the invitation"),
    "offer": gettext_lazy("Answer"),
}


@dataclass(frozen=True)
class Block:
    """A paragraph of a message: `kind` is text, lines, code or link."""

    kind: str
    text: str

    @property
    def lines(self) -> list[str]:
        """Each line of it."""
        return self.text.splitlines()


class LikeTheSite:
    """Mixed into the account adapter before `DefaultAccountAdapter`."""

    def render_mail(
        self, template_prefix: str, email: str, context: Mapping[str, object], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        """The message with an HTML part, and marked as one that no machine should answer."""
        marked = {"Auto-Submitted": "auto-generated", **(headers or {})}
        message: EmailMessage = super().render_mail(template_prefix, email, context, marked)  # type: ignore[misc]
        if isinstance(message, EmailMultiAlternatives) and not message.alternatives:
            message.attach_alternative(as_html(message, template_prefix, str(context.get("code") or "")), "text/html")
        return message


def as_html(message: EmailMessage, template_prefix: str, code: str) -> str:
    """The same in HTML. The last paragraph names the site, which stands below."""
    *paragraphs, site = re.split(r"\n\s*\n", str(message.body).strip())
    name = template_prefix.rpartition("/")[2]
    context = {
        "heading": message.subject,
        "preview": message.subject,
        "blocks": list(_blocks(paragraphs, code)),
        "button": BUTTONS.get(name) or _("Open the link"),
        "foot": [{"text": site, "address": settings.SITE_URL}],
        "styles": styles.sheet().element(),
    }
    return styles.sheet().written_into(render_to_string("boards/mail/account.html", context))


def _blocks(paragraphs: list[str], code: str) -> Iterator[Block]:
    for text in filter(None, map(str.strip, paragraphs)):
        if re.fullmatch(r"https?://\S+", text):
            yield Block("link", text)
        elif code and text == code:
            yield Block("code", text)
        elif text.startswith("- "):
            yield Block("lines", re.sub(r"(?m)^- ", "", text))
        else:
            yield Block("text", text)
