"""PDFs in the making: a job each, which has a process of its own make it, and tells how far it is to all who ask.

What is known of a PDF stands in the cache `default`, which is the database: any process, on any machine, can tell how
far it is and hand it out. It is bound to who asked for what, and forgotten after a while; the HTML waits there too.
The job says every second that it lives. Where that falls silent (a worker was killed, the machine is gone) somebody
else begins it anew; where nobody does, it is told as lost. On the whole site so many are made at a time as there are
places; the jobs of others wait.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import IO, Any

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.db import Error, close_old_connections
from django.utils import timezone

from boards.jobs.registry import Later, Queue, job
from boards.reports import pdf_worker
from boards.services import jobs

logger = logging.getLogger(__name__)

# At most this long and this large; docs/performance.md has what 5,000 tasks take.
SECONDS, MEGABYTES = 60, 500
# A maker of which nothing was heard for so long is gone, and when nobody else has begun, it is given up. One that is
# done is kept for as long as a download may take.
SILENCE, GIVEN_UP, KEPT = 20, 300, 900
# Who finds no place looks again so soon.
PATIENCE = datetime.timedelta(seconds=2)
# How it ended is written again after these pauses, in seconds, while the database is busy or away.
AGAIN = (1, 2, 4, 8)
# SIGTRAP and SIGABRT: how GLib under Pango, and C's library, give up when they get no more memory.
_ABORTED = (-5, -6)
# A finished PDF of an older revision still goes to who waited for it, or a busy project would never be done.
FRESH = 60
# What the process is given of our environment: what programs and fonts are found by, and no secret.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
_FONTS = ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_DATA_DIRS", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "SYSTEMROOT")


class State(StrEnum):
    """How it stands with a PDF: waiting for a place, being made (or about to be), done, or an end without one."""

    WAITING = "waiting"
    MAKING = "making"
    DONE = "done"
    # The rest are ends without a PDF.
    MISSING = "missing"
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    LOST = "lost"
    BROKEN = "broken"


@dataclass(frozen=True)
class Order:
    """A PDF somebody wants: `wish` names all it depends on but the revision of the project."""

    wish: tuple[object, ...]
    revision: int
    html: Callable[[], str]

    @property
    def key(self) -> str:
        """The key in the cache: the same for the same wish, in the same release."""
        return "pdf:" + hashlib.blake2b(repr((settings.RELEASE, *self.wish)).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Paper:
    """A PDF as far as it is. `step` is WeasyPrint's, of seven; `page` the one being laid out."""

    state: State
    revision: int = 0
    heard: float = 0
    step: int = 0
    page: int = 0
    content: bytes = b""

    @property
    def is_under_way(self) -> bool:
        """Whether it may still be done, so that it is worth asking again."""
        return self.state in {State.WAITING, State.MAKING}


def ask(order: Order) -> Paper:
    """The PDF if it is there, else how far it is; the first to ask sets it going. An end without one is told once."""
    known = _known(order)
    if known is not None:
        return known
    asked = Paper(State.MAKING, order.revision, time.time())
    if not _cache().add(order.key, asdict(asked), KEPT):
        return _known(order) or Paper(State.WAITING)
    try:
        _cache().set(f"{order.key}:html", order.html(), KEPT)
        jobs.add(make_pdf.ask(order.key, key=order.key))
    except BaseException:
        _forget(order.key)
        raise
    return asked


@job("reports.pdf", queue=Queue.FILES, seconds=SECONDS + sum(AGAIN) + 5, tries=3, first_pause=5)
def make_pdf(key: str) -> None:
    """Make what was asked for under this key of the cache, as soon as there is a place."""
    entry, html = _cache().get(key), _cache().get(f"{key}:html")
    if entry is None or html is None:
        # Nobody has asked for it for so long that it is forgotten.
        return
    asked = _paper(entry)
    place = _take_place()
    if place is None:
        _say(key, replace(asked, state=State.WAITING))
        raise Later(timezone.now() + PATIENCE)
    watched(key, replace(asked, state=State.MAKING), place, html)


def _cache() -> BaseCache:
    return caches["default"]


def _paper(entry: dict[str, Any]) -> Paper:
    return Paper(**entry | {"state": State(entry["state"])})


def _known(order: Order) -> Paper | None:
    """What is known of it; None if nothing is, or nothing that is of use any more."""
    entry = _cache().get(order.key)
    if entry is None:
        return None
    paper = _paper(entry)
    silence = time.time() - paper.heard
    if paper.is_under_way:
        if silence < GIVEN_UP:
            # Not begun, or begun by a process that is gone: then another one begins it anew.
            return paper if silence < SILENCE else replace(paper, state=State.WAITING)
        paper = replace(paper, state=State.LOST)
    if paper.state is State.DONE:
        outdated = paper.revision != order.revision and silence > FRESH
        content = None if outdated else _cache().get(f"{order.key}:file")
        if content is not None:
            return replace(paper, content=content)
    _forget(order.key)
    return None if paper.state is State.DONE else paper


def _forget(key: str) -> None:
    _cache().delete_many([key, f"{key}:html", f"{key}:file"])


