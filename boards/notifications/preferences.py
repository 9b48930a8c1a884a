"""How somebody hears of what: the defaults, and what they chose instead."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from boards.models import EmailPace, NotificationPreference, Reason


class Ways(NamedTuple):
    """Whether it stands in the inbox, and how it goes out by e-mail."""

    in_inbox: bool
    by_email: str


# What is said to somebody in person goes out at once, the rest together, once a day.
DEFAULTS: dict[Reason, Ways] = {
    Reason.ASSIGNED: Ways(True, EmailPace.AT_ONCE),
    Reason.ITEM_ASSIGNED: Ways(True, EmailPace.AT_ONCE),
    Reason.UNASSIGNED: Ways(True, EmailPace.DIGEST),
    Reason.MENTIONED: Ways(True, EmailPace.AT_ONCE),
    Reason.COMMENTED: Ways(True, EmailPace.DIGEST),
    Reason.CHANGED: Ways(True, EmailPace.DIGEST),
    Reason.WATCHING: Ways(True, EmailPace.DIGEST),
    Reason.DUE_TOMORROW: Ways(True, EmailPace.AT_ONCE),
    Reason.OVERDUE: Ways(True, EmailPace.AT_ONCE),
    Reason.UNBLOCKED: Ways(True, EmailPace.AT_ONCE),
    Reason.INVITED: Ways(True, EmailPace.AT_ONCE),
    Reason.ROLE_CHANGED: Ways(True, EmailPace.AT_ONCE),
    Reason.HANDED_OVER: Ways(True, EmailPace.AT_ONCE),
    Reason.ARCHIVED: Ways(True, EmailPace.DIGEST),
    Reason.WEBHOOK_OFF: Ways(True, EmailPace.AT_ONCE),
}
# Monday to Friday, counted as `WeekStart` counts.
DIGEST_WEEKDAYS = (1, 2, 3, 4, 5)
_PACES = (EmailPace.OFF, EmailPace.DIGEST, EmailPace.AT_ONCE)

Chosen = Mapping[tuple[int, str], Ways]


def chosen_by(users: Collection[int]) -> Chosen:
    """What these people chose, by person and reason; one query."""
    found = NotificationPreference.objects.filter(user__in=users)
    return {(user, reason): Ways(*ways) for user, reason, *ways in found.values_list("user", "reason", *Ways._fields)}


def ways(chosen: Chosen, user: int, reason: str) -> Ways:
    """How that person wants to hear of it."""
    return chosen.get((user, reason)) or DEFAULTS[Reason(reason)]


def of(user: int) -> dict[Reason, Ways]:
    """How a person hears of each reason; one query."""
    chosen = chosen_by([user])
    return {reason: ways(chosen, user, reason) for reason in Reason}


def stronger(one: Ways, other: Ways) -> Ways:
    """Both together: what tells more."""
    return Ways(one.in_inbox or other.in_inbox, max(one.by_email, other.by_email, key=_PACES.index))
