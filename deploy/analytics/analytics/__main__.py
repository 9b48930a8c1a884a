"""`python -m analytics consume | rebuild | check`; pages are served by gunicorn, from `analytics.web:application()`."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from threading import Event as Flag

import psycopg

from analytics import rebuild, schema, settings
from analytics.consumer import Reader
from analytics.settings import Settings, SettingsError

SEEN_SECONDS = 60


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(prog="python -m analytics", description="Counts what happens on the boards.")
    parser.add_argument("command", choices=["consume", "rebuild", "check"])
    command = parser.parse_args().command
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        known = settings.read(os.environ)
        if command != "check" and not known.brokers:
            raise SettingsError("Set KAFKA_BROKERS.")
        return {"consume": _consume, "rebuild": _rebuild, "check": _check}[command](known)
    except (SettingsError, rebuild.RebuildFailed) as error:
        return _refuse(str(error))
    except psycopg.Error as error:
        return _refuse(f"The database: {(str(error) or type(error).__name__).splitlines()[0]}")


def _consume(known: Settings) -> int:
    """Make or renew the tables first; ends when it is told to."""
    stop = Flag()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_told: stop.set())
    with schema.connect(known.database_url, known.schema) as connection:
        schema.make(connection, known.schema, str(known.zone))
        is_good = schema.is_good(connection, str(known.zone))
    if not is_good:
        logging.info("The tables are of another release or time zone: they are filled anew.")
        _rebuild(known)
    Reader(known, stop).run()
    return 0


def _rebuild(known: Settings) -> int:
    logging.info("Filled anew: %d changes.", rebuild.rebuild(known))
    return 0


def _check(known: Settings) -> int:
    """Whether somebody reads."""
    with schema.connect(known.database_url, known.schema) as connection:
        row = connection.execute("SELECT extract(epoch FROM now() - seen_at) FROM about").fetchone()
    return 0 if row is not None and row[0] < SEEN_SECONDS else _refuse("Nobody has read for a minute.")


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
