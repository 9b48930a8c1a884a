"""An import is taken back while somebody else works on what came of it: their change is not hidden with it."""

import pytest
from django.urls import reverse

from boards.models import ImportState, Task
from boards.services import tasks, transactions
from tests.factories import fresh, make_project
from tests.transfer.exports import a_card
from tests.transfer.pages.bringing import trello

pytestmark = pytest.mark.django_db


@pytest.fixture
def just_before(monkeypatch):
    """`just_before(change)`: it is made by whoever gets the lock of the project right before the next service does."""

    def just_before(change):
        take, waiting = transactions.lock_and_read, [change]

        def lock_and_read(*args, **kwargs):
            while waiting:
                waiting.pop()()
            return take(*args, **kwargs)

        monkeypatch.setattr(transactions, "lock_and_read", lock_and_read)

    return just_before


@pytest.mark.parametrize("is_new", [True, False], ids=["a project of its own", "into one that was there"])
def test_who_was_a_moment_faster_is_heard(client, bring, choose, owner, member, just_before, is_new):
    found = bring(trello(cards=[a_card(1), a_card(2)]), into=None if is_new else make_project(owner=owner))
    choose(found)
    task = Task.objects.get(title="Card 2")
    just_before(lambda: tasks.update(task=task, changed={"title": "Mine"}, seen_version=None, actor=member))
    response = client.post(reverse("import-undo", args=[found.pk]))
    assert response.status_code == 409 and "worked on since" in response.content.decode()
    assert fresh(found).state == ImportState.DONE
    assert (fresh(task).deleted_at, fresh(task.project).deleted_at) == (None, None)
