"""How far a PDF is, or why there is none, in words for pages and API."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.reports.pdf_jobs import Paper, State

# How soon to ask again, in seconds.
AGAIN = 2


def status_of(paper: Paper) -> int:
    """What a PDF that will not be is answered with: 409 where the report must be another one, 503 where it can't be
    helped."""
    return 409 if paper.state in {State.TOO_LARGE, State.TOO_SLOW} else 503


def sentence(paper: Paper) -> str:
    """How far it is, or why there is none and what would work."""
    smaller = _("Choose fewer sections or a shorter period, or print the report from your browser.")
    sentences = {
        State.WAITING: _("Other PDFs are being made. Yours begins as soon as it is its turn."),
        State.TOO_LARGE: _("This report takes more memory than a PDF may.") + " " + smaller,
        State.TOO_SLOW: _("This report takes longer than a PDF may.") + " " + smaller,
        State.MISSING: _("This site can't make PDFs: its server lacks the library Pango. Print from your browser."),
        State.LOST: _("The server stopped while the PDF was made. Try again."),
        State.BROKEN: _("The PDF could not be made. Try again, or print the report from your browser."),
    }
    return sentences.get(paper.state) or _step(paper)


def _step(paper: Paper) -> str:
    if paper.step == 5 and paper.page:
        return _("Laying out page %(page)s.") % {"page": paper.page}
    if paper.step > 5:
        pages = ngettext("Writing the file, %(page)s page.", "Writing the file, %(page)s pages.", paper.page)
        return pages % {"page": paper.page} if paper.page else _("Writing the file.")
    return _("Reading the report.")
