"""In and out: a project of 50,000 cards and 200,000 comments comes in and goes out again, and a table of 50,000 rows
comes in, each in a process of its own as a worker would do it, while somebody looks at a board.

Run as a program it does one of these, and says what it took.
"""

import csv
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import client, site
from tests.servers import free_port

ASKED, TRELLO, ROWS, MOST_SECONDS = 150, 5_000, 50_000, 240


@dataclass
class Work:
    """Seconds, of processor too; megabytes that the process held at most; the median of a board meanwhile, in
    milliseconds."""

    seconds: float
    processor: float
    megabytes: float
    board: float = 0.0


@dataclass
class Transfer:
    """`alone`: the median of a board while nothing else is done, in milliseconds."""

    alone: float
    comes: Work
    goes: Work
    trello: Work
    table: Work


def measure(reader, project, owner):
    """On a server of its own."""
    from tests.bench import archive
    from tests.bench.against import trello

    path = Path(os.environ["VAR_DIR"]) / "large.zip"
    archive.write(path, owner)
    with site.start(free_port()) as running, trello.written(TRELLO) as board:
        for _each in range(20):
            _board(running, reader, project)
        alone = statistics.median(_board(running, reader, project) for _each in range(ASKED))

        def beside(*asked):
            return _beside(running, reader, project, [*map(str, asked), owner.email])

        comes = beside("comes", path)
        goes = beside("goes", path.with_name("out.zip"))
        table = _table(path.with_name("large.csv"))
        return Transfer(alone, comes, goes, beside("trello", board), beside("table", table))


def _table(path):
    """A row a card, as a program exports them; a comment and two tags each."""
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Title", "Description", "Status", "Assignee", "Tags", "Due date", "Priority", "Comment", "Cost"])
        for number in range(ROWS):
            text, day = f"What has to be done for {number}. " * 8, f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}"
            told = ["To do", "Doing", "Done"][number % 3], "ada@example.com", f"tag {number % 7}, tag {number % 5}"
            rows.writerow([f"Card {number}", text, *told, day, "High", f"Comment on {number}", number % 97])
    return path


def _beside(running, reader, project, arguments):
    """The work, and how long a board takes that is asked for all the while."""
    taken = []
    with _started(arguments) as process:
        end = time.monotonic() + MOST_SECONDS
        while process.poll() is None:
            if time.monotonic() > end:
                raise RuntimeError(f"{arguments[0]} has not ended after {MOST_SECONDS} seconds.")
            taken.append(_board(running, reader, project))
        said = process.stdout.read()
    if process.returncode:
        raise RuntimeError(f"{arguments[0]} ended with {process.returncode}.")
    return Work(**json.loads(said), board=statistics.median(taken))


@contextmanager
def _started(arguments):
    command = [sys.executable, "-m", "tests.bench.transfer", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _board(running, reader, project):
    asked = client.request(f"/projects/{project.pk}/", running.address, reader.cookie)
    start = time.perf_counter()
    client.answer(running.address, asked)
    return (time.perf_counter() - start) * 1000


def main(name, path, owner):
    """One of them, in this process."""
    import django

    django.setup()
    from django.core.management import call_command

    from boards.models import Project, User
    from boards.transfer import archive, importing, opening
    from boards.transfer.files import Brought

    def goes():
        with Path(path).open("w+b") as file:
            archive.write(Project.objects.latest("pk").pk, file)

    def table():
        brought = Brought(Path(path))
        plan = importing.prepare(opening.opened(brought).boards[0], owner=User.objects.get(email=owner))
        brought.let_go()
        importing.carry_out(plan, actor=User.objects.get(email=owner))

    works = {
        "table": table,
        "comes": lambda: archive.bring_in(Brought(Path(path)), User.objects.get(email=owner)),
        "goes": goes,
        "trello": lambda: call_command("import_trello", path, owner=owner, stdout=io.StringIO()),
    }
    start, used = time.perf_counter(), time.process_time()
    works[name]()
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "processor": processor, "megabytes": most}))


if __name__ == "__main__":
    main(*sys.argv[1:])
