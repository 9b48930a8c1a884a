"""The builds that are compared: each in its folder, with the packages it asks for, driven from outside alone."""

import hashlib
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import site
from tests.servers import free_port

# What was installed once serves the next run too.
KEPT = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "boardsite-bench"
SECRET = "for measurements alone, on loopback"
SETTINGS = {
    "SECRET_KEY": SECRET,
    "JWT_KEY": SECRET,
    "BENCH_JWT_KEY": SECRET,
    "SITE_URL": "http://127.0.0.1",
    "DEBUG": "0",
    "DEMO": "0",
    "LOG_LEVEL": "WARNING",
    "API_CALLS_PER_MINUTE": "1000000",
    # Steady while somebody edits the sources.
    "RELEASE": "bench",
    "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
}
INSIDE = Path(__file__).with_name("inside.py")


@dataclass(frozen=True)
class Build:
    """A revision's sources, the Python it runs with, and its settings: all that there are, but for the machine's."""

    root: Path
    python: Path
    settings: dict

    @property
    def environment(self):
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        return kept | self.settings

    def prepared(self):
        """The same with static files and tables."""
        for command in ("collectstatic --no-input -v 0", "prepare"):
            subprocess.run(
                [self.python, "manage.py", *command.split()],
                cwd=self.root,
                env=self.environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        return self

    def serving(self, workers):
        """The site as this build's `make run` starts it, for as long as the context is open."""
        return site.serve(*self._started(workers))

    def launched(self, workers):
        """The same without waiting until it answers."""
        return site.launch(*self._started(workers))

    def _started(self, workers):
        port = free_port()
        settings = {"PORT": str(port), "WORKERS": str(workers), "ACCESS_LOG": "0"}
        return site.command(self.root, self.python.parent), self.root, self.environment | settings, port

    @contextmanager
    def inside(self):
        """A process with this build's code, to ask what `inside.py` knows: `ask("state", project=7)`."""
        asked = [self.python, "-c", INSIDE.read_text(encoding="utf-8")]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(asked, cwd=self.root, env=self.environment, **pipes) as process:
            yield lambda do, **more: _asked(process, {"do": do, **more})
            process.stdin.close()


def build(root, python, folder, **settings):
    """A build whose files go into a new folder."""
    folder.mkdir()
    return Build(root, python, {**SETTINGS, "VAR_DIR": str(folder), **settings})


def _asked(process, question):
    process.stdin.write(f"{json.dumps(question)}\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        raise RuntimeError(f"The build could not answer {question}: its traceback stands above.")
    return json.loads(answer)


@contextmanager
def checked_out(revision, folder):
    """A worktree of a commit, for as long as the context is open."""
    _git("worktree", "add", "--quiet", "--detach", str(folder), revision)
    try:
        yield folder
    finally:
        _git("worktree", "remove", "--force", str(folder))


def named(revision):
    """How a commit is called in the table: its short name and its day."""
    return _git("log", "-1", "--format=%h of %ad", "--date=format:%d %B %Y", revision).strip()


def changes():
    """What to say when the sources are not just those of the commit."""
    return " with changes" if _git("status", "--porcelain", "--untracked-files=no") else ""


def _git(*arguments):
    return subprocess.run(
        ["git", *arguments], cwd=site.ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout


def python_of(root):
    """A Python with what a build's requirements.txt names and nothing else, so that both are measured alike."""
    wanted = root / "requirements.txt"
    place = KEPT / hashlib.sha256(wanted.read_bytes() + sys.version.encode()).hexdigest()[:16]
    if not (place / ".installed").exists():
        print(f"Installing the requirements of {root} …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", place], check=True)
        pip = [place / "bin" / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        subprocess.run([*pip, "--no-deps", "--require-hashes", "-r", wanted], check=True)
        (place / ".installed").touch()
    return place / "bin" / "python"
