"""Log records."""

import logging
import sys

from boardsite import release
from boardsite.observing import logs


def record(message, error=None):
    info = None
    if error:
        try:
            raise error
        except type(error):
            info = sys.exc_info()
    return logging.LogRecord("boardsite", logging.ERROR, __file__, 1, message, (), info)


def test_a_record_is_one_line():
    line = logs.OneLine("%(message)s").format(record("a\nb\r", ValueError("c\nd")))
    assert "\n" not in line and "\r" not in line
    assert line.startswith("a\\nb\\r\\nTraceback") and line.endswith("ValueError: c\\nd")


def test_one_of_many_passes_without_its_traceback():
    seldom, first, second = logs.Seldom(), record("Ignored", OSError("away")), record("Ignored")
    assert seldom.filter(first) and not seldom.filter(second)
    assert first.getMessage() == "Ignored: away" and first.exc_info is None


def test_again_after_the_pause():
    seldom = logs.Seldom()
    seldom.pause = 0
    assert seldom.filter(record("a")) and seldom.filter(record("a"))


def test_release_changes_with_a_template(tmp_path):
    (tmp_path / "templates" / "boards").mkdir(parents=True)
    before = release.mark(tmp_path)
    (tmp_path / "templates" / "boards" / "a.html").write_text("a")
    assert release.mark(tmp_path) != before == release.mark(tmp_path / "nothing")
