"""Jobs as rows: begun once, tried again, given up, done again by hand, found when forgotten."""

import datetime

import pytest
from django.utils import timezone

from boards.jobs import registry, running
from boards.jobs.registry import GiveUp, Later, Queue
from boards.models import Job, JobState
from boards.services import jobs
from tests.pauses import lies_ahead


@pytest.fixture
def done():
    return []


@pytest.fixture
def make(db, monkeypatch):
    """Makes a job of a function, known for this test alone."""
    monkeypatch.setattr(registry, "_known", {})

    def make(function, **options):
        return registry.job("test", queue=Queue.GENERAL, **options)(function)

    return make


def only() -> Job:
    return Job.objects.get()


def pass_time(**until) -> None:
    """As if the job had been written so long ago."""
    Job.objects.update(due_at=timezone.now(), queued_at=None, **until)


def test_runs_with_its_arguments_once(make, done):
    known = make(lambda *arguments: done.append(arguments))
    jobs.add(known.ask(7, "x"))
    assert running.run(only().pk)
    assert not running.run(only().pk)
    assert done == [(7, "x")]
    assert only().state == JobState.DONE


def test_is_not_begun_before_it_is_due(make, done):
    known = make(lambda: done.append(1))
    jobs.add(known.ask(due_at=timezone.now() + datetime.timedelta(minutes=2)))
    assert not running.run(only().pk)
    assert running.run_due() == 0
    assert done == []


def test_is_tried_again_with_growing_pauses_and_then_given_up(make):
    def fail():
        raise ValueError("no such thing")

    known = make(fail, tries=3, first_pause=10, longest_pause=15)
    jobs.add(known.ask())
    for low, high in ((9, 13), (14, 19)):
        begun = timezone.now()
        running.run(only().pk)
        assert only().state == JobState.WAITING
        assert lies_ahead(only().due_at, low, high, since=begun)
        pass_time()
    running.run(only().pk)
    assert (only().state, only().attempts, only().error) == (JobState.FAILED, 3, "ValueError: no such thing")


def test_says_itself_when_it_wants_to_be_tried_again(make):
    at = timezone.now() + datetime.timedelta(hours=1)

    def later():
        raise Later(at)

    jobs.add(make(later, tries=1).ask())
    running.run(only().pk)
    assert (only().state, only().due_at) == (JobState.WAITING, at)


def test_gives_up_at_once_where_trying_again_is_of_no_use(make):
    def give_up():
        raise GiveUp("The address does not exist.")

    jobs.add(make(give_up).ask())
    running.run(only().pk)
    assert (only().state, only().error) == (JobState.FAILED, "The address does not exist.")


def test_failed_one_is_done_again_by_hand(make, done):
    fails = [True]

    def sometimes():
        if fails:
            raise GiveUp("no")
        done.append(1)

    jobs.add(make(sometimes).ask())
    running.run_due()
    assert not jobs.retry(job_id=only().pk + 1)
    running.run(only().pk)
    fails.clear()
    assert jobs.retry(job_id=only().pk)
    assert running.run(only().pk)
    assert done == [1]


def test_one_that_was_never_heard_of_again_is_taken_over_and_has_no_say_any_more(make, done):
    known = make(lambda: done.append(1), seconds=5)
    jobs.add(known.ask())
    first = jobs.claim(job_id=only().pk, seconds=5)
    assert jobs.claim(job_id=only().pk, seconds=5) is None
    pass_time(leased_until=timezone.now() - datetime.timedelta(seconds=1))
    assert running.run_due() == 1
    assert done == [1]
    assert not jobs.fail(job=first, error="too late")
    assert only().state == JobState.DONE


def test_one_that_takes_its_worker_down_each_time_is_given_up(make):
    known = make(lambda: None, tries=2)
    jobs.add(known.ask())
    for _attempt in range(2):
        jobs.claim(job_id=only().pk, seconds=5)
        pass_time(leased_until=timezone.now() - datetime.timedelta(seconds=1))
    running.run(only().pk)
    assert only().state == JobState.FAILED


def test_same_work_waits_once(make, done):
    known = make(lambda *arguments: done.append(arguments))
    jobs.add(known.ask(1, key="one"))
    jobs.add(known.ask(1, key="one"), known.ask(2, key="two"))
    assert running.run_due() == 2
    jobs.add(known.ask(1, key="one"))
    assert running.run_due() == 1
    assert sorted(done) == [(1,), (1,), (2,)]


def test_running_one_gives_way_to_the_same_work_asked_for_anew(make):
    def fail():
        jobs.add(known.ask(key="one"))
        raise ValueError

    known = make(fail)
    jobs.add(known.ask(key="one"))
    running.run(only().pk)
    assert sorted(Job.objects.values_list("state", flat=True)) == [JobState.DONE, JobState.WAITING]


def test_what_the_clock_calls_for_is_there_once_in_each_period(make, done, monkeypatch):
    known = make(lambda: done.append(1), every=datetime.timedelta(days=1), at=datetime.timedelta(hours=3))
    running.begin_slots()
    running.begin_slots()
    running.run_due()
    running.begin_slots()
    running.run_due()
    assert done == [1]
    day = datetime.datetime(2026, 3, 29, 2, 59, tzinfo=datetime.UTC)
    assert known.slot(day) != known.slot(day + datetime.timedelta(minutes=1))
    assert known.slot(day) == known.slot(day - datetime.timedelta(hours=23))


def test_unknown_job_waits_for_a_worker_that_knows_it(make):
    known = make(lambda: None)
    jobs.add(known.ask())
    registry._known.clear()
    assert running.run(only().pk)
    assert (only().state, only().error) == (JobState.WAITING, "No job is named test.")


def test_forgets_what_was_done_long_ago(make):
    known = make(lambda: None)
    jobs.add(known.ask(), known.ask(), known.ask(due_at=timezone.now() + datetime.timedelta(days=9)))
    running.run_due()
    assert jobs.purge() == 0
    Job.objects.filter(state=JobState.DONE).update(finished_at=timezone.now() - datetime.timedelta(days=4))
    assert jobs.purge() == 2
    assert only().state == JobState.WAITING


def test_job_that_is_not_due_is_told_to_nobody_yet(make, django_capture_on_commit_callbacks, monkeypatch):
    told = []
    monkeypatch.setattr("boards.events._job_subscribers", [told.append])
    known = make(lambda: None)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.add(known.ask())
        jobs.add(known.ask(due_at=timezone.now() + datetime.timedelta(days=9)))
    first = Job.objects.earliest("pk")
    assert told == [[("general", first.pk)]]
