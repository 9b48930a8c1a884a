"""Makes a link by which somebody can make an account where sign-up is by invitation."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from boards.accounts import invitations
from boards.exceptions import InvalidInput


class Command(BaseCommand):
    """Prints the link; nothing is sent."""

    help = "Prints a link with which the owner of the address can make an account (SIGNUP=invited)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **_options: object) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError("This is no e-mail address.") from error
        try:
            self.stdout.write(invitations.link(email))
        except InvalidInput as error:
            raise CommandError(error.sentence) from error
