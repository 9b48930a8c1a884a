"""What people are in a project, worked out of their own role and of those that their groups have there.

The rows of Membership hold the result, so that whoever asks looks at one row; here is the only place that writes them
(handing a project over apart). Callers hold the project's lock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from django.db.models import F

from boards import events
from boards.events import Kind
from boards.exceptions import NotFound
from boards.models import Group, GroupRole, Membership, OwnershipOffer, Project, User
from boards.models.projects import NO_ROLE
from boards.policy import RANKS, highest
from boards.rules.changes import Changes, Ref
from boards.services import history_values
from boards.services.transactions import raise_revision

Change = tuple[Kind, Changes]


@dataclass(frozen=True)
class ThroughGroup:
    """The highest role that somebody has through groups, and the group that gives it."""

    role: str
    group: Group


def of_groups(project: Project, users: Collection[int]) -> dict[int, ThroughGroup]:
    """What these people have through groups, by their ids; one query."""
    given = GroupRole.objects.filter(project=project, group__places__user__in=users).select_related("group")
    found: dict[int, ThroughGroup] = {}
    for each in given.annotate(person=F("group__places__user")).order_by("group__name_key"):
        before = found.get(each.person)
        if before is None or RANKS.index(each.role) > RANKS.index(before.role):
            found[each.person] = ThroughGroup(each.role, each.group)
    return found


def give(*, project: Project, user: User, role: str | None) -> Membership:
    """Write the person's own role, None for none, beside what their groups give; one of the two is there."""
    through = of_groups(project, [user.pk]).get(user.pk)
    values = _values(role, through)
    if values is None:
        raise NotFound
    membership, _made = Membership.objects.update_or_create(project=project, user=user, defaults=values)
    return membership


def settle(
    *, project: Project, users: Collection[int], group: Group, said: Change | None = None, actor: User | None
) -> None:
    """Bring the rows of these people in line with their groups, of which `group` has changed.

    One revision and a row of the history for each whose part in the project is another now, after what is `said` of the
    group itself; none where nothing changes, nor in a deleted project. Their tasks stay as they are. A number of
    statements that does not grow with the people.
    """
    through = of_groups(project, users)
    rows = {row.user_id: row for row in Membership.objects.filter(project=project, user__in=users)}
    before = {pk: row.role for pk, row in rows.items()}
    after = _write(project, rows, through, sorted(set(users) - {project.owner_id}))
    changed = [pk for pk in after if before.get(pk) != after[pk]]
    if not changed and said is None:
        return
    OwnershipOffer.objects.filter(project=project, to__in=[pk for pk in changed if after[pk] is None]).delete()
    raise_revision(project)
    if project.deleted_at is None:
        told = [] if said is None else [said]
        told += [_change(pk, before.get(pk), after[pk], group, along=said is not None) for pk in changed]
        events.publish_many([events.row(kind, project=project, actor=actor, changes=each) for kind, each in told])


def _write(
    project: Project, rows: Mapping[int, Membership], through: Mapping[int, ThroughGroup], people: Iterable[int]
) -> dict[int, str | None]:
    """Write what has changed of the rows; returns the role of each of these people, None for who has none any more."""
    made, changed, gone = [], [], []
    after: dict[int, str | None] = {}
    for pk in people:
        row = rows.get(pk) or Membership(project=project, user_id=pk, role="", raised_from=NO_ROLE)
        own, was = row.own_role, (row.role, row.raised_from)
        values = _values(own, through.get(pk))
        after[pk] = values["role"] if values else None
        if values is None:
            gone.append(pk)
            continue
        row.role, row.raised_from = values["role"], values["raised_from"]
        if pk not in rows:
            made.append(row)
        elif was != (row.role, row.raised_from):
            changed.append(row)
    Membership.objects.filter(project=project, user__in=gone).delete()
    Membership.objects.bulk_create(made, batch_size=500)
    Membership.objects.bulk_update(changed, ["role", "raised_from"], batch_size=500)
    return after


class _Values(TypedDict):
    role: str
    raised_from: str


def _values(own: str | None, through: ThroughGroup | None) -> _Values | None:
    """The fields of a row; None for nobody's."""
    given = through.role if through else None
    role = highest(own, given)
    if role is None:
        return None
    return {"role": role, "raised_from": "" if role == own else own or NO_ROLE}


def _change(user_id: int, before: str | None, after: str | None, group: Group, *, along: bool) -> Change:
    """`along`: it goes with a change of the group's role, which tells all of it."""
    person: Ref = {"id": user_id}
    ref = history_values.group_ref(group)
    more: Changes = {"along": [None, 1]} if along else {}
    if before is None:
        return Kind.MEMBER_ADDED, {"member": [None, person], "role": [None, after], "through": [None, ref], **more}
    if after is None:
        return Kind.MEMBER_REMOVED, {"member": [person, None], "role": [before, None], "through": [ref, None], **more}
    return Kind.MEMBER_CHANGED, {"member": [person, person], "role": [before, after], "through": [ref, ref], **more}
