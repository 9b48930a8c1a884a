"""Tells an operator whether sign-in through the providers works, and what a set of claims would do."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from boards.accounts.oidc import checking
from boards.accounts.oidc.provider import by_id, configured
from boardsite.oidc import Provider


class Command(BaseCommand):
    """Changes nothing. Ends with 1 where a provider can't be used, or the claims are refused."""

    help = "Shows what each provider says about itself, and with --claims FILE what these claims would do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("provider", metavar="id", nargs="?", help="one provider; all if not given")
        parser.add_argument("--claims", help="a file with claims as JSON, or - for the standard input")

    def handle(self, *, provider: str | None, claims: str | None, **_options: object) -> None:
        providers = _chosen(provider)
        reports = [checking.inspect(each) for each in providers]
        for report in reports:
            self._show(report)
        failed = [report.provider.name for report in reports if report.problem]
        if claims:
            self._try(providers, claims)
        if failed:
            raise CommandError(f"Nobody can sign in through {', '.join(failed)}.")

    def _show(self, report: checking.Report) -> None:
        self.stdout.write(f"{report.provider.name} ({report.provider.id}): {report.problem or 'in order'}")
        for label, value in report.facts:
            self.stdout.write(f"  {label}: {value}")
        for remark in report.remarks:
            self.stdout.write(f"  ! {remark}")

    def _try(self, providers: list[Provider], path: str) -> None:
        if len(providers) != 1:
            raise CommandError("Name the provider whose claims these are.")
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        outcome = checking.try_claims(providers[0], text)
        if outcome.refused:
            raise CommandError(f"Refused: {outcome.reason}\nThe person reads: {outcome.refused}")
        self.stdout.write("\n".join(outcome.lines))


def _chosen(provider_id: str | None) -> list[Provider]:
    found = by_id(provider_id) if provider_id else None
    if provider_id and found is None:
        raise CommandError(f"There is no provider {provider_id!r}.")
    if not configured():
        raise CommandError("No provider is set. OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET make one.")
    return [found] if found else configured()
