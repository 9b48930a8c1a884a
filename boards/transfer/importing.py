"""From the board of a file to a project: `prepare` makes a plan that can be shown, `carry_out` makes what it says.

Nothing is dropped in silence: what has no field here goes into a description, what can't be kept is noted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from boards.models import Column, Project, Role, Status, User, Visibility
from boards.queries import records
from boards.rules.addresses import in_small_letters
from boards.rules.text import fold
from boards.services import bulk_creation
from boards.services.bulk_creation import ColumnDraft, Imported, TaskDraft, Tell
from boards.services.bulk_files import FileDraft
from boards.transfer import luggage
from boards.transfer.boards import Board
from boards.transfer.planning import Planner
from boards.transfer.plans import Plan, PlannedTask
from boards.transfer.texts import one_line

# The columns by their places in a plan, and the files of each of its tasks.
Columns = Sequence[Column] | Mapping[int, Column]
Files = Sequence[Sequence[FileDraft]]


def people_of(board: Board, known_to: User | None) -> dict[str, User]:
    """The accounts of those members whose address the export tells, by address; at most one query.

    Of people whom somebody doesn't know nothing is told, not even that they have an account, and none of them is made
    to take part by a file: see `address_lookup`. Nobody in particular, who runs the site, knows everybody.
    """
    addresses = {in_small_letters(member.email) for member in board.members.values() if member.email}
    if not addresses:
        return {}
    people = User.objects.all() if known_to is None else records.people_known_to(known_to)
    return {user.email: user for user in people.filter(email__in=addresses, is_active=True)}


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What somebody has chosen; all of it may be left to what the file tells.

    `completed` names lists that are done, `statuses` says by their ids what lists mean. `people` are found by their
    address (see `people_of`), `by_hand` somebody, or nobody, for members by their ids. `into` is the project that takes
    the cards, instead of a new one.
    """

    completed: Collection[str] = ()
    statuses: Mapping[str, Status] = field(default_factory=dict)
    visibility: str = Visibility.PERSONAL
    title: str | None = None
    people: Mapping[str, User] = field(default_factory=dict)
    by_hand: Mapping[str, User | None] = field(default_factory=dict)
    into: Project | None = None


def prepare(board: Board, *, owner: User, wishes: Wishes | None = None, keeps_numbers: bool | None = None) -> Plan:
    """Plan what the owner would get; nothing is written.

    Whoever is matched becomes a member. Cards keep their numbers in a new project, or as `keeps_numbers` says. Raises
    InvalidInput for a list that is not there or a title that doesn't fit.
    """
    wanted = wishes or Wishes()
    statuses, people, by_hand = dict(wanted.statuses), dict(wanted.people), dict(wanted.by_hand)
    if wanted.into is not None:
        statuses |= statuses_there(board, wanted.into)
        kept_out = _who_may_have_no_tasks(wanted.into, owner)
        people = {address: user for address, user in people.items() if user.pk not in kept_out}
        by_hand = {key: None if user and user.pk in kept_out else user for key, user in by_hand.items()}
    is_new = wanted.into is None if keeps_numbers is None else keeps_numbers
    planner = Planner(board, owner, people, by_hand, new=is_new)
    into_project = wanted.into is not None
    return planner.plan(wanted.completed, statuses, wanted.visibility, wanted.title, into_project=into_project)


def lanes_of(plan: Plan, project: Project) -> list[Column | ColumnDraft]:
    """For each column of a plan the one of the project that takes its cards, or the one to be made; one query.

    Lists go to columns of their name. A column that no list has brought is never made: the first of its kind will do.
    """
    there = list(project.columns.all())
    by_name: dict[str, Column | ColumnDraft] = {fold(column.name): column for column in reversed(there)}
    found: list[Column | ColumnDraft] = []
    for index, draft in enumerate(plan.columns):
        alike = next((column for column in there if column.status == draft.status), None)
        if index in plan.added and alike is not None:
            found.append(alike)
        else:
            found.append(by_name.setdefault(fold(draft.name), draft))
    return found


def carry_out(
    plan: Plan,
    *,
    actor: User,
    into: Project | None = None,
    files: Files | None = None,
    tell: Tell = bulk_creation.nobody,
) -> Imported:
    """Make the project, or put what the plan holds into one; all or nothing.

    `files` are those of each task (`luggage.unpacked`), for who has a transaction around this; by default they are put
    into the store here.
    """
    if files is None:
        with luggage.unpacked(plan, tell) as found:
            return carry_out(plan, actor=actor, into=into, files=found, tell=tell)
    if into is not None:
        return _carry_into(plan, into, files, actor, tell)
    return bulk_creation.import_board(
        title=plan.title,
        description=plan.description,
        visibility=plan.visibility,
        columns=plan.columns,
        tags=plan.tags,
        people=plan.people,
        drafts=lambda columns: _drafts(plan, columns, files),
        links=plan.links,
        tell=tell,
        actor=actor,
    )


def _carry_into(plan: Plan, project: Project, files: Files, actor: User, tell: Tell) -> Imported:
    lanes = lanes_of(plan, project)
    # Two lists of one name share a column, which is made once; lists without cards need none.
    used = {task.column for task in plan.tasks}
    needed = list(dict.fromkeys(lane for index, lane in enumerate(lanes) if index in used))

    def drafts(columns: Sequence[Column]) -> list[TaskDraft]:
        placed = dict(zip(needed, columns, strict=True))
        return _drafts(plan, {index: placed[lanes[index]] for index in used}, files)

    return bulk_creation.import_into(
        project=project,
        lanes=[lane.pk if isinstance(lane, Column) else lane for lane in needed],
        tags=plan.tags,
        people=plan.people,
        drafts=drafts,
        links=plan.links,
        tell=tell,
        actor=actor,
    )


def statuses_there(board: Board, project: Project) -> dict[str, Status]:
    """What lists mean whose names columns of the project have: the same as those."""
    known = {fold(column.name): Status(column.status) for column in project.columns.all()}
    return {lane.id: known[key] for lane in board.lists if (key := fold(one_line(lane.name))) in known}


def _who_may_have_no_tasks(project: Project, actor: User) -> set[int]:
    """Viewers stay viewers; and who brings the file to a project that is not theirs doesn't join it by that."""
    roles = dict(project.memberships.values_list("user", "role"))
    out = {user for user, role in roles.items() if role == Role.VIEWER}
    return out if actor.pk in roles or actor.pk == project.owner_id else out | {actor.pk}


def _drafts(plan: Plan, columns: Columns, files: Files) -> list[TaskDraft]:
    return [_draft(task, columns, own) for task, own in zip(plan.tasks, files, strict=True)]


def _draft(task: PlannedTask, columns: Columns, files: Sequence[FileDraft]) -> TaskDraft:
    return TaskDraft(
        title=task.title,
        column=columns[task.column],
        number=task.number,
        description=task.description,
        tags=task.tags,
        priority=task.priority,
        progress=task.progress,
        assignee=task.assignee,
        others=task.others,
        due_date=task.due_date,
        created_at=task.created_at,
        completed_at=task.completed_at,
        archived=task.archived,
        talk=task.talk,
        files=files,
        web_links=task.web_links,
    )
