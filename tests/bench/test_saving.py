"""How a run is kept in the document, and that nothing of it stays behind."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bench import report, saving, site

pytestmark = pytest.mark.once
OLD = """\
27 November 2026 · two processors

| what | bound | measured |  |
| --- | --- | --- | --- |
| board | ≥ 1 | 2 | ok |
| eight movers | none | 0 | ok |
| … 99 % under | 100 ms | 279 ms | **falls short** |
| browsers | none | 0 | ok |
| … 99 % under | 500 ms | 63 ms | ok |

| request | rate |
| --- | --- |
| board | 30 |

Falls short: … 99 % under."""
NEW = """\
28 November 2026 · two processors

| what | bound | measured |  |
| --- | --- | --- | --- |
| browsers | none | 0 | ok |
| … 99 % under | 500 ms | 70 ms | ok |
| … lost | none | 1 | **falls short** |

Falls short: … lost."""


def row(text, *cells):
    return f"| {' | '.join(cells)} |" in text.splitlines()


def test_rows_that_were_not_measured_stay_with_their_day():
    kept = saving.merged(OLD, NEW)

    assert kept.startswith("28 November 2026 · two processors\n")
    assert row(kept, "what", "bound", "measured", "", "measured on")
    assert row(kept, "board", "≥ 1", "2", "ok", "27 November 2026")
    assert row(kept, "… 99 % under", "100 ms", "279 ms", "**falls short**", "27 November 2026")
    assert row(kept, "… 99 % under", "500 ms", "70 ms", "ok", "28 November 2026")
    assert row(kept, "board", "30", "27 November 2026")
    assert kept.endswith("Falls short: eight movers: 99 % under; browsers: lost.")
    assert "63 ms" not in kept


def test_what_was_kept_can_be_kept_again():
    once = saving.merged(OLD, NEW)

    assert saving.merged(once, NEW) == once
    assert row(saving.merged(once, OLD), "… lost", "none", "1", "**falls short**", "28 November 2026")


def test_the_first_run_is_kept_as_it_is():
    assert row(saving.merged("", NEW), "browsers", "none", "0", "ok", "28 November 2026")


@pytest.mark.parametrize("place", [report.RUN, report.BESIDE])
def test_the_tables_in_the_document_can_be_read(place):
    begin, end = (f"<!-- {mark}: {place} -->" for mark in ("begin", "end"))
    text = report.PAGE.read_text(encoding="utf-8").split(begin)[1].split(end)[0].strip()

    kept = saving.merged(text, text)

    for line in text.splitlines():
        assert not line.startswith("| ") or line.startswith("| ---") or line.removesuffix(" |") in kept


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="The kernel ends nobody here.")
def test_what_was_started_ends_with_a_measurement_that_is_killed():
    program = "\n".join(
        [
            "import os, sys, time",
            "from tests.bench import site",
            "with site.launch([sys.executable, '-c', 'import time; time.sleep(60)'], '.', os.environ, 1) as running:",
            "    print(running.process.pid, flush=True)",
            "    time.sleep(60)",
        ]
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=site.ROOT, stdout=subprocess.PIPE, text=True) as bench:
        started = int(bench.stdout.readline())
        bench.send_signal(signal.SIGKILL)

    end = time.monotonic() + 10
    while _runs(started) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _runs(started)


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
