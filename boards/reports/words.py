"""What figures say in words."""

from __future__ import annotations

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.reports.forecast import LEAST_DAYS, LEAST_DONE, Forecast


def refusal(forecast: Forecast) -> str:
    """Why there are no dates; empty if there are."""
    if not forecast.refusal:
        return ""
    return {
        "empty": _("There is nothing to forecast: the project has no tasks."),
        "done": _("Everything is done."),
        "short": ngettext(
            "The project is too young for a forecast: it takes %(least)d whole days, and there is %(days)d.",
            "The project is too young for a forecast: it takes %(least)d whole days, and there are %(days)d.",
            forecast.days,
        )
        % {"least": LEAST_DAYS, "days": forecast.days},
        "few": ngettext(
            "Too few tasks were completed for a forecast: it takes %(least)d, and there is %(done)d.",
            "Too few tasks were completed for a forecast: it takes %(least)d, and there are %(done)d.",
            forecast.completed,
        )
        % {"least": LEAST_DONE, "done": forecast.completed},
        "far": _("At the pace so far it would take more than three years; no date would mean anything."),
    }[forecast.refusal]


def finish(day: datetime.date | None, on_time: int | None, *, is_past: bool) -> list[str]:
    """What there is to say about the date by which a project is to be finished; nothing if there is none."""
    if day is None:
        return []
    told = {"day": date_format(day, "DATE_FORMAT"), "share": on_time}
    if is_past:
        return [_("It was to be finished by %(day)s.") % told]
    if on_time is None:
        return [_("To be finished by %(day)s.") % told]
    return [_("To be finished by %(day)s: %(share)d %% of the simulated futures are.") % told]


def assumptions(forecast: Forecast) -> list[str]:
    """Sentences that say what the dates of a forecast rest on: the pace so far, and that nothing is added."""
    done = ngettext("%(count)d task was completed", "%(count)d tasks were completed", forecast.completed)
    return [
        _("The pace stays as it was: %(done)s in the %(days)d days before, days off included.")
        % {"done": done % {"count": forecast.completed}, "days": forecast.days},
        ngettext(
            "The %(count)d open task is all there is to do; new ones move the dates.",
            "The %(count)d open tasks are all there is to do; new ones move the dates.",
            forecast.remaining,
        )
        % {"count": forecast.remaining}
        + " "
        + ngettext("In the same days %(count)d was added.", "In the same days %(count)d were added.", forecast.added)
        % {"count": forecast.added},
        _("Tasks are counted and not weighed: those to come are as large, on the whole, as those before."),
    ]
