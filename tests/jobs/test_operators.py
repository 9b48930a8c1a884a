"""What operators see and do: the page, the command, the numbers, the doctor."""

import datetime
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from boards.jobs import registry, running
from boards.jobs.registry import GiveUp, Queue
from boards.models import Job, JobState, Mail, WebhookDelivery
from boards.queries import job_numbers
from boards.queries import jobs as job_queries
from boards.services import jobs
from tests.factories import make_webhook

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(monkeypatch):
    """A job that fails for as long as `broken.reasons` has reasons."""
    known = {name: each for name, each in registry._known.items() if each.every}
    monkeypatch.setattr(registry, "_known", known)
    reasons = ["No <such> address."]

    def work(*arguments):
        if reasons:
            raise GiveUp(reasons[0])

    made = registry.job("test.break", queue=Queue.MAIL)(work)
    object.__setattr__(made, "reasons", reasons)
    return made


def fail(broken, count=1):
    jobs.add(*(broken.ask(number) for number in range(count)))
    running.run_due()


@pytest.fixture
def client(staff, client_of):
    return client_of(staff)


class TestPage:
    def test_shows_queues_clock_and_failures(self, client, broken):
        fail(broken)
        running.begin_slots()
        running.run_due()
        jobs.add(broken.ask(due_at=timezone.now() + datetime.timedelta(hours=1)))
        page = client.get("/jobs/").text
        assert "No &lt;such&gt; address." in page and "after 1 attempt." in page.replace("\n", " ")
        assert "projects.purge" in page and "daily at 02:40 UTC" in page and "Done" in page
        assert "Jobs have waited" not in page
        assert 'href="/jobs/"' in page

    def test_says_when_nobody_works(self, client, broken):
        jobs.add(broken.ask(due_at=timezone.now() - datetime.timedelta(minutes=16)))
        assert "Jobs have waited for more than a quarter of an hour." in client.get("/jobs/").text

    def test_costs_the_same_for_many(self, client, broken, django_assert_num_queries):
        for count in (3, 30):
            fail(broken, count)
            with django_assert_num_queries(5):  # session and person, queues, last runs, count, page
                client.get("/jobs/")

    def test_has_pages_of_failures(self, client, broken):
        fail(broken, job_queries.PAGE + 1)
        oldest = Job.objects.earliest("pk")
        assert f'id="job-{oldest.pk}"' not in client.get("/jobs/").text
        assert f'id="job-{oldest.pk}"' in client.get("/jobs/?page=2").text
        assert client.get("/jobs/?page=nonsense").status_code == 200

    def test_tries_one_again(self, client, broken):
        fail(broken, 2)
        broken.reasons.clear()
        job = Job.objects.earliest("pk")
        answer = client.post(f"/jobs/{job.pk}/retry/", follow=True)
        assert "It is tried again." in answer.text
        running.run_due()
        job.refresh_from_db()
        assert job.state == JobState.DONE
        assert client.post(f"/jobs/{job.pk}/retry/").status_code == 409
        assert client.post("/jobs/999999/retry/").status_code == 404
        assert client.get(f"/jobs/{job.pk}/retry/").status_code == 405

    def test_tries_all_again_in_place(self, client, broken):
        fail(broken, 3)
        broken.reasons.clear()
        answer = client.post("/jobs/retry/", headers={"HX-Request": "true"})
        assert answer.text.lstrip().startswith("<div") and "3 jobs are tried again." in answer.text
        assert "<html" not in answer.text and "Nothing has failed." in answer.text
        assert running.run_due() == 3

    def test_is_for_administrators(self, client_of, owner, broken):
        fail(broken)
        assert client_of(owner).get("/jobs/").status_code == 403
        assert client_of(owner).post("/jobs/retry/").status_code == 403


class TestCommand:
    @pytest.fixture
    def told(self, capsys):
        def told(*words):
            call_command("jobs", *words)
            return capsys.readouterr().out

        return told

    def test_lists(self, told, broken):
        fail(broken)
        jobs.add(broken.ask(7))
        text = told()
        assert "projects.purge" in text and "mail: 1 due" in text and "No <such> address." in text
        assert told("--due").startswith(f"{Job.objects.latest('pk').pk} mail test.break [7] due ")

    def test_runs_one_by_name_or_number(self, told, broken):
        with pytest.raises(CommandError):
            told("run", "test.break", "3", "x")
        failed = Job.objects.get()
        assert (failed.arguments, failed.state) == ([3, "x"], JobState.FAILED)
        broken.reasons.clear()
        assert told("run", str(failed.pk)).endswith("Done.\n")
        jobs.add(broken.ask(due_at=timezone.now() + datetime.timedelta(hours=1)))
        assert told("run", str(Job.objects.latest("pk").pk)) == "Done.\n"
        for what in ("nonsense", "99999", str(failed.pk)):
            with pytest.raises(CommandError):
                told("run", what)

    def test_tries_again(self, told, broken):
        fail(broken, 3)
        broken.reasons.clear()
        assert told("retry", str(Job.objects.earliest("pk").pk)) == "It is tried again.\n"
        assert told("retry", "--all") == "2 jobs are tried again.\n"
        assert running.run_due() == 3
        for words in (["retry"], ["retry", "99999"]):
            with pytest.raises(CommandError):
                told(*words)


