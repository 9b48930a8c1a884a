"""Several people have a task: one responsible, the others beside them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.exceptions import InvalidInput, RuleBroken, TaskLocked
from boards.models import Activity, Task, TaskAssignee
from boards.models.tasks import MOST_OTHERS
from boards.services import handing_on, members, task_changes, tasks, undo
from boards.services.bulk_creation import TaskDraft, create_tasks
from boards.services.task_changes import TaskChange
from tests.factories import column_of, fresh, make_member, make_project, make_task
from tests.watching import check_history

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(owner, member):
    project = make_project(owner=owner, roles={member: "member"})
    return project, owner, member, make_member(project=project, name="cleo"), make_member(project=project, name="dora")


def have(task):
    row = fresh(task)
    return row.assignee, row.others


def change(task, actor, seen=None, **changed):
    return tasks.update(task=fresh(task), changed=changed, seen_version=seen, actor=actor)


def last(task):
    return Activity.objects.filter(task=task).latest("pk")


def test_a_task_is_made_for_several(team):
    project, owner, member, cleo, dora = team
    task = tasks.create(project=project, title="Together", assignee=member, others=[dora, cleo], actor=owner)
    assert have(task) == (member, [dora, cleo])
    assert last(task).changes["other_assignees"] == [None, sorted([{"id": cleo.pk}, {"id": dora.pk}], key=str)]
    check_history(fresh(project))


def test_others_come_and_go(team):
    project, owner, member, cleo, dora = team
    task = make_task(project=project, assignee=member)
    change(task, owner, other_assignees=[cleo])
    assert last(task).changes == {"other_assignees": [[], [{"id": cleo.pk}]]}
    change(task, owner, other_assignees=[dora])
    assert have(task) == (member, [dora])
    change(task, owner, other_assignees=[])
    assert have(task) == (member, [])
    assert fresh(task).version == 4
    check_history(fresh(project))


def test_two_people_add_different_others_at_once(team):
    project, owner, member, cleo, dora = team
    task = make_task(project=project, assignee=member)
    change(task, owner, seen=1, other_assignees=[cleo])
    change(task, member, seen=1, other_assignees=[dora])
    assert have(task) == (member, [cleo, dora])


def test_the_first_of_the_others_takes_the_place_of_the_responsible_one(team):
    project, owner, member, cleo, dora = team
    task = tasks.create(project=project, title="T", assignee=member, others=[dora, cleo], actor=owner)
    change(task, owner, assignee=None)
    assert have(task) == (dora, [cleo])
    before, after = last(task).changes["assignee"]
    assert (before, after) == ({"id": member.pk}, {"id": dora.pk})
    assert last(task).changes["other_assignees"][1] == [{"id": cleo.pk}]
    check_history(fresh(project))


def test_somebody_switched_off_does_not_take_the_place_if_others_can(team):
    project, owner, member, cleo, dora = team
    task = tasks.create(project=project, title="T", assignee=member, others=[dora, cleo], actor=owner)
    dora.is_active = False
    dora.save()
    change(task, owner, assignee=None)
    assert have(task) == (cleo, [dora])


def test_who_becomes_responsible_is_not_among_the_others(team):
    project, owner, member, cleo, dora = team
    task = tasks.create(project=project, title="T", assignee=member, others=[cleo], actor=owner)
    change(task, owner, assignee=cleo)
    assert have(task) == (cleo, [])
    change(task, owner, other_assignees=[cleo])
    assert fresh(task).version == 2
    assert Activity.objects.filter(task=task).count() == 2


def test_two_change_places(team):
    project, owner, member, cleo, dora = team
    task = tasks.create(project=project, title="T", assignee=member, others=[cleo], actor=owner)
    change(task, owner, assignee=cleo, other_assignees=[member])
    assert have(task) == (cleo, [member])


def test_others_alone_make_the_first_responsible(team):
    project, owner, member, cleo, dora = team
    task = make_task(project=project)
    change(task, owner, other_assignees=[dora, cleo])
    assert have(task) == (dora, [cleo])


def test_undo_brings_all_back(team):
    project, owner, member, cleo, dora = team
    task = tasks.create(project=project, title="T", assignee=member, others=[dora, cleo], actor=owner)
    change(task, owner, assignee=None)
    undo.undo(activity=last(task), actor=owner)
    row = fresh(task)
    assert (row.assignee, set(row.others)) == (member, {dora, cleo})
    check_history(fresh(project))


def test_undo_is_refused_once_one_of_them_is_gone(team):
    project, owner, member, cleo, dora = team
    task = tasks.create(project=project, title="T", assignee=member, others=[cleo], actor=owner)
    change(task, owner, other_assignees=[])
    taken = last(task)
    members.remove(project=project, user=cleo, actor=owner)
    with pytest.raises(RuleBroken):
        undo.undo(activity=taken, actor=owner)


def test_only_who_may_be_assigned(team, outsider):
    project, owner, member, cleo, dora = team
    task = make_task(project=project, assignee=member)
    for people in ([outsider], [make_member(project=project, name="viv", role="viewer")]):
        with pytest.raises(InvalidInput) as refused:
            change(task, owner, other_assignees=people)
        assert refused.value.field == "other_assignees"
        with pytest.raises(InvalidInput):
            tasks.create(project=project, title="T", others=people, actor=owner)


def test_so_many_and_no_more(team):
    project, owner, member, cleo, dora = team
    crowd = [make_member(project=project, name=f"p{number}") for number in range(MOST_OTHERS + 1)]
    task = make_task(project=project, assignee=member)
    change(task, owner, other_assignees=crowd[:-1])
    assert len(fresh(task).others) == MOST_OTHERS
    with pytest.raises(InvalidInput):
        change(task, owner, other_assignees=crowd)
    with pytest.raises(InvalidInput):
        tasks.create(project=project, title="T", assignee=member, others=crowd, actor=owner)


def test_a_completed_task_keeps_its_people(team):
    project, owner, member, cleo, dora = team
    task = make_task(project=project, assignee=member, progress=100)
    with pytest.raises(TaskLocked):
        change(task, owner, other_assignees=[cleo])


def test_by_id_for_programs(team):
    project, owner, member, cleo, dora = team
    values = {"title": "T", "assignee": member.pk, "other_assignees": [dora.pk, cleo.pk, dora.pk]}
    task = task_changes.create(project=project, change=TaskChange(values=values), actor=owner)
    assert have(task) == (member, [dora, cleo])
    task_changes.apply(task=task, change=TaskChange(values={"other_assignees": [cleo.pk]}), actor=owner)
    assert have(task) == (member, [cleo])
    task_changes.apply(task=task, change=TaskChange(values={"assignee": None}), actor=owner)
    assert have(task) == (cleo, [])
    version = fresh(task).version
    task_changes.apply(task=task, change=TaskChange(values={"other_assignees": [cleo.pk]}), actor=owner)
    assert fresh(task).version == version
    check_history(fresh(project))


def test_many_at_once_cost_a_constant_number_of_queries(team):
    project, owner, member, cleo, dora = team

    def queries(count):
        made = [make_task(project=project, assignee=member) for _number in range(count)]
        changes = [(task, TaskChange(values={"other_assignees": [cleo.pk, dora.pk]})) for task in made]
        with CaptureQueriesContext(
            connection,
        ) as found:
            task_changes.apply_all(changes=changes, actor=owner)
        assert all(have(task) == (member, [cleo, dora]) for task in made)
        return len(found)

    assert queries(2) == queries(9)


def test_drafts_carry_them(team):
    project, owner, member, cleo, dora = team
    draft = TaskDraft(title="T", column=column_of(project=project), assignee=member, others=[cleo, dora])
    (task,) = create_tasks(project=project, drafts=[draft], actor=owner)
    assert have(task) == (member, [cleo, dora])


def test_handing_on_puts_the_heir_in_their_place(team):
    project, owner, member, cleo, dora = team
    mine = tasks.create(project=project, title="Mine", assignee=member, others=[cleo], actor=owner)
    beside = tasks.create(project=project, title="Beside", assignee=cleo, others=[member], actor=owner)
    shared = tasks.create(project=project, title="Heir's", assignee=dora, others=[member], actor=owner)
    done = handing_on.hand_on(user=member, to={project.pk: dora}, actor=owner)
    assert done == 3
    assert have(mine) == (dora, [cleo])
    assert have(beside) == (cleo, [dora])
    assert have(shared) == (dora, [])
    check_history(fresh(project))


def test_who_leaves_is_taken_off_everything(team):
    project, owner, member, cleo, dora = team
    mine = tasks.create(project=project, title="Mine", assignee=member, others=[cleo], actor=owner)
    beside = tasks.create(project=project, title="Beside", assignee=cleo, others=[member], actor=owner)
    done = tasks.create(project=project, title="Done", assignee=cleo, others=[member], progress=100, actor=owner)
    members.remove(project=project, user=member, actor=owner)
    assert (have(mine), have(beside), have(done)) == ((cleo, []), (cleo, []), (cleo, []))
    assert not TaskAssignee.objects.exists()
    check_history(fresh(project))


def test_who_becomes_a_viewer_too(team):
    project, owner, member, cleo, dora = team
    beside = tasks.create(project=project, title="Beside", assignee=cleo, others=[member], actor=owner)
    members.change_role(project=project, user=member, role="viewer", actor=owner)
    assert have(beside) == (cleo, [])


def test_the_word_for_what_somebody_has(team):
    project, owner, member, cleo, dora = team
    mine = make_task(project=project, assignee=member)
    beside = tasks.create(project=project, title="Beside", assignee=cleo, others=[member], actor=owner)
    make_task(project=project, assignee=cleo)
    assert set(Task.objects.assigned_to([member.pk])) == {mine, beside}
    assert Task.objects.assigned_to([member.pk, cleo.pk]).count() == 3
