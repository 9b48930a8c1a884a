"""The figures of the service are those of the site's reports, after random changes that reach it late, in parts and
repeatedly, with the service and the relay begun anew at any time.

FIGURES_CHANGES is how many changes the long history has: 300 take a few seconds, 2,000 some minutes.
"""

import datetime
import itertools
import os
import random
import zoneinfo
from unittest import mock

import pytest
from analytics import figures as ours
from analytics import histories, schema
from analytics.days import Days
from analytics.store import Store
from django.core.cache import caches
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boards.models import Activity, Project
from boards.reports import figures as theirs
from boards.reports.days import DAY, Period
from boards.stream import cloud_events
from tests.analytics.feeding import Log, feed
from tests.reports.conftest import Clock
from tests.reports.test_replay import REFUSALS, STEPS, ZONES, Play
from tests.stream.steps import events

pytestmark = [pytest.mark.long, pytest.mark.unmeasured, pytest.mark.once]


class Relay:
    """Sends what happened, later and at times again, as one that is killed and begun anew."""

    def __init__(self, log, chance):
        self.log, self.chance, self.sent, self.restarts = log, chance, 0, 0

    def turn(self):
        rows = list(Activity.objects.filter(pk__gt=self.sent).order_by("pk")[: self.chance.randint(1, 30)])
        for event in events(rows) if rows else []:
            self.log.append(cloud_events.message(event))
        # Killed before it was noted, it sends these once more, as their tasks are by then.
        if rows and self.chance.random() < 0.3:
            self.restarts += 1
        elif rows:
            self.sent = rows[-1].pk
        return bool(rows)


class Service:
    """Reads each topic by itself, so that changes of columns may come before or after those of tasks."""

    def __init__(self, known, log, chance):
        self.known, self.log, self.chance, self.restarts = known, log, chance, 0
        self.open()

    def open(self):
        self.connection = schema.connect(self.known.database_url, self.known.schema)
        self.store = Store(self.connection, self.known)

    def turn(self):
        reached = self.store.places().offsets
        waiting = [each for each in self.log.messages if each.offset >= reached.get((each.topic, 0), 0)]
        if not waiting:
            return False
        topic = self.chance.choice(sorted({each.topic for each in waiting}))
        batch = [each for each in waiting if each.topic == topic][: self.chance.randint(1, 40)]
        if self.chance.random() < 0.3:
            self.die(batch)
        else:
            feed(self.store, batch)
        return True

    def die(self, batch):
        """In the middle of a transaction, and begin anew."""
        with mock.patch.object(self.store, "_move_on", side_effect=RuntimeError), pytest.raises(RuntimeError):
            feed(self.store, batch)
        self.connection.close()
        self.restarts += 1
        self.open()


@pytest.mark.django_db
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.sampled_from(ZONES), st.integers(0, 5), st.integers(0, 10**6))
def test_figures_are_those_of_the_site(known, steps, zone, skipped, seed):
    play_and_compare(known, steps, zoneinfo.ZoneInfo(zone), skipped, random.Random(seed))


@pytest.mark.django_db
def test_figures_are_those_of_the_site_after_hundreds_of_changes(known):
    chance, changes = random.Random(20261127), int(os.environ.get("FIGURES_CHANGES", 300))
    verbs = ["create", "create", "move", "move", "finish", "finish", "state", "change", "undo", "bulk", "column"]
    steps = (
        (
            chance.choice(verbs),
            chance.randrange(40),
            chance.randrange(12),
            chance.randrange(2),
            chance.choice([0.1, 1, 7]),
        )
        for _step in itertools.count()
    )
    relay, service = play_and_compare(known, steps, zoneinfo.ZoneInfo("Europe/Berlin"), 2, chance, changes)
    assert min(relay.restarts, service.restarts) > changes // 40


def play_and_compare(known, steps, zone, skipped, chance, changes=None):
    """After all steps, or as soon as so many of them have changed something; gives the relay and the service."""
    caches["fragments"].clear()
    fresh_tables(known)
    clock, log = Clock(), Log()
    with mock.patch.object(timezone, "now", clock), transaction.atomic():
        play, relay = Play(clock), Relay(log, chance)
        service = Service(known, log, chance)
        try:
            for made in counted(play, steps):
                if chance.random() < 0.3:
                    relay.turn()
                if chance.random() < 0.3:
                    service.turn()
                if made == changes:
                    break
            clock.forward(seconds=1)
            while relay.turn() or service.turn():
                pass
            compare(service.connection, play, zone, skipped)
        finally:
            service.connection.close()
        transaction.set_rollback(True)
    return relay, service


def counted(play, steps):
    """Makes each step; gives how many have changed something so far."""
    made = 0
    for verb, a, b, who, hours in steps:
        play.clock.forward(hours=hours)
        made += change(play, verb, a, b, who)
        yield made


def change(play, verb, a, b, who):
    """Whether it was allowed."""
    try:
        with transaction.atomic():
            getattr(play, "column_" if verb == "column" else verb)(a, b, play.people[who])
    except REFUSALS:
        return False
    return True


def fresh_tables(known):
    with schema.connect(known.database_url, known.schema) as connection:
        schema.drop(connection, known.schema)
        schema.make(connection, known.schema, "UTC")


def compare(connection, play, zone, skipped):
    today = play.clock.now.astimezone(zone).date()
    first = min(datetime.date(2026, 2, 26) + DAY * skipped, today)
    project = Project.objects.get(pk=play.project.pk)
    tasks = histories.load(connection, [project.pk], play.clock.now)
    for last in {today, max(first, today - DAY * 2)}:
        flow = theirs.project_report(project, Period.of(first, last, zone), week_start=1, today=today).flow
        found = ours.durations(tasks, Days(first, last, zone))
        assert [(each.pk, each.number, each.title, each.completed, each.lead, each.cycle) for each in found] == list(
            map(tuple, flow.durations)
        )
        weeks = [(each.first, each.last, each.completed, each.is_whole) for each in flow.weeks]
        assert list(map(tuple, ours.by_week(found, Days(first, last, zone)))) == weeks
        cycle = ours.percentiles([each.cycle for each in found if each.cycle is not None])
        assert (cycle.count, cycle.p50, cycle.p85, cycle.p95) == (
            flow.cycle.count,
            flow.cycle.p50,
            flow.cycle.p85,
            flow.cycle.p95,
        )
    days = Days(datetime.date(2026, 1, 1), today + DAY, zone)
    counted = ours.totals(ours.activity(connection, [project.pk], days), "kind")
    kinds = list(Activity.objects.filter(project=project).values_list("kind", flat=True))
    assert dict(counted) == {kind: kinds.count(kind) for kind in set(kinds)}
