"""`manage.py prepare`, which runs before each start of the server."""

import sys
from types import ModuleType

import pytest
from django.core.management import call_command

from boards.models import User


@pytest.fixture
def prepare(db, settings, tmp_path, monkeypatch, capsys):
    """Runs it with a demonstration of one person and gives what it printed; `made` collects the passwords."""
    demo = ModuleType("demo")
    demo.create = lambda password: (made.append(password), User.objects.create_user("owner@example.com", password))
    made = []
    monkeypatch.setitem(sys.modules, "boards.management.demo", demo)
    monkeypatch.setattr("boards.management.demo", demo, raising=False)
    settings.VAR_DIR, settings.DEMO, settings.DEMO_PASSWORD = tmp_path / "var", True, ""

    def prepare():
        call_command("prepare")
        return capsys.readouterr().out

    prepare.made = made
    return prepare


def test_demonstration_is_made_once_and_shown_each_time(prepare, settings):
    first, second = prepare(), prepare()
    [password] = prepare.made
    assert "Making the demonstration" in first and "Making the demonstration" not in second
    for output in (first, second):
        assert settings.SITE_URL in output and "owner@example.com" in output and password in output
    assert (settings.VAR_DIR / "demo_password").stat().st_mode & 0o777 == 0o600


def test_given_password_is_used(prepare, settings):
    settings.DEMO_PASSWORD = "correct horse"
    assert "correct horse" in prepare()
    assert prepare.made == ["correct horse"]


def test_no_demonstration_where_people_are(prepare):
    User.objects.create_user("somebody@example.com")
    assert "example.com" not in prepare()
    assert prepare.made == []


def test_no_demonstration_when_switched_off(prepare, settings):
    settings.DEMO = False
    assert "owner@example.com" not in prepare()
    assert prepare.made == []
