"""What gunicorn is told, with threads and without."""

import gc
import runpy

import pytest
from gunicorn.config import Config


def settings(monkeypatch, **variables):
    for name in ("HOST", "PORT", "WORKERS", "THREADS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return runpy.run_module("boardsite.server")


def test_without_threads_it_is_asgi(monkeypatch):
    found = settings(monkeypatch)
    assert (found["worker_class"], found["wsgi_app"]) == ("asgi", "boardsite.asgi:application")
    assert found["bind"] == ["127.0.0.1:8000"] and not found["preload_app"]


def test_with_threads_it_is_wsgi_and_loaded_before_the_door_opens(monkeypatch):
    found = settings(monkeypatch, THREADS="4", HOST="::", PORT="80")
    assert (found["worker_class"], found["wsgi_app"]) == ("boardsite.worker.Worker", "boardsite.wsgi:application")
    assert found["threads"] == 4 and found["preload_app"]
    assert found["bind"] == ["[::]:80"]


def test_a_wrong_number_is_refused(monkeypatch, capsys):
    with pytest.raises(SystemExit):
        settings(monkeypatch, THREADS="many")
    assert "THREADS is 'many'" in capsys.readouterr().err


def test_gunicorn_composes_no_lines_for_requests_whatever_the_format(monkeypatch):
    found = settings(monkeypatch, LOG_FORMAT="json")
    config = Config()
    for name in ("logger_class", "accesslog", "logconfig_dict"):
        config.set(name, found[name])
    assert config.logger_class(config).access_log_enabled is False


def test_what_is_loaded_is_not_searched_for_garbage(monkeypatch):
    try:
        settings(monkeypatch)["post_worker_init"](None)
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
