"""Shows background work, and does or tries again a part of it by hand."""

from __future__ import annotations

import argparse

from django.core.management.base import BaseCommand, CommandError, CommandParser

from boards.jobs import registry, running
from boards.jobs.registry import Queue
from boards.models import Job
from boards.queries import jobs as job_queries
from boards.services import jobs

WORDS = {"done": "Done.", "postponed": "Not done; it will be tried again.", "failed": "It has failed."}


class Command(BaseCommand):
    """Without a word it lists; `run` and `retry` act."""

    help = "Lists background jobs (--due: what waits), runs one by name or number, or has failed ones tried again."

    def add_arguments(self, parser: CommandParser) -> None:
        """`jobs`, `jobs --due`, `jobs run NAME|NUMBER`, `jobs retry NUMBER|--all`."""
        parser.add_argument("--due", action="store_true", help="what waits and is due")
        # Commands of their own kind of parser are Django's matter.
        words = parser.add_subparsers(dest="word", parser_class=argparse.ArgumentParser)
        words.add_parser("list", help="which jobs there are, and how it stands with each queue")
        run = words.add_parser("run", help="do one here and now")
        run.add_argument("what", help="the name of a job, or the number of one that waits or has failed")
        run.add_argument("arguments", nargs="*", help="what a job of that name is given")
        retry = words.add_parser("retry", help="have what has failed tried again")
        retry.add_argument("number", nargs="?", type=int)
        retry.add_argument("--all", action="store_true", dest="everything")

    def handle(self, *, word: str | None, due: bool, **options: object) -> None:
        """Numbers are those of the rows, as the list and the operators' page show them."""
        match word:
            case "run":
                self._run(str(options["what"]), options["arguments"])
            case "retry":
                self._retry(options["number"], options["everything"])
            case _ if due:
                self._waiting()
            case _:
                self._list()

    def _list(self) -> None:
        known = registry.every_job()
        last = job_queries.last_runs([each.name for each in known])
        for each in known:
            when = f"every {each.every}" if each.every else "when asked for"
            self.stdout.write(f"{each.name:28} {each.queue:9} {when:20} {_ended(last.get(each.name))}")
        for line in job_queries.queues(list(Queue)):
            self.stdout.write(
                f"{line.name}: {line.waiting} due, {line.running} being done, {line.later} later"
                + (f", the oldest since {line.oldest:%Y-%m-%d %H:%M:%S} UTC" if line.oldest else "")
            )
        for job in job_queries.failures(None):
            self.stdout.write(f"failed: {job.pk} {job} {job.error}")

    def _waiting(self) -> None:
        for job in job_queries.waiting(due=True):
            self.stdout.write(f"{job.pk} {job.queue} {job} due {job.due_at:%Y-%m-%d %H:%M:%S} UTC {job.error}".rstrip())

    def _run(self, what: str, arguments: object) -> None:
        outcome = running.run(self._number(what, arguments))
        if outcome == "":
            raise CommandError("It was not begun: somebody else does it, or has done it.")
        self.stdout.write(WORDS[outcome])
        if outcome != "done":
            raise CommandError("See manage.py jobs for why.")

    def _number(self, what: str, arguments: object) -> int:
        """Of the row to be done now: one that is there, or a new one."""
        if what.isdecimal():
            pk = int(what)
            if not (jobs.hasten(job_id=pk) or jobs.retry(job_id=pk)):
                raise CommandError(f"There is no job {pk} that waits or has failed.")
            return pk
        known = registry.find(what)
        if known is None:
            names = ", ".join(each.name for each in registry.every_job())
            raise CommandError(f"No job is named {what}; there are {names}.")
        given = [int(each) if each.isdecimal() else each for each in arguments] if isinstance(arguments, list) else []
        return jobs.add(known.ask(*given))[0].pk

    def _retry(self, number: object, everything: object) -> None:
        if everything:
            count = sum(jobs.retry(job_id=pk) for pk in job_queries.failed_ids())
            self.stdout.write(f"{count} jobs are tried again.")
        elif not isinstance(number, int):
            raise CommandError("Say which: its number, or --all.")
        elif not jobs.retry(job_id=number):
            raise CommandError(f"There is no job {number} that has failed, or the same work waits already.")
        else:
            self.stdout.write("It is tried again.")


def _ended(job: Job | None) -> str:
    if job is None or job.started_at is None:
        return "not yet"
    return f"{job.started_at:%Y-%m-%d %H:%M:%S} UTC {job.state}"
