"""The analytics service while it and the relay are killed: every change is counted once, and figures are the site's."""

import datetime
import os
import random
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from time import sleep

from django.db import connection

from tests.drills.stream import Writers, until
from tests.stream.conftest import Cluster
from tests.stream.processes import RelayProcess, environment

KILLS, CHANGES = 30, 2_000
UTC = datetime.UTC


class Players(Writers):
    """Some threads, each with two projects, who create, move, complete, reopen, and take back."""

    def _work(self, number):
        from tests.factories import make_project, make_user

        chance, owner = random.Random(number), make_user(name=f"player{number}")
        projects = [make_project(owner=owner, title=f"Played {number}") for _ in range(2)]
        while not self._over.is_set():
            self.count += play(chance, chance.choice(projects), owner)
            self._over.wait(0.02)
        connection.close()


def play(chance, project, owner):
    """One change, if it can be made; how many that were."""
    from boards.exceptions import NotAllowed, NotFound, RuleBroken
    from boards.models import Activity, Task
    from boards.services import tasks, undo
    from tests.factories import make_task

    found = list(Task.objects.filter(project=project, deleted_at=None).order_by("pk"))
    verb = chance.choice(["create", "move", "move", "complete", "complete", "reopen", "undo", "delete"])
    try:
        if verb == "create" or not found:
            make_task(project=project)
        elif verb == "move":
            column = chance.choice(list(project.columns.all()))
            tasks.move(task=chance.choice(found), column_id=column.pk, actor=owner)
        elif verb == "undo":
            undo.undo(activity=Activity.objects.filter(project=project).latest("pk"), actor=owner)
        elif verb != "delete" or chance.random() < 0.1:
            getattr(tasks, verb)(task=chance.choice(found), actor=owner)
    except (NotAllowed, NotFound, RuleBroken):
        return 0
    return 1


def killed(_stage, _people, _seconds):
    """The service is killed thirty times while it counts, and the relay with every third of them."""
    from tests.analytics.processes import ConsumerProcess

    folder, cluster, chance = Path(os.environ["VAR_DIR"]), Cluster(), random.Random(7)
    cluster.make_topics()
    known = settings_of(cluster)
    with ExitStack() as stack:
        service = ConsumerProcess(known, folder / "analytics.log")
        stack.callback(lambda: service.end())
        relay = RelayProcess(environment(cluster.brokers), folder / "analytics-relay.log")
        stack.callback(relay.end)
        players = Players()
        stack.callback(players.stop)
        until(lambda: counted(known) > 0, "nothing is counted")
        for number in range(KILLS):
            before = counted(known)
            until(lambda before=before: counted(known) > before, "nothing more is counted")
            sleep(chance.random() / 3)
            service.kill()
            if number % 3 == 0:
                relay.kill()
                relay.start()
            # In a group of its own it need not wait until the dead one is given up; its place is in the tables.
            service = ConsumerProcess(replace(known, group=f"drill-{number}"), folder / "analytics.log")
            until(lambda done=number + 1: players.count >= CHANGES * done // KILLS, "nobody changes anything")
        players.stop()
        until(lambda: counted(known) >= history().total(), lambda: f"{counted(known)} of {history().total()} counted")
        return checked(known)


def settings_of(cluster):
    from tests.analytics.conftest import read

    told = {"DATABASE_URL": os.environ["DATABASE_URL"], "ANALYTICS_SCHEMA": "analytics_drill"}
    return read(told | {"KAFKA_BROKERS": cluster.brokers, "SITE_URL": os.environ["SITE_URL"]})


def counted(known):
    from analytics import schema

    with schema.connect(known.database_url, known.schema) as tables:
        if not schema.is_there(tables, known.schema):
            return 0
        return int(tables.execute("SELECT coalesce(sum(count), 0) FROM counts").fetchone()[0])


def history():
    from boards.models import Activity

    rows = Activity.objects.values_list("created_at", "project_id", "actor_id", "kind")
    return Counter((at.astimezone(UTC).date(), project, actor or 0, kind) for at, project, actor, kind in rows)


def checked(known):
    """Each count against the history, and figures of each project against its report."""
    from analytics import schema

    from boards.models import Project

    with schema.connect(known.database_url, known.schema) as tables:
        rows = tables.execute("SELECT day, project_id, person_id, kind, count FROM counts WHERE count <> 0").fetchall()
        wanted = history()
        assert {row[:4]: row[4] for row in rows} == wanted, (
            f"{sum(row[4] for row in rows)} for {wanted.total()} changes"
        )
        projects = list(Project.objects.filter(title__startswith="Played"))
        done = [compared(tables, project) for project in projects]
        aside = tables.execute("SELECT count(*) FROM dead_letters").fetchone()[0]
    assert not aside, f"{aside} events could not be read"
    return [
        f"{wanted.total()} changes, each counted once by day, project, person and kind ({KILLS} kills of the service)",
        f"throughput and cycle times of {len(projects)} projects ({sum(done)} tasks) are those of the reports",
    ]


def compared(tables, project):
    from analytics import figures, histories
    from analytics.days import Days

    from boards.reports import figures as reports
    from boards.reports.days import Period

    now = datetime.datetime.now(UTC)
    first, last = now.date() - datetime.timedelta(days=2), now.date()
    flow = reports.project_report(project, Period.of(first, last, UTC), week_start=1, today=last).flow
    found = figures.durations(histories.load(tables, [project.pk], now), Days(first, last, UTC))
    ours = [(each.pk, each.completed, each.lead, each.cycle) for each in found]
    theirs = [(each.pk, each.completed, each.lead, each.cycle) for each in flow.durations]
    assert sorted(ours) == sorted(theirs), f"{project}: {len(ours)} for {len(theirs)} tasks, or other times"
    return len(ours)
