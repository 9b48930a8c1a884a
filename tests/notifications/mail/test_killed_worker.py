"""Workers killed in the middle of many mails: none lost, none twice but where the mail server had not answered."""

import os
import subprocess
import sys
import threading
from collections import Counter
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from boards.models import Job, JobState, Mail, MailState, Notification
from tests.conventions.sources import ROOT
from tests.notifications.mail.conftest import make_entries

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
COUNT = 200


@pytest.fixture
def start_worker(server, settings, tmp_path):
    """Starts a worker on the database of the test, which sends to `server`."""
    started = []

    def start() -> subprocess.Popen:
        environment = os.environ | {
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "boardsite.settings",
            "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
            "SITE_URL": "http://testserver",
            "VAR_DIR": str(tmp_path),
        }
        environment.pop("BOARDSITE_SERVER", None)
        started.append(
            subprocess.Popen([sys.executable, "-m", "tests.notifications.mail.worker"], cwd=ROOT, env=environment)
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def database_url() -> str:
    """Of the database that this test is in."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(known['NAME']))}"
    login = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}" if known["PASSWORD"] else quote(known["USER"])
    return f"postgres://{login}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


def leases_end() -> None:
    """As if the time in which a killed worker could have come back were over."""
    past = timezone.now()
    Job.objects.filter(state=JobState.RUNNING).update(leased_until=past)
    Job.objects.update(queued_at=None)


def test_worker_killed_in_the_middle_loses_nothing_and_says_nothing_twice_unless_unheard(server, task, start_worker):
    make_entries(task, COUNT)
    # In the middle of a message: the server has taken it, and its answer reaches nobody.
    first = start_worker()
    server.at_count[60] = first.kill
    first.wait(300)
    assert len(server.taken) == 60
    leases_end()
    # At some moment, wherever that is.
    second = start_worker()
    server.at_count[120] = lambda: threading.Timer(0.004, second.kill).start()
    second.wait(300)
    leases_end()
    for worker in (start_worker(), start_worker()):
        assert worker.wait(300) == 0
    check(server)


def check(server) -> None:
    """Each person has been sent theirs, and what came twice is counted."""
    assert Mail.objects.filter(state=MailState.SENT).count() == COUNT
    assert Notification.objects.filter(mailed_at=None).count() == 0
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}
    ids = Counter(message["Message-ID"] for message in server.messages())
    assert set(ids) == set(Mail.objects.values_list("message_id", flat=True))
    twice = {each for each, times in ids.items() if times > 1}
    uncertain = set(Mail.objects.filter(uncertain__gt=0).values_list("message_id", flat=True))
    assert len(twice) >= 1
    assert twice <= uncertain
    assert len(uncertain) <= 2
