"""What the doctor looks at, one function an organ; each gives what it found, with advice where something is wrong."""

from __future__ import annotations

import datetime
import shutil
import ssl
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core.mail import get_connection
from django.db import Error, connection
from django.utils import timezone

from boards.accounts.oidc import checking
from boards.accounts.oidc.provider import configured
from boards.jobs.registry import Queue
from boards.management.demo import NAMES
from boards.queries import jobs, people, readiness, stored_files
from boards.services import periodic
from boards.stream import checking as stream_checks
from boardsite import environment as env

# How far the clocks of two machines may be apart before tokens and second factors are refused.
CLOCK_SECONDS = 30
# Less than this on the disk of VAR_DIR is soon nothing.
FREE_BYTES = 200_000_000
_DAY, _SLACK = datetime.timedelta(days=1), datetime.timedelta(minutes=30)


Look = Callable[[], Iterator["Finding"]]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `level`: ok, warning (works, but should be seen to), failure."""

    level: str
    what: str
    advice: str = ""


def ok(what: str) -> Finding:
    """A finding that asks for nothing: `what` is in order."""
    return Finding("ok", what)


def warning(what: str, advice: str) -> Finding:
    """A finding about what works and should be seen to; `advice` says how. The exit code stays 0."""
    return Finding("warning", what, advice)


def failure(what: str, advice: str) -> Finding:
    """A finding about what does not work or is not safe; `advice` says what mends it."""
    return Finding("failure", what, advice)


def mode() -> Iterator[Finding]:
    """What must not be on where others reach the site."""
    if settings.DEBUG:
        yield failure("DEBUG is on.", "Unset DEBUG: error pages show settings and sources to everybody.")
    else:
        yield ok("DEBUG is off.")


def is_near() -> bool:
    """Whether only this machine reaches the site."""
    return env.is_loopback(str(settings.SITE.hostname))


def address() -> Iterator[Finding]:
    """What browsers are told, and whom the site believes."""
    if not settings.HTTPS and not is_near():
        yield warning(f"{settings.SITE_URL} is not https.", "Put a proxy with TLS in front, and set SITE_URL to https.")
    else:
        yield ok(f"The site is at {settings.SITE_URL}.")
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        yield failure(
            "SITE_URL is https, but no proxy is trusted: every request is redirected without end.",
            "Set TRUSTED_PROXIES to the number of proxies before the server, and have them set X-Forwarded-Proto.",
        )
    elif settings.TRUSTED_PROXIES:
        yield ok(f"Proxies before the server: {settings.TRUSTED_PROXIES}. Each must add to X-Forwarded-For.")
    if len(settings.SECRET_KEY) < 40:
        yield warning("SECRET_KEY is short.", "Use 50 random characters; put the old one into SECRET_KEY_FALLBACKS.")


def database() -> Iterator[Finding]:
    """Whether it answers, and is of this release."""
    try:
        start = monotonic()
        waiting = readiness.pending()
    except Error as error:
        sentence = f"The database can't be reached: {str(error).splitlines()[0]}"
        yield failure(sentence, "Look at DATABASE_URL, and whether it runs.")
        return
    yield ok(f"{connection.display_name} answers in {(monotonic() - start) * 1000:.0f} ms.")
    if waiting:
        names = ", ".join(f"{app}.{name}" for app, name in waiting[:3])
        yield failure(f"{len(waiting)} migrations wait: {names}.", "Run manage.py prepare.")
    else:
        yield ok("All migrations have been run.")
    yield from _workers()
    yield from _demonstration()


def _demonstration() -> Iterator[Finding]:
    if not is_near() and people.among(f"{name}@example.com" for name in NAMES):
        yield failure(
            "The people of the demonstration can sign in, with one password.",
            "Deactivate or delete them under People, or start with an empty database and DEMO=0.",
        )


def _workers() -> Iterator[Finding]:
    if connection.vendor == "sqlite" and settings.WORKERS > 1:
        yield warning("Several workers share SQLite.", "Set DATABASE_URL to a PostgreSQL, or WORKERS to 1.")
    if connection.vendor == "postgresql" and not settings.REDIS_URL and settings.WORKERS > 1:
        yield warning("Each worker renders for itself.", "Set REDIS_URL, so that they share what was rendered.")


def cache() -> Iterator[Finding]:
    """The table of limits, and Redis."""
    if readiness.limits() == "ok":
        yield ok("Limits on tries are counted in the database.")
    else:
        yield failure("Limits on tries can't be counted: nobody can sign in.", "Run manage.py prepare.")
    found = readiness.fragments()
    if found.startswith("away"):
        yield warning(f"Redis is {found}.", "Look at REDIS_URL. Pages work without it.")
    else:
        yield ok({"memory": "Rendered fragments are kept in memory.", "ok": "Redis answers."}[found])


def mail() -> Iterator[Finding]:
    """Whether the mail server lets us in; nothing is sent."""
    if not settings.SENDS_EMAIL:
        yield warning(
            "E-mail is written to the console.", "Set EMAIL_URL, or nobody can confirm an address or reset a password."
        )
        return
    try:
        with get_connection(timeout=5):
            yield ok(f"{settings.EMAIL_HOST} takes our mail.")
    except (OSError, ssl.SSLError) as error:  # smtplib's errors are OSErrors
        yield failure(
            f"{settings.EMAIL_HOST} does not take our mail: {error}", "Look at EMAIL_URL: host, port, password."
        )


def providers() -> Iterator[Finding]:
    """Whether people can sign in through each."""
    for provider in configured():
        report = checking.inspect(provider)
        if report.problem:
            yield failure(f"Nobody can sign in through {provider.name}: {report.problem}", "See manage.py oidc_check.")
        else:
            yield ok(f"People can sign in through {provider.name}.")
        for remark in report.remarks:
            yield warning(f"{provider.name}: {remark}", "See docs/sign-in.md.")


def work() -> Iterator[Finding]:
    """Whether somebody does what is to be done beside requests."""
    if settings.BROKER_URL:
        yield from _broker()
        yield from _beat()
    stuck = [line for line in jobs.queues(list(Queue)) if line.is_stuck]
    if stuck:
        names, oldest = ", ".join(line.name for line in stuck), min(line.oldest for line in stuck if line.oldest)
        minutes = (timezone.now() - oldest).total_seconds() / 60
        advice = (
            "Start celery -A boardsite.celery worker." if settings.BROKER_URL else "Start the server, which does them."
        )
        yield failure(f"Jobs have waited for {minutes:.0f} minutes: {names}.", advice)
    else:
        yield from _last_job()
    if count := jobs.failed_since(timezone.now() - _DAY):
        yield warning(
            f"Jobs that have failed since yesterday: {count}.", "See manage.py jobs, or Background work in the menu."
        )


def _last_job() -> Iterator[Finding]:
    """Some run daily, so a day without any is no good sign."""
    last = jobs.last_end()
    if last is None:
        yield ok("No job has been done yet.")
    elif last < timezone.now() - _DAY - _SLACK:
        yield warning(
            f"No job has been done since {last:%Y-%m-%d %H:%M} UTC.", "Look whether the server (or beat) runs."
        )
    else:
        yield ok(f"Background work was last done at {last:%Y-%m-%d %H:%M:%S} UTC.")


def _broker() -> Iterator[Finding]:
    from boards.jobs import celery

    problem = celery.problem()
    if problem:
        yield failure(f"The broker can't be reached: {problem}", "Look at BROKER_URL. Work waits, and none is lost.")
    else:
        yield ok("The broker answers.")


def _beat() -> Iterator[Finding]:
    """It writes down when it has called for what, every few minutes."""
    last = periodic.called(names=["sweep"]).get("sweep")
    if last is None or last < timezone.now() - _SLACK:
        yield failure("Beat has not looked at the clock lately.", "Start celery -A boardsite.celery beat.")
    else:
        yield ok("Beat looks at the clock.")


def stream() -> Iterator[Finding]:
    """Whether the history reaches Kafka, where it is set."""
    if not settings.KAFKA.is_on:
        return
    for look, well in (
        (stream_checks.problems_of_brokers, "The brokers of the event stream answer."),
        (stream_checks.problems_of_relay, "The relay of the event stream is at work."),
    ):
        found = list(look())
        for sentence in found:
            what, _dot, advice = sentence.partition(". ")
            yield failure(f"{what.rstrip('.')}.", advice or "See docs/events.md.")
        if not found:
            yield ok(well)


def clock() -> Iterator[Finding]:
    """Against the database's: a wrong clock refuses tokens and second factors."""
    apart = clock_apart()
    if apart is None:
        yield ok(f"The clock says {timezone.now():%Y-%m-%d %H:%M:%S} UTC.")
    elif abs(apart) > CLOCK_SECONDS:
        yield failure(
            f"This machine's clock and the database's are {abs(apart):.0f} seconds apart.",
            "Synchronise both by NTP: tokens and second factors are refused otherwise.",
        )
    else:
        yield ok("This machine's clock and the database's agree.")


