"""The columns of the standing project, and ears for what is published."""

import pytest

from boards import events
from tests.factories import column_of


@pytest.fixture
def pending(project):
    return column_of(project=project)


@pytest.fixture
def doing(project):
    return column_of(project=project, status="in_progress")


@pytest.fixture
def done(project):
    return column_of(project=project, status="completed")


@pytest.fixture
def heard(monkeypatch, django_capture_on_commit_callbacks):
    """`heard(call, **arguments)`: the events that the service publishes once it is committed."""

    def heard(call, **arguments):
        found = []
        monkeypatch.setattr(events, "_subscribers", [found.append])
        with django_capture_on_commit_callbacks(execute=True):
            call(**arguments)
        return found

    return heard
