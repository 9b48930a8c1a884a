"""An import is taken back, for a day, as long as nobody has worked on what came."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from boards.models import Import, Project
from tests.factories import make_task
from tests.transfer.pages.bringing import address, trello

pytestmark = pytest.mark.django_db


def test_a_new_project_is_deleted(client, bring, choose):
    found = bring(trello())
    choose(found)
    client.post(reverse("import-undo", args=[found.pk]))
    assert Project.objects.get().deleted_at is not None
    assert client.post(reverse("import-undo", args=[found.pk])).status_code == 409


def test_refused_once_somebody_has_worked_on_it(client, bring, choose, owner):
    found = bring(trello())
    choose(found)
    assert "Take the import back" in client.get(address(found)).content.decode()
    make_task(project=Project.objects.get(), title="New")
    page = client.get(address(found)).content.decode()
    assert "The project has been worked on since" in page and "Take the import back" not in page
    response = client.post(reverse("import-undo", args=[found.pk]))
    assert response.status_code == 409 and "worked on since" in response.content.decode()


def test_refused_after_a_day(client, bring, choose):
    found = bring(trello())
    choose(found)
    Import.objects.update(finished_at=timezone.now() - datetime.timedelta(days=2))
    assert "Take the import back" not in client.get(address(found)).content.decode()
    assert client.post(reverse("import-undo", args=[found.pk])).status_code == 409