def _take_place() -> str | None:
    """One of the places of processes at work, which falls free by itself when nobody is heard of."""
    places = [f"pdf-place:{number}" for number in range(settings.PDFS_AT_ONCE)]
    return next((place for place in places if _cache().add(place, True, SILENCE)), None)


def watched(key: str, begun: Paper, place: str, html: str) -> None:
    """Make the PDF, and say how it ended, whatever happens."""
    ended = replace(begun, state=State.BROKEN)
    try:
        ended = make(html, lambda paper: _say(key, paper, place), begun)
    except Exception:
        logger.exception("A PDF was not made.")
    finally:
        _finish(key, place, ended)


def _finish(key: str, place: str, ended: Paper) -> None:
    """The one write that counts is tried again after each pause; a place that can't be freed falls free by itself."""
    for pause in (*AGAIN, None):
        if _tried(lambda: _keep(key, ended)):
            break
        if pause is None:
            logger.error("How a PDF ended could not be written; it counts as lost.")
        else:
            time.sleep(pause)
    _tried(lambda: _cache().delete_many([place, f"{key}:html"]))


def _keep(key: str, ended: Paper) -> bool:
    """Whether it is kept: that is read again, because this cache fails to write without a word."""
    # The file first: who reads that it is done must find it.
    if ended.content:
        _cache().set(f"{key}:file", ended.content, KEPT)
    state = asdict(replace(ended, content=b"", heard=time.time()))
    _cache().set(key, state, KEPT)
    there = _cache().get_many([key, f"{key}:file"])
    return there.get(key) == state and (not ended.content or there.get(f"{key}:file") == ended.content)


def _say(key: str, paper: Paper, place: str = "") -> None:
    def say() -> bool:
        _cache().set(key, asdict(replace(paper, heard=time.time())), KEPT)
        if place:
            _cache().set(place, True, SILENCE)
        return True

    _tried(say)


def _tried(write: Callable[[], object]) -> bool:
    """Whether it worked. A database that is busy or away is told in the log, and does the PDF no harm."""
    try:
        return write() is not False
    except Error as error:
        logger.warning("How far a PDF is could not be written: %s", str(error).split("\n")[0])
        close_old_connections()
        return False


def make(html: str, tell: Callable[[Paper], None], begun: Paper, pause: float = 1) -> Paper:
    """The PDF, or why there is none. Blocks until then; `tell` hears every `pause` seconds how far it is."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as result:
        source.write(html.encode())
        source.seek(0)
        process = _process(source, result)
        try:
            steps = _Steps(process.stderr)
            late = _wait(process, lambda: tell(steps.of(begun)), pause)
        finally:
            process.kill()
            process.wait()
        steps.join()
        state = State.TOO_SLOW if late else _end(process.returncode)
        if state is State.BROKEN or process.returncode in _ABORTED:
            logger.error("The process of a PDF ended with %s: %s", process.returncode, steps.complaints())
        result.seek(0)
        return replace(steps.of(begun), state=state, content=result.read() if state is State.DONE else b"")


def _process(source: IO[bytes], result: IO[bytes]) -> subprocess.Popen[bytes]:
    limits = [str(SECONDS), str(MEGABYTES)]
    return subprocess.Popen(  # noqa: S603  our own program, with numbers and the site's address
        [sys.executable, "-m", pdf_worker.__name__, settings.SITE_URL, *limits],
        stdin=source,
        stdout=result,
        stderr=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env={name: os.environ[name] for name in (*_ENVIRONMENT, *_FONTS) if name in os.environ},
    )


def _wait(process: subprocess.Popen[bytes], tell: Callable[[], None], pause: float) -> bool:
    """Whether its time ran out before it ended."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            process.wait(pause)
        except subprocess.TimeoutExpired:
            tell()
        else:
            return False
    # To tell may have taken longer than the process.
    return process.poll() is None


def _end(code: int) -> State:
    """What the end of a process means."""
    known = {
        0: State.DONE,
        pdf_worker.MISSING: State.MISSING,
        pdf_worker.TOO_LARGE: State.TOO_LARGE,
        -14: State.TOO_SLOW,
    }
    known |= dict.fromkeys(_ABORTED, State.TOO_LARGE)
    # Killed by somebody else, the system short of memory most likely.
    return known.get(code, State.LOST if code in {-9, -15} else State.BROKEN)


class _Steps(threading.Thread):
    """Reads what the process says of itself, so that it never waits to be heard."""

    def __init__(self, pipe: IO[bytes] | None) -> None:
        super().__init__(name="pdf steps", daemon=True)
        self._pipe = pipe or io.BytesIO()
        self._step, self._page = 0, 0
        self._others: list[str] = []
        self.start()

    def run(self) -> None:
        with self._pipe as lines:
            for line in lines:
                self._hear(line.decode(errors="replace").strip())

    def _hear(self, line: str) -> None:
        if not line.startswith(pdf_worker.MARK):
            self._others = [*self._others[-19:], line[:200]]
            return
        step, page = line.removeprefix(pdf_worker.MARK).split()
        self._step, self._page = int(step), int(page) or self._page

    def of(self, paper: Paper) -> Paper:
        """The paper, as far as it is by now."""
        return replace(paper, step=self._step, page=self._page)

    def complaints(self) -> str:
        """The last lines that were no step."""
        return " / ".join(self._others)
