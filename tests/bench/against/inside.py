"""Fills a build's database and reads from it, by that build's own code: each line asked is answered by one.

It is run by the build's Python in the build's folder, whichever revision that is. So it knows of the build only what
has kept its name: what `tests/bench` and `tests/factories.py` of either offer, the tables, and the import's command.
"""

import io
import json
import sys
import time

import django
from django.core.management import call_command
from django.db import connection

django.setup()

from boards.accounts import tokens  # noqa: E402
from boards.models import Activity, Project, Task, User  # noqa: E402
from tests.bench import histories, seed  # noqa: E402


def people(count):
    """So many signed-in people: cookie and token of each."""
    readers = [seed.reader(f"mover{number}") for number in range(count)]
    return [{"id": each.user.pk, "cookie": each.cookie, "csrf": each.csrf} for each in readers]


def board(cards, people):
    """A board of four columns, owned by the first of `people`; its id."""
    owner, *others = (User.objects.get(pk=pk) for pk in people)
    return _counted(seed.board(owner, others, cards, f"Board of {cards}")).pk


def past(owner):
    """A project of 5,000 tasks and 50,000 changes; its id."""
    return _counted(histories.project(User.objects.get(pk=owner))).pk


def _counted(project):
    """Tells the database how much it holds now, which it would find out by itself in the middle of a measurement."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return project


def token(person):
    """A token for the API that is good from now on."""
    user = User.objects.get(pk=person)
    return tokens.issue(user, seed.session_of(user)).access


def state(project):
    """What a board holds: columns with their cards, and what has to agree after many moves."""
    tasks, columns = Task.objects.filter(project=project).on_board().in_order(), {}
    for pk in Project.objects.get(pk=project).columns.values_list("pk", flat=True):
        columns[pk] = []
    for pk, column in tasks.values_list("pk", "column_id"):
        columns[column].append(pk)
    return {
        "columns": list(columns.items()),
        "places": len(set(tasks.values_list("column_id", "position"))),
        "history": Activity.objects.filter(project=project).count(),
        "revision": Project.objects.get(pk=project).revision,
    }


def imported(file, owner):
    """Seconds by the clock and of processor in this process that an import of a Trello board takes."""
    address = User.objects.get(pk=owner).email
    started, used = time.perf_counter(), time.process_time()
    call_command("import_trello", file, owner=address, stdout=io.StringIO())
    return time.perf_counter() - started, time.process_time() - used


def crowd(projects, people):
    """A site of many projects; the ids of boards. Only this build is asked for it, and knows how."""
    from tests.bench import crowds

    return crowds.crowd(projects, people)


def main():
    known = {each.__name__: each for each in (people, board, past, token, state, imported, crowd)}
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        asked = json.loads(line)
        found = known[asked.pop("do")](**asked)
        print(json.dumps(found), file=answers, flush=True)


main()