class TestNumbers:
    def test_tell_what_waits_what_ended_and_what_failed(self, client, broken):
        fail(broken, 2)
        jobs.add(broken.ask(due_at=timezone.now() - datetime.timedelta(seconds=90)))
        told = client.get("/metrics").text
        assert 'boardsite_jobs_waiting{queue="mail"} 1.0' in told
        assert 'boardsite_jobs_waiting{queue="files"} 0.0' in told
        assert 'boardsite_jobs_oldest_seconds{queue="mail"} 9' in told
        assert 'boardsite_jobs_last_hour{job="test.break",outcome="failed"} 2.0' in told
        assert "boardsite_jobs_failed 2.0" in told
        assert 'boardsite_jobs_given_up{job="test.break"} 2.0' in told
        assert 'boardsite_jobs_last_hour_seconds{job="test.break",outcome="failed"} 0.' in told
        assert 'boardsite_jobs_total{job="test.break",outcome="failed"}' in told

    def test_tell_what_other_processes_have_done(self, client, broken, project, owner):
        """All of it stands in rows: this process has counted none of it."""
        now = timezone.now()
        ago = {minutes: now - datetime.timedelta(minutes=minutes) for minutes in (1, 2, 90)}
        made = {"queue": "general", "due_at": now, "created_at": ago[90], "attempts": 1}
        Job.objects.create(**made, name="jobs.purge", state="done", started_at=ago[2], finished_at=ago[1])
        Job.objects.create(**made, name="jobs.purge", state="failed", started_at=ago[90], finished_at=ago[90])
        Job.objects.create(**made, name="test.break", state="running", started_at=now)
        Job.objects.create(**made | {"attempts": 3, "due_at": now + datetime.timedelta(hours=1)}, name="test.break")
        hook = make_webhook(project)
        Mail.objects.create(user=owner, key="test:1", message_id="x", state="sent", created_at=ago[90])
        WebhookDelivery.objects.filter(pk=hook["delivery_id"]).update(ended_at=ago[1])
        told = client.get("/metrics").text
        for line in (
            'boardsite_jobs_running{queue="general"} 1.0',
            'boardsite_jobs_later{queue="general"} 1.0',
            'boardsite_jobs_trying_again{job="test.break"} 1.0',
            'boardsite_jobs_last_hour{job="jobs.purge",outcome="done"} 1.0',
            'boardsite_jobs_last_hour_seconds{job="jobs.purge",outcome="done"} 60.0',
            'boardsite_webhook_deliveries_last_hour{state="failed"} 1.0',
            "boardsite_webhook_deliveries_pending 0.0",
            'boardsite_mails_last_day{state="sent"} 1.0',
        ):
            assert line in told, line
        for outcome, moment in (("done", ago[1]), ("failed", ago[90])):
            said = re.search(rf'last_end_seconds{{job="jobs.purge",outcome="{outcome}"}} (\S+)', told)[1]
            assert abs(float(said) - moment.timestamp()) < 1

    def test_cost_the_same_for_few_and_for_many(self, client, broken, django_assert_num_queries):
        fail(broken, 20)
        with django_assert_num_queries(8):
            client.get("/metrics")

    def test_others_are_told_without_a_database(self, client, monkeypatch):
        def away(*names):
            raise OperationalError("away")

        monkeypatch.setattr(job_numbers, "all_of_them", away)
        told = client.get("/metrics").text
        assert "boardsite_requests_total" in told and "boardsite_jobs_waiting" not in told


class TestDoctor:
    def found(self):
        from boards.management import doctor

        return [(finding.level, finding.what) for finding in doctor.work()]

    def test_nothing_yet(self):
        assert self.found() == [("ok", "No job has been done yet.")]

    def test_all_is_well(self, broken):
        broken.reasons.clear()
        fail(broken)
        [(level, what)] = self.found()
        assert level == "ok" and what.startswith("Background work was last done at ")

    def test_nobody_works(self, broken):
        jobs.add(broken.ask(due_at=timezone.now() - datetime.timedelta(minutes=20)))
        assert self.found() == [("failure", "Jobs have waited for 20 minutes: mail.")]

    def test_nothing_for_a_day(self, broken):
        broken.reasons.clear()
        fail(broken)
        Job.objects.update(finished_at=timezone.now() - datetime.timedelta(hours=25))
        [(level, what)] = self.found()
        assert level == "warning" and what.startswith("No job has been done since ")

    def test_failures_pile_up(self, broken):
        fail(broken, 3)
        assert ("warning", "Jobs that have failed since yesterday: 3.") in self.found()
