"""What gunicorn is told."""

import gc
import runpy
import sys
from types import SimpleNamespace

import pytest
from gunicorn.config import Config


@pytest.fixture(autouse=True)
def _garbage_is_looked_for():
    """What gunicorn is told begins with a word to the process that reads it."""
    yield
    gc.enable()


def settings(monkeypatch, **variables):
    for name in ("HOST", "PORT", "WORKERS", "THREADS", "DEBUG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return runpy.run_module("boardsite.server.config")


def test_one_kind_of_server_loaded_before_the_door_opens(monkeypatch):
    found = settings(monkeypatch)
    assert (found["worker_class"], found["wsgi_app"]) == (
        "boardsite.server.worker.Worker",
        "boardsite.asgi:application",
    )
    assert found["bind"] == ["127.0.0.1:8000"] and found["preload_app"]
    assert settings(monkeypatch, HOST="::", PORT="80")["bind"] == ["[::]:80"]


def test_for_development_each_process_loads_what_has_changed(monkeypatch):
    assert not settings(monkeypatch, DEBUG="1")["preload_app"]


def test_a_wrong_number_is_refused(monkeypatch, capsys):
    with pytest.raises(SystemExit):
        settings(monkeypatch, WORKERS="many")
    assert "WORKERS is 'many'" in capsys.readouterr().err


@pytest.mark.parametrize(("value", "words"), [("", 0), ("0", 0), ("4", 1), ("many", 1)])
def test_threads_of_an_older_release_are_mentioned_and_change_nothing(monkeypatch, value, words):
    found, said = settings(monkeypatch, THREADS=value), []
    log = SimpleNamespace(warning=lambda sentence: said.append(sentence))
    found["on_starting"](SimpleNamespace(log=log))
    assert len(said) == words and all("THREADS has no effect" in sentence for sentence in said)
    assert "threads" not in found and found["worker_class"] == "boardsite.server.worker.Worker"


def test_gunicorn_composes_no_lines_for_requests_whatever_the_format(monkeypatch):
    found = settings(monkeypatch, LOG_FORMAT="json")
    config = Config()
    for name in ("logger_class", "accesslog", "logconfig_dict"):
        config.set(name, found[name])
    assert config.logger_class(config).access_log_enabled is False


def test_what_is_loaded_is_not_searched_for_garbage_and_threads_take_turns_soon(monkeypatch):
    found, interval = settings(monkeypatch), sys.getswitchinterval()
    assert not gc.isenabled()
    try:
        found["post_worker_init"](None)
        assert gc.get_freeze_count() > 10_000
        assert gc.isenabled()
        assert sys.getswitchinterval() == pytest.approx(interval / 10)
    finally:
        gc.unfreeze()
        sys.setswitchinterval(interval)
