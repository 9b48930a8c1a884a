"""What comes on paper: the page that becomes the PDF of a report, and the head that browsers print on each page."""

from __future__ import annotations

import datetime
from dataclasses import fields

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from boards.models import Project, User
from boards.queries import formatting
from boards.reports import details, figures, page_context
from boards.reports.choices import Choice
from boards.reports.days import Period
from boards.reports.pdf_jobs import Order
from boards.rules.text import for_xml

# Where the lists of a report (the one of all tasks aside) have more lines than these, each is cut and says so: a list
# of thousands of changes helps nobody on paper, and the PDF has bounds of time and memory.
MOST_LINES, FEW_LINES = 1_000, 50
# So many tasks with checklists, and so many comments, come on paper at most.
MOST_DETAILS = 200
# So much of a title stands on top of each sheet, beside the period; whole it stands on the first.
HEAD_LENGTH = 70


def order(project: Project, reader: User, period: Period, choice: Choice, size: str = "a4") -> Order:
    """The PDF of a report for one reader. It is written in their language and time, and says whom it was made for."""
    chosen = (choice.sections, choice.items)
    wish = (project.pk, reader.pk, reader.display_name, period, chosen, size, reader.week_start, reader.today())
    return Order((get_language(), *wish), project.revision, lambda: _page(project, reader, period, choice, size))


def _page(project: Project, reader: User, period: Period, choice: Choice, size: str) -> str:
    """A page that needs nothing but the style sheet it names. All tasks, whatever the screen shows of them."""
    report = figures.project_report(
        project, period, week_start=reader.week_start, today=reader.today(), items=choice.items
    )
    told = details.of_report(project, report, choice.sections, MOST_DETAILS, reader=reader)
    limit = None if _lines(report) <= MOST_LINES else FEW_LINES
    context = {
        **page_context.context(
            report, choice, told, reader=reader, project=project, made_at=timezone.now(), limit=limit, paper=True
        ),
        "size": size,
        "language": get_language(),
        "days": days(period.first, period.last),
        "running_title": shortened(report.title),
        # A PDF tells its title and author as XML.
        "title": for_xml(report.title),
        "author": for_xml(reader.display_name),
    }
    return render_to_string("boards/reports/paper.html", context, using="django")


def _lines(report: figures.ProjectReport) -> int:
    changes = (getattr(report.changes, each.name) for each in fields(report.changes))
    return sum(map(len, (*changes, report.overdue, report.at_risk, report.due_next)))


def days(first: datetime.date, last: datetime.date) -> str:
    """A period in words, with whole dates."""
    if first == last:
        return formatting.full_day(first)
    return _("%(first)s to %(last)s") % {"first": formatting.full_day(first), "last": formatting.full_day(last)}


def shortened(title: str) -> str:
    """A title that leaves room for the period beside it."""
    return title if len(title) <= HEAD_LENGTH else f"{title[: HEAD_LENGTH - 1].rstrip()}…"


def running_head(left: str, right: str) -> str:
    """Style that prints a title and a date on top of each page, for browsers, which know no running elements."""
    return f"@page {{ @top-left {{ content: {_text(shortened(left))} }} @top-right {{ content: {_text(right)} }} }}\n"


def _text(text: str) -> str:
    """A string of CSS; whatever is no letter, digit or space goes in by its number, so that nothing can end it."""
    return '"' + "".join(each if each.isalnum() or each == " " else f"\\{ord(each):x} " for each in text) + '"'
