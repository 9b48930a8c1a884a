"""docs/api.md, command by command."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
MARK = "----8<----"


def steps() -> list[tuple[str, str]]:
    """Each block of commands with what it prints."""
    found = re.findall(r"```sh\n(.*?)```(?:\n\n```text\n(.*?)```)?", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(found) >= 8
    return found


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
@pytest.mark.django_db(transaction=True)
def test_first_hour_goes_as_told(live_server, tmp_path):
    script = f"\necho '{MARK}'\n".join(commands for commands, _printed in steps())
    environment = {"SITE": live_server.url, "PATH": "/usr/local/bin:/usr/bin:/bin", "no_proxy": "*"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    printed = [part.strip("\n") for part in done.stdout.split(f"{MARK}\n")]
    assert printed == [text.strip("\n") for _commands, text in steps()]