def clock_apart() -> float | None:
    """Seconds between the two; None where the database is a file of this machine, or away."""
    if connection.vendor == "sqlite":
        return None
    try:
        return (readiness.database_now() - timezone.now()).total_seconds()
    except Error:
        return None


def folder() -> Iterator[Finding]:
    """VAR_DIR holds the database, or at least the secret key."""
    path: Path = settings.VAR_DIR
    if not path.is_dir():
        yield failure(f"{path} is missing.", "Make it, owned by whom the server runs as, or set VAR_DIR.")
        return
    wrong = [name for name in ("secret_key", "demo_password") if is_open(path / name)]
    if wrong:
        yield failure(f"Others can read {', '.join(wrong)} in {path}.", "chmod 600 these files.")
    elif stat.S_IMODE(path.stat().st_mode) & stat.S_IWOTH:
        yield failure(f"Everybody may write into {path}.", f"chmod 750 {path}")
    else:
        yield ok(f"{path} is for the server alone.")
    if shutil.disk_usage(path).free < FREE_BYTES:
        yield warning(f"The disk of {path} is nearly full.", "Make room: SQLite and backups need it.")


def files() -> Iterator[Finding]:
    """Whether rows and content of attached files belong together."""
    try:
        found = stored_files.look()
    except Exception as error:  # whatever a store that is away may raise
        yield failure(
            f"The store of attached files can't be read: {type(error).__name__}: {str(error)[:200]}",
            "Look at S3_BUCKET and what goes with it, or at VAR_DIR/attachments.",
        )
        return
    if found.missing:
        names = ", ".join(f"#{pk}" for pk in found.missing[:5])
        yield failure(
            f"Attached files of which the content is missing: {len(found.missing)} ({names}).",
            "Bring it back from a backup; delete the files on the pages of their tasks if there is none.",
        )
    else:
        yield ok(f"The content of all {found.count} attached files is there.")
    if left := len(found.unknown) + len(found.left):
        yield warning(f"Content that belongs to no file: {left}.", "manage.py doctor --clean removes it.")


def is_open(path: Path) -> bool:
    """Whether others than its owner may read it."""
    return path.exists() and bool(stat.S_IMODE(path.stat().st_mode) & (stat.S_IROTH | stat.S_IWOTH))


LOOKS: list[Look] = [mode, address, database, cache, mail, providers, work, stream, clock, folder, files]
