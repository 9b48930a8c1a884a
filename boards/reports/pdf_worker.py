"""The process that makes one PDF: HTML comes in on standard input, the PDF goes out on standard output.

`python -m boards.reports.pdf_worker https://the.site 60 500`: at most so many seconds and megabytes. How far it is goes
to standard error, a line a step. It has no database, no secret in its environment and no network to speak of;
killing it at any moment harms nothing. `pdf_jobs.py` starts it and says what became of it.
"""

from __future__ import annotations

import sys

from boards.jobs import bounds

# How the loader of libraries says that there is no memory left.
_NO_MEMORY = ("allocate memory", "failed to map segment")
# What the exit codes say; whatever else ends the process is a fault of ours.
MISSING, TOO_LARGE = 3, 4
MARK = "@"


def main(site: str, seconds: int, megabytes: int) -> int:
    """Make the PDF within `seconds` and `megabytes`; returns the exit code: 0, MISSING or TOO_LARGE."""
    bounds.keep_within(seconds, megabytes)
    try:
        return _make(site)
    except (MemoryError, SystemError):  # the second where Python itself had no memory left to say the first
        return TOO_LARGE


def _make(site: str) -> int:
    try:
        from boards.reports import pdf
    except (ImportError, OSError) as error:
        if any(words in str(error) for words in _NO_MEMORY):
            return TOO_LARGE
        if isinstance(error, ImportError):
            raise
        print(error, file=sys.stderr)  # Pango, which WeasyPrint loads by its name
        return MISSING
    sys.stdout.buffer.write(pdf.write(sys.stdin.buffer.read().decode(), site, _tell))
    sys.stdout.buffer.flush()
    return 0


def _tell(step: str) -> None:
    print(f"{MARK}{step}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
