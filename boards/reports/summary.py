"""What a report says first, in three answers: what is done, what is late, when it ends."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.reports import words
from boards.reports.figures import ProjectReport


@dataclass(frozen=True)
class Tile:
    """An answer: the figure, the sentences that go with it, and the section with the rest, where it is shown. `tone`
    is "danger" for what should worry the reader; the sentences say why."""

    name: str
    figure: str
    sentences: list[str]
    section: str
    tone: str = ""


def tiles(report: ProjectReport, sections: Collection[str]) -> list[Tile]:
    """The three answers. A section that is not shown is no link."""
    made = [_done(report), _late(report), _end(report)]
    return [each if each.section in sections else _without_link(each) for each in made]


def _without_link(tile: Tile) -> Tile:
    return Tile(tile.name, tile.figure, tile.sentences, "", tile.tone)


def _done(report: ProjectReport) -> Tile:
    now, within = report.now, len(report.changes.completed)
    counted = ngettext(
        "%(done)d of %(count)d task on the board is completed.",
        "%(done)d of %(count)d tasks on the board are completed.",
        now.total,
    )
    first = (
        counted % {"done": now.completed, "count": now.total} if now.total else _("There are no tasks on the board.")
    )
    told = ngettext("%(count)d was completed in this period.", "%(count)d were completed in this period.", within)
    second = told % {"count": within} if within else _("Nothing was completed in this period.")
    return Tile(_("Done"), f"{now.progress}\u00a0%", [first, second], "changes")


def _late(report: ProjectReport) -> Tile:
    count, risky = len(report.overdue), len(report.at_risk)
    first = ngettext("%(count)d task is overdue.", "%(count)d tasks are overdue.", count) % {"count": count}
    second = ngettext("%(count)d more is at risk.", "%(count)d more are at risk.", risky) % {"count": risky}
    sentences = [first if count else _("Nothing is overdue."), second if risky else _("Nothing else is at risk.")]
    return Tile(_("Late"), str(count), sentences, "overdue", "danger" if count else "")


def _end(report: ProjectReport) -> Tile:
    forecast, name = report.forecast, _("When it ends")
    is_past = report.finish_date is not None and report.finish_date < report.period.last and report.now.open > 0
    finish = words.finish(report.finish_date, forecast.on_time, is_past=is_past)
    if forecast.p85 is None:
        figure = _("Done") if forecast.refusal == "done" else _("Not known")
        return Tile(name, figure, [words.refusal(forecast), *finish], "forecast", "danger" if is_past else "")
    is_late = is_past or (forecast.on_time is not None and forecast.on_time < 50)
    sentences = [_("Likely (85 %), at the pace so far."), *finish]
    return Tile(name, date_format(forecast.p85, "DATE_FORMAT"), sentences, "forecast", "danger" if is_late else "")
