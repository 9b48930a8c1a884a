"""Sends the history to Kafka: see docs/events.md."""

from __future__ import annotations

import signal
from threading import Event
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from boards.stream import creating
from boards.stream.checking import QUIET
from boards.stream.problems import StreamProblem
from boards.stream.relay import Relay
from boards.stream.services import positions


class Command(BaseCommand):
    """Runs until it is told to stop (SIGTERM, Ctrl+C). Of several, one works and the others stand by."""

    help = "Sends every change to Kafka as an event, in order, for as long as it runs; of several relays one at a time."

    def add_arguments(self, parser: CommandParser) -> None:
        """`relay`, `relay --create-topics`, `relay --from-the-beginning`."""
        parser.add_argument("--create-topics", action="store_true", help="make the topics that are missing, and end")
        parser.add_argument("--check", action="store_true", help="whether a relay is at work; ends with 1 if none is")
        parser.add_argument("--partitions", type=int, default=6, help="of each topic that is made (6)")
        parser.add_argument("--replicas", type=int, default=-1, help="of each topic that is made (as the brokers do)")
        parser.add_argument(
            "--from-the-beginning",
            action="store_true",
            help="have all of the history sent again by whichever relay leads, under new ids, and end",
        )

    def handle(self, **options: object) -> None:
        """Without an option it relays."""
        if not settings.KAFKA.is_on:
            raise CommandError("There is no event stream: set KAFKA_BROKERS.")
        if options["create_topics"]:
            self._create(int(str(options["partitions"])), int(str(options["replicas"])))
        elif options["check"]:
            self._check()
        elif options["from_the_beginning"]:
            positions.start_again()
            self.stdout.write("All of the history will be sent again.")
        else:
            self._run()

    def _check(self) -> None:
        """What stands in its way is for the doctor: to start it anew would help nobody."""
        stream = positions.stream()
        if stream.seen_at is None or stream.seen_at < timezone.now() - QUIET:
            raise CommandError("No relay is at work.")
        self.stdout.write(f"{stream.leader} leads.")

    def _create(self, partitions: int, replicas: int) -> None:
        try:
            for name in creating.make(partitions=partitions, replicas=replicas):
                self.stdout.write(f"Made {name}.")
        except StreamProblem as problem:
            raise CommandError(problem.sentence) from None
        self.stdout.write("All topics are there.")

    def _run(self) -> None:
        stop = Event()

        def end(_signal: int, _frame: FrameType | None) -> None:
            stop.set()

        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, end)
        Relay(stop).run()
