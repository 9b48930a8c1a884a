"""A job that takes too long is broken off where the process is its own, and nowhere else."""

import time

import pytest

from boards.jobs import limits, registry, running
from boards.models import Job, JobState
from boards.services import jobs


@pytest.fixture
def slow(db, monkeypatch):
    monkeypatch.setattr(registry, "_known", {})
    return registry.job("slow", seconds=0.2)(lambda: time.sleep(1))


def test_is_broken_off_and_tried_again(slow):
    jobs.add(slow.ask())
    with limits.allowed():
        assert running.run(Job.objects.get().pk) == "postponed"
    job = Job.objects.get()
    assert (job.state, job.error, job.attempts) == (JobState.WAITING, "It took longer than 0.2 seconds.", 1)


def test_is_left_alone_in_a_thread_of_the_server(slow):
    jobs.add(slow.ask())
    assert running.run(Job.objects.get().pk) == "done"


def test_clock_ends_with_the_job(slow):
    with limits.allowed(), limits.within(0.1):
        pass
    time.sleep(0.2)
