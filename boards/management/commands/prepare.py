"""Brings the database up to date, so that the server can start."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from boards.jobs import schedule
from boards.models import User
from boards.services import projects
from boardsite import secret
from boardsite.database import statistics

ROLES = ("owner", "admin", "member", "viewer", "outsider")


class Command(BaseCommand):
    """Safe to run at every start: what is done already is left as it is."""

    help = "Migrates, makes the cache table, purges what was deleted long ago, and makes the demonstration once."
    requires_system_checks: list[str] = []

    def handle(self, **_options: object) -> None:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        if migrations_wait():
            self.stdout.write("Bringing the database up to date …")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("clearsessions", verbosity=0)
        statistics.refresh()
        projects.purge()
        schedule.keep_in_step()
        if settings.DEMO and not User.objects.exists():
            self.stdout.write("Making the demonstration …")
            make_demo()
        self.stdout.write("\n".join(["", *welcome(), ""]))


def migrations_wait() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def make_demo() -> None:
    """The password is kept beside the database, so that later starts can show it."""
    from boards.management import demo  # needed once in the life of an installation

    path = settings.VAR_DIR / "demo_password"
    if settings.DEMO_PASSWORD:
        secret.keep(path, settings.DEMO_PASSWORD)
    demo.create(secret.kept(path, 12))


def welcome() -> list[str]:
    lines = [f"Boardsite is at {settings.SITE_URL}"]
    path = settings.VAR_DIR / "demo_password"
    if settings.DEMO and path.exists() and User.objects.filter(email="owner@example.com").exists():
        lines += [f"  {role + '@example.com':22} {role} of the demonstration" for role in ROLES[:-1]]
        lines += ["  outsider@example.com   not in its main project"]
        lines += [f"  Password of all five:  {path.read_text(encoding='utf-8').strip()}"]
    return lines
