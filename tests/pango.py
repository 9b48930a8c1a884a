"""Whether PDFs can be made here; `python -m tests.pango` installs what WeasyPrint needs where that is possible."""

import subprocess
import sys
from typing import Any

import pytest

from tests import apt, chromium

PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
MISSING = (
    "Pango was not found, and the tests of PDFs were NOT RUN. On Debian: apt-get install libpango-1.0-0 "
    "libpangoft2-1.0-0"
)


def is_there() -> bool:
    """Asked in a process of its own, as the site does: the library stays out of this one."""
    asked = [sys.executable, "-c", "import weasyprint"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="session")
def real_maker() -> None:
    """PDFs are really made, by processes of their own; where that can't be, the test is not run."""
    if not is_there():
        (pytest.fail if chromium.required() else pytest.skip)(MISSING)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any(MISSING in str(report.longrepr) for report in skipped):
        terminalreporter.write_sep("!", MISSING, red=True, bold=True)


def main() -> int:
    if not is_there():
        apt.install("Pango for the tests of PDFs", PACKAGES)
    if not is_there():
        print(MISSING, file=sys.stderr)
        return int(chromium.required())
    return 0


if __name__ == "__main__":
    sys.exit(main())
